// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/run_controller.h"
#include "app/gui/thumbnail_feed.h"
#include "data/dataset.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <filesystem>
#include <string>

namespace pivot {

class MainFrame;

/// One run at a time from the window's side: it is started, its snapshots are pulled into the page, and its
/// end is shown, whatever it is.
class RunSession : public QObject {
    Q_OBJECT
public:
    /// `frame` and `thumbnails` outlive it.
    RunSession(MainFrame& frame, ThumbnailFeed& thumbnails, const DeviceRegistry::Paths& devices,
               const std::vector<std::filesystem::path>& powerProfiles, QObject* parent = nullptr);

    [[nodiscard]] RunController& controller() { return m_runs; }
    [[nodiscard]] bool isRunning() const { return m_runs.isRunning(); }
    /// Where the run that is shown is stored.
    [[nodiscard]] const std::filesystem::path& database() const { return m_database; }
    /// Runs `request`, whose images are `data` (null: no thumbnails), into `database`. Ignored while
    /// something runs.
    void start(const RunRequest& request, const DataSetPtr& data, const std::filesystem::path& database);

Q_SIGNALS:
    void started();                                 ///< the Run page is this run's from now on
    void reported(const pivot::RunReport& report);  ///< comes before ended()
    void ended();                                   ///< with a report or without
    void logged(const QString& line);

private:
    void cancel();
    void showBegun(const RunRecord& record);
    void pull();
    void finish(const RunReport& report);
    void fail(const QString& sentence);
    void stopShowing(const QString& idleText);

    MainFrame& m_frame;
    ThumbnailFeed& m_thumbnails;
    std::filesystem::path m_database;  ///< of the run that is shown
    std::string m_key;                 ///< what was selected when it began
    bool m_choosing = false;           ///< it chooses its thresholds
    QElapsedTimer m_clock;
    QTimer m_pull;
    RunController m_runs;
};

}  // namespace pivot
