// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "core/result.h"
#include "core/run_record.h"
#include "core/run_report.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace pivot {

/// The complete shards of one experiment, before they are put together.
struct ShardParts {
    RunRecord record;                ///< of the whole: a new id, all images; no data set fingerprint yet
    std::vector<RunRecord> records;  ///< of the shards, by index
    std::vector<RunReport> reports;  ///< of the shards, by index
    /// Hands over every image of every shard, those of a shard in rising order, with the number that its
    /// segment has in the whole.
    std::function<void(const std::function<void(const ImageResult&, int segment)>&)> forEachImage;
};

/// What is found anew for the whole.
struct WholeOfShards {
    RunReport report;
    std::string datasetFingerprint;
};
/// Reports on all images as a run in one piece would have. The database computes nothing by itself.
using ReportOnWhole = std::function<Result<WholeOfShards>(const ShardParts&)>;

struct ShardUnion {
    struct United {
        std::string experimentId;
        int shards = 0;
        std::int64_t images = 0;
    };
    struct Incomplete {
        std::string groupId, device;
        int shards = 0;            ///< that there must be
        std::vector<int> missing;  ///< indices that are not there, or did not come to their end
    };
    std::vector<United> united;
    std::vector<Incomplete> incomplete;
    std::vector<std::string> refused;  ///< sentences: shards that do not fit together
};

/// Puts the shards of every experiment of `file` together of which all are there and complete; where a shard
/// was run more than once, the one begun last counts. The whole is an experiment of its own with the
/// segments, images, tags and measured costs of all; its id follows from theirs, so that uniting elsewhere
/// gives the same one. The shards go into the bin.
[[nodiscard]] Result<ShardUnion> uniteShards(
    const std::filesystem::path& file, const ReportOnWhole& report,
    std::chrono::milliseconds busyTimeout = std::chrono::milliseconds(15000));

}  // namespace pivot
