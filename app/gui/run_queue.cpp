// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/run_queue.h"

#include "widgets/models/number_format.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/progress_strip.h"
#include "widgets/views/queue_dock.h"

#include <QEvent>
#include <QMessageBox>
#include <QPushButton>
#include <utility>

namespace pivot {

RunQueue::RunQueue(MainFrame& frame, RunSession& session, std::function<void(const PlannedRun&)> start,
                   QObject* parent)
    : QObject(parent), m_frame(frame), m_session(session), m_start(std::move(start)) {
    connect(&m_session, &RunSession::ended, this, &RunQueue::settle);
    connect(&m_session, &RunSession::progressed, this, &RunQueue::tell);
    connect(&m_frame.queueDock(), &QueueDock::heldChanged, this, &RunQueue::beginNext);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(&model(), signal, this, &RunQueue::tell);
    }
    connect(&model(), &QAbstractItemModel::dataChanged, this, &RunQueue::tell);
    m_frame.installEventFilter(this);
}

RunQueueModel& RunQueue::model() {
    return m_frame.queue();
}

void RunQueue::add(const PlannedRun& run) {
    model().append(run);
    m_frame.queueDock().show();
    beginNext();
}

void RunQueue::beginNext() {
    const int next = model().firstWaiting();
    if (next < 0 || m_session.isRunning() || m_frame.queueDock().isHeld() || m_closing) {
        return;
    }
    model().setState(next, QueueEntry::State::Running);
    const PlannedRun run = model().at(next).run;
    m_start(run);
}

void RunQueue::settle() {
    const RunSession::End& end = m_session.lastEnd();
    const int row = model().running();
    if (row >= 0) {
        model().setState(row,
                         end.kind == RunSession::End::Kind::Failed      ? QueueEntry::State::Failed
                         : end.kind == RunSession::End::Kind::Cancelled ? QueueEntry::State::Stopped
                                                                        : QueueEntry::State::Done,
                         end.sentence);
    }
    if (end.kind == RunSession::End::Kind::Cancelled && model().waiting() > 0) {
        m_frame.queueDock().setHeld(true);
    }
    tell();
    // The window shows this end before the next run takes its page.
    QMetaObject::invokeMethod(this, &RunQueue::beginNext, Qt::QueuedConnection);
}

void RunQueue::tell() {
    m_frame.progress().setWaiting(model().waiting());
    m_frame.queueDock().setRunningText(m_session.isRunning() ? m_session.summary() : QString());
}

bool RunQueue::eventFilter(QObject* watched, QEvent* event) {
    if (watched != &m_frame || event->type() != QEvent::Close || model().waiting() == 0) {
        return QObject::eventFilter(watched, event);
    }
    QMessageBox question(QMessageBox::Question, tr("Close with a queue?"),
                         model().waiting() == 1
                             ? tr("One experiment waits in the queue. Closing forgets it.")
                             : tr("%1 experiments wait in the queue. Closing forgets them.")
                                   .arg(formatCount(model().waiting())),
                         QMessageBox::NoButton, &m_frame);
    question.setObjectName(QStringLiteral("closeQueue"));
    if (m_session.isRunning()) {
        question.setInformativeText(tr("What runs is stopped; what it has done is kept."));
    }
    QPushButton* close = question.addButton(tr("Close"), QMessageBox::AcceptRole);
    QPushButton* stay = question.addButton(tr("Stay"), QMessageBox::RejectRole);
    question.setDefaultButton(stay);
    question.setEscapeButton(stay);
    question.exec();
    if (question.clickedButton() != close) {
        event->ignore();
        return true;
    }
    m_closing = true;
    return false;
}

}  // namespace pivot
