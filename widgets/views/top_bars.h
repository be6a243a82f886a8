// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "widgets/theme/theme_source.h"

#include <QStringList>
#include <QWidget>
#include <optional>
#include <vector>

namespace pivot {

/// What one effort said of one image: its most probable classes as bars, and its entropy beside the threshold
/// that it was held against.
class TopBars : public QWidget {
    Q_OBJECT
public:
    struct Answer {
        Visit visit;
        int efforts = 2, classes = 0;
        int label = -1;  ///< -1: none
        std::optional<double> thresholdNats;
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
    void paintEntropy(QPainter& painter, const QFontMetrics& metrics) const;

    const ThemeSource& m_theme;
    Answer m_answer;
};

}  // namespace pivot
