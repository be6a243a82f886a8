// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/sampling.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <random>

namespace pivot {
namespace {

struct Stratum {
    std::vector<std::int64_t> positions;
    std::int64_t share = 0;
    std::uint64_t remainder = 0;
};

/// Uniform in [0, bound). The standard fixes mt19937_64's numbers but not what its distributions make of
/// them, so the rejection is done here.
std::uint64_t below(std::mt19937_64& engine, std::uint64_t bound) {
    const std::uint64_t tail = (std::numeric_limits<std::uint64_t>::max() % bound + 1) % bound;
    const std::uint64_t last = std::numeric_limits<std::uint64_t>::max() - tail;
    std::uint64_t value = engine();
    while (value > last) {
        value = engine();
    }
    return value % bound;
}

}  // namespace

std::vector<std::int64_t> stratifiedSample(const std::vector<std::optional<int>>& labels, std::int64_t limit,
                                           std::uint64_t seed) {
    const auto size = static_cast<std::int64_t>(labels.size());
    if (limit <= 0 || limit >= size) {
        std::vector<std::int64_t> all(labels.size());
        std::iota(all.begin(), all.end(), std::int64_t{0});
        return all;
    }
    std::map<int, Stratum> byClass;  // sorted, so that the order of draws is the same everywhere
    for (std::int64_t position = 0; position < size; ++position) {
        byClass[labels[static_cast<std::size_t>(position)].value_or(-1)].positions.push_back(position);
    }
    std::vector<Stratum*> strata;
    std::int64_t given = 0;
    for (auto& [label, stratum] : byClass) {
        const auto product = static_cast<std::uint64_t>(limit) * stratum.positions.size();
        stratum.share = static_cast<std::int64_t>(product / labels.size());
        stratum.remainder = product % labels.size();
        given += stratum.share;
        strata.push_back(&stratum);
    }
    auto byRemainder = strata;
    std::stable_sort(byRemainder.begin(), byRemainder.end(),
                     [](const Stratum* a, const Stratum* b) { return a->remainder > b->remainder; });
    for (std::size_t i = 0; given < limit; ++i, ++given) {
        ++byRemainder[i]->share;
    }
    std::mt19937_64 engine(seed);
    std::vector<std::int64_t> sample;
    for (Stratum* stratum : strata) {
        auto& positions = stratum->positions;
        for (std::size_t i = 0; i < static_cast<std::size_t>(stratum->share); ++i) {  // partial Fisher-Yates
            std::swap(positions[i], positions[i + below(engine, positions.size() - i)]);
            sample.push_back(positions[i]);
        }
    }
    std::sort(sample.begin(), sample.end());
    return sample;
}

std::vector<std::int64_t> ofShard(std::vector<std::int64_t> positions, const Shard& shard) {
    if (shard.isWhole()) {
        return positions;
    }
    std::vector<std::int64_t> part;
    const auto step = static_cast<std::size_t>(shard.count);
    for (auto place = static_cast<std::size_t>(shard.index - 1); place < positions.size(); place += step) {
        part.push_back(positions[place]);
    }
    return part;
}

}  // namespace pivot
