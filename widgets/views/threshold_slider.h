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

/// The entropy up to which an effort's answer is accepted: shown as normalised entropy (0..1), kept in nats.
/// Says where the value comes from. A threshold that is not known yet reads as a dash.
class ThresholdSlider : public QWidget {
    Q_OBJECT
public:
    explicit ThresholdSlider(QWidget* parent = nullptr);

    /// Names it after the efforts it stands between; object names follow.
    void setPlace(int index, int count);
    /// Number of classes C: nats = normalised * ln C.
    void setClasses(int classes);
    void setThresholdNats(std::optional<double> nats);
    [[nodiscard]] std::optional<double> thresholdNats() const { return m_nats; }
    /// What stands under the slider: `calibrated on ...`, `given`; as a warning where it flatters the result.
    void setSourceText(const QString& text, const QString& toolTip = {}, bool warns = false);
    /// Takes over a number that was typed and not finished with Enter.
    void commitPending();

Q_SIGNALS:
    void thresholdMoved(double nats);  ///< while dragging or typing
    void edited(const QString& what);  ///< a gesture ended

private:
    void set(double normalized, bool fromSlider);
    void show();

    int m_classes = 10;
    std::optional<double> m_nats;
    QLabel* m_title;
    QDoubleSpinBox* m_value;
    QSlider* m_slider;
    ElidedLabel* m_source;
};

}  // namespace pivot
