// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/statistics.h"
#include "widgets/figures/build_parts.h"

#include <algorithm>
#include <numeric>

namespace pivot::figures {
namespace {

constexpr int kClassesAtMost = 2000;
constexpr double kSpread = 0.6;  // of a class's height, that several experiments share

std::string className(const Source& source, int id) {
    return static_cast<std::size_t>(id) < source.labels.size() ? source.labels[static_cast<std::size_t>(id)]
                                                               : std::to_string(id);
}

/// As many as the labels and answers name; Usage error where there are no labels.
Result<int> classesOf(const Source& source) {
    int classes = 0;
    bool labelled = false;
    for (const ImageResult& result : source.results) {
        if (result.outcome.label && result.outcome.error.empty()) {
            labelled = true;
            classes = std::max({classes, *result.outcome.label + 1, result.outcome.predicted + 1});
        }
    }
    if (!labelled) {
        return fail(ErrorCode::Usage, "experiment " + source.report.experimentId +
                                          " has no labels: there is no class to tell apart");
    }
    if (classes > kClassesAtMost) {
        return fail(ErrorCode::Usage, "experiment " + source.report.experimentId + " has " +
                                          std::to_string(classes) +
                                          " classes, more than the 2,000 that a figure shows");
    }
    return classes;
}

struct Count {
    std::int64_t right = 0, images = 0;
    void add(bool isRight) {
        right += isRight ? 1 : 0;
        ++images;
    }
    [[nodiscard]] double percent() const {
        return images > 0 ? 100.0 * static_cast<double>(right) / static_cast<double>(images) : 0.0;
    }
};

/// By class, as the images were routed; with `effort`, by what that one said.
std::vector<Count> countsOf(const Source& source, std::size_t classes, std::optional<int> effort = {}) {
    std::vector<Count> counts(classes);
    for (const ImageResult& result : source.results) {
        const Outcome& o = result.outcome;
        if (!o.label || *o.label < 0 || !o.error.empty()) {
            continue;
        }
        Count& count = counts[static_cast<std::size_t>(*o.label)];
        if (!effort) {
            count.add(o.right.value_or(false));
            continue;
        }
        for (const Visit& visit : result.visits) {
            if (visit.right && visit.effort == *effort) {
                count.add(*visit.right);
            }
        }
    }
    return counts;
}

/// Points with intervals, each `shift` above the middle of its class.
Series accuracyLine(std::string name, Ink ink, const std::vector<Count>& counts,
                    const std::vector<std::size_t>& order, double shift) {
    Series line{std::move(name), ink, Mark::Points};
    line.alongX = true;
    for (std::size_t place = 0; place < order.size(); ++place) {
        const Count& count = counts[order[place]];
        if (count.images == 0) {
            continue;
        }
        line.x.push_back(rounded(count.percent(), 3));
        line.y.push_back(rounded(static_cast<double>(place) + shift, 3));
        const Interval interval = wilson(count.right, count.images).value_or(Interval{});
        line.low.push_back(rounded(100 * interval.low, 3));
        line.high.push_back(rounded(100 * interval.high, 3));
    }
    return line;
}

/// Every effort's own accuracy is known only where every image went through it.
void addOwnAccuracies(Panel& panel, const Source& source, const std::vector<std::size_t>& order,
                      std::size_t classes) {
    const std::size_t efforts = source.report.efforts.size();
    for (std::size_t e = 0; source.report.mode == RunMode::Profile && efforts > 1 && e < efforts; ++e) {
        const std::vector<Count> counts = countsOf(source, classes, static_cast<int>(e));
        Series own{effortName(e, efforts) + " effort on all", effortInk(e, efforts), Mark::Points};
        own.alongX = true;
        own.hollow = true;
        for (std::size_t place = 0; place < order.size(); ++place) {
            own.x.push_back(rounded(counts[order[place]].percent(), 3));
            own.y.push_back(static_cast<double>(place));
        }
        panel.series.push_back(std::move(own));
    }
}

}  // namespace

Result<FigureData> buildConfusion(const Source& source) {
    const Result<int> classes = classesOf(source);
    if (!classes) {
        return tl::unexpected(classes.error());
    }
    const auto n = static_cast<std::size_t>(*classes);
    HeatMap map;
    map.rowLabel = "class";
    map.columnLabel = "taken for";
    map.valueLabel = "images of the class (%)";
    map.counts.assign(n * n, 0);
    map.values.assign(n * n, 0.0);
    map.low = 0;
    map.high = 100;
    for (std::size_t c = 0; c < n; ++c) {
        map.rows.push_back(className(source, static_cast<int>(c)));
    }
    map.columns = map.rows;
    std::vector<std::int64_t> ofClass(n, 0);
    for (const ImageResult& result : source.results) {
        const Outcome& o = result.outcome;
        if (o.label && *o.label >= 0 && o.predicted >= 0 && o.error.empty()) {
            const auto row = static_cast<std::size_t>(*o.label);
            ++map.counts[row * n + static_cast<std::size_t>(o.predicted)];
            ++ofClass[row];
        }
    }
    for (std::size_t r = 0; r < n; ++r) {
        for (std::size_t c = 0; c < n && ofClass[r] > 0; ++c) {
            map.values[r * n + c] = rounded(
                100.0 * static_cast<double>(map.counts[r * n + c]) / static_cast<double>(ofClass[r]), 3);
        }
    }
    FigureData data;
    data.title = "Which class was taken for which, " + nameOf(source.report);
    data.heatMap = std::move(map);
    return data;
}

Result<FigureData> buildPerClass(std::span<const Source> sources) {
    std::size_t n = 0;
    for (const Source& source : sources) {
        const Result<int> classes = classesOf(source);
        if (!classes) {
            return tl::unexpected(classes.error());
        }
        n = std::max(n, static_cast<std::size_t>(*classes));
    }
    const Source& first = sources.front();
    std::vector<std::vector<Count>> routed;  // by experiment, then class
    for (const Source& source : sources) {
        routed.push_back(countsOf(source, n));
    }
    std::vector<std::size_t> order(n);  // from the bottom up, by the first experiment
    std::iota(order.begin(), order.end(), 0);
    std::erase_if(order, [&](std::size_t c) {
        return std::all_of(routed.begin(), routed.end(),
                           [c](const auto& counts) { return counts[c].images == 0; });
    });
    const std::vector<Count>& sorting = routed.front();
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return sorting[a].percent() < sorting[b].percent();
    });
    FigureData data;
    data.title = "Accuracy of each class";
    Panel panel;
    panel.x.label = "accuracy (%)";
    for (const std::size_t c : order) {
        panel.y.categories.push_back(className(first, static_cast<int>(c)));
    }
    const std::size_t efforts = first.report.efforts.size();
    if (sources.size() == 1) {
        data.title += ", " + nameOf(first.report);
        addOwnAccuracies(panel, first, order, n);
        panel.series.push_back(accuracyLine(efforts > 1 ? "routed, with 95 % interval" : "with 95 % interval",
                                            {Role::Accuracy}, sorting, order, 0.0));
    } else {
        const std::vector<std::string> names = namesOf(sources);
        const auto count = static_cast<double>(sources.size());
        for (std::size_t i = 0; i < sources.size(); ++i) {  // the first on top
            const double shift = kSpread * ((count - 1) / 2 - static_cast<double>(i)) / count;
            panel.series.push_back(accuracyLine(names[i] + (i == 0 ? ", with 95 % interval" : ""),
                                                runInk(i, sources.size(), Role::Accuracy), routed[i], order,
                                                shift));
        }
    }
    data.panels.push_back(std::move(panel));
    return data;
}

}  // namespace pivot::figures
