// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/session_checks.h"

#include "core/cpu_threads.h"

#include <algorithm>

namespace pivot {

namespace {

constexpr int kMostThreads = 1024;

}  // namespace

Result<void> checkBatch(const ModelSpec& spec, const ImageBatch& batch) {
    const auto size = static_cast<std::size_t>(spec.imgSize);
    const std::size_t imageValues = static_cast<std::size_t>(spec.inChans) * size * size;
    if (batch.count < 1)
        return fail(ErrorCode::Usage,
                    "a batch needs at least one image, and this one has " + std::to_string(batch.count));
    const std::size_t needed = static_cast<std::size_t>(batch.count) * imageValues;
    if (batch.pixels.size() != needed)
        return fail(ErrorCode::Usage, "a batch of " + std::to_string(batch.count) + " images of " +
                                          std::to_string(spec.inChans) + "x" + std::to_string(size) + "x" +
                                          std::to_string(size) + " needs " + std::to_string(needed) +
                                          " values, and this one has " + std::to_string(batch.pixels.size()));
    return {};
}

Result<void> checkSkip(const Model& model, const SkipConfig& skip) {
    if (!skip.isFullPath() && (skip.blocks().front() < 0 || skip.lastSkipped() >= model.spec.depth))
        return fail(ErrorCode::Usage, "skip " + skip.toString() +
                                          " names a block that is not there: " + model.name +
                                          " has blocks 0 to " + std::to_string(model.spec.depth - 1));
    return {};
}

Result<void> checkBlockRange(const ModelSpec& spec, int from, int to) {
    if (from < 0 || from > to || to > spec.depth)
        return fail(ErrorCode::Usage, "blocks [" + std::to_string(from) + ", " + std::to_string(to) +
                                          ") are not a range within [0, " + std::to_string(spec.depth) + ")");
    return {};
}

Result<void> checkSameWeights(const ModelPtr& mine, const ModelPtr& theirs) {
    const bool same =
        mine == theirs || (!mine->fingerprint.empty() && mine->fingerprint == theirs->fingerprint);
    if (!same)
        return fail(ErrorCode::Usage, "these activations were made by " + theirs->name +
                                          " and cannot go on in " + mine->name +
                                          ": activations are only shared by one set of weights");
    return {};
}

Result<int> cpuThreads(int asked) {
    if (asked < 0 || asked > kMostThreads)
        return fail(ErrorCode::Usage, "threads is " + std::to_string(asked) + ", and has to be 1 to " +
                                          std::to_string(kMostThreads) + ", or 0 for the physical cores");
    return asked > 0 ? asked : availablePhysicalCores();
}

Result<std::vector<GatherSource>> gatherSources(std::span<const int> counts, std::span<const int> rows) {
    if (rows.empty())
        return fail(ErrorCode::Usage, "gathering activations needs at least one row");
    std::vector<int> firsts;
    int total = 0;
    for (const int count : counts) {
        firsts.push_back(total);
        total += count;
    }
    std::vector<GatherSource> sources;
    sources.reserve(rows.size());
    for (const int row : rows) {
        if (row < 0 || row >= total)
            return fail(ErrorCode::Usage, "row " + std::to_string(row) + " is not among the " +
                                              std::to_string(total) + " rows that are gathered from");
        const auto owner = std::prev(std::upper_bound(firsts.begin(), firsts.end(), row));
        sources.push_back({static_cast<std::size_t>(owner - firsts.begin()), row - *owner});
    }
    return sources;
}

}  // namespace pivot
