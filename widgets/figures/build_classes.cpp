// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/statistics.h"
#include "widgets/figures/build_parts.h"

#include <algorithm>
#include <numeric>

namespace pivot::figures {
namespace {

constexpr int kClassesAtMost = 2000;

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

Result<FigureData> buildPerClass(const Source& source) {
    const Result<int> classes = classesOf(source);
    if (!classes) {
        return tl::unexpected(classes.error());
    }
    const auto n = static_cast<std::size_t>(*classes);
    const std::size_t efforts = source.report.efforts.size();
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
    std::vector<Count> routed(n);
    std::vector<std::vector<Count>> byEffort(efforts, std::vector<Count>(n));
    for (const ImageResult& result : source.results) {
        const Outcome& o = result.outcome;
        if (!o.label || *o.label < 0 || !o.error.empty()) {
            continue;
        }
        const auto c = static_cast<std::size_t>(*o.label);
        routed[c].add(o.right.value_or(false));
        for (const Visit& visit : result.visits) {
            if (visit.right && visit.effort >= 0 && static_cast<std::size_t>(visit.effort) < efforts) {
                byEffort[static_cast<std::size_t>(visit.effort)][c].add(*visit.right);
            }
        }
    }
    std::vector<std::size_t> order(n);  // from the bottom up
    std::iota(order.begin(), order.end(), 0);
    std::erase_if(order, [&](std::size_t c) { return routed[c].images == 0; });
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return routed[a].percent() < routed[b].percent(); });
    Panel panel;
    panel.x.label = "accuracy (%)";
    Series line{
        efforts > 1 ? "routed, with 95 % interval" : "with 95 % interval", {Role::Accuracy}, Mark::Points};
    line.alongX = true;
    for (std::size_t place = 0; place < order.size(); ++place) {
        const Count& count = routed[order[place]];
        panel.y.categories.push_back(className(source, static_cast<int>(order[place])));
        line.x.push_back(rounded(count.percent(), 3));
        line.y.push_back(static_cast<double>(place));
        const Interval interval = wilson(count.right, count.images).value_or(Interval{});
        line.low.push_back(rounded(100 * interval.low, 3));
        line.high.push_back(rounded(100 * interval.high, 3));
    }
    // Every effort's own accuracy is known only where every image went through it.
    for (std::size_t e = 0; source.report.mode == RunMode::Profile && efforts > 1 && e < efforts; ++e) {
        Series own{effortName(e, efforts) + " effort on all", effortInk(e, efforts), Mark::Points};
        own.alongX = true;
        own.hollow = true;
        for (std::size_t place = 0; place < order.size(); ++place) {
            own.x.push_back(rounded(byEffort[e][order[place]].percent(), 3));
            own.y.push_back(static_cast<double>(place));
        }
        panel.series.push_back(std::move(own));
    }
    panel.series.push_back(std::move(line));
    FigureData data;
    data.title = "Accuracy of each class, " + nameOf(source.report);
    data.panels.push_back(std::move(panel));
    return data;
}

}  // namespace pivot::figures
