// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "core/run_config.h"
#include "core/run_report.h"

#include <QImage>
#include <QWidget>
#include <optional>

class QStackedWidget;

namespace pivot {

class AccuracyEdpChart;
class DelayChart;
class DeviceModel;
class ElidedLabel;
class EmptyState;
class EntropyChart;
class HeadlineStrip;
class ImageStrip;
class MessageBar;
class PlaneChart;
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

    /// A run of this configuration begins: what was shown goes.
    void showStarted(const RunConfig& config);
    /// Thresholds as chosen by the calibration, before the first image.
    void showThresholds(const EffortLadder& ladder);
    /// Pulled 10-30 times a second while a run goes on.
    void showSnapshot(const LiveSnapshot& snapshot);
    /// The final word on a run: from the run itself or from the store.
    void showReport(const RunReport& report);
    /// A report from the store: nothing of an earlier run stays beside it.
    void showStored(const RunReport& report);
    /// The run is over, with or without a report.
    void showEnded();
    /// One sentence that needs to be read.
    void showMessage(const QString& sentence);
    void showThumbnail(std::int64_t index, const QImage& image);

Q_SIGNALS:
    void requestRun(const pivot::RunConfig& config);
    void thumbnailsWanted(const QList<qint64>& indices);

private:
    [[nodiscard]] QWidget* makeResults(const ThemeSource& theme);
    void clear();
    void showLadder(const EffortLadder& ladder);
    void showShares(const std::vector<double>& shares, std::optional<double> breakEven);

    bool m_running = false;
    int m_efforts = 2;
    int m_classes = 10;

    SetupPanel* m_setup;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    MessageBar* m_message;
    HeadlineStrip* m_headline;
    ElidedLabel* m_verdict;
    ShareBar* m_shares;
    AccuracyEdpChart* m_accuracy;
    EntropyChart* m_entropy;
    PlaneChart* m_plane;
    DelayChart* m_delay;
    ImageStrip* m_images;
};

}  // namespace pivot
