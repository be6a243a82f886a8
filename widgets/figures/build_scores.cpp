// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/score_histogram.h"
#include "core/skip_ranges.h"
#include "pivot/reliability.h"
#include "widgets/figures/axis_ticks.h"
#include "widgets/figures/build_parts.h"

#include <algorithm>
#include <array>

namespace pivot::figures {
namespace {

constexpr std::size_t kStepsAtMost = 400;  // of a distribution: finer than a column of a paper shows

/// The share of values at or below each, in percent, as a line of a few hundred steps.
Series distributionOf(std::vector<double> values, std::string name, const Ink& ink) {
    std::sort(values.begin(), values.end());
    Series series;
    series.name = std::move(name);
    series.ink = ink;
    const std::size_t n = values.size();
    const auto add = [&](double x, double y) {
        series.x.push_back(rounded(x, 6));
        series.y.push_back(rounded(y, 3));
    };
    double before = 0;
    for (std::size_t step = 0; step < std::min(n, kStepsAtMost); ++step) {
        const std::size_t at = n <= kStepsAtMost ? step : step * (n - 1) / (kStepsAtMost - 1);
        const double below = 100.0 * static_cast<double>(at + 1) / static_cast<double>(n);
        if (!series.x.empty() && series.x.back() == rounded(values[at], 6)) {
            series.y.back() = rounded(below, 3);
        } else {
            add(values[at], before);
            add(values[at], below);
        }
        before = below;
    }
    return series;
}

std::string panelTitle(const RunReport& report, std::size_t effort) {
    const std::string skip = skipRanges(report.efforts[effort].skip);
    return effortName(effort, report.efforts.size()) + " effort, " +
           (skip.empty() ? "full path" : "attention skipped in blocks " + skip);
}

}  // namespace

Result<FigureData> buildEntropyHistogram(const Source& source) {
    const RunReport& report = source.report;
    const std::size_t efforts = report.efforts.size();
    FigureData data;
    data.title = "Images by " + scoreLabel(report.score) + ", " + nameOf(report);
    data.aspect = efforts > 1 ? 0.34 : 0.6;
    std::vector<ScoreHistogram> histograms(efforts);
    for (const ImageResult& result : source.results) {
        for (const Visit& visit : result.visits) {
            if (result.outcome.error.empty() && visit.effort >= 0 &&
                static_cast<std::size_t>(visit.effort) < efforts) {
                const double place = scorePlace(report, hardness(visit, report.score));
                histograms[static_cast<std::size_t>(visit.effort)].add(ScoreHistogram::binOf(place),
                                                                       visit.right.value_or(true));
            }
        }
    }
    for (std::size_t e = 0; e < efforts; ++e) {
        Panel panel;
        panel.title = panelTitle(report, e);
        panel.x = {scoreLabel(report.score), 0.0, 1.0, {}, false};
        panel.y.label = "images";
        Series right, wrong;
        const std::string name = effortName(e, efforts);
        right.mark = wrong.mark = Mark::Bars;
        right.ink = wrong.ink = effortInk(e, efforts);
        right.width = wrong.width = 1.0 / ScoreHistogram::kBins;
        right.name = report.labelled > 0 ? name + ": right" : name;
        wrong.name = report.labelled > 0 ? name + ": wrong" : "";
        wrong.hatched = true;
        for (std::size_t bin = 0; bin < ScoreHistogram::kBins; ++bin) {
            const auto ok = static_cast<double>(histograms[e].right[bin]);
            const auto bad = static_cast<double>(histograms[e].wrong[bin]);
            const double x = (static_cast<double>(bin) + 0.5) / ScoreHistogram::kBins;
            right.x.push_back(x);
            right.y.push_back(ok);
            if (bad > 0) {
                wrong.x.push_back(x);
                wrong.low.push_back(ok);
                wrong.y.push_back(ok + bad);
            }
        }
        panel.series.push_back(std::move(right));
        if (!wrong.x.empty()) {
            panel.series.push_back(std::move(wrong));
        }
        if (const auto threshold = thresholdPlace(report, e)) {
            panel.rules.push_back({true, *threshold, "threshold " + labelText(*threshold), {Role::Chosen}});
        }
        data.panels.push_back(std::move(panel));
    }
    return data;
}

Result<FigureData> buildEntropyScatter(const Source& source) {
    const RunReport& report = source.report;
    const std::size_t efforts = report.efforts.size();
    if (efforts < 2) {
        return fail(ErrorCode::Usage,
                    "experiment " + report.experimentId +
                        " has one effort: entropy-scatter compares the first with the last");
    }
    const bool labelled = report.labelled > 0;
    const std::string low = effortName(0, efforts), high = effortName(efforts - 1, efforts);
    std::array<Series, 4> groups;
    groups[0] = {"both right", {Role::Neutral}, Mark::Dots};
    groups[0].hollow = true;  // most of the images: the lightest
    groups[1] = {"only " + low + " right", effortInk(0, efforts), Mark::Dots};
    groups[2] = {"only " + high + " right", effortInk(efforts - 1, efforts), Mark::Dots};
    groups[3] = {"both wrong", {Role::Baseline}, Mark::Dots};
    for (const ImageResult& result : source.results) {
        const auto visitOf = [&](std::size_t effort) {
            return std::find_if(result.visits.begin(), result.visits.end(), [effort](const Visit& visit) {
                return visit.effort == static_cast<int>(effort);
            });
        };
        const auto first = visitOf(0), last = visitOf(efforts - 1);
        if (first == result.visits.end() || last == result.visits.end() || !result.outcome.error.empty()) {
            continue;
        }
        const bool a = first->right.value_or(true), b = last->right.value_or(true);
        Series& group = groups[a && b ? 0 : a ? 1 : b ? 2 : 3];
        group.x.push_back(scorePlace(report, hardness(*first, report.score)));
        group.y.push_back(scorePlace(report, hardness(*last, report.score)));
    }
    Panel panel;
    panel.x = {scoreLabel(report.score) + ", " + low + " effort", 0.0, 1.0, {}, false};
    panel.y = {scoreLabel(report.score) + ", " + high + " effort", 0.0, 1.0, {}, false};
    for (Series& group : groups) {
        if (!group.x.empty()) {
            group.name = labelled ? group.name : "images";
            panel.series.push_back(std::move(group));
        }
    }
    if (panel.series.empty()) {
        return fail(ErrorCode::Usage,
                    "no image of experiment " + report.experimentId +
                        " was seen by the first and the last effort: run it with --mode profile");
    }
    if (const auto threshold = thresholdPlace(report, 0)) {
        panel.rules.push_back({true, *threshold, "threshold " + labelText(*threshold), {Role::Chosen}});
    }
    FigureData data;
    data.title = scoreLabel(report.score) + " of " + low + " against " + high + " effort, " + nameOf(report);
    data.square = true;
    data.panels.push_back(std::move(panel));
    return data;
}

Result<FigureData> buildReliability(const Source& source) {
    const RunReport& report = source.report;
    const std::size_t efforts = report.efforts.size();
    Panel panel;
    panel.x = {"confidence", 0.0, 1.0, {}, false};
    panel.y = {"accuracy", 0.0, 1.0, {}, false};
    panel.series.push_back({"", {Role::Neutral}, Mark::Line, {0, 1}, {0, 1}});
    for (std::size_t e = 0; e < efforts; ++e) {
        std::vector<double> confidences;
        std::vector<std::uint8_t> right;
        for (const ImageResult& result : source.results) {
            for (const Visit& visit : result.visits) {
                if (visit.effort == static_cast<int>(e) && visit.right && result.outcome.error.empty()) {
                    confidences.push_back(visit.topProbabilities.front());
                    right.push_back(*visit.right ? 1 : 0);
                }
            }
        }
        const auto reliability = reliabilityOf(confidences, right);
        if (!reliability) {
            continue;
        }
        const bool partOnly = report.mode == RunMode::Routed && e > 0;
        Series line{effortName(e, efforts) + (partOnly ? " (hard images)" : "") + ", ECE " +
                        labelText(rounded(100 * reliability->ece, 2)) + " %",
                    effortInk(e, efforts), Mark::LinePoints};
        for (const ReliabilityBin& bin : reliability->bins) {
            if (bin.images > 0) {
                line.x.push_back(rounded(bin.meanConfidence, 5));
                line.y.push_back(rounded(bin.accuracy(), 5));
            }
        }
        panel.series.push_back(std::move(line));
    }
    if (panel.series.size() == 1) {
        return fail(ErrorCode::Usage,
                    "experiment " + report.experimentId +
                        " has no labels: a reliability diagram needs to know what is right");
    }
    FigureData data;
    data.title = "Reliability, " + nameOf(report);
    data.square = true;
    data.panels.push_back(std::move(panel));
    return data;
}

Result<FigureData> buildDelay(std::span<const Source> sources) {
    const std::vector<std::string> names = namesOf(sources);
    Panel panel;
    panel.x.label = "delay per image (ms)";
    panel.y = {"images (%)", 0.0, 102.0, {}, false};
    for (std::size_t s = 0; s < sources.size(); ++s) {
        const RunReport& report = sources[s].report;
        const std::size_t efforts = report.efforts.size();
        std::vector<std::vector<double>> byEffort(efforts);
        std::vector<double> all;
        for (const ImageResult& result : sources[s].results) {
            if (!result.outcome.error.empty()) {
                continue;
            }
            all.push_back(static_cast<double>(result.outcome.delayNs) * 1e-6);
            for (const Visit& visit : result.visits) {
                if (visit.effort >= 0 && static_cast<std::size_t>(visit.effort) < efforts) {
                    byEffort[static_cast<std::size_t>(visit.effort)].push_back(
                        static_cast<double>(visit.delayNs) * 1e-6);
                }
            }
        }
        if (all.empty()) {
            return fail(ErrorCode::Usage, "experiment " + report.experimentId + " has no image with a delay");
        }
        for (std::size_t e = 0; sources.size() == 1 && efforts > 1 && e < efforts; ++e) {
            if (!byEffort[e].empty()) {
                panel.series.push_back(distributionOf(
                    std::move(byEffort[e]), effortName(e, efforts) + " effort", effortInk(e, efforts)));
            }
        }
        const bool alone = sources.size() == 1;
        panel.series.push_back(distributionOf(std::move(all), alone ? "whole way" : names[s],
                                              runInk(s, sources.size(), Role::Chosen)));
        if (report.baseline.delayMs > 0 && alone) {
            panel.rules.push_back(
                {true, rounded(report.baseline.delayMs, 6), "full path (mean)", {Role::Baseline}});
        }
    }
    FigureData data;
    data.title = "Delay per image, " + names.front();
    data.panels.push_back(std::move(panel));
    return data;
}

}  // namespace pivot::figures
