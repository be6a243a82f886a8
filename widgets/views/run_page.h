// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "core/run_config.h"
#include "core/run_report.h"
#include "widgets/models/calibration_wish.h"
#include "widgets/models/choices.h"
#include "widgets/models/experiment_model.h"
#include "widgets/models/group_model.h"
#include "widgets/models/stored_run.h"

#include <QDateTime>
#include <QImage>
#include <QWidget>
#include <array>
#include <optional>
#include <vector>

class QLabel;
class QStackedWidget;

namespace pivot {

class AccuracyEdpChart;
class CalibrationView;
class DelayChart;
class DeviceModel;
class EmptyState;
class EntropyChart;
class GroupTable;
class HeadlineStrip;
class ImageStrip;
class MessageBar;
class PlaneChart;
class PlotCard;
class ProfileScrubber;
class RegretStrip;
class ScrubBar;
class SetupPanel;
class ShareBar;
class ThemeSource;

/// The page of one run: set-up at the left; headline, charts and last images at the right. It shows values
/// that it is handed and says what the person asked for.
class RunPage : public QWidget {
    Q_OBJECT
public:
    RunPage(const ThemeSource& theme, DeviceModel& devices, QWidget* parent = nullptr);

    [[nodiscard]] SetupPanel& setup() { return *m_setup; }
    [[nodiscard]] bool isRunning() const { return m_running; }
    /// Whether anything of it is on the screen: the page, or a plot of it in a window of its own.
    [[nodiscard]] bool isShown() const;

    /// A run of what the set-up holds begins: what was shown goes.
    void showStarted(const RunConfig& config, const QDateTime& startedUtc = QDateTime::currentDateTimeUtc());
    /// The same of a run that the set-up need not hold, such as one that is resumed.
    void showStarted(const RunConfig& config, const ClassNames& classes, const QDateTime& startedUtc);
    /// Thresholds as chosen by the calibration, before the first image.
    void showThresholds(const EffortLadder& ladder);
    /// Pulled 10-30 times a second while a run goes on. Of a stage that is not the timed phase (choosing a
    /// threshold, warming up) it shows how far it is, and no figure.
    void showSnapshot(const LiveSnapshot& snapshot);
    /// The final word on the run that was started: its curves stay.
    void showReport(const RunReport& report);
    /// An experiment from the store: nothing of an earlier run stays beside it.
    void showStored(const StoredRun& run);
    /// The run that is shown already, with what its store knows besides: a profiled one lets its threshold be
    /// moved. Ignored for another experiment.
    void showScrubbable(const StoredRun& run);
    /// The same where its images were not read: figures without curves.
    void showStored(const RunReport& report);
    /// Id of the experiment that is shown; empty while none is stored.
    [[nodiscard]] const QString& shownExperiment() const { return m_source.experimentId; }
    /// Experiments of the store; those of the model, data set and device that are shown stand in the plane of
    /// accuracy and EDP.
    void setExperiments(const std::vector<ExperimentRow>& rows);
    /// The experiment that is shown ran on several devices: a table compares them, the plane has all of them.
    /// Fewer than two: it did not.
    void showGroup(const std::vector<GroupMember>& members);
    /// The run is over, with or without a report.
    void showEnded();
    /// One sentence that needs to be read.
    void showMessage(const QString& sentence);
    void showThumbnail(std::int64_t index, const QImage& image);
    // Answers to calibrationWanted(); ignored when another run is shown by now.
    void showCalibrated(const QString& experimentId, const Result<ChosenThresholds>& chosen);
    void showTemperatures(const QString& experimentId, const FittedTemperatures& fitted);
    void showCalibrationProgress(const QString& experimentId, const QString& sentence);

Q_SIGNALS:
    void requestRun(const pivot::RunConfig& config);
    void experimentWanted(const QString& id);  ///< of the group, to be shown here
    void thumbnailsWanted(const QList<qint64>& indices);
    /// The thresholds of a profiled run have been moved: hardnesses by this score.
    void thresholdsMoved(const QString& experimentId, const pivot::Thresholds& thresholds,
                         pivot::ScoreKind score);
    /// An image of the run that is shown, which was of this configuration.
    void imageOpened(const pivot::RunConfig& config, qint64 sourceIndex);
    /// Thresholds or temperatures of the profiled run that is shown. Answered by showCalibrated() and, where
    /// the calibration images were run for it, by showTemperatures().
    void calibrationWanted(const QString& experimentId, const pivot::CalibrationWish& wish);

private:
    /// Whose images and classes are shown: those of the set-up, or those of a stored experiment.
    struct Source {
        QString experimentId, model, dataset, device;
        int classes = 0;  ///< 0: not known
    };

    [[nodiscard]] std::array<PlotCard*, 4> plots() const;
    [[nodiscard]] QWidget* makeResults(const ThemeSource& theme);
    void clear(const Source& source, const QStringList& labels);
    void showFigures(const RunReport& report, const QDateTime& whenUtc);
    void showWaiting(const QString& sentence);
    void showVerdict(const QString& sentence);
    void showLadder(const EffortLadder& ladder);
    void showShares(const std::vector<double>& shares, std::optional<double> breakEven);
    void showEarlier();
    void showHistograms(const std::vector<ScoreHistogram>& histograms);
    void setScrubbable(const StoredRun& run);
    void connectScrubbing();
    void showMoved(const StoredRun& moved);
    void showEffort(int effort);
    void pickEffort(int effort);
    void showView(int view);
    void showNotes(const RunReport& report);

    bool m_running = false;
    int m_efforts = 2;
    Source m_source;
    RunConfig m_config;
    QDateTime m_startedUtc;
    std::vector<ExperimentRow> m_experiments;
    // Of what is shown, one an effort.
    EffortLadder m_ladder;
    std::vector<ScoreHistogram> m_histograms;
    std::vector<double> m_endedAt;  ///< shares
    std::optional<double> m_breakEven;
    std::vector<RegretQuadrants> m_regrets;  ///< one a pair of neighbours

    SetupPanel* m_setup;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    MessageBar* m_message;
    ProfileScrubber* m_scrubber;
    ScrubBar* m_scrub;
    CalibrationView* m_calibration;
    QStackedWidget* m_figures;
    GroupTable* m_group;
    HeadlineStrip* m_headline;
    QLabel *m_identity, *m_verdict;
    ShareBar* m_shares;
    RegretStrip* m_regret;
    AccuracyEdpChart* m_accuracy;
    EntropyChart* m_entropy;
    PlaneChart* m_plane;
    DelayChart* m_delay;
    ImageStrip* m_images;
};

}  // namespace pivot
