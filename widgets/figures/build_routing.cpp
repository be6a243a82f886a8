// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/stored_sweep.h"
#include "widgets/figures/axis_ticks.h"
#include "widgets/figures/build_parts.h"

#include <algorithm>

namespace pivot::figures {
namespace {

Result<std::vector<SweepPoint>> sweepOf(const Source& source, int points) {
    const RunReport& report = source.report;
    const std::size_t efforts = report.efforts.size();
    if (efforts < 2) {
        return fail(ErrorCode::Usage,
                    "experiment " + report.experimentId + " has one effort: there is no threshold to move");
    }
    if (report.mode != RunMode::Profile) {
        return fail(ErrorCode::Usage,
                    "experiment " + report.experimentId +
                        " was routed: its easy images never saw the later efforts; run it with "
                        "--mode profile to sweep thresholds");
    }
    const auto profile = ProfileTable::fromResults(source.results, static_cast<int>(efforts), report.score);
    if (!profile) {
        return tl::unexpected(profile.error());
    }
    SweepRequest request = storedSweepRequest(&report, source.results, efforts);
    request.thresholds = thresholdsOf(report);
    request.points = points;
    return sweep(*profile, request);
}

std::string percent(double fraction) {
    return labelText(rounded(100 * fraction, 2)) + " %";
}

}  // namespace

Result<FigureData> buildSweep(std::span<const Source> sources, const BuildOptions& options) {
    const std::vector<std::string> names = namesOf(sources);
    const bool overShare = options.over == SweepOver::Share, alone = sources.size() == 1;
    const RunReport& first = sources.front().report;
    // What moves is the threshold of the last effort but one: of two, the first.
    const bool two = std::all_of(sources.begin(), sources.end(),
                                 [](const Source& s) { return s.report.efforts.size() == 2; });
    Panel accuracy, share, gain;
    accuracy.y.label = "accuracy (%)";
    share.y = {"ended early (%)", 0.0, 100.0, {}, false};
    gain.y.label = "EDP gain (×)";
    const bool energy = std::all_of(sources.begin(), sources.end(),
                                    [](const Source& s) { return s.report.edpReduction.has_value(); });
    if (!energy) {
        gain.y.label = "delay gain (×)";
    }
    const Axis x{
        overShare
            ? (two ? "images that end at the first effort (%)" : "images that end before the last effort (%)")
            : scoreLabel(first.score) + (two ? " threshold" : " threshold of the last effort but one"),
        overShare ? std::optional(0.0) : std::nullopt,
        overShare ? std::optional(100.0) : std::nullopt,
        {},
        false};
    accuracy.x = share.x = gain.x = x;
    for (std::size_t s = 0; s < sources.size(); ++s) {
        const RunReport& report = sources[s].report;
        if (report.score != first.score) {
            return fail(ErrorCode::Usage,
                        "the experiments were routed by different scores: sweep each by itself");
        }
        const auto points = sweepOf(sources[s], options.sweepPoints);
        if (!points) {
            return tl::unexpected(points.error());
        }
        const std::string name = alone ? std::string() : names[s];
        Series a{name, runInk(s, sources.size(), Role::Accuracy)},
            b{name, runInk(s, sources.size(), Role::Effort)}, c{name, runInk(s, sources.size(), Role::Edp)};
        if (alone) {
            b.ink = effortInk(0, report.efforts.size());
        }
        const std::size_t varied = report.efforts.size() - 2;
        for (const SweepPoint& point : *points) {
            const auto hardest = point.thresholds[varied];
            if (!overShare && !hardest) {
                continue;
            }
            const double at = overShare ? rounded(100 * earlyShare(point), 4) : scorePlace(report, *hardest);
            const auto add = [at](Series& series, const std::optional<double>& value, int decimals) {
                if (value) {
                    series.x.push_back(at);
                    series.y.push_back(rounded(*value, decimals));
                }
            };
            add(a, point.accuracy ? std::optional(100 * *point.accuracy) : std::nullopt, 4);
            add(b, 100 * earlyShare(point), 4);
            add(c, energy ? point.edpReduction : point.delayReduction, 5);
        }
        const auto keep = [](Panel& panel, Series& series) {
            if (!series.x.empty()) {
                panel.series.push_back(std::move(series));
            }
        };
        keep(accuracy, a);
        keep(share, b);
        keep(gain, c);
        if (alone) {
            if (report.baseline.accuracy) {
                accuracy.rules.push_back({false,
                                          100 * *report.baseline.accuracy,
                                          "full path " + percent(*report.baseline.accuracy),
                                          {Role::Baseline}});
            }
            gain.rules.push_back({false, 1.0, "full path", {Role::Baseline}});
            if (two && report.breakEvenShare && *report.breakEvenShare > 0 && *report.breakEvenShare < 1) {
                share.rules.push_back({false,
                                       rounded(100 * *report.breakEvenShare, 4),
                                       "break-even " + percent(*report.breakEvenShare),
                                       {Role::Neutral}});
            }
            const auto threshold = thresholdPlace(report, varied);
            if (!overShare && threshold) {
                const std::string label = "chosen " + labelText(*threshold);
                for (Panel* panel : {&accuracy, &share, &gain}) {
                    panel->rules.push_back(
                        {true, *threshold, panel == &accuracy ? label : "", {Role::Chosen}});
                }
            }
        }
    }
    FigureData data;
    data.title = "What the threshold changes, " + names.front();
    data.aspect = 0.34;
    for (Panel* panel : {&accuracy, &share, &gain}) {
        if (!panel->series.empty() && !(overShare && panel == &share)) {
            data.panels.push_back(std::move(*panel));
        }
    }
    if (data.panels.empty()) {
        return fail(ErrorCode::Usage,
                    "experiment " + first.experimentId + " has nothing that a threshold changes");
    }
    return data;
}

Result<FigureData> buildAccuracyEdp(std::span<const Source> sources, const BuildOptions& options) {
    const std::vector<std::string> names = namesOf(sources);
    const bool energy = std::all_of(sources.begin(), sources.end(),
                                    [](const Source& s) { return s.report.edpReduction.has_value(); });
    Panel panel;
    panel.x.label = energy ? "EDP / EDP of the full path" : "delay / delay of the full path";
    panel.y.label = "accuracy (%)";
    std::vector<Series> points;
    std::optional<double> baseline;
    for (std::size_t s = 0; s < sources.size(); ++s) {
        const RunReport& report = sources[s].report;
        if (!report.accuracy || !(report.baseline.delayMs > 0)) {
            return fail(ErrorCode::Usage, "experiment " + report.experimentId + " has " +
                                              (report.accuracy ? "no baseline to compare with: run it again"
                                                               : "no labels, so no accuracy"));
        }
        const Ink ink = runInk(s, std::max<std::size_t>(2, sources.size()), Role::Run);
        const double ratio = energy ? 1 / *report.edpReduction : report.delayMs / report.baseline.delayMs;
        if (const auto swept = sweepOf(sources[s], options.sweepPoints)) {  // a routed run is its point alone
            Series line{"", ink, Mark::Line};
            for (const SweepPoint& point : *swept) {
                const auto gain = energy ? point.edpReduction : point.delayReduction;
                if (gain && point.accuracy && *gain > 0) {
                    line.x.push_back(rounded(1 / *gain, 6));
                    line.y.push_back(rounded(100 * *point.accuracy, 4));
                }
            }
            if (line.x.size() > 1) {
                panel.series.push_back(std::move(line));
            }
        }
        Series point{names[s], ink, Mark::Points, {rounded(ratio, 6)}, {rounded(100 * *report.accuracy, 4)}};
        if (report.accuracyCi95) {
            point.low = {rounded(100 * report.accuracyCi95->low, 4)};
            point.high = {rounded(100 * report.accuracyCi95->high, 4)};
        }
        points.push_back(std::move(point));
        baseline = baseline ? baseline : report.baseline.accuracy;
    }
    if (baseline) {
        points.push_back({"full path", {Role::Baseline}, Mark::Points, {1.0}, {rounded(100 * *baseline, 4)}});
    } else {
        panel.rules.push_back({true, 1.0, "full path", {Role::Baseline}});
    }
    std::move(points.begin(), points.end(), std::back_inserter(panel.series));
    FigureData data;
    data.title = std::string("Accuracy against ") + (energy ? "EDP" : "delay");
    data.panels.push_back(std::move(panel));
    return data;
}

}  // namespace pivot::figures
