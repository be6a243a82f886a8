// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/experiment_detail.h"

#include "pivot/layer_spends.h"
#include "widgets/models/number_format.h"
#include "widgets/models/run_identity.h"
#include "widgets/theme/parts.h"

#include <QCoreApplication>
#include <cmath>
#include <nlohmann/json.hpp>

namespace pivot {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("ExperimentDetails", text);
}

using Facts = std::vector<std::pair<QString, QString>>;

/// `1.25 ms ± 0.01 ms`, or empty.
template <class Format>
QString withSpread(std::optional<double> mean, std::optional<double> spread, Format format) {
    if (!mean) {
        return {};
    }
    return spread ? tr("%1 ± %2").arg(format(*mean), format(*spread)) : format(*mean);
}

void addKnown(Facts& facts, const QString& what, const QString& value) {
    if (!value.isEmpty()) {
        facts.emplace_back(what, value);
    }
}

QString effortText(const EffortReport& effort) {
    return tr("%1 end here, %2").arg(formatPercent(effort.share), formatDelayMs(effort.delayMs));
}

DetailSection resultOf(const RunReport& report) {
    DetailSection section{tr("Result"), {}};
    Facts& facts = section.facts;
    if (report.accuracy) {
        QString accuracy = formatPercent(*report.accuracy, 2);
        if (report.accuracyCi95) {
            accuracy += tr(" %1").arg(formatHalfWidth(report.accuracyCi95->low, report.accuracyCi95->high));
        }
        facts.emplace_back(tr("Accuracy"), accuracy);
    } else {
        facts.emplace_back(tr("Accuracy"), tr("no labels"));
    }
    facts.emplace_back(tr("Images"), formatCount(report.images));
    if (report.errors > 0) {
        facts.emplace_back(tr("Failed"), formatCount(report.errors));
    }
    for (std::size_t k = 0; k < report.efforts.size(); ++k) {
        facts.emplace_back(tr("Effort %1").arg(k + 1), effortText(report.efforts[k]));
    }
    if (report.breakEvenShare) {
        facts.emplace_back(tr("Break-even"), formatPercent(*report.breakEvenShare));
    }
    facts.emplace_back(tr("Delay"), tr("%1 (%2)").arg(formatDelayMs(report.delayMs),
                                                      fromUtf8(toString(report.delayProvenance.kind))));
    facts.emplace_back(tr("Energy"), report.energyJ
                                         ? tr("%1 (%2)").arg(formatEnergyJ(*report.energyJ),
                                                             fromUtf8(toString(report.energyProvenance.kind)))
                                         : tr("not measured"));
    if (report.edpJs) {
        facts.emplace_back(tr("EDP"), formatEdpJs(*report.edpJs));
    }
    if (report.edpReduction) {
        facts.emplace_back(tr("Against full"), formatEdpReduction(*report.edpReduction));
    }
    if (report.throughputImgS > 0) {
        facts.emplace_back(tr("Rate"), formatRate(report.throughputImgS));
    }
    addKnown(facts, tr("Computed in"), fromUtf8(numericsBesideNote(report.precision, report.numerics)));
    for (const std::string& note : report.notes) {
        facts.emplace_back(tr("Note"), QString::fromStdString(note));
    }
    return section;
}

DetailSection setUpOf(const RunRecord& record, const Facts& notes) {
    DetailSection section{tr("Set-up"), {}};
    Facts& facts = section.facts;
    const RunConfig& config = record.config;
    facts.emplace_back(tr("Model"), modelName(config.model));
    facts.emplace_back(tr("Data set"), QString::fromStdString(config.dataset));
    facts.emplace_back(tr("Images"), config.limit > 0 ? tr("a sample of %1, seed %2")
                                                            .arg(formatCount(config.limit))
                                                            .arg(static_cast<qulonglong>(config.seed))
                                                      : formatCount(record.imageCount));
    facts.emplace_back(tr("Device"), QString::fromStdString(config.device));
    for (std::size_t k = 0; k < config.ladder.size(); ++k) {
        const Effort& effort = config.ladder.efforts[k];
        QString text = tr("skips %1").arg(skipText(effort.skip));
        if (effort.thresholdNats) {
            text += tr(", at most %1 nats").arg(formatSignificant(*effort.thresholdNats));
        } else if (effort.thresholdScore) {
            text += tr(", at least %1").arg(formatSignificant(*effort.thresholdScore));
        }
        facts.emplace_back(tr("Effort %1").arg(k + 1), effort.tuned ? text : text + tr(" (untuned)"));
    }
    const QString split = fromUtf8(record.thresholdSource.split);
    const QString objective = fromUtf8(record.thresholdSource.objective);
    facts.emplace_back(tr("Thresholds"), split == QStringLiteral("given")
                                             ? objective  // by a person
                                             : tr("on %1, for %2").arg(split, objective));
    facts.emplace_back(
        tr("Mode"),
        tr("%1, re-run %2").arg(fromUtf8(toString(config.mode)), fromUtf8(toString(config.rerun))));
    facts.emplace_back(tr("Precision"),
                       tr("%1, batch %2").arg(fromUtf8(toString(config.precision))).arg(config.batch));
    if (!config.shard.isWhole()) {
        facts.emplace_back(tr("Shard"), QString::fromStdString(toString(config.shard)));
    }
    facts.insert(facts.end(), notes.begin(), notes.end());
    facts.emplace_back(tr("Weights"), QString::fromStdString(record.modelFingerprint.substr(0, 12)));
    facts.emplace_back(tr("Data hash"), QString::fromStdString(record.datasetFingerprint.substr(0, 12)));
    return section;
}

/// A block a line: what an image spends in its attention and its MLP.
DetailSection layersOf(const RunReport& report) {
    DetailSection section{tr("Layers, an image"), {}};
    const std::vector<LayerSpend> layers = layerSpends(report);
    QString attention;
    for (const LayerSpend& layer : layers) {
        const QString spent = layer.ms ? formatDelayMs(*layer.ms) : tr("not timed");
        if (layer.piece == LayerPiece::Attention) {
            attention = spent;
        } else if (layer.piece == LayerPiece::Mlp) {
            section.facts.emplace_back(tr("Block %1").arg(layer.block),
                                       tr("attention %1, MLP %2").arg(attention, spent));
        } else {
            section.facts.emplace_back(layer.piece == LayerPiece::Embed ? tr("Embedding") : tr("Head"),
                                       spent);
        }
    }
    if (const auto ms = spentMs(layers)) {
        section.facts.emplace_back(
            tr("Together"),
            tr("%1 (%2)").arg(formatDelayMs(*ms), fromUtf8(toString(report.layers.front().provenance.kind))));
    }
    return section;
}

/// A value of the environment as text, whatever a later version puts there.
QString textOf(const nlohmann::json& value) {
    if (value.is_string()) {
        return QString::fromStdString(value.get<std::string>());
    }
    if (value.is_number_float()) {
        return formatSignificant(value.get<double>(), 4);
    }
    if (value.is_number()) {
        return QString::number(value.get<qint64>());
    }
    return value.is_null()
               ? QString()
               : QString::fromStdString(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

DetailSection machineOf(const nlohmann::json& environment) {
    DetailSection section{tr("Machine"), {}};
    const std::pair<const char*, QString> known[] = {{"program", tr("Program")},
                                                     {"git_commit", tr("Commit")},
                                                     {"build_type", tr("Build")},
                                                     {"compiler", tr("Compiler")},
                                                     {"host", tr("Host")},
                                                     {"kernel", tr("Kernel")},
                                                     {"cpu", tr("CPU")},
                                                     {"cores_available", tr("Cores")},
                                                     {"cpu_clock_mhz", tr("Clock, MHz")},
                                                     {"memory_total", tr("Memory")},
                                                     {"gpu_driver", tr("GPU driver")},
                                                     {"load_average_1", tr("Load")}};
    if (!environment.is_object()) {
        return section;
    }
    for (const auto& [key, what] : known) {
        if (const auto found = environment.find(key); found != environment.end()) {
            QString text = textOf(*found);
            addKnown(section.facts, what, key == std::string_view("git_commit") ? text.left(12) : text);
        }
    }
    if (const auto libraries = environment.find("libraries"); libraries != environment.end()) {
        if (libraries->is_object()) {
            for (const auto& [name, version] : libraries->items()) {
                addKnown(section.facts, QString::fromStdString(name), textOf(version));
            }
        } else {
            addKnown(section.facts, tr("Libraries"), textOf(*libraries));
        }
    }
    return section;
}

DetailSection measuredOf(const std::vector<MeasuredCostRow>& measured) {
    DetailSection section{tr("Measured elsewhere"), {}};
    for (const MeasuredCostRow& row : measured) {
        const QString what = row.effort ? tr("Effort %1").arg(*row.effort + 1) : tr("Whole way");
        QStringList values;
        const QString delay = withSpread(row.delayMs, row.delaySdMs, formatDelayMs);
        const QString energy = withSpread(row.energyJ, row.energySdJ, formatEnergyJ);
        for (const QString& value : {delay, energy}) {
            if (!value.isEmpty()) {
                values << value;
            }
        }
        section.facts.emplace_back(
            what, tr("%1 (%2, %3)").arg(values.join(QStringLiteral(", ")), row.instrument, row.source));
    }
    return section;
}

}  // namespace

std::vector<DetailSection> describeExperiment(const RunRecord& record, const std::optional<RunReport>& report,
                                              const std::vector<MeasuredCostRow>& measured,
                                              const Facts& notes) {
    std::vector<DetailSection> sections;
    if (report) {
        sections.push_back(resultOf(*report));
    }
    if (!measured.empty()) {
        sections.push_back(measuredOf(measured));
    }
    sections.push_back(setUpOf(record, notes));
    if (report && !report->layers.empty()) {
        sections.push_back(layersOf(*report));
    }
    sections.push_back(machineOf(record.environment));
    return sections;
}

}  // namespace pivot
