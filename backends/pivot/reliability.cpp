// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/reliability.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pivot {

namespace {

void add(ReliabilityBin& bin, double confidence, bool right) {
    ++bin.images;
    bin.right += right ? 1 : 0;
    bin.meanConfidence += confidence;  // a sum, until finish()
}

std::vector<ReliabilityBin> ofEqualWidth(std::span<const double> confidences,
                                         std::span<const std::uint8_t> right, int bins) {
    std::vector<ReliabilityBin> made(static_cast<std::size_t>(bins));
    for (int b = 0; b < bins; ++b) {
        made[static_cast<std::size_t>(b)].low = static_cast<double>(b) / bins;
        made[static_cast<std::size_t>(b)].high = static_cast<double>(b + 1) / bins;
    }
    for (std::size_t i = 0; i < confidences.size(); ++i) {
        const double place = std::ceil(std::clamp(confidences[i], 0.0, 1.0) * bins) - 1;
        add(made[static_cast<std::size_t>(std::clamp(place, 0.0, bins - 1.0))], confidences[i],
            right[i] != 0);
    }
    return made;
}

std::vector<ReliabilityBin> ofEqualCount(std::span<const double> confidences,
                                         std::span<const std::uint8_t> right, int bins) {
    std::vector<std::size_t> order(confidences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return confidences[a] < confidences[b]; });
    std::vector<ReliabilityBin> made;
    double low = 0;
    for (std::size_t from = 0; from < order.size();) {
        // Where the bin of this many images ends; a confidence is never cut in two.
        const auto bin = static_cast<std::size_t>(made.size() + 1);
        std::size_t to = std::max(from + 1, bin * order.size() / static_cast<std::size_t>(bins));
        while (to < order.size() && confidences[order[to]] == confidences[order[to - 1]]) {
            ++to;
        }
        ReliabilityBin next{low, confidences[order[to - 1]], 0, 0, 0};
        for (; from < to; ++from) {
            add(next, confidences[order[from]], right[order[from]] != 0);
        }
        low = next.high;
        made.push_back(next);
    }
    return made;
}

}  // namespace

std::optional<Reliability> reliabilityOf(std::span<const double> confidences,
                                         std::span<const std::uint8_t> right, Binning binning, int bins) {
    if (confidences.empty() || confidences.size() != right.size() || bins < 1) {
        return std::nullopt;
    }
    Reliability made;
    made.bins = binning == Binning::EqualWidth ? ofEqualWidth(confidences, right, bins)
                                               : ofEqualCount(confidences, right, bins);
    std::int64_t rightImages = 0;
    for (ReliabilityBin& bin : made.bins) {
        if (bin.images == 0) {
            continue;
        }
        rightImages += bin.right;
        made.images += bin.images;
        made.meanConfidence += bin.meanConfidence;
        // |accuracy - confidence| weighted by the images: their sums say it without a division a bin.
        made.ece += std::abs(static_cast<double>(bin.right) - bin.meanConfidence);
        bin.meanConfidence /= static_cast<double>(bin.images);
        made.largestGap = std::max(made.largestGap, std::abs(bin.accuracy() - bin.meanConfidence));
    }
    const auto images = static_cast<double>(made.images);
    made.accuracy = static_cast<double>(rightImages) / images;
    made.meanConfidence /= images;
    made.ece /= images;
    return made;
}

}  // namespace pivot
