// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/build_parts.h"

#include "core/skip_ranges.h"

#include <algorithm>
#include <cmath>

namespace pivot::figures {
namespace {

bool comparesSeveral(FigureKind kind) {
    return kind == FigureKind::ThresholdSweep || kind == FigureKind::AccuracyEdp ||
           kind == FigureKind::Delay || kind == FigureKind::PerClass || kind == FigureKind::Layers ||
           kind == FigureKind::SummaryTable;
}

}  // namespace

std::string effortName(std::size_t index, std::size_t count) {
    if (count <= 1) {
        return "path";
    }
    if (index == 0) {
        return "low";
    }
    if (index + 1 >= count) {
        return "high";
    }
    return count == 3 ? "middle" : "effort " + std::to_string(index + 1);
}

std::string nameOf(const RunReport& report) {
    std::string model = report.model;
    while (model.ends_with('/')) {
        model.pop_back();
    }
    model = model.substr(model.find_last_of('/') + 1);  // a path says where a person keeps their files
    return model + " on " + report.device;
}

namespace {

/// What may tell a run from others, in the order in which people would say it.
std::vector<std::string> traitsOf(const RunReport& report) {
    const std::string whole = nameOf(report);
    const std::string skips =
        report.efforts.empty() ? std::string() : skipRanges(report.efforts.front().skip);
    return {whole.substr(0, whole.rfind(" on ")),
            report.device,
            computedPrecision(report.precision, report.numerics),
            skips.empty() ? "no skips" : "skips " + skips,
            "batch " + std::to_string(report.batch),
            std::string(toString(report.rerun)),
            "by " + std::string(toString(report.score)),
            std::string(toString(report.mode))};
}

/// Only that in which the runs differ; the whole name where that is nothing.
std::vector<std::string> tellingNames(std::span<const Source> sources) {
    std::vector<std::vector<std::string>> traits;
    for (const Source& source : sources) {
        traits.push_back(traitsOf(source.report));
    }
    std::vector<std::string> names(sources.size());
    for (std::size_t trait = 0; trait < traits.front().size(); ++trait) {
        const bool differs = std::any_of(traits.begin(), traits.end(),
                                         [&](const auto& of) { return of[trait] != traits.front()[trait]; });
        for (std::size_t i = 0; differs && i < names.size(); ++i) {
            names[i] += (names[i].empty() ? "" : ", ") + traits[i][trait];
        }
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i].empty()) {
            names[i] = nameOf(sources[i].report);
        }
    }
    return names;
}

}  // namespace

std::vector<std::string> namesOf(std::span<const Source> sources) {
    std::vector<std::string> names;
    if (sources.empty()) {
        return names;
    }
    for (const std::string& plain : tellingNames(sources)) {
        std::string name = plain;
        for (int i = 2; std::find(names.begin(), names.end(), name) != names.end(); ++i) {
            name = plain + " (" + std::to_string(i) + ")";
        }
        names.push_back(std::move(name));
    }
    return names;
}

std::string scoreLabel(ScoreKind score) {
    return score == ScoreKind::Entropy  ? "normalized entropy"
           : score == ScoreKind::Margin ? "margin"
                                        : "largest probability";
}

double rounded(double value, int decimals) {
    const double scale = std::pow(10.0, decimals);
    return std::round(value * scale) / scale;
}

double scorePlace(const RunReport& report, double hardness) {
    return rounded(axisPlace(hardness, report.score, std::max(2, report.numClasses)), 4);
}

std::optional<double> thresholdPlace(const RunReport& report, std::size_t effort) {
    const auto hardest = hardestAccepted(report.efforts[effort], report.score);
    return hardest ? std::optional(scorePlace(report, *hardest)) : std::nullopt;
}

Thresholds thresholdsOf(const RunReport& report) {
    Thresholds thresholds;
    for (const EffortReport& effort : report.efforts) {
        thresholds.push_back(hardestAccepted(effort, report.score));
    }
    return thresholds;
}

Result<FigureData> buildFigure(FigureKind kind, std::span<const Source> sources,
                               const BuildOptions& options) {
    const std::string name(toString(kind));
    if (sources.empty()) {
        return fail(ErrorCode::Usage, "say which experiments " + name + " is to show");
    }
    if (sources.size() > 1 && !comparesSeveral(kind)) {
        return fail(ErrorCode::Usage, name + " is of one experiment, not of " +
                                          std::to_string(sources.size()) +
                                          ": threshold-sweep, accuracy-edp, delay, layers, per-class, "
                                          "summary-table and comparison-table compare several");
    }
    for (const Source& source : sources) {
        if (source.report.efforts.empty()) {
            return fail(ErrorCode::Usage,
                        "experiment " + source.report.experimentId + " has no efforts to show");
        }
    }
    const Source& first = sources.front();
    switch (kind) {
        case FigureKind::EntropyHistogram:
            return buildEntropyHistogram(first);
        case FigureKind::ThresholdSweep:
            return buildSweep(sources, options);
        case FigureKind::AccuracyEdp:
            return buildAccuracyEdp(sources, options);
        case FigureKind::Delay:
            return buildDelay(sources);
        case FigureKind::Layers:
            return buildLayers(sources);
        case FigureKind::Reliability:
            return buildReliability(first);
        case FigureKind::Confusion:
            return buildConfusion(first);
        case FigureKind::PerClass:
            return buildPerClass(sources);
        case FigureKind::EntropyScatter:
            return buildEntropyScatter(first);
        case FigureKind::SummaryTable:
            return buildSummary(sources);
        case FigureKind::Gallery:
        case FigureKind::Attention:
        case FigureKind::ComparisonTable:
        case FigureKind::Plot:
            break;
    }
    return fail(ErrorCode::Unsupported, name + " is exported from the window, where its pictures are");
}

}  // namespace pivot::figures
