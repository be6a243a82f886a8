// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/work_thread.h"
#include "core/run_record.h"
#include "devices/registry.h"
#include "run/runner.h"
#include "run/session_cache.h"

#include <QObject>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace pivot {

/// Runs experiments on a thread of its own and keeps the devices there: plug-ins are loaded and used by that
/// thread only. Signals come in the thread of this object.
class RunController : public QObject {
    Q_OBJECT
public:
    /// What the compute thread lends to a job of somebody else.
    struct ComputeTools {
        DeviceRegistry& registry;
        SessionCache& sessions;
        const std::vector<std::filesystem::path>& powerProfileFolders;
    };
    using Tell = std::function<void(std::function<void()>)>;

    RunController(DeviceRegistry::Paths paths, std::vector<std::filesystem::path> powerProfileFolders,
                  QObject* parent = nullptr);
    /// Cancels a run and waits for its end, so that what it has done is stored.
    ~RunController() override;

    /// Answers with devicesListed().
    void listDevices();
    /// Runs the requests one after the other and stores them in `database`. Answers for each with opening(),
    /// begun(), then finished() or failed(), or cancelled() where it was stopped before it began; at last
    /// with ended(). A stop leaves out those that come after.
    void start(const std::vector<RunRequest>& requests, const std::filesystem::path& database);
    /// Finishes experiment `id` of `database` as it was begun. Answers as start().
    void resume(const QString& id, const std::filesystem::path& database);
    void cancel();
    /// The run waits from its next batch on, or goes on; waiting is no part of what it times.
    void setPaused(bool paused) { m_paused = paused; }
    [[nodiscard]] bool isPaused() const { return m_paused; }
    /// Does `job` on the compute thread, after what is under way there. What the job hands to `tell` is done
    /// in the thread of this object, in that order. Whoever asks leaves a run alone: see isRunning().
    void compute(std::function<void(const ComputeTools&, const Tell& tell)> job);
    [[nodiscard]] bool isRunning() const { return m_running; }
    /// Where the run stands now; for a timer.
    [[nodiscard]] LiveSnapshot snapshot() const { return m_board.snapshot(); }

Q_SIGNALS:
    /// `preferred`: the id that `cpu` stands for, empty when there is none.
    void devicesListed(const std::vector<pivot::DeviceInfo>& devices, const QString& preferred);
    void opening(int place);                     ///< request `place` is what follows is about
    void begun(const pivot::RunRecord& record);  ///< thresholds are final
    void finished(const pivot::RunReport& report);
    void cancelled();  ///< before the first image; nothing was stored
    void failed(const QString& sentence);
    /// Something beside a run threw; whatever waited for it goes without.
    void troubled(const QString& sentence);
    void ended();  ///< all of it; another can be started

private:
    struct Compute;
    using Sinks = std::vector<std::shared_ptr<OutcomeSink>>;
    [[nodiscard]] bool claim();
    void run(const std::vector<RunRequest>& requests, Sinks sinks);
    void finish(ResumeState state, std::shared_ptr<OutcomeSink> sink);
    void tell(std::function<void()> signal);
    void tellEnd(const Result<RunReport>& result);
    void end();
    void endWith(const Error& error);
    /// A step of a run, on its way through the threads: where it throws, the run has failed.
    void guard(const std::function<void()>& step);
    [[nodiscard]] std::shared_ptr<OutcomeSink> observed(std::shared_ptr<OutcomeSink> store);
    [[nodiscard]] RunHooks hooks();

    std::unique_ptr<Compute> m_compute;
    LiveBoard m_board;
    std::stop_source m_stop;
    std::atomic<bool> m_paused = false;
    bool m_running = false;
    // Opening a database hands the run on to the compute thread, so that one goes last. Both are started
    // before any compute library is loaded: the store's keeps the full affinity.
    WorkThread m_thread;
    WorkThread m_storeThread;
};

}  // namespace pivot
