// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "core/score.h"
#include "widgets/theme/theme_source.h"

#include <QStringList>
#include <QWidget>
#include <optional>
#include <vector>

namespace pivot {

/// What one effort said of one image: its most probable classes as bars, and the score it was routed by
/// beside the threshold that it was held against.
class TopBars : public QWidget {
    Q_OBJECT
public:
    struct Answer {
        Visit visit;
        int efforts = 2, classes = 0;
        int label = -1;                        ///< -1: none
        ScoreKind score = ScoreKind::Entropy;  ///< what images are routed by
        std::optional<double>
            hardestAccepted;  ///< by `score` (core/score.h); absent: this effort accepts all
        QStringList labels;
    };

    explicit TopBars(const ThemeSource& theme, QWidget* parent = nullptr);
    void setAnswer(const Answer& answer);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int ranks() const;
    [[nodiscard]] QString className(int id) const;
    void paintRanks(QPainter& painter, const QFontMetrics& metrics) const;
    void paintScore(QPainter& painter, const QFontMetrics& metrics) const;

    const ThemeSource& m_theme;
    Answer m_answer;
};

}  // namespace pivot
