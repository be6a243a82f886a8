// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome_sink.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace pivot {

/// Stores one run in a database file while it goes on.
///
/// A thread of its own holds the only connection, writes what add() handed over as one transaction at least
/// every `flushInterval` (flushed to the disk now and then, and all of it before finish() returns), and
/// renews the lease of the experiment, also while no images come. A process that is killed loses at most what
/// it finished in the last flushInterval; the file stays sound and the run can be resumed. An error (full
/// disk, lease lost) is handed back by the next add() or by finish(). While another program holds the file
/// for longer than `busyTimeout`, results stay in memory and are tried again, with one warning in the log: a
/// run does not die of it, it waits.
///
/// The thread starts in create() or resume() and inherits the CPU affinity of the caller: make the store
/// before a compute library binds the calling thread to a core.
class ExperimentStore final : public OutcomeSink {
public:
    struct Options {
        std::chrono::milliseconds flushInterval{400};
        std::chrono::milliseconds heartbeatInterval{1000};
        std::chrono::milliseconds busyTimeout{15000};  ///< wait for another program's lock
        std::size_t bufferImages = 65'536;             ///< add() blocks while so many wait to be written
    };

    /// For a new experiment. Makes the file or brings it up to date; errors: Io, Database.
    [[nodiscard]] static Result<std::unique_ptr<ExperimentStore>> create(const std::filesystem::path& file,
                                                                         Options options);
    [[nodiscard]] static Result<std::unique_ptr<ExperimentStore>> create(const std::filesystem::path& file);

    /// For an experiment that stopped before its end: takes its lease, so that nobody else resumes it
    /// meanwhile. begin() then wants the same experiment id, fingerprints and ladder, and opens the next
    /// segment. Refused in a sentence while the old lease is alive, and for a complete experiment (Usage).
    /// `id` may be a unique prefix.
    [[nodiscard]] static Result<std::unique_ptr<ExperimentStore>> resume(const std::filesystem::path& file,
                                                                         std::string_view id,
                                                                         Options options);
    [[nodiscard]] static Result<std::unique_ptr<ExperimentStore>> resume(const std::filesystem::path& file,
                                                                         std::string_view id);

    /// Without finish(): writes what waits, gives the lease back and leaves the status;
    /// markDeadRunsInterrupted() and resume() then take the run for interrupted.
    ~ExperimentStore() override;
    ExperimentStore(const ExperimentStore&) = delete;
    ExperimentStore& operator=(const ExperimentStore&) = delete;

    [[nodiscard]] Result<void> begin(const RunRecord& record) override;
    [[nodiscard]] Result<void> add(const std::vector<ImageResult>& results) override;
    /// `status` is the end: complete, cancelled, interrupted or failed. After an error it is stored as
    /// failed.
    [[nodiscard]] Result<void> finish(RunStatus status, const RunReport& report) override;

    /// Shows others that the run waits (status paused) or goes on. Any thread; stored with the next
    /// heartbeat.
    void setPaused(bool paused) override;

    /// Of the experiment, known after begin() or resume().
    [[nodiscard]] const std::string& experimentId() const;
    [[nodiscard]] const std::filesystem::path& file() const;

private:
    class Writer;
    explicit ExperimentStore(std::unique_ptr<Writer> writer);

    std::unique_ptr<Writer> m_writer;
    std::string m_experimentId;
    bool m_resumed = false;
    bool m_begun = false;
    bool m_finished = false;
};

}  // namespace pivot
