// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/run_session.h"

#include "run/device_group.h"
#include "widgets/models/number_format.h"
#include "widgets/models/run_identity.h"
#include "widgets/theme/parts.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/progress_strip.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

namespace pivot {
namespace {

constexpr int kPullMs = 100;  // a frame costs some 13 ms of a core that the run could have

GroupMember pending(const std::string& device, const QString& sentence) {
    GroupMember member;
    member.report.device = device;
    member.sentence = sentence;
    return member;
}

/// Whether what the set-up holds is still what `plan` was made of, so that a chosen threshold belongs there.
bool isStillSetUp(const SetupPanel& setup, const PlannedRun& plan, const std::string& device) {
    const RunConfig now = setup.config(plan.config.mode);
    return now.device == device && now.model == plan.config.model && now.ladder == plan.config.ladder &&
           now.calibrate == plan.config.calibrate;
}

}  // namespace

RunSession::RunSession(MainFrame& frame, ThumbnailFeed& thumbnails, const DeviceRegistry::Paths& devices,
                       const std::vector<std::filesystem::path>& powerProfiles, QObject* parent)
    : QObject(parent), m_frame(frame), m_thumbnails(thumbnails), m_runs(devices, powerProfiles) {
    m_pull.setInterval(kPullMs);
    connect(&m_pull, &QTimer::timeout, this, &RunSession::pull);
    connect(&m_frame, &MainFrame::cancelRequested, this, &RunSession::cancel);
    connect(&m_frame, &MainFrame::pauseRequested, this, &RunSession::pause);
    connect(&m_runs, &RunController::opening, this, [this](int place) {
        if (place > 0) {  // the first was shown at once
            open(place);
        }
    });
    connect(&m_runs, &RunController::begun, this, &RunSession::showBegun);
    connect(&m_runs, &RunController::finished, this, &RunSession::finish);
    connect(&m_runs, &RunController::cancelled, this, [this] {
        m_end = {End::Kind::Cancelled, tr("Cancelled before the first image; nothing was stored")};
        put(pending(config().device, tr("cancelled")));
    });
    connect(&m_runs, &RunController::failed, this, &RunSession::fail);
    connect(&m_runs, &RunController::ended, this, &RunSession::finishAll);
}

const RunConfig& RunSession::config() const {
    return m_place < m_requests.size() ? m_requests[m_place].config : m_plan.config;
}

void RunSession::start(const PlannedRun& plan, const DataSetPtr& data,
                       const std::filesystem::path& database) {
    if (m_runs.isRunning()) {
        return;
    }
    m_plan = plan;
    RunRequest request;
    request.config = plan.config;
    request.lowCandidates = plan.candidates;
    request.thresholdSource = plan.source;
    m_requests = requestsForDevices(request, plan.devices);
    m_group.clear();
    if (m_requests.size() > 1) {
        for (const std::string& device : plan.devices) {
            m_group.push_back(pending(device, tr("waits")));
        }
    }
    m_begunUtc = QDateTime::currentDateTimeUtc();
    show(data, database);
    m_runs.start(m_requests, database);
}

void RunSession::resume(const RunRecord& record, const ClassNames& classes, const DataSetPtr& data,
                        const std::filesystem::path& database) {
    if (m_runs.isRunning()) {
        return;
    }
    m_plan = {};
    m_plan.config = record.config;
    m_plan.config.calibrate.reset();  // its thresholds are known
    m_plan.modelName = modelName(record.config.model);
    m_plan.classes = classes;
    m_requests.clear();
    m_group.clear();
    m_begunUtc = QDateTime::fromString(fromUtf8(record.createdUtc), Qt::ISODateWithMs);
    show(data, database);
    m_runs.resume(fromUtf8(record.experimentId), database);
}

void RunSession::show(const DataSetPtr& data, const std::filesystem::path& database) {
    m_database = database;
    m_end = {};
    m_failures = 0;
    m_progress = {};
    Q_EMIT started();
    m_thumbnails.begin(data);
    m_thumbnails.setRunning(true);
    m_frame.progress().setRunning(true);
    open(0);
    m_pull.start();
}

void RunSession::open(int place) {
    m_place = static_cast<std::size_t>(place);
    m_clock.start();
    m_frame.runPage().showStarted(config(), m_plan.classes, m_begunUtc);
    m_frame.progress().setPart(
        m_group.empty() ? QString() : tr("%1 of %2").arg(place + 1).arg(static_cast<int>(m_group.size())));
    put(pending(config().device, tr("runs")));
}

/// Takes its place among the devices of the experiment, where there are several.
void RunSession::put(const GroupMember& member) {
    if (m_place < m_group.size()) {
        m_group[m_place] = member;
        m_frame.runPage().showGroup(m_group);
    }
}

void RunSession::cancel() {
    m_runs.cancel();
    m_frame.progress().setStopping();
}

void RunSession::pause(bool paused) {
    m_runs.setPaused(paused);
    m_frame.progress().setPauseAsked(paused);
}

QString RunSession::summary() const {
    QStringList parts{tr("%1 on %2").arg(m_plan.modelName, fromUtf8(config().device))};
    if (m_progress.paused) {
        parts << tr("paused");
    }
    if (m_progress.secondsLeft > 0) {
        parts << tr("%1 left").arg(formatWait(m_progress.secondsLeft));
    }
    return parts.join(QStringLiteral(", "));
}

void RunSession::showBegun(const RunRecord& record) {
    m_frame.runPage().showThresholds(record.config.ladder);
    SetupPanel& setup = m_frame.runPage().setup();
    if (m_plan.config.calibrate && isStillSetUp(setup, m_plan, config().device)) {
        setup.showChosen(record.config.ladder, record.thresholdSource);
    }
    Q_EMIT logged(
        tr("run %1 began on %2").arg(fromUtf8(record.experimentId), fromUtf8(record.config.device)));
}

void RunSession::pull() {
    const LiveSnapshot snapshot = m_runs.snapshot();
    m_progress = snapshot.progress;
    m_frame.progress().setProgress(snapshot.progress);
    if (m_frame.runPage().isShown()) {
        m_frame.runPage().showSnapshot(snapshot);
    }
    Q_EMIT progressed();
}

void RunSession::finish(const RunReport& report) {
    // The board is another device's already where one follows.
    const LiveSnapshot last = m_runs.snapshot();
    if (last.progress.device == report.device) {
        m_frame.runPage().showSnapshot(last);
    }
    m_frame.runPage().showReport(report);
    QString text =
        tr("%1 images in %2, stored in %3 as %4")
            .arg(formatCount(report.images), formatWait(static_cast<double>(m_clock.elapsed()) / 1e3),
                 QString::fromStdString(m_database.string()), fromUtf8(report.experimentId).left(8));
    if (report.errors > 0) {
        text += tr("; %1 could not be read").arg(formatCount(report.errors));
    }
    if (report.status != "complete") {
        text = tr("%1 after ").arg(fromUtf8(report.status)) + text;
        text[0] = text[0].toUpper();
    }
    m_end = {report.status == "cancelled" ? End::Kind::Cancelled : End::Kind::Complete, text};
    GroupMember member;
    member.report = report;
    put(member);
    Q_EMIT reported(report);
}

void RunSession::fail(const QString& sentence) {
    ++m_failures;
    const QString whole =
        m_group.empty() ? sentence : fromUtf8(config().device) + QStringLiteral(": ") + sentence;
    m_frame.runPage().showMessage(whole);
    Q_EMIT logged(whole);
    put(pending(config().device, sentence));
    m_end = {End::Kind::Failed, whole};
}

void RunSession::finishAll() {
    QString text = m_end.sentence;
    if (m_end.kind == End::Kind::Failed) {
        text = tr("The run did not end well; the message says why.");
    } else if (m_failures > 0) {
        m_end = {End::Kind::Failed, tr("%1 of %2 devices failed; %3")
                                        .arg(m_failures)
                                        .arg(static_cast<int>(m_group.size()))
                                        .arg(m_end.sentence)};
        text = m_end.sentence;
    }
    m_pull.stop();
    m_thumbnails.setRunning(false);
    m_frame.runPage().showEnded();
    m_frame.progress().setPart({});
    m_frame.progress().setRunning(false);
    m_frame.progress().setIdleText(text);
    Q_EMIT ended();
}

}  // namespace pivot
