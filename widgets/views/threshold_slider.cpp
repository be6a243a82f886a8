// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/threshold_slider.h"

#include "core/entropy_unit.h"
#include "widgets/models/number_format.h"
#include "widgets/models/score_text.h"
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
      m_unit(makeLabel({}, TextRole::Muted, QStringLiteral("thresholdUnit"))),
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
    top->addWidget(m_unit);
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
    showName();
}

void ThresholdSlider::showName() {
    m_unit->setText(m_score == ScoreKind::Entropy  ? tr("normalized")
                    : m_score == ScoreKind::Margin ? tr("margin")
                                                   : tr("max prob"));
    m_slider->setAccessibleName(tr("%1 in %2").arg(m_title->text(), scoreUnit(m_score)));
    m_value->setAccessibleName(tr("%1 in %2, as a number").arg(m_title->text(), scoreUnit(m_score)));
}

void ThresholdSlider::setClasses(int classes) {
    if (classes >= 2 && classes != m_classes) {
        m_classes = classes;
        show();
    }
}

void ThresholdSlider::setThreshold(std::optional<double> hardness, ScoreKind score) {
    m_hardness = hardness;
    if (score != m_score) {
        m_score = score;
        showName();
    }
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

void ThresholdSlider::set(double axisPlace, bool fromSlider) {
    m_hardness = hardnessAt(std::clamp(axisPlace, 0.0, 1.0), m_score, m_classes);
    show();
    Q_EMIT thresholdMoved(*m_hardness);
    // A key, the wheel or a typed number is a gesture of its own; a drag ends when the handle is let go.
    if (!fromSlider || !m_slider->isSliderDown()) {
        Q_EMIT edited(tr("set the threshold"));
    }
}

void ThresholdSlider::show() {
    const double place = m_hardness ? std::clamp(axisPlace(*m_hardness, m_score, m_classes), 0.0, 1.0) : 0.0;
    const QSignalBlocker blockSlider(m_slider);
    const QSignalBlocker blockValue(m_value);
    m_slider->setValue(static_cast<int>(std::lround(place * kSteps)));
    // The special text stands at the minimum: below zero while there is no value, nowhere once there is one.
    m_value->setSpecialValueText(m_hardness ? QString() : QString(QChar(0x2013)));
    m_value->setMinimum(m_hardness ? 0.0 : -kStep);
    m_value->setValue(m_hardness ? place : -kStep);
    QString text = tr("Not known yet: it is chosen on Run, or set it here");
    if (m_hardness && m_score == ScoreKind::Entropy) {
        text = tr("%1 nats; %2 class-mean; accepted when the entropy is at most this")
                   .arg(formatSignificant(*m_hardness, 4),
                        formatSignificant(fromNats(*m_hardness, EntropyUnit::ClassMean, m_classes), 4));
    } else if (m_hardness) {
        text = tr("Accepted when the %1 is at least this").arg(scoreUnit(m_score));
    }
    m_slider->setToolTip(text);
    m_value->setToolTip(text);
}

}  // namespace pivot
