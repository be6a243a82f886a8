// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/calibration_wish.h"
#include "widgets/models/stored_run.h"

#include <QWidget>
#include <optional>

class QLabel;
class QTableWidget;
class QToolButton;

namespace pivot {

class ReliabilityChart;
class ThemeSource;

/// How well the efforts of a profiled run are calibrated: reliability and calibration error of each, the
/// temperature that mends it, and what that would do to routing.
class CalibrationView : public QWidget {
    Q_OBJECT
public:
    explicit CalibrationView(const ThemeSource& theme, QWidget* parent = nullptr);

    /// Another run: what was fitted before goes.
    void setRun(const StoredRun& run);
    /// What routes now; the view follows while the threshold is dragged.
    void setRouting(ScoreKind score, const Thresholds& thresholds);
    /// The calibration images are being run: how far, or what they wait for.
    void showProgress(const QString& sentence);
    void setTemperatures(const FittedTemperatures& fitted);

Q_SIGNALS:
    void temperaturesWanted();  ///< somebody looks at the view, and there are none yet

protected:
    void showEvent(QShowEvent* event) override;

private:
    void fillEfforts();
    void fillRouting();
    void showCurves();
    void showStatus();
    void ask();

    StoredRun m_run;
    ScoreKind m_score = ScoreKind::Entropy;
    Thresholds m_thresholds;
    std::optional<FittedTemperatures> m_fitted;
    QString m_progress;
    bool m_asked = false;
    ReliabilityChart* m_chart;
    QLabel *m_summary, *m_status;
    QTableWidget *m_efforts, *m_routing;
    QToolButton* m_again;
};

/// The temperatures and what they do, in two or three sentences.
[[nodiscard]] QString temperatureSummary(const TemperatureStudy& study, const TemperatureRouting& routing);

}  // namespace pivot
