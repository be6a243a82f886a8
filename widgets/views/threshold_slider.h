// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_report.h"

#include <QWidget>
#include <optional>

class QDoubleSpinBox;
class QLabel;
class QSlider;

namespace pivot {

class ElidedLabel;

/// Up to which doubt an effort's answer is accepted: shown on the axis of the score (0..1; an entropy is
/// normalised), kept as a hardness. Says where the value comes from. A threshold that is not known yet reads
/// as a dash.
class ThresholdSlider : public QWidget {
    Q_OBJECT
public:
    explicit ThresholdSlider(QWidget* parent = nullptr);

    /// Names it after the efforts it stands between; object names follow.
    void setPlace(int index, int count);
    /// Number of classes C: nats = normalised * ln C.
    void setClasses(int classes);
    void setThreshold(std::optional<double> hardness, ScoreKind score);
    [[nodiscard]] std::optional<double> threshold() const { return m_hardness; }
    /// What stands under the slider: `calibrated on ...`, `given`; as a warning where it flatters the result.
    void setSourceText(const QString& text, const QString& toolTip = {}, bool warns = false);
    /// Takes over a number that was typed and not finished with Enter.
    void commitPending();

Q_SIGNALS:
    void thresholdMoved(double hardness);  ///< while dragging or typing
    void edited(const QString& what);      ///< a gesture ended

private:
    void set(double axisPlace, bool fromSlider);
    void show();
    void showName();

    int m_classes = 10;
    ScoreKind m_score = ScoreKind::Entropy;
    std::optional<double> m_hardness;
    QLabel *m_title, *m_unit;
    QDoubleSpinBox* m_value;
    QSlider* m_slider;
    ElidedLabel* m_source;
};

}  // namespace pivot
