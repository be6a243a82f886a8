// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/tokens.h"

#include <QObject>

class QApplication;

namespace pivot {

/// Which theme is in force: what the person chose, or what the system says. Handed to every view that paints;
/// a view repaints on changed().
class ThemeSource : public QObject {
    Q_OBJECT
public:
    enum class Choice { System, Light, Dark };
    Q_ENUM(Choice)

    explicit ThemeSource(QObject* parent = nullptr);

    [[nodiscard]] const Theme& theme() const { return themeFor(m_scheme); }
    [[nodiscard]] Choice choice() const { return m_choice; }
    void setChoice(Choice choice);
    /// What the desktop says now; in force while the choice is System.
    void setSystemScheme(Scheme scheme);

Q_SIGNALS:
    void changed();        ///< other colours are in force
    void choiceChanged();  ///< to be remembered

private:
    void update();

    Choice m_choice = Choice::System;
    Scheme m_system = Scheme::Light;
    Scheme m_scheme = Scheme::Light;
};

/// Sets style and palette of the whole application from the tokens, all that making widgets looks at.
void applyPalette(QApplication& application, const Theme& theme);
/// The same with the style sheet. It is matched with every widget there is, and again with each that is made
/// and changed after: a window is made first.
void applyTheme(QApplication& application, const Theme& theme);
/// The style sheet alone, made from the tokens.
[[nodiscard]] QString styleSheet(const Theme& theme);

}  // namespace pivot
