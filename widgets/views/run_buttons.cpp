// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/run_buttons.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace pivot {

RunButtons::RunButtons(QWidget* parent)
    : QWidget(parent),
      m_run(new QPushButton(tr("Run"))),
      m_profile(new QPushButton(tr("Profile"))),
      m_queue(new QToolButton),
      m_problem(makeLabel({}, TextRole::Error, QStringLiteral("setupProblem"))) {
    setObjectName(QStringLiteral("setupFooter"));
    setAttribute(Qt::WA_StyledBackground);
    m_run->setObjectName(QStringLiteral("run"));
    m_run->setProperty("role", "primary");
    m_run->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    m_profile->setObjectName(QStringLiteral("profile"));
    m_queue->setObjectName(QStringLiteral("queueRun"));
    m_queue->setProperty("role", "button");
    m_queue->setText(tr("Queue"));
    m_queue->setToolTip(tr("Run this when what runs and what waits before it has ended (Ctrl+Shift+A)"));
    m_queue->setAccessibleName(tr("Queue a run of this set-up"));
    m_queue->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A));
    m_queue->setFocusPolicy(Qt::StrongFocus);
    m_queue->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_queue->setFixedHeight(tokens::kControlHeight);
    m_queue->setPopupMode(QToolButton::MenuButtonPopup);
    auto* menu = new QMenu(m_queue);
    menu->addAction(tr("Queue a run"), this, [this] { Q_EMIT queueWanted(RunMode::Routed); })
        ->setObjectName(QStringLiteral("queueRouted"));
    menu->addAction(tr("Queue a profile"), this, [this] { Q_EMIT queueWanted(RunMode::Profile); })
        ->setObjectName(QStringLiteral("queueProfile"));
    m_queue->setMenu(menu);
    m_problem->setWordWrap(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(tokens::kGap);
    buttons->addWidget(m_run, 3);
    buttons->addWidget(m_profile, 2);
    buttons->addWidget(m_queue, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kMargin, tokens::kGap + tokens::kGrid, tokens::kMargin,
                               tokens::kGap + tokens::kGrid);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(m_problem);
    layout->addLayout(buttons);
    connect(m_run, &QPushButton::clicked, this, [this] { Q_EMIT runWanted(RunMode::Routed); });
    connect(m_profile, &QPushButton::clicked, this, [this] { Q_EMIT runWanted(RunMode::Profile); });
    connect(m_queue, &QToolButton::clicked, this, [this] { Q_EMIT queueWanted(RunMode::Routed); });
}

void RunButtons::setState(const QString& problem, bool running) {
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_run->setEnabled(problem.isEmpty() && !running);
    m_profile->setEnabled(problem.isEmpty() && !running);
    m_queue->setEnabled(problem.isEmpty());
    const QString busy = tr("A run is going on: Queue lets this one begin after it");
    m_run->setToolTip(running ? busy : tr("Route every image: hard ones re-run at the next effort (Ctrl+R)"));
    m_profile->setToolTip(running ? busy
                                  : tr("Run every effort on every image and store every effort's answer: any "
                                       "threshold is then answered without a run"));
}

}  // namespace pivot
