// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/run_session.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/parts.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/progress_strip.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

namespace pivot {
namespace {

constexpr int kPullMs = 100;  // a frame costs some 13 ms of a core that the run could have

}  // namespace

RunSession::RunSession(MainFrame& frame, ThumbnailFeed& thumbnails, const DeviceRegistry::Paths& devices,
                       const std::vector<std::filesystem::path>& powerProfiles, QObject* parent)
    : QObject(parent), m_frame(frame), m_thumbnails(thumbnails), m_runs(devices, powerProfiles) {
    m_pull.setInterval(kPullMs);
    connect(&m_pull, &QTimer::timeout, this, &RunSession::pull);
    connect(&m_frame, &MainFrame::cancelRequested, this, &RunSession::cancel);
    connect(&m_frame, &MainFrame::pauseRequested, this, &RunSession::pause);
    connect(&m_runs, &RunController::begun, this, &RunSession::showBegun);
    connect(&m_runs, &RunController::finished, this, &RunSession::finish);
    connect(&m_runs, &RunController::cancelled, this, [this] {
        stopShowing(tr("Cancelled before the first image; nothing was stored"));
        Q_EMIT ended();
    });
    connect(&m_runs, &RunController::failed, this, &RunSession::fail);
}

void RunSession::start(const RunRequest& request, const Shown& shown, const std::filesystem::path& database) {
    if (m_runs.isRunning()) {
        return;
    }
    m_choosing = request.config.calibrate.has_value();
    m_begunUtc = QDateTime::currentDateTimeUtc();
    show(request.config, shown, database);
    m_runs.start(request, database);
}

void RunSession::resume(const RunRecord& record, const Shown& shown, const std::filesystem::path& database) {
    if (m_runs.isRunning()) {
        return;
    }
    m_choosing = false;
    m_begunUtc = QDateTime::fromString(fromUtf8(record.createdUtc), Qt::ISODateWithMs);
    RunConfig config = record.config;
    config.calibrate.reset();  // its thresholds are known
    show(config, shown, database);
    m_runs.resume(fromUtf8(record.experimentId), database);
}

void RunSession::show(const RunConfig& config, const Shown& shown, const std::filesystem::path& database) {
    m_key = m_frame.runPage().setup().selectionKey();
    m_database = database;
    Q_EMIT started();
    m_thumbnails.begin(shown.data);
    m_thumbnails.setRunning(true);
    m_frame.runPage().showStarted(config, shown.classes, m_begunUtc);
    m_frame.progress().setRunning(true);
    m_frame.showPage(&m_frame.runPage());
    m_clock.start();
    m_pull.start();
}

void RunSession::pause(bool paused) {
    m_runs.setPaused(paused);
    m_frame.progress().setPauseAsked(paused);
}

void RunSession::cancel() {
    m_runs.cancel();
    m_frame.progress().setStopping();
}

void RunSession::showBegun(const RunRecord& record) {
    m_frame.runPage().showThresholds(record.config.ladder);
    SetupPanel& setup = m_frame.runPage().setup();
    if (m_choosing && m_key == setup.selectionKey()) {
        setup.showChosen(record.config.ladder, record.thresholdSource);
    }
    Q_EMIT logged(
        tr("run %1 began on %2").arg(fromUtf8(record.experimentId), fromUtf8(record.config.device)));
}

void RunSession::pull() {
    const LiveSnapshot snapshot = m_runs.snapshot();
    m_frame.progress().setProgress(snapshot.progress);
    if (m_frame.runPage().isShown()) {
        m_frame.runPage().showSnapshot(snapshot);
    }
}

void RunSession::finish(const RunReport& report) {
    m_frame.runPage().showSnapshot(m_runs.snapshot());
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
    stopShowing(text);
    Q_EMIT reported(report);
    Q_EMIT ended();
}

void RunSession::fail(const QString& sentence) {
    m_frame.runPage().showMessage(sentence);
    Q_EMIT logged(sentence);
    stopShowing(tr("The run did not end well; the message says why."));
    Q_EMIT ended();
}

void RunSession::stopShowing(const QString& idleText) {
    m_pull.stop();
    m_thumbnails.setRunning(false);
    m_frame.runPage().showEnded();
    m_frame.progress().setRunning(false);
    m_frame.progress().setIdleText(idleText);
}

}  // namespace pivot
