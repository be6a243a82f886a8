// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QObject>
#include <QPointF>
#include <functional>

class QAction;
class QMenu;
class QToolButton;

namespace pivot {

class PlotCard;
class PlotWindow;

/// What can be done with a plot, as actions of its card: they have keys while the card has the focus, and
/// most stand in one menu, that of the button in the card's corner and of the pointer's second button.
class PlotActions : public QObject {
    Q_OBJECT
public:
    explicit PlotActions(PlotCard& card);

    [[nodiscard]] QToolButton& button() { return *m_button; }
    [[nodiscard]] QMenu& menu() { return *m_menu; }
    /// The picture at twice its size and the values as text, both at once.
    void copy();
    /// Shows the card in a window of its own, or puts it back.
    void setInOwnWindow(bool own);
    [[nodiscard]] bool isInOwnWindow() const { return m_window != nullptr; }
    /// After another state or title of the card.
    void update();

private:
    QAction* add(const char* name, const QString& text, const QList<QKeySequence>& keys, bool inMenu,
                 std::function<void()> act);
    void copyCommand();
    void askExport();

    PlotCard& m_card;
    QMenu* m_menu;
    QToolButton* m_button;
    PlotWindow* m_window = nullptr;
    QAction *m_reset, *m_pause, *m_own, *m_command;
    QList<QAction*> m_needValues;
};

}  // namespace pivot
