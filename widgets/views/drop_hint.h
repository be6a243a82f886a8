// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/theme_source.h"

#include <QWidget>

namespace pivot {

/// Lies over a window while something is dragged above it, and says what letting go would do.
class DropHint : public QWidget {
    Q_OBJECT
public:
    /// Covers `window`, which it is a child of.
    DropHint(const ThemeSource& theme, QWidget& window);
    /// `fits`: whether it can be taken at all.
    void showHint(const QString& sentence, bool fits);
    [[nodiscard]] QString sentence() const { return m_sentence; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const ThemeSource& m_theme;
    QString m_sentence;
    bool m_fits = true;
};

}  // namespace pivot
