// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/score_box.h"

#include "widgets/theme/tokens.h"
#include "widgets/views/wheel_guard.h"

namespace pivot {

ScoreBox::ScoreBox(const QString& name, QWidget* parent) : QComboBox(parent) {
    setObjectName(name);
    setAccessibleName(tr("Score that routes"));
    const auto add = [this](ScoreKind score, const QString& text, const QString& toolTip) {
        addItem(text, static_cast<int>(score));
        setItemData(count() - 1, toolTip, Qt::ToolTipRole);
    };
    add(ScoreKind::Entropy, tr("entropy"), tr("Easy is an entropy at or below the threshold"));
    add(ScoreKind::Margin, tr("margin"),
        tr("Easy is a first probability that is so much above the second, or more"));
    add(ScoreKind::MaxProbability, tr("max probability"),
        tr("Easy is a first probability so high, or higher"));
    setToolTip(
        tr("What finds an image easy: entropy (low), margin between the first two classes (high), or "
           "the first probability (high)"));
    setProperty("role", "compact");
    setFont(fonts::small(font()));
    guardFromWheel(*this);
    connect(this, &QComboBox::activated, this, [this] { Q_EMIT scorePicked(score()); });
}

void ScoreBox::setScore(ScoreKind score) {
    setCurrentIndex(findData(static_cast<int>(score)));
}

ScoreKind ScoreBox::score() const {
    return static_cast<ScoreKind>(currentData().toInt());
}

}  // namespace pivot
