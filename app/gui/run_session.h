// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/run_controller.h"
#include "app/gui/thumbnail_feed.h"
#include "data/dataset.h"
#include "widgets/models/choices.h"
#include "widgets/models/group_model.h"
#include "widgets/models/planned_run.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <filesystem>
#include <vector>

namespace pivot {

class MainFrame;

/// One experiment at a time from the window's side, on one device or on several: it is started, its snapshots
/// are pulled into the page, and its end is shown, whatever it is.
class RunSession : public QObject {
    Q_OBJECT
public:
    /// How the last experiment ended, in a sentence.
    struct End {
        enum class Kind { Complete, Cancelled, Failed };
        Kind kind = Kind::Complete;
        QString sentence;
    };

    /// `frame` and `thumbnails` outlive it.
    RunSession(MainFrame& frame, ThumbnailFeed& thumbnails, const DeviceRegistry::Paths& devices,
               const std::vector<std::filesystem::path>& powerProfiles, QObject* parent = nullptr);

    [[nodiscard]] RunController& controller() { return m_runs; }
    [[nodiscard]] bool isRunning() const { return m_runs.isRunning(); }
    /// Where the run that is shown is stored.
    [[nodiscard]] const std::filesystem::path& database() const { return m_database; }
    /// Runs `plan`, whose images are `data` (null: no thumbnails), into `database`. Ignored while something
    /// runs, as the next.
    void start(const PlannedRun& plan, const DataSetPtr& data, const std::filesystem::path& database);
    /// Finishes an experiment of `database` that stopped before its end.
    void resume(const RunRecord& record, const ClassNames& classes, const DataSetPtr& data,
                const std::filesystem::path& database);
    /// What runs and for how long yet.
    [[nodiscard]] QString summary() const;
    [[nodiscard]] const End& lastEnd() const { return m_end; }
    /// One a device; empty where it was one alone.
    [[nodiscard]] const std::vector<GroupMember>& group() const { return m_group; }

Q_SIGNALS:
    void started();                                 ///< the Run page is this run's from now on
    void progressed();                              ///< some ten times a second
    void reported(const pivot::RunReport& report);  ///< of one device; comes before ended()
    void ended();                                   ///< with a report or without
    void logged(const QString& line);

private:
    void cancel();
    void pause(bool paused);
    void show(const DataSetPtr& data, const std::filesystem::path& database);
    void open(int place);
    void showBegun(const RunRecord& record);
    void pull();
    void finish(const RunReport& report);
    void fail(const QString& sentence);
    void finishAll();
    void put(const GroupMember& member);
    [[nodiscard]] const RunConfig& config() const;

    MainFrame& m_frame;
    ThumbnailFeed& m_thumbnails;
    PlannedRun m_plan;
    std::vector<RunRequest> m_requests;  ///< one a device
    std::vector<GroupMember> m_group;
    std::size_t m_place = 0;           ///< of the request that runs
    std::filesystem::path m_database;  ///< of the run that is shown
    QDateTime m_begunUtc;              ///< when it was begun the first time
    End m_end;
    int m_failures = 0;
    RunProgress m_progress;
    QElapsedTimer m_clock;
    QTimer m_pull;
    RunController m_runs;
};

}  // namespace pivot
