// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/frame_actions.h"

#include "widgets/theme/parts.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"
#include "widgets/views/shortcut_sheet.h"

#include <QAction>
#include <QMenu>
#include <QToolButton>
#include <utility>

namespace pivot {

FrameActions::FrameActions(MainFrame& frame)
    : QObject(&frame), m_frame(frame), m_help(makeQuietButton(tr("Help"), QStringLiteral("help"))) {
    // The set-up's own buttons have Ctrl+R and no key; these work on every page.
    add("runKey", tr("Run"), {Qt::Key_F5}, [this] { m_frame.runPage().setup().requestRun(RunMode::Routed); });
    add("profileKey", tr("Profile"), {Qt::SHIFT | Qt::Key_F5},
        [this] { m_frame.runPage().setup().requestRun(RunMode::Profile); });
    add("logKey", tr("Show or hide the log"), {Qt::CTRL | Qt::Key_L},
        [this] { m_frame.findChild<QToolButton*>(QStringLiteral("toggleLog"))->toggle(); });
    auto* menu = new QMenu(m_help);
    menu->addAction(add("shortcuts", tr("Keyboard shortcuts"), {Qt::Key_F1, Qt::Key_Question},
                        [this] { ShortcutSheet(m_frame).exec(); }));
    menu->addAction(add("aboutProgram", tr("About PIVOT Workbench"), {Qt::SHIFT | Qt::Key_F1},
                        [this] { Q_EMIT aboutWanted(); }));
    m_help->setMenu(menu);
    m_help->setPopupMode(QToolButton::InstantPopup);
}

QAction* FrameActions::add(const char* name, const QString& text, const QList<QKeySequence>& keys,
                           std::function<void()> act) {
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setShortcuts(keys);
    connect(action, &QAction::triggered, this, [act = std::move(act)] { act(); });
    m_frame.addAction(action);
    return action;
}

}  // namespace pivot
