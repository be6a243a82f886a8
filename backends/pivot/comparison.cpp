// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/comparison.h"

#include "pivot/break_even.h"
#include "pivot/comparison_parts.h"
#include "pivot/published_points.h"

#include <algorithm>
#include <utility>

namespace pivot {

namespace {

std::optional<double> fraction(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? std::optional<double>(static_cast<double>(part) / static_cast<double>(whole))
                     : std::nullopt;
}

/// Counted from the images: what a run without a report has, too.
void countImages(const ComparedRun& run, RunFigures& figures) {
    std::int64_t right = 0, unexited = 0;
    double delayMs = 0, energyJ = 0;
    bool energyKnown = true;
    std::vector<std::int64_t> exits(run.record.config.ladder.size(), 0);
    for (const ComparedImage& image : run.images) {
        if (image.failed) {
            ++figures.errors;
            continue;
        }
        ++figures.images;
        figures.labelled += image.right ? 1 : 0;
        right += image.right.value_or(false) ? 1 : 0;
        delayMs += static_cast<double>(image.delayNs) * 1e-6;
        energyJ += image.energyJ.value_or(0.0);
        energyKnown = energyKnown && image.energyJ;
        const auto exit = static_cast<std::size_t>(image.exitEffort);
        if (image.exitEffort < 0 || exit >= exits.size()) {
            ++unexited;
        } else {
            ++exits[exit];
        }
    }
    if (figures.images == 0) {
        return;
    }
    const auto images = static_cast<double>(figures.images);
    figures.accuracy = fraction(right, figures.labelled);
    figures.accuracyCi95 = wilson(right, figures.labelled);
    for (const std::int64_t count : exits) {
        figures.shares.push_back(static_cast<double>(count) / images);
    }
    figures.unexitedShare = static_cast<double>(unexited) / images;
    const Cost mean{delayMs / images, energyKnown ? std::optional(energyJ / images) : std::nullopt};
    figures.delayMs = mean.delayMs;
    figures.energyJ = mean.energyJ;
    figures.edpJs = mean.edpJs();
}

/// The report has pooled the times of every repeat, which the images have not.
void takeReported(const RunReport& report, RunFigures& figures) {
    figures.top5 = report.top5;
    figures.numClasses = report.numClasses;
    if (report.images <= 0) {
        return;
    }
    figures.delayMs = report.delayMs;
    figures.energyJ = report.energyJ;
    figures.edpJs = report.edpJs;
    figures.edpReduction = report.edpReduction;
    figures.breakEvenShare = report.breakEvenShare;
    if (report.throughputImgS > 0) {
        figures.throughputImgS = report.throughputImgS;
    }
    figures.delayProvenance = report.delayProvenance;
    if (report.energyJ) {
        figures.energyProvenance = report.energyProvenance;
    }
}

RunFigures figuresOf(const ComparedRun& run) {
    const RunConfig& config = run.record.config;
    RunFigures figures;
    figures.experimentId = run.record.experimentId;
    figures.createdUtc = run.record.createdUtc;
    figures.device = config.device;
    figures.model = config.model;
    figures.dataset = config.dataset;
    figures.datasetRange = run.record.datasetRange;
    figures.status = run.status;
    figures.mode = config.mode;
    figures.precision = config.precision;
    figures.ladder = config.ladder;
    figures.sweep = run.sweep;
    countImages(run, figures);
    if (run.report) {
        takeReported(*run.report, figures);
    } else if (figures.delayMs) {
        const bool modelled = config.device.starts_with("sim:");
        const std::string detail = "from the stored images of a run that did not end";
        figures.delayProvenance = {modelled ? ProvenanceKind::Modelled : ProvenanceKind::Measured, detail};
        if (figures.energyJ) {
            figures.energyProvenance = {modelled ? ProvenanceKind::Modelled : ProvenanceKind::Estimated,
                                        detail};
        }
    }
    return figures;
}

void adjustForSeveral(std::vector<RunPair>& pairs) {
    std::vector<double> pValues;
    for (const RunPair& pair : pairs) {
        if (pair.mcnemarMidP) {
            pValues.push_back(*pair.mcnemarMidP);
        }
    }
    const std::vector<double> adjusted = holm(pValues);
    auto next = adjusted.begin();
    for (RunPair& pair : pairs) {
        if (pair.mcnemarMidP) {
            pair.mcnemarHolm = *next++;
        }
    }
}

}  // namespace

ComparedImage comparedImage(const ImageResult& result, int segment) {
    const Outcome& outcome = result.outcome;
    ComparedImage image;
    image.index = outcome.imageIndex;
    image.key = outcome.imageKey;
    image.label = outcome.label;
    image.predicted = outcome.predicted;
    image.exitEffort = outcome.exitEffort;
    image.right = outcome.right;
    image.failed = !outcome.error.empty();
    image.delayNs = outcome.delayNs;
    image.energyJ = outcome.energyJ;
    image.segment = segment;
    for (const Visit& visit : result.visits) {
        if (visit.effort == 0) {
            image.firstVisitNs = visit.delayNs;
        }
        // A profiled image has been further than it would have had to go.
        image.visits += outcome.exitEffort == Outcome::kNoExit || visit.effort <= outcome.exitEffort ? 1 : 0;
    }
    return image;
}

std::string_view toString(DifferenceMethod method) {
    switch (method) {
        case DifferenceMethod::Paired:
            return "paired";
        case DifferenceMethod::Independent:
            return "independent";
        case DifferenceMethod::None:
            break;
    }
    return "none";
}

std::string shortId(const std::string& experimentId) {
    return experimentId.substr(0, 8);
}

std::string Comparison::className(int label) const {
    const auto place = static_cast<std::size_t>(label);
    return label >= 0 && place < classNames.size() && !classNames[place].empty()
               ? classNames[place]
               : "class " + std::to_string(label);
}

Result<Comparison> compareRuns(std::span<const ComparedRun> runs) {
    if (runs.size() < 2) {
        return fail(ErrorCode::Usage, "a comparison needs at least two experiments: name two ids");
    }
    Comparison comparison;
    for (const ComparedRun& run : runs) {
        comparison.runs.push_back(figuresOf(run));
        if (comparison.runs.back().images == 0) {
            return fail(ErrorCode::Usage, "experiment " + run.record.experimentId +
                                              " has no image that was answered: resume it or leave it out");
        }
        if (comparison.classNames.empty()) {
            comparison.classNames = run.classNames;
        }
    }
    comparison::addLayers(runs, comparison.runs);
    comparison.differences = comparison::configurationDifferences(runs);
    for (std::size_t i = 1; i < runs.size(); ++i) {
        comparison.pairs.push_back(comparison::pairOf(runs.front(), runs[i], i));
    }
    adjustForSeveral(comparison.pairs);
    comparison.isImageNet1k = std::all_of(runs.begin(), runs.end(), [](const ComparedRun& run) {
        return isImageNet1k(run.record, run.report ? run.report->numClasses : 0, run.classNames);
    });
    comparison.warnings = comparison::warningsOf(runs, comparison);
    return comparison;
}

}  // namespace pivot
