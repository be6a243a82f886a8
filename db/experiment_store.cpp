// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_store.h"

#include "core/log.h"
#include "db/run_writer.h"

#include <condition_variable>
#include <exception>
#include <functional>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace pivot {

namespace {

/// Rows that are enough for a transaction before its time has come.
constexpr std::size_t kRowsAtOnce = 8192;

}  // namespace

/// The thread, its buffer and the one request that may wait for an answer.
class ExperimentStore::Writer {
public:
    using Clock = std::chrono::steady_clock;
    using Work = std::function<Result<void>(sqlite::RunWriter&)>;

    Writer(std::filesystem::path path, Options settings) : file(std::move(path)), m_options(settings) {
        m_thread = std::thread([this] { loop(); });
    }
    ~Writer() {
        {
            const std::lock_guard lock(m_mutex);
            m_stop = true;
        }
        m_wake.notify_all();
        m_thread.join();
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Runs `work` on the thread after everything that was put() before, and waits for it. Patient work is
    /// tried again for as long as another program holds the file.
    [[nodiscard]] Result<void> call(Work work, bool patient = false) {
        std::unique_lock lock(m_mutex);
        m_work = std::move(work);
        m_patient = patient;
        m_answer.reset();
        m_wake.notify_all();
        m_done.wait(lock, [this] { return m_answer.has_value(); });
        return *std::exchange(m_answer, std::nullopt);
    }

    /// Hands results over; waits while the buffer is full.
    [[nodiscard]] Result<void> put(const std::vector<ImageResult>& results) {
        std::unique_lock lock(m_mutex);
        m_done.wait(lock, [this] { return m_error || m_waiting.size() < m_options.bufferImages; });
        if (m_error) {
            return tl::unexpected<Error>(*m_error);
        }
        m_waiting.insert(m_waiting.end(), results.begin(), results.end());
        if (m_waiting.size() >= kRowsAtOnce) {
            m_wake.notify_all();
        }
        return {};
    }

    void setStatus(RunStatus status) {
        const std::lock_guard lock(m_mutex);
        m_newStatus = status;
    }

    /// What stopped the writing, if anything did.
    [[nodiscard]] std::optional<Error> error() {
        const std::lock_guard lock(m_mutex);
        return m_error;
    }

    const std::filesystem::path file;

private:
    void loop() {
        sqlite::RunWriter writer(file, m_options.busyTimeout);
        auto nextBeat = Clock::now() + m_options.heartbeatInterval;
        // What is in hand stays there while another program holds the file; what comes meanwhile waits behind
        // it, and a full buffer makes the run wait.
        std::vector<ImageResult> rows;
        Work work;
        std::optional<RunStatus> status;
        for (bool stop = false; !stop;) {
            {
                std::unique_lock lock(m_mutex);
                const bool inHand = !rows.empty() || work;
                m_wake.wait_for(lock, m_options.flushInterval, [&] {
                    return m_stop || (!inHand && (m_work || m_waiting.size() >= kRowsAtOnce));
                });
                if (!inHand) {
                    rows.swap(m_waiting);
                    work = std::exchange(m_work, nullptr);
                }
                if (m_newStatus) {
                    status = std::exchange(m_newStatus, std::nullopt);
                }
                stop = m_stop;
                if (m_error) {  // the run is stopping; a later success would leave a gap unnoticed
                    rows.clear();
                    m_waiting.clear();
                }
            }
            m_done.notify_all();
            if (!rows.empty()) {
                const Result<void> written = attempt([&] { return writer.write(rows); });
                if (!written && writer.wasLocked() && !stop) {
                    sayLocked();
                    continue;
                }
                note(written);
                if (!written && stop) {  // nobody asks for the error any more
                    log::warning(std::to_string(rows.size()) + " images could not be stored, a resume runs " +
                                 "them again: " + written.error().message);
                }
                rows.clear();
                nextBeat = Clock::now() + m_options.heartbeatInterval;  // writing renews the lease
            }
            if (status || Clock::now() >= nextBeat) {
                note(attempt([&] { return writer.heartbeat(status); }));
                if (!writer.wasLocked()) {
                    status.reset();
                }
                nextBeat = Clock::now() + m_options.heartbeatInterval;
            }
            if (work) {
                Result<void> answer = attempt([&] { return work(writer); });
                const std::lock_guard lock(m_mutex);
                if (!answer && writer.wasLocked() && m_patient && !m_error && !stop) {
                    sayLocked();
                    continue;
                }
                work = nullptr;
                m_answer = std::move(answer);
                m_done.notify_all();
            }
            m_saidLocked = false;
        }
        writer.release();
    }

    /// Once for each time that the file is held.
    void sayLocked() {
        if (!m_saidLocked) {
            log::warning("'" + file.string() +
                         "' is locked by another program: results are kept in memory, and the run waits for "
                         "it when the memory set aside for them is full. End that program's write to go on.");
        }
        m_saidLocked = true;
    }

    /// Nothing may leave the thread as an exception (memory may run out, for example).
    template <class Body>
    static Result<void> attempt(Body&& body) {
        try {
            return std::forward<Body>(body)();
        } catch (const std::exception& exception) {
            return fail(ErrorCode::Internal,
                        std::string("Storing the experiment failed unexpectedly: ") + exception.what() + ".");
        }
    }

    void note(const Result<void>& result) {
        if (!result) {
            {
                const std::lock_guard lock(m_mutex);
                if (!m_error) {
                    m_error = result.error();
                }
            }
            m_done.notify_all();
        }
    }

    const Options m_options;
    std::mutex m_mutex;
    std::condition_variable m_wake;  ///< of the thread
    std::condition_variable m_done;  ///< of the callers: there is room again, or an answer
    std::vector<ImageResult> m_waiting;
    Work m_work;
    bool m_patient = false;
    std::optional<Result<void>> m_answer;
    std::optional<RunStatus> m_newStatus;
    std::optional<Error> m_error;  ///< the first; nothing is written after it
    bool m_stop = false;
    bool m_saidLocked = false;  ///< of the thread alone
    std::thread m_thread;       ///< last: it uses all the others
};

ExperimentStore::ExperimentStore(std::unique_ptr<Writer> writer) : m_writer(std::move(writer)) {}
ExperimentStore::~ExperimentStore() = default;

Result<std::unique_ptr<ExperimentStore>> ExperimentStore::create(const std::filesystem::path& file,
                                                                 Options options) {
    auto writer = std::make_unique<Writer>(file, options);
    if (auto opened = writer->call([](sqlite::RunWriter& w) { return w.open(); }); !opened) {
        return tl::unexpected<Error>(opened.error());
    }
    return std::unique_ptr<ExperimentStore>(new ExperimentStore(std::move(writer)));
}

Result<std::unique_ptr<ExperimentStore>> ExperimentStore::create(const std::filesystem::path& file) {
    return create(file, Options());
}

Result<std::unique_ptr<ExperimentStore>> ExperimentStore::resume(const std::filesystem::path& file,
                                                                 std::string_view id, Options options) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return fail(ErrorCode::NotFound,
                    "There is no database '" + file.string() + "' to resume an experiment from.");
    }
    auto store = create(file, options);
    if (!store) {
        return store;
    }
    std::string experimentId;
    auto taken = (*store)->m_writer->call([&](sqlite::RunWriter& writer) -> Result<void> {
        auto found = writer.takeOver(id);
        if (!found) {
            return tl::unexpected<Error>(found.error());
        }
        experimentId = *found;
        return {};
    });
    if (!taken) {
        return tl::unexpected<Error>(taken.error());
    }
    (*store)->m_experimentId = std::move(experimentId);
    (*store)->m_resumed = true;
    return store;
}

Result<std::unique_ptr<ExperimentStore>> ExperimentStore::resume(const std::filesystem::path& file,
                                                                 std::string_view id) {
    return resume(file, id, Options());
}

Result<void> ExperimentStore::begin(const RunRecord& record) {
    if (m_begun) {
        return fail(ErrorCode::Internal, "A store takes one run: it was begun twice.");
    }
    auto begun = m_writer->call([&](sqlite::RunWriter& writer) {
        return m_resumed ? writer.beginAgain(record) : writer.begin(record);
    });
    if (begun) {
        m_begun = true;
        m_experimentId = record.experimentId;
    }
    return begun;
}

Result<void> ExperimentStore::add(const std::vector<ImageResult>& results) {
    if (!m_begun || m_finished) {
        return fail(ErrorCode::Internal, "Results were handed over before the run began or after it ended.");
    }
    return m_writer->put(results);
}

Result<void> ExperimentStore::finish(RunStatus status, const RunReport& report) {
    if (!m_begun || m_finished) {
        return fail(ErrorCode::Internal, "A run was ended that has not begun or has ended already.");
    }
    if (status == RunStatus::Queued || status == RunStatus::Running || status == RunStatus::Paused) {
        return fail(ErrorCode::Internal, "A run cannot end as '" + std::string(toString(status)) + "'.");
    }
    m_finished = true;
    return m_writer->call(
        [&](sqlite::RunWriter& writer) -> Result<void> {
            const std::optional<Error> broken = m_writer->error();
            if (!broken) {
                return writer.finish(status, report);
            }
            // Something is missing in the file, so it must not look complete. Small enough to fit where the
            // rows did not; the lease may be gone, and then the new holder decides.
            RunReport partial = report;
            partial.status = toString(RunStatus::Failed);
            if (auto marked = writer.finish(RunStatus::Failed, partial); !marked) {
                writer.release();
            }
            return tl::unexpected<Error>(*broken);
        },
        true);
}

void ExperimentStore::setPaused(bool paused) {
    m_writer->setStatus(paused ? RunStatus::Paused : RunStatus::Running);
}

const std::string& ExperimentStore::experimentId() const {
    return m_experimentId;
}

const std::filesystem::path& ExperimentStore::file() const {
    return m_writer->file;
}

}  // namespace pivot
