// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal to db/: the statements that write one experiment. Lives on one thread, that of ExperimentStore.

#include "core/outcome.h"
#include "core/run_record.h"
#include "db/connection.h"
#include "db/result_statements.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pivot::sqlite {

class RunWriter {
public:
    RunWriter(std::filesystem::path file, std::chrono::milliseconds busyTimeout);

    /// Prepares the file and opens the connection.
    [[nodiscard]] Result<void> open();
    /// Inserts a new experiment with status running, its efforts and its first segment, and takes its lease.
    [[nodiscard]] Result<void> begin(const RunRecord& record);
    /// Takes the lease of an experiment whose holder is gone; its id.
    [[nodiscard]] Result<std::string> takeOver(std::string_view prefix);
    /// After takeOver(): checks that `record` is the same experiment and opens its next segment.
    [[nodiscard]] Result<void> beginAgain(const RunRecord& record);
    /// One transaction. An image that is there already (a failed one that was tried again) is replaced.
    [[nodiscard]] Result<void> write(const std::vector<ImageResult>& results);
    /// Renews the lease; `status`, where given, is running or paused. An error only when the lease is lost.
    [[nodiscard]] Result<void> heartbeat(std::optional<RunStatus> status);
    /// Status, report, end of the segment, and gives the lease back.
    [[nodiscard]] Result<void> finish(RunStatus status, const RunReport& report);
    /// Whether the last of these failed only because another program held the file: nothing was written, and
    /// the same may be tried again.
    [[nodiscard]] bool wasLocked() const { return m_locked; }
    /// Gives the lease back without an end: what is left looks interrupted. Does nothing when none is held.
    void release() noexcept;

private:
    /// Throws when this program's lease is not there any more: first statement of every transaction that
    /// writes.
    void renewLease(std::int64_t moreImages, std::int64_t moreFailed);
    void claimLease(std::int64_t row);
    void openSegment(const nlohmann::json& environment);
    /// Whether every visit is of an effort of the ladder.
    [[nodiscard]] bool visitsFit(const ImageResult& result) const;
    void endSegment(const std::string& endedUtc);
    template <class Body>
    [[nodiscard]] Result<void> inTransaction(Body&& body);

    std::filesystem::path m_file;
    std::chrono::milliseconds m_busyTimeout;
    std::optional<SQLite::Database> m_database;
    std::unique_ptr<ResultStatements> m_statements;  ///< after m_database, so that it goes first
    std::int64_t m_row = 0;
    int m_segment = 0;
    int m_efforts = 0;
    bool m_locked = false;
    std::string m_experimentId;
    std::string m_leaseId;  ///< empty: none held
};

}  // namespace pivot::sqlite
