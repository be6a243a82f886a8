// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/run_controller.h"
#include "app/gui/thumbnail_feed.h"
#include "data/dataset.h"
#include "widgets/models/choices.h"

#include <QDateTime>
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
    /// What the page shows of a run besides its figures.
    struct Shown {
        DataSetPtr data;  ///< null: no thumbnails
        ClassNames classes;
    };
    /// Runs `request` into `database`. Ignored while something runs, as the next.
    void start(const RunRequest& request, const Shown& shown, const std::filesystem::path& database);
    /// Finishes an experiment of `database` that stopped before its end.
    void resume(const RunRecord& record, const Shown& shown, const std::filesystem::path& database);

Q_SIGNALS:
    void started();                                 ///< the Run page is this run's from now on
    void reported(const pivot::RunReport& report);  ///< comes before ended()
    void ended();                                   ///< with a report or without
    void logged(const QString& line);

private:
    void cancel();
    void pause(bool paused);
    void show(const RunConfig& config, const Shown& shown, const std::filesystem::path& database);
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
    QDateTime m_begunUtc;              ///< when it was begun the first time
    QElapsedTimer m_clock;
    QTimer m_pull;
    RunController m_runs;
};

}  // namespace pivot
