// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/run_controller.h"

#include "db/experiment_reader.h"
#include "db/experiment_store.h"

namespace pivot {
namespace {

/// Hands everything on to the store and tells when the run has begun.
class ObservedSink final : public OutcomeSink {
public:
    ObservedSink(std::shared_ptr<OutcomeSink> store, std::function<void(const RunRecord&)> onBegin)
        : m_store(std::move(store)), m_onBegin(std::move(onBegin)) {}

    Result<void> begin(const RunRecord& record) override {
        Result<void> begun = m_store->begin(record);
        if (begun) {
            m_onBegin(record);
        }
        return begun;
    }
    Result<void> add(const std::vector<ImageResult>& results) override { return m_store->add(results); }
    void setPaused(bool paused) override { m_store->setPaused(paused); }
    Result<void> finish(RunStatus status, const RunReport& report) override {
        return m_store->finish(status, report);
    }

private:
    std::shared_ptr<OutcomeSink> m_store;
    std::function<void(const RunRecord&)> m_onBegin;
};

}  // namespace

/// What only the compute thread touches.
struct RunController::Compute {
    DeviceRegistry registry;
    std::vector<std::filesystem::path> powerProfileFolders;
    SessionCache sessions;  ///< goes before the registry
};

RunController::RunController(DeviceRegistry::Paths paths,
                             std::vector<std::filesystem::path> powerProfileFolders, QObject* parent)
    : QObject(parent),
      m_compute(new Compute{DeviceRegistry(std::move(paths)), std::move(powerProfileFolders), {}}),
      m_thread(QStringLiteral("compute")),
      m_storeThread(QStringLiteral("store")) {
    for (WorkThread* thread : {&m_thread, &m_storeThread}) {
        thread->onFailure(this, [this](const QString& sentence) { Q_EMIT troubled(sentence); });
    }
}

RunController::~RunController() {
    m_stop.request_stop();
    m_storeThread.stop();
    m_thread.stop();
}

void RunController::listDevices() {
    using Listed = std::pair<std::vector<DeviceInfo>, QString>;
    m_thread.ask(
        this,
        [this]() -> Listed {
            std::vector<DeviceInfo> devices = m_compute->registry.list();
            const Result<DeviceInfo> cpu = m_compute->registry.resolve("cpu");
            return {std::move(devices), cpu ? QString::fromStdString(cpu->id) : QString()};
        },
        [this](const Listed& listed) { Q_EMIT devicesListed(listed.first, listed.second); });
}

bool RunController::claim() {
    if (m_running) {
        return false;
    }
    m_running = true;
    m_paused = false;
    m_stop = std::stop_source();
    m_board.publish({});
    return true;
}

void RunController::start(const RunRequest& request, const std::filesystem::path& database) {
    if (!claim()) {
        return;
    }
    m_storeThread.post([this, request, database] {
        guard([&] {
            Result<std::unique_ptr<ExperimentStore>> store = ExperimentStore::create(database);
            if (!store) {
                endWith(store.error());
                return;
            }
            const Work work = [request](RunContext& context, OutcomeSink& sink, const RunHooks& hooks) {
                return runExperiment(request, context, &sink, hooks);
            };
            m_thread.post([this, work, shared = std::shared_ptr<OutcomeSink>(std::move(*store))]() mutable {
                guard([&] { run(work, std::move(shared)); });
            });
        });
    });
}

void RunController::resume(const QString& id, const std::filesystem::path& database) {
    if (!claim()) {
        return;
    }
    m_storeThread.post([this, key = id.toStdString(), database] {
        guard([&] {
            Result<std::unique_ptr<ExperimentStore>> store = ExperimentStore::resume(database, key);
            if (!store) {
                endWith(store.error());
                return;
            }
            Result<ExperimentReader> reader = ExperimentReader::open(database);
            if (!reader) {
                endWith(reader.error());
                return;
            }
            Result<RunRecord> record = reader->record(key);
            if (!record) {
                endWith(record.error());
                return;
            }
            Result<std::vector<ImageResult>> done = reader->allResults(key);
            if (!done) {
                endWith(done.error());
                return;
            }
            const auto state =
                std::make_shared<ResumeState>(ResumeState{std::move(*record), std::move(*done)});
            const Work work = [state](RunContext& context, OutcomeSink& sink, const RunHooks& hooks) {
                return resumeExperiment(std::move(*state), context, sink, hooks);
            };
            m_thread.post([this, work, shared = std::shared_ptr<OutcomeSink>(std::move(*store))]() mutable {
                guard([&] { run(work, std::move(shared)); });
            });
        });
    });
}

void RunController::guard(const std::function<void()>& step) {
    try {
        step();
    } catch (...) {
        endWith(unexpectedError(std::current_exception()));
    }
}

void RunController::run(const Work& work, std::shared_ptr<OutcomeSink> store) {
    m_compute->sessions.clear();  // the run has the memory, of a GPU too, to itself
    ObservedSink sink(std::move(store), [this](const RunRecord& record) {
        QMetaObject::invokeMethod(
            this, [this, record] { Q_EMIT begun(record); }, Qt::QueuedConnection);
    });
    RunContext context{m_compute->registry, m_compute->powerProfileFolders};
    RunHooks hooks;
    hooks.stop = m_stop.get_token();
    hooks.paused = [this] { return m_paused.load(); };
    hooks.live = &m_board;
    Result<RunReport> report = work(context, sink, hooks);
    if (report) {
        end([this, report = std::move(*report)] { Q_EMIT finished(report); });
    } else {
        endWith(report.error());
    }
}

void RunController::endWith(const Error& error) {
    if (error.code == ErrorCode::Cancelled) {
        end([this] { Q_EMIT cancelled(); });
    } else {
        end([this, message = error.message] { Q_EMIT failed(QString::fromStdString(message)); });
    }
}

void RunController::end(std::function<void()> tell) {
    QMetaObject::invokeMethod(
        this,
        [this, tell = std::move(tell)] {
            m_running = false;
            tell();
        },
        Qt::QueuedConnection);
}

void RunController::compute(std::function<void(const ComputeTools&, const Tell&)> job) {
    m_thread.post([this, job = std::move(job)] {
        const Tell tell = [this](std::function<void()> what) {
            QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
        };
        job({m_compute->registry, m_compute->sessions, m_compute->powerProfileFolders}, tell);
    });
}

void RunController::cancel() {
    m_stop.request_stop();
}

}  // namespace pivot
