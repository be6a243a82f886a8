// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/threshold_slider.h"

#include "core/entropy_unit.h"
#include "widgets/models/number_format.h"
#include "widgets/theme/effort_style.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/wheel_guard.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace pivot {
namespace {

constexpr int kSteps = 1000;
constexpr double kStep = 0.005;

}  // namespace

ThresholdSlider::ThresholdSlider(QWidget* parent)
    : QWidget(parent),
      m_title(new QLabel(tr("Threshold"))),
      m_value(new QDoubleSpinBox),
      m_slider(new QSlider(Qt::Horizontal)),
      m_source(new ElidedLabel) {
    m_title->setFont(fonts::title(font()));
    m_value->setRange(0.0, 1.0);
    m_value->setDecimals(3);
    m_value->setSingleStep(kStep);
    m_value->setSpecialValueText(QString(QChar(0x2013)));
    m_value->setAlignment(Qt::AlignRight);
    m_value->setLocale(QLocale::c());
    m_value->setKeyboardTracking(false);
    m_value->setProperty("role", "compact");
    m_value->setFont(fonts::small(font()));
    m_value->setFixedWidth(64);
    guardFromWheel(*m_value);
    guardFromWheel(*m_slider);
    m_slider->setRange(0, kSteps);
    m_slider->setSingleStep(5);
    m_slider->setPageStep(50);
    m_slider->setProperty("role", "threshold");
    m_source->setProperty("role", "muted");
    m_source->setFont(fonts::small(font()));
    m_source->setObjectName(QStringLiteral("thresholdSource"));

    auto* top = new QHBoxLayout;
    top->setSpacing(tokens::kGap);
    top->addWidget(m_title, 1);
    top->addWidget(m_value);
    top->addWidget(makeLabel(tr("normalized"), TextRole::Muted, QStringLiteral("thresholdUnit")));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGrid);
    layout->addLayout(top);
    layout->addWidget(m_slider);
    layout->addWidget(m_source);

    connect(m_slider, &QSlider::valueChanged, this,
            [this](int value) { set(static_cast<double>(value) / kSteps, true); });
    connect(m_slider, &QSlider::sliderReleased, this, [this] { Q_EMIT edited(tr("move the threshold")); });
    connect(m_value, &QDoubleSpinBox::valueChanged, this, [this](double value) { set(value, false); });
    setPlace(0, 2);
    show();
}

void ThresholdSlider::setPlace(int index, int count) {
    setObjectName(QStringLiteral("threshold%1").arg(index));
    const QString name = count > 2 ? tr("Threshold, %1").arg(effortName(index, count)) : tr("Threshold");
    m_title->setText(name);
    m_slider->setObjectName(QStringLiteral("thresholdSlider%1").arg(index));
    m_value->setObjectName(QStringLiteral("thresholdValue%1").arg(index));
    m_slider->setAccessibleName(tr("%1 in normalized entropy").arg(name));
    m_value->setAccessibleName(tr("%1 in normalized entropy, as a number").arg(name));
}

void ThresholdSlider::setClasses(int classes) {
    if (classes >= 2 && classes != m_classes) {
        m_classes = classes;
        show();
    }
}

void ThresholdSlider::setThresholdNats(std::optional<double> nats) {
    m_nats = nats;
    show();
}

void ThresholdSlider::setSourceText(const QString& text, const QString& toolTip, bool warns) {
    m_source->setFullText(text);
    setRole(*m_source, "role", warns ? QStringLiteral("error") : QStringLiteral("muted"));
    m_title->setToolTip(toolTip);
    m_source->setAccessibleDescription(toolTip);
}

void ThresholdSlider::commitPending() {
    m_value->interpretText();
}

void ThresholdSlider::set(double normalized, bool fromSlider) {
    m_nats = toNats(std::max(0.0, normalized), EntropyUnit::Normalized, m_classes);
    show();
    Q_EMIT thresholdMoved(*m_nats);
    // A key, the wheel or a typed number is a gesture of its own; a drag ends when the handle is let go.
    if (!fromSlider || !m_slider->isSliderDown()) {
        Q_EMIT edited(tr("set the threshold"));
    }
}

void ThresholdSlider::show() {
    const double normalized =
        m_nats ? std::clamp(fromNats(*m_nats, EntropyUnit::Normalized, m_classes), 0.0, 1.0) : 0.0;
    const QSignalBlocker blockSlider(m_slider);
    const QSignalBlocker blockValue(m_value);
    m_slider->setValue(static_cast<int>(std::lround(normalized * kSteps)));
    // The special text stands at the minimum: below zero while there is no value, nowhere once there is one.
    m_value->setSpecialValueText(m_nats ? QString() : QString(QChar(0x2013)));
    m_value->setMinimum(m_nats ? 0.0 : -kStep);
    m_value->setValue(m_nats ? normalized : -kStep);
    const QString text =
        m_nats ? tr("%1 nats; %2 class-mean; accepted when the entropy is at most this")
                     .arg(formatSignificant(*m_nats, 4),
                          formatSignificant(fromNats(*m_nats, EntropyUnit::ClassMean, m_classes), 4))
               : tr("Not known yet: it is chosen on Run, or set it here");
    m_slider->setToolTip(text);
    m_value->setToolTip(text);
}

}  // namespace pivot
