// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "core/run_record.h"
#include "db/experiment_query.h"
#include "db/lease.h"
#include "db/measured_cost.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// A stretch of work without interruption.
struct SegmentInfo {
    int number = 1;
    std::string startedUtc, endedUtc, host;  ///< endedUtc is empty while it runs
    std::int64_t images = 0;
    bool operator==(const SegmentInfo&) const = default;
};

/// A shard that is a part of an experiment now.
struct UnitedShard {
    std::string experimentId, host;
    int index = 1;
    bool operator==(const UnitedShard&) const = default;
};

/// Everything about one experiment but its images.
struct ExperimentDetail {
    ExperimentSummary summary;
    std::string note;  ///< that a person wrote
    std::vector<MeasuredCost> measuredCosts;
    std::vector<UnitedShard> shards;  ///< that it was put together from; empty: it was run in one piece
    RunRecord record;
    std::optional<RunReport> report;  ///< absent until an orderly end
    std::vector<SegmentInfo> segments;
    Lease lease;  ///< empty id: nobody is writing
    LeaseState leaseState = LeaseState::None;
};

/// A stored image and the segment it was run in (timings of different segments may differ).
struct StoredResult {
    ImageResult result;
    int segment = 1;
    bool operator==(const StoredResult&) const = default;
};

/// Reads a database while others may be writing it: a read-only connection, short reads, keyset paging. One
/// per thread. Everywhere an id is asked for, a unique prefix will do; NotFound, Ambiguous and Usage errors
/// say what was wrong.
class ExperimentReader {
public:
    /// NotFound when there is no file, Database when it is not ours, newer, damaged or locked. An older file
    /// is brought up to date first.
    [[nodiscard]] static Result<ExperimentReader> open(const std::filesystem::path& file);
    ~ExperimentReader();
    ExperimentReader(ExperimentReader&&) noexcept;
    ExperimentReader& operator=(ExperimentReader&&) noexcept;

    /// A run whose lease is provably dead is listed as interrupted, also where that is not stored yet (the
    /// query's `status` selects by what is stored).
    [[nodiscard]] Result<ExperimentPage> list(const ExperimentQuery& query = {});
    [[nodiscard]] Result<ExperimentFacets> facets();
    /// The whole id.
    [[nodiscard]] Result<std::string> resolve(std::string_view id);
    [[nodiscard]] Result<ExperimentDetail> show(std::string_view id);
    /// As it was begun: what resuming and "run it again" start from.
    [[nodiscard]] Result<RunRecord> record(std::string_view id);
    /// NotFound while the run has not reported.
    [[nodiscard]] Result<RunReport> report(std::string_view id);

    /// At most `limit` images with an index above `after`, in rising order; fewer means there are no more.
    [[nodiscard]] Result<std::vector<StoredResult>> results(std::string_view id, std::int64_t after,
                                                            std::size_t limit);
    /// Every stored image, failed ones included (`outcome.error`), in rising order: for resuming and for
    /// sweeps.
    [[nodiscard]] Result<std::vector<ImageResult>> allResults(std::string_view id);
    /// Calls `visit` with every stored image in rising order until it returns false; holds one page in
    /// memory.
    [[nodiscard]] Result<void> forEachResult(std::string_view id,
                                             const std::function<bool(const StoredResult&)>& visit);

private:
    struct Impl;
    explicit ExperimentReader(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace pivot
