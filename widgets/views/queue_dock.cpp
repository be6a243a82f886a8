// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/queue_dock.h"

#include "widgets/models/number_format.h"
#include "widgets/models/run_queue_model.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

namespace pivot {
namespace {

constexpr int kLeastRows = 2;  // and the header

QPushButton* makeButton(const QString& text, const char* name, const QString& spoken) {
    auto* button = new QPushButton(text);
    button->setObjectName(QLatin1String(name));
    button->setAccessibleName(spoken);
    return button;
}

}  // namespace

QueueDock::QueueDock(RunQueueModel& queue, QWidget* parent)
    : QDockWidget(tr("Queue"), parent),
      m_queue(queue),
      m_line(new ElidedLabel),
      m_table(new QTableView),
      m_hold(makeButton(tr("Hold"), "queueHold", tr("Hold the queue"))),
      m_up(makeButton(tr("Up"), "queueUp", tr("Move up in the queue"))),
      m_down(makeButton(tr("Down"), "queueDown", tr("Move down in the queue"))),
      m_remove(makeButton(tr("Remove"), "queueRemove", tr("Remove from the queue"))),
      m_clear(makeButton(tr("Clear"), "queueClear", tr("Clear the queue"))) {
    setObjectName(QStringLiteral("queueDock"));
    setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable |
                QDockWidget::DockWidgetFloatable);
    setWidget(makeContent());
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(&m_queue, signal, this, &QueueDock::refresh);
    }
    connect(&m_queue, &QAbstractItemModel::rowsMoved, this, &QueueDock::refresh);
    connect(&m_queue, &QAbstractItemModel::dataChanged, this, &QueueDock::refresh);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &QueueDock::refresh);
    refresh();
}

QWidget* QueueDock::makeContent() {
    m_line->setObjectName(QStringLiteral("queueLine"));
    m_line->setAccessibleName(tr("What runs and how many wait"));
    m_hold->setCheckable(true);
    m_hold->setToolTip(tr("Let what runs end, and begin nothing more until this is released"));
    m_up->setToolTip(tr("Sooner (Alt+Up)"));
    m_down->setToolTip(tr("Later (Alt+Down)"));
    m_remove->setToolTip(tr("Take it out of the queue (Delete)"));
    m_clear->setToolTip(tr("Take out everything but what runs"));
    m_table->setObjectName(QStringLiteral("queue"));
    m_table->setAccessibleName(tr("Queue of experiments"));
    m_table->setModel(&m_queue);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(tokens::kControlHeight);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const QFontMetrics text(font());
    int column = 0;
    for (const char* sample : {"cancelled", "profile", "fashion-anypath", "Fashion-MNIST test",
                               "cpu:onednn bf16, sim:zcu102", "6–11 | none, threshold 0.235", "stored"}) {
        m_table->setColumnWidth(column++,
                                text.horizontalAdvance(QString::fromUtf8(sample)) + 4 * tokens::kGap);
    }

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(tokens::kGap);
    buttons->addWidget(m_line, 1);
    for (QPushButton* button : {m_hold, m_up, m_down, m_remove, m_clear}) {
        buttons->addWidget(button);
    }
    auto* content = new QWidget;
    content->setObjectName(QStringLiteral("dockContent"));
    content->setAttribute(Qt::WA_StyledBackground);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(tokens::kMargin, tokens::kGap, tokens::kMargin, tokens::kGap);
    layout->setSpacing(tokens::kGap);
    layout->addLayout(buttons);
    layout->addWidget(m_table, 1);
    // The charts need the room more: it is as low as it can be until somebody pulls it up.
    m_table->setMinimumHeight((kLeastRows + 1) * tokens::kControlHeight + tokens::kGap);
    m_table->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);

    connect(m_hold, &QPushButton::toggled, this, [this](bool held) {
        refresh();
        Q_EMIT heldChanged(held);
    });
    connect(m_up, &QPushButton::clicked, this, [this] { moveCurrent(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { moveCurrent(1); });
    connect(m_remove, &QPushButton::clicked, this, &QueueDock::removeCurrent);
    connect(m_clear, &QPushButton::clicked, this, [this] { m_queue.clear(); });
    const auto onKey = [this](const QKeySequence& keys, const QString& what, auto act) {
        auto* shortcut = new QShortcut(keys, m_table);
        shortcut->setWhatsThis(what);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    onKey(QKeySequence(Qt::ALT | Qt::Key_Up), tr("Sooner in the queue"), [this] { moveCurrent(-1); });
    onKey(QKeySequence(Qt::ALT | Qt::Key_Down), tr("Later in the queue"), [this] { moveCurrent(1); });
    onKey(QKeySequence(Qt::Key_Delete), tr("Out of the queue"), [this] { removeCurrent(); });
    return content;
}

void QueueDock::setRunningText(const QString& text) {
    if (text != m_running) {
        m_running = text;
        refresh();
    }
}

void QueueDock::setHeld(bool held) {
    m_hold->setChecked(held);
}

bool QueueDock::isHeld() const {
    return m_hold->isChecked();
}

void QueueDock::moveCurrent(int by) {
    m_queue.move(m_table->currentIndex().row(), by);  // the selection goes with it
}

void QueueDock::removeCurrent() {
    const int row = m_table->currentIndex().row();
    m_queue.remove(row);
    // The next one is at hand for the next Delete.
    const int next = std::min(row, m_queue.rowCount() - 1);
    if (next >= 0) {
        m_table->setCurrentIndex(m_queue.index(next, 0));
    }
}

void QueueDock::refresh() {
    const int row = m_table->currentIndex().row();
    m_up->setEnabled(m_queue.canMove(row, -1));
    m_down->setEnabled(m_queue.canMove(row, 1));
    m_remove->setEnabled(m_queue.canRemove(row));
    m_clear->setEnabled(m_queue.rowCount() > (m_queue.running() >= 0 ? 1 : 0));
    m_hold->setText(isHeld() ? tr("Go on") : tr("Hold"));
    QStringList parts;
    parts << (m_running.isEmpty() ? tr("nothing runs") : m_running);
    parts << (m_queue.waiting() == 0 ? tr("none waits")
                                     : tr("%1 waiting").arg(formatCount(m_queue.waiting())));
    if (isHeld() && m_queue.waiting() > 0) {
        parts << tr("held: Go on begins the next");
    }
    m_line->setFullText(parts.join(QStringLiteral(" · ")));
}

}  // namespace pivot
