// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Believable values for views, made up here and nowhere in the product.

#include "core/live_snapshot.h"
#include "core/run_report.h"
#include "widgets/models/choices.h"
#include "widgets/models/experiment_detail.h"
#include "widgets/models/experiment_model.h"
#include "widgets/models/stored_run.h"

#include <QDateTime>
#include <QImage>
#include <QTimeZone>
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace pivot::samples {

inline ModelChoice model() {
    ModelChoice choice;
    choice.name = QStringLiteral("fashion-anypath");
    choice.path = QStringLiteral("/models/fashion-anypath");
    choice.depth = 12;
    choice.classes = 10;
    choice.anyPath = true;
    choice.labels = {"T-shirt", "Trouser", "Pullover", "Dress", "Coat",
                     "Sandal",  "Shirt",   "Sneaker",  "Bag",   "Boot"};
    return choice;
}

inline DataChoice data() {
    return {QStringLiteral("Fashion-MNIST test"), QStringLiteral("fashion-mnist#test"), 10000,
            model().labels};
}

inline std::vector<DeviceInfo> devices() {
    DeviceInfo cpu;
    cpu.id = "cpu:torch";
    cpu.name = "AMD EPYC, 2 cores";
    cpu.available = true;
    cpu.precisions = {Precision::Fp32};
    DeviceInfo sim;
    sim.id = "sim:zcu102";
    sim.name = "ZCU102, modelled from assets/profiles/zcu102-pivot.json";
    sim.available = true;
    sim.modelledTiming = true;
    sim.precisions = {Precision::Fp32};
    DeviceInfo cuda;
    cuda.id = "cuda:0";
    cuda.reason = "LibTorch was built without CUDA: install a CUDA build of LibTorch and configure again";
    DeviceInfo xrt;
    xrt.id = "xrt";
    xrt.reason = "No board was found: check that the card is seated and that xbutil examine lists it";
    return {cpu, sim, cuda, xrt};
}

inline EffortLadder ladder(int efforts = 2) {
    EffortLadder made;
    made.efforts = {
        {.skip = SkipConfig{6, 7, 8, 9, 10, 11}, .modelPath = {}, .thresholdNats = 0.235 * std::log(10.0)},
        {.skip = SkipConfig(), .modelPath = {}, .thresholdNats = {}}};
    if (efforts == 3) {
        made.efforts.insert(
            made.efforts.begin() + 1,
            {.skip = SkipConfig{9, 10, 11}, .modelPath = {}, .thresholdNats = 0.4 * std::log(10.0)});
    }
    return made;
}

inline std::pair<double, double> wilson(double p, double n) {
    const double z = 1.96, d = 1 + z * z / n, c = p + z * z / (2 * n);
    const double w = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return {(c - w) / d, (c + w) / d};
}

/// A run that has seen `images` of `total`.
inline LiveSnapshot snapshot(std::int64_t images, std::int64_t total, int efforts = 2, bool energy = true,
                             double edp = 0.58) {
    LiveSnapshot made;
    made.progress = {"running", "cpu:torch", images,
                     total,     1720.0,      static_cast<double>(total - images) / 1720.0};
    made.images = images;
    made.labelled = images;
    made.right = static_cast<std::int64_t>(0.921 * static_cast<double>(images));
    std::mt19937 random(7);
    std::normal_distribution<double> noise(0, 1);
    double seen = 0, right = 0;
    for (int i = 1; i <= 200; ++i) {
        LivePoint point;
        point.images = images * i / 200;
        const auto n = std::max(1.0, static_cast<double>(point.images));
        // Right answers of one stretch after the other, so that the curve settles as a real one does; it ends
        // at 92.1 %.
        const auto stretch = n - seen;
        right += 0.921 * stretch + noise(random) * std::sqrt(0.073 * stretch);
        seen = n;
        point.accuracy = i == 200 ? 0.921 : std::clamp(right / n, 0.0, 1.0);
        std::tie(point.accuracyLow, point.accuracyHigh) = wilson(point.accuracy, n);
        point.delayOfBaseline = std::sqrt(edp) + 0.3 * noise(random) / std::sqrt(n + 30);
        if (energy) {
            point.edpOfBaseline = edp + 0.4 * noise(random) / std::sqrt(n + 30);
        }
        made.curve.push_back(point);
    }
    made.histograms.resize(static_cast<std::size_t>(efforts));
    for (std::size_t bin = 0; bin < ScoreHistogram::kBins; ++bin) {
        const double x = (static_cast<double>(bin) + 0.5) / ScoreHistogram::kBins;
        const double all =
            static_cast<double>(images) * (0.16 * std::exp(-x * 9) + 0.012 * std::exp(-x * 1.6));
        const double wrong = all * std::min(0.75, 0.01 + 0.9 * x);
        made.histograms[0].right[bin] = static_cast<std::int64_t>(all - wrong);
        made.histograms[0].wrong[bin] = static_cast<std::int64_t>(wrong);
        // What goes on is what was hard, a little surer now.
        for (std::size_t k = 1; k < made.histograms.size(); ++k) {
            const double hard = x > 0.235 ? all : 0.1 * all;
            made.histograms[k].right[bin] = static_cast<std::int64_t>(0.8 * hard);
            made.histograms[k].wrong[bin] = static_cast<std::int64_t>(0.2 * hard);
        }
    }
    made.exits = {images * 83 / 100, images - images * 83 / 100};
    if (efforts == 3) {
        made.exits = {images * 70 / 100, images * 18 / 100, images - images * 88 / 100};
    }
    made.breakEvenShare = 0.58;
    made.baselineDelayMs = 0.75;
    made.delayMs = 0.75 * std::sqrt(edp);
    made.delayProvenance = Provenance{ProvenanceKind::Measured, ""};
    if (energy) {
        made.energyProvenance = Provenance{ProvenanceKind::Estimated, "15 W, constant"};
        made.baselineEnergyJ = 0.0112;
        made.energyJ = 0.0112 * std::sqrt(edp);
    }
    for (int i = 0; i < 32; ++i) {
        LiveImage image;
        image.index = images - 32 + i;
        image.exitEffort = i % 5 == 3 ? efforts - 1 : (efforts == 3 && i % 7 == 2 ? 1 : 0);
        image.label = i % 10;
        image.predicted = i % 11 == 5 ? (i + 2) % 10 : i % 10;
        image.right = *image.label == image.predicted;
        made.latest.push_back(image);
    }
    return made;
}

/// `reduction` below 1: a run that costs. Zero: the energy is unknown.
inline RunReport report(double reduction = 1.72, int efforts = 2) {
    RunReport made;
    made.experimentId = "6f1c2b0e-53c1-4d6f-9a4e-0a8c3c7f2d11";
    made.device = "cpu:torch";
    made.model = "/models/fashion-anypath";
    made.dataset = "fashion-mnist#test";
    made.status = "complete";
    made.images = made.labelled = 10000;
    made.batch = 32;
    made.accuracy = 0.9214;
    made.accuracyCi95 = Interval{0.9160, 0.9265};
    made.thresholdSource = {"train[55000:60000]", "edp,loss=0.2", false};
    const EffortLadder path = ladder(efforts);
    const std::vector<double> shares = efforts == 3 ? std::vector{0.70, 0.18, 0.12} : std::vector{0.83, 0.17};
    const std::vector<double> delays = efforts == 3 ? std::vector{0.42, 0.36, 0.43} : std::vector{0.46, 0.70};
    double visiting = 1.0;
    for (std::size_t i = 0; i < path.size(); ++i) {
        EffortReport part;
        part.skip = path.efforts[i].skip;
        part.thresholdNats = path.efforts[i].thresholdNats;
        part.share = shares[i];
        part.visits = static_cast<std::int64_t>(10000 * visiting);
        part.delayMs = delays[i];
        visiting -= shares[i];
        made.efforts.push_back(part);
    }
    const bool costs = reduction > 0 && reduction < 1;
    made.breakEvenShare = costs ? 0.91 : 0.58;
    made.delayMs = costs ? 0.82 : 0.58;
    made.delayProvenance = {ProvenanceKind::Measured, ""};
    made.batchMs = Percentiles{17.9, 21.2, 26.4};
    made.baseline = {0.75, {}, {}, 0.9221, 10000};
    if (reduction > 0) {
        made.edpReduction = reduction;
        made.energyJ = 0.0087;
        made.edpJs = 0.0087 * made.delayMs * 1e-3;
        made.baseline.energyJ = 0.01125;
        made.baseline.edpJs = *made.edpJs * reduction;
        made.energyProvenance = {ProvenanceKind::Estimated, "15 W, constant"};
        made.verdict =
            costs
                ? "EDP costs 1.2x the baseline; 83.0 % end at effort 1, not above the break-even of 91.0 %; "
                  "accuracy loses at most 0.2 points (0.07, 95 % interval -0.05 to 0.19); delay measured, "
                  "energy estimated from a constant power, so that the EDP ratio is the delay ratio squared."
                : "EDP gains 1.72x; 83.0 % end at effort 1, above the break-even of 58.0 %; accuracy loses "
                  "at "
                  "most 0.2 points (0.07, 95 % interval -0.05 to 0.19); delay measured, energy estimated "
                  "from "
                  "a constant power, so that the EDP ratio is the delay ratio squared.";
    } else {
        made.energyReason = "No meter on this machine: load the powercap module or name a power profile";
    }
    return made;
}

inline std::vector<ExperimentRow> experiments() {
    std::vector<ExperimentRow> rows;
    const double reductions[] = {1.72, 0.83, 0, 1.18, 2.41};
    const char* devices[] = {"cpu:torch", "cpu:torch", "xrt:0000:65:00.1", "cpu:torch", "sim:zcu102"};
    const RunStatus states[] = {RunStatus::Complete, RunStatus::Complete, RunStatus::Interrupted,
                                RunStatus::Cancelled, RunStatus::Complete};
    for (int i = 0; i < 5; ++i) {
        ExperimentRow row;
        row.id = QStringLiteral("6f1c2b0e-%1").arg(i);
        row.createdUtc = QDateTime(QDate(2024, 5, 6), QTime(9, 12 + i, 30), QTimeZone::utc());
        row.status = states[i];
        row.device = QString::fromLatin1(devices[i]);
        row.model = i == 2 ? QStringLiteral("deit_small_patch16_224.fb_in1k-finetuned-on-something-long")
                           : QStringLiteral("fashion-anypath");
        row.dataset = QStringLiteral("fashion-mnist#test");
        row.name = i == 4 ? QStringLiteral("the one for the paper") : QString();
        row.starred = i == 4;
        row.tags = i == 4 || i == 1 ? QStringList{QStringLiteral("paper")} : QStringList();
        row.rerun = i == 1 ? QStringLiteral("restart") : QStringLiteral("prefix");
        row.images = 10000;
        row.thresholdNats = 0.541 - 0.05 * i;
        row.skips = i == 1 ? QStringLiteral("1,3,5,7,9,11 | none") : QStringLiteral("6,7,8,9,10,11 | none");
        row.accuracy = 0.9214 - 0.003 * i;
        row.lowShare = 0.83 - 0.02 * i;
        row.breakEvenShare = 0.58;
        if (reductions[i] > 0) {
            row.edpReduction = reductions[i];
        }
        rows.push_back(row);
    }
    return rows;
}

/// A long list, newest first.
inline std::vector<ExperimentRow> manyExperiments(int count) {
    const std::vector<ExperimentRow> kinds = experiments();
    std::vector<ExperimentRow> rows;
    for (int i = 0; i < count; ++i) {
        ExperimentRow row = kinds[static_cast<std::size_t>(i) % kinds.size()];
        row.id = QStringLiteral("%1-0000-4000-8000-000000000000").arg(i, 8, 16, QLatin1Char('0'));
        row.createdUtc = row.createdUtc.addSecs(-600 * i);
        row.imagesDone = i % 5 == 2 ? 1248 : 10000;
        rows.push_back(row);
    }
    return rows;
}

/// What the panel shows of one of them.
inline ExperimentDetails experimentDetails(const QString& id) {
    ExperimentDetails details;
    details.id = id;
    details.name = QStringLiteral("the one for the paper");
    details.tags = QStringList{QStringLiteral("paper"), QStringLiteral("table 2")};
    details.note = QStringLiteral("Fan at full speed, screen off.\nRepeat with the governor at performance.");
    RunRecord record;
    record.config.model = "/models/fashion-anypath";
    record.config.dataset = "fashion-mnist#test[0:10000]";
    record.config.device = "cpu:torch";
    record.config.ladder = ladder(3);
    record.thresholdSource = {"train[55000:60000]", "edp,loss=0.2", false};
    record.imageCount = 10000;
    record.modelFingerprint = std::string(64, 'a');
    record.datasetFingerprint = std::string(64, 'b');
    record.environment = {{"program", "pivot-workbench 1.0"},
                          {"git_commit", "0123456789abcdef"},
                          {"cpu", "A processor with a name that needs two lines, 2.90 GHz"},
                          {"cores_available", 8},
                          {"cpu_clock_mhz", 2893.4}};
    details.sections = describeExperiment(record, report(),
                                          {{0, 1.25, 0.02, 0.0211, {}, "INA226", "zcu102.csv"},
                                           {{}, 2.1, {}, 0.03, {}, "INA226", "zcu102.csv"}});
    return details;
}

/// What else was run with the same model, on the same device.
inline std::vector<ExperimentRow> otherExperiments() {
    std::vector<ExperimentRow> rows = experiments();
    const double reductions[] = {1.18, 1.35, 1.5, 2.0, 0.88};
    const double accuracies[] = {0.9220, 0.9219, 0.9218, 0.9175, 0.9221};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].id = QStringLiteral("a0c4d2%1e-1").arg(i);
        rows[i].device = QStringLiteral("cpu:torch");
        rows[i].model = QStringLiteral("fashion-anypath");
        rows[i].edpReduction = reductions[i];
        rows[i].accuracy = accuracies[i];
    }
    return rows;
}

/// A stored experiment with its images.
inline StoredRun storedRun() {
    StoredRun made;
    made.report = report();
    made.createdUtc = QDateTime(QDate(2024, 5, 6), QTime(9, 12), QTimeZone::utc());
    made.classes = 10;
    made.labels = model().labels;
    const LiveSnapshot live = snapshot(10000, 10000);
    made.curve = live.curve;
    made.histograms = live.histograms;
    made.latest = live.latest;
    return made;
}

/// A grey shape that differs with the index.
inline QImage thumbnail(qint64 index) {
    QImage image(28, 28, QImage::Format_Grayscale8);
    for (int y = 0; y < 28; ++y) {
        for (int x = 0; x < 28; ++x) {
            const double r = std::hypot(x - 14.0, (y - 14.0) * (1.0 + 0.1 * static_cast<double>(index % 5)));
            const double wave = 0.5 + 0.5 * std::sin(0.4 * x + static_cast<double>(index));
            image.setPixel(x, y, qRgb(0, 0, 0));
            image.scanLine(y)[x] = static_cast<uchar>(r < 11 ? 90 + 150 * wave * (1 - r / 14) : 8);
        }
    }
    return image;
}

}  // namespace pivot::samples
