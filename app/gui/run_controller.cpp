// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/run_controller.h"

#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "run/device_group.h"

#include <utility>

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

void RunController::start(const std::vector<RunRequest>& requests, const std::filesystem::path& database) {
    if (!claim()) {
        return;
    }
    const auto open = [this, requests, database] {
        Sinks sinks;
        for (std::size_t i = 0; i < requests.size(); ++i) {
            Result<std::unique_ptr<ExperimentStore>> store = ExperimentStore::create(database);
            if (!store) {
                endWith(store.error());
                return;
            }
            sinks.push_back(std::move(*store));
        }
        m_thread.post(
            [this, requests, sinks]() mutable { guard([&] { run(requests, std::exchange(sinks, {})); }); });
    };
    m_storeThread.post([this, open] { guard(open); });
}

void RunController::resume(const QString& id, const std::filesystem::path& database) {
    if (!claim()) {
        return;
    }
    const auto open = [this, key = id.toStdString(), database] {
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
        const Result<RunRecord> record = reader->record(key);
        if (!record) {
            endWith(record.error());
            return;
        }
        const Result<std::vector<ImageResult>> done = reader->allResults(key);
        if (!done) {
            endWith(done.error());
            return;
        }
        m_thread.post([this, state = ResumeState{*record, *done},
                       sink = std::shared_ptr<OutcomeSink>(std::move(*store))]() mutable {
            guard([&] { finish(std::move(state), std::exchange(sink, nullptr)); });
        });
    };
    m_storeThread.post([this, open] { guard(open); });
}

void RunController::guard(const std::function<void()>& step) {
    try {
        step();
    } catch (...) {
        endWith(unexpectedError(std::current_exception()));
    }
}

std::shared_ptr<OutcomeSink> RunController::observed(std::shared_ptr<OutcomeSink> store) {
    return std::make_shared<ObservedSink>(std::move(store), [this](const RunRecord& record) {
        tell([this, record] { Q_EMIT begun(record); });
    });
}

RunHooks RunController::hooks() {
    RunHooks made;
    made.stop = m_stop.get_token();
    made.paused = [this] { return m_paused.load(); };
    made.live = &m_board;
    return made;
}

void RunController::run(const std::vector<RunRequest>& requests, Sinks sinks) {
    m_compute->sessions.clear();  // the run has the memory, of a GPU too, to itself
    RunContext context{m_compute->registry, m_compute->powerProfileFolders};
    GroupSteps steps;
    steps.makeSink = [&](std::size_t i) -> Result<std::shared_ptr<OutcomeSink>> {
        return observed(std::exchange(sinks[i], nullptr));
    };
    steps.begins = [this](std::size_t i) {
        m_board.publish({});
        tell([this, place = static_cast<int>(i)] { Q_EMIT opening(place); });
    };
    steps.ended = [this](std::size_t, const Result<RunReport>& result) { tellEnd(result); };
    const auto results = runGroup(requests, context, steps, hooks());
    sinks.clear();  // those that were not begun let go of the file before anybody hears of the end
    if (results) {
        end();
    } else {
        endWith(results.error());
    }
}

void RunController::finish(ResumeState state, std::shared_ptr<OutcomeSink> sink) {
    RunContext context{m_compute->registry, m_compute->powerProfileFolders};
    const std::shared_ptr<OutcomeSink> watched = observed(std::move(sink));
    tellEnd(resumeExperiment(std::move(state), context, *watched, hooks()));
    end();
}

void RunController::tell(std::function<void()> signal) {
    QMetaObject::invokeMethod(this, std::move(signal), Qt::QueuedConnection);
}

void RunController::tellEnd(const Result<RunReport>& result) {
    if (result) {
        tell([this, report = *result] { Q_EMIT finished(report); });
    } else if (result.error().code == ErrorCode::Cancelled) {
        tell([this] { Q_EMIT cancelled(); });
    } else {
        tell([this, message = result.error().message] { Q_EMIT failed(QString::fromStdString(message)); });
    }
}

void RunController::end() {
    tell([this] {
        m_running = false;
        Q_EMIT ended();
    });
}

void RunController::endWith(const Error& error) {
    tellEnd(tl::unexpected(error));
    end();
}

void RunController::compute(std::function<void(const ComputeTools&, const Tell&)> job) {
    m_thread.post([this, job = std::move(job)] {
        const Tell toHere = [this](std::function<void()> what) { tell(std::move(what)); };
        job({m_compute->registry, m_compute->sessions, m_compute->powerProfileFolders}, toHere);
    });
}

void RunController::cancel() {
    m_stop.request_stop();
}

}  // namespace pivot
