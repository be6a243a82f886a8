// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Believable experiments to compare, made up here and nowhere in the product.

#include "gui/sample_values.h"
#include "pivot/comparison.h"
#include "widgets/models/comparison_model.h"

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace pivot::samples {

/// 2,000 images of ten classes. `wrong`: of a thousand, by its own chance; half as many are wrong in every
/// run. `share`: of the images that end at the low effort.
inline ComparedRun comparedRun(const std::string& id, unsigned seed, int wrong, double share, double lowMs,
                               double highMs) {
    constexpr int kImages = 2000, kBatch = 32;
    ComparedRun made;
    RunRecord& record = made.record;
    record.experimentId = id;
    record.config.model = "/models/fashion-anypath";
    record.config.dataset = "fashion-mnist#test";
    record.config.device = "cpu:torch";
    record.config.batch = kBatch;
    record.config.ladder = ladder();
    record.thresholdSource = {"train[55000:60000]", "edp,loss=0.2", false};
    record.modelFingerprint = std::string(64, 'a');
    record.datasetFingerprint = std::string(64, 'b');
    record.datasetRange = "test[0:10000]";
    record.createdUtc = "2024-05-06T09:12:00.000Z";
    record.environment = {{"host", "bench"}};
    for (const char* name :
         {"T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Boot"}) {
        made.classNames.push_back(name);
    }
    std::mt19937 all(7), own(seed);
    double delayMs = 0;
    for (int i = 0; i < kImages; ++i) {
        ComparedImage image;
        image.index = 5 * i;
        image.key = std::to_string(image.index);
        image.label = i % 10;
        const bool everWrong = static_cast<int>(all() % 1000) < wrong / 2;
        const bool isWrong = everWrong || static_cast<int>(own() % 1000) < wrong / 2;
        image.right = !isWrong;
        image.predicted = isWrong ? (i + 3) % 10 : i % 10;
        image.exitEffort = own() % 1000 < static_cast<unsigned>(1000 * share) ? 0 : 1;
        image.visits = image.exitEffort + 1;
        image.firstVisitNs = static_cast<std::int64_t>(1e6 * lowMs) + 700 * ((i / kBatch) % 11);
        image.delayNs =
            image.firstVisitNs + (image.exitEffort > 0 ? static_cast<std::int64_t>(1e6 * highMs) : 0);
        delayMs += 1e-6 * static_cast<double>(image.delayNs);
        image.energyJ = 15e-9 * static_cast<double>(image.delayNs);
        made.images.push_back(image);
    }
    RunReport reported;
    reported.experimentId = id;
    reported.images = kImages;
    reported.numClasses = 10;
    reported.top5 = 0.998;
    reported.delayMs = delayMs / kImages;
    reported.energyJ = 15e-3 * reported.delayMs;
    reported.edpJs = 1e-3 * reported.delayMs * *reported.energyJ;
    reported.edpReduction = 0.0112 * 0.75e-3 / *reported.edpJs;
    reported.breakEvenShare = lowMs / highMs;
    reported.throughputImgS = 1000 / reported.delayMs;
    reported.delayProvenance = {ProvenanceKind::Measured, "steady clock around the session's calls"};
    reported.energyProvenance = {ProvenanceKind::Estimated, "15 W, constant"};
    made.report = reported;
    return made;
}

/// What every threshold of a profiled run does.
inline std::vector<SweepPoint> sweepPoints(double lowMs, double highMs, double best) {
    std::vector<SweepPoint> points;
    for (int i = 0; i <= 60; ++i) {
        const double x = i / 60.0;
        SweepPoint point;
        point.thresholds = {x * std::log(10.0), std::nullopt};
        const double share = 1 - std::exp(-5 * x);
        point.shares = {share, 1 - share};
        point.accuracy = best - 0.035 * x * x;
        point.cost = {lowMs + (1 - share) * highMs, 15e-3 * (lowMs + (1 - share) * highMs)};
        point.edpJs = point.cost.edpJs();
        points.push_back(point);
    }
    return points;
}

/// Two that are alike but for the path, and for a `third` one on a simulated board.
inline std::vector<ComparedRun> comparedRuns(bool third = true) {
    ComparedRun first = comparedRun("6f1c2b0e-7d1a-4f5e-9c55-000000000001", 1, 80, 0.83, 0.42, 0.52);
    ComparedRun second = comparedRun("a0c4d2f1-7d1a-4f5e-9c55-000000000002", 2, 74, 0.71, 0.36, 0.60);
    second.record.config.ladder.efforts[0].skip = SkipConfig{1, 3, 5, 7, 9, 11};
    second.record.config.ladder.efforts[0].thresholdNats = 0.12 * std::log(10.0);
    for (ComparedRun* run : {&first, &second}) {
        run->record.config.mode = RunMode::Profile;
        run->report->delayProvenance.kind = ProvenanceKind::Composed;
    }
    first.sweep = sweepPoints(0.42, 0.52, 0.925);
    second.sweep = sweepPoints(0.36, 0.60, 0.931);
    std::vector<ComparedRun> runs{first, second};
    if (third) {
        ComparedRun board = comparedRun("ccf07b21-7d1a-4f5e-9c55-000000000003", 1, 80, 0.83, 0.31, 0.44);
        board.record.config.device = "sim:zcu102";
        board.report->delayProvenance = {ProvenanceKind::Modelled, "ZCU102"};
        board.report->energyProvenance = {ProvenanceKind::Modelled, "ZCU102"};
        board.report->machineNoise.clear();
        runs.push_back(board);
    }
    return runs;
}

/// The same, of which the first and the third were run with Time layers.
inline std::vector<ComparedRun> timedRuns() {
    std::vector<ComparedRun> runs = comparedRuns();
    for (const std::size_t place : {std::size_t{0}, std::size_t{2}}) {
        LayerTable table{{0, 1}, 32, 9, runs[place].report->delayProvenance, {}};
        const double scale = place == 0 ? 1.0 : 0.7;
        table.layers.push_back({LayerPiece::Embed, -1, 0.018 * scale});
        for (int block = 0; block < 12; ++block) {
            table.layers.push_back({LayerPiece::Attention, block, (0.020 + 0.0004 * (block % 5)) * scale});
            table.layers.push_back({LayerPiece::Mlp, block, (0.025 + 0.0003 * (block % 4)) * scale});
        }
        table.layers.push_back({LayerPiece::Head, -1, 0.004 * scale});
        runs[place].report->layers = {table};
    }
    return runs;
}

inline ComparisonPtr comparisonOf(const std::vector<ComparedRun>& runs) {
    Result<Comparison> comparison = compareRuns(runs);
    return comparison ? std::make_shared<const Comparison>(std::move(*comparison)) : ComparisonPtr();
}

/// The rows of the list that belong to comparedRuns(), the first the oldest.
inline std::vector<ExperimentRow> comparedRows() {
    std::vector<ExperimentRow> rows;
    for (const ComparedRun& run : comparedRuns()) {
        ExperimentRow row;
        row.id = QString::fromStdString(run.record.experimentId);
        row.createdUtc =
            QDateTime(QDate(2024, 5, 6), QTime(9, 12 + static_cast<int>(rows.size())), QTimeZone::utc());
        row.device = QString::fromStdString(run.record.config.device);
        row.model = QStringLiteral("fashion-anypath");
        row.dataset = QStringLiteral("fashion-mnist#test");
        row.skips = QString::fromStdString(run.record.config.ladder.efforts[0].skip.toString()) +
                    QStringLiteral(" | none");
        row.images = row.imagesDone = 2000;
        row.accuracy = 0.92;
        rows.push_back(row);
    }
    return rows;
}

}  // namespace pivot::samples
