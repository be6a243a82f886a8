// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/score.h"

#include <QComboBox>

namespace pivot {

/// Which score routes.
class ScoreBox : public QComboBox {
    Q_OBJECT
public:
    explicit ScoreBox(const QString& name, QWidget* parent = nullptr);
    void setScore(ScoreKind score);
    [[nodiscard]] ScoreKind score() const;

Q_SIGNALS:
    void scorePicked(pivot::ScoreKind score);  ///< by the person
};

}  // namespace pivot
