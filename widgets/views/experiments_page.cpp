// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/experiments_page.h"

#include "widgets/models/experiment_model.h"
#include "widgets/models/shortcut_list.h"
#include "widgets/models/table_figure.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/empty_state.h"
#include "widgets/views/experiment_filter_bar.h"
#include "widgets/views/experiment_panel.h"
#include "widgets/views/figure_export_dialog.h"
#include "widgets/views/undo_bar.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QShowEvent>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace pivot {
namespace {

constexpr int kPanelWidth = 320;
constexpr int kAskingMs = 60;
constexpr qsizetype kMostCompared = 8;

}  // namespace

ExperimentsPage::ExperimentsPage(ExperimentModel& experiments, QWidget* parent)
    : QWidget(parent),
      m_experiments(experiments),
      m_stack(new QStackedWidget),
      m_listOrNothing(new QStackedWidget),
      m_table(new QTableView),
      m_filters(new ExperimentFilterBar),
      m_panel(new ExperimentPanel),
      m_undo(new UndoBar),
      m_open(makeAction(tr("Open"), "openExperiment")),
      m_setUp(makeAction(tr("Set up again"), "setUpExperiment")),
      m_resume(makeAction(tr("Resume"), "resumeExperiment")),
      m_compare(makeAction(tr("Compare"), "compareExperiments")),
      m_export(makeAction(tr("Export…"), "exportExperiments")),
      m_delete(makeAction(tr("Delete"), "deleteExperiments")),
      m_sortColumn(ExperimentModel::Time) {
    setObjectName(QStringLiteral("page"));
    setUpTable();
    auto* empty = new EmptyState(tr("No experiment is stored yet: every run that ends is kept here."),
                                 tr("Go to Run"), QStringLiteral("emptyExperiments"));
    m_stack->addWidget(empty);
    m_stack->addWidget(makeList());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kMargin, tokens::kMargin, tokens::kMargin, tokens::kMargin);
    layout->addWidget(m_stack);
    setUpKeys();

    m_asking.setSingleShot(true);
    m_asking.setInterval(kAskingMs);
    connect(&m_asking, &QTimer::timeout, this, [this] {
        if (selectedRows().size() == 1) {
            Q_EMIT detailsWanted(currentId());
        }
    });
    connect(empty, &EmptyState::actionTriggered, this, &ExperimentsPage::runPageWanted);
    connect(m_filters, &ExperimentFilterBar::changed, this, [this] {
        updateEmpty();
        Q_EMIT filterChanged();
    });
    connect(m_panel, &ExperimentPanel::editWanted, this, &ExperimentsPage::editWanted);
    connect(m_panel, &ExperimentPanel::importWanted, this, &ExperimentsPage::importCostsWanted);
    connect(m_undo, &UndoBar::undoWanted, this, [this] {
        ExperimentWish wish;
        wish.ids = std::exchange(m_deleted, {});
        wish.inBin = false;
        Q_EMIT editWanted(wish);
    });
    connect(&m_experiments, &ExperimentModel::sortWanted, this, [this](int column, Qt::SortOrder order) {
        const bool descending = order == Qt::DescendingOrder;
        if (column == ExperimentModel::Star || column == ExperimentModel::Tags) {
            // They have filters and no order: the arrow stays where it was.
            const QSignalBlocker quiet(m_table->horizontalHeader());
            m_table->horizontalHeader()->setSortIndicator(
                m_sortColumn, m_sortDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
            return;
        }
        if (column != m_sortColumn || descending != m_sortDescending) {
            m_sortColumn = column;
            m_sortDescending = descending;
            Q_EMIT filterChanged();
        }
    });
    for (const auto change : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(&m_experiments, change, this, &ExperimentsPage::updateEmpty);
    }
    updateEmpty();
    updateActions();
}

QPushButton* ExperimentsPage::makeAction(const QString& text, const char* name) {
    auto* button = new QPushButton(text);
    button->setObjectName(QLatin1String(name));
    return button;
}

void ExperimentsPage::setUpTable() {
    m_table->setObjectName(QStringLiteral("experiments"));
    m_table->setAccessibleName(tr("Experiments"));
    m_table->setModel(&m_experiments);
    m_table->horizontalHeader()->setSortIndicator(ExperimentModel::Time, Qt::DescendingOrder);
    m_table->setSortingEnabled(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(tokens::kControlHeight);
    QHeaderView* header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setStretchLastSection(false);
    // Wide enough for the longest usual value and for the header beside its arrow.
    const QFontMetrics text(font());
    const auto width = [&](int column, const char* sample) {
        const QString title = m_experiments.headerData(column, Qt::Horizontal).toString();
        const int cell = text.horizontalAdvance(QString::fromUtf8(sample)) + 3 * tokens::kGap;
        const int heading = text.horizontalAdvance(title) + 3 * tokens::kGap + tokens::kGrid;
        m_table->setColumnWidth(column, std::max(cell, heading));
    };
    width(ExperimentModel::Star, "★");
    width(ExperimentModel::Name, "the one for the paper");
    width(ExperimentModel::Tags, "paper, draft");
    width(ExperimentModel::Time, "2026-12-31 23:59");
    width(ExperimentModel::Status, "interrupted");
    width(ExperimentModel::Device, "sim:zcu102");
    width(ExperimentModel::Precision, "fp32");
    width(ExperimentModel::Model, "fashion-anypath");
    width(ExperimentModel::DataSet, "fashion-mnist#test");
    width(ExperimentModel::Skip, "1, 3, 6–11 | none");
    m_skipWidth = m_table->columnWidth(ExperimentModel::Skip);
    width(ExperimentModel::Rerun, "restart");
    width(ExperimentModel::Images, "12,800 of 50,000");
    width(ExperimentModel::Threshold, "0.541 nats");
    width(ExperimentModel::Accuracy, "no labels");
    width(ExperimentModel::Share, "100.0 %");
    width(ExperimentModel::EdpRatio, "not measured");
    // Figures stand beside the name: what a list is read for must not scroll away.
    int place = header->visualIndex(ExperimentModel::Tags) + 1;
    for (const int column : {ExperimentModel::Time, ExperimentModel::Status, ExperimentModel::Accuracy,
                             ExperimentModel::Share, ExperimentModel::EdpRatio}) {
        header->moveSection(header->visualIndex(column), place++);
    }
    m_table->viewport()->installEventFilter(this);
    connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        // A double click on a star is two clicks on it.
        if (index.column() != ExperimentModel::Star || QApplication::mouseButtons() == Qt::NoButton) {
            Q_EMIT experimentOpened(index.data(ExperimentModel::IdRole).toString());
        }
    });
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) {
        if (index.column() == ExperimentModel::Star) {
            ExperimentWish wish;
            wish.ids = {index.data(ExperimentModel::IdRole).toString()};
            wish.starred = !index.data(ExperimentModel::StarredRole).toBool();
            Q_EMIT editWanted(wish);
        }
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, &ExperimentsPage::showMenu);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ExperimentsPage::selectionChanged);
    connect(&m_experiments, &QAbstractItemModel::dataChanged, this, &ExperimentsPage::selectionChanged);
}

void ExperimentsPage::setUpKeys() {
    setKeyGroup(*this, tr("Experiments"));
    const auto add = [this](QWidget* where, const QKeySequence& keys, const QString& what, auto act) {
        auto* shortcut = new QShortcut(keys, where);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        shortcut->setWhatsThis(what);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    add(this, QKeySequence::Find, tr("Search experiments"), [this] { m_filters->focusSearch(); });
    add(this, QKeySequence(Qt::Key_F2), tr("Name the experiment"), [this] { m_panel->focusName(); });
    add(this, QKeySequence(Qt::CTRL | Qt::Key_B), tr("Star the chosen experiments, or take the star away"),
        [this] { toggleStar(); });
    add(m_table, QKeySequence::Delete, tr("Delete the chosen experiments, or restore them from the bin"),
        [this] { deleteOrRestore(); });
    describeKeys(*m_table, {{tr("Enter"), tr("Open the experiment on the Run page")}});
}

QWidget* ExperimentsPage::makeList() {
    auto* nothing = new EmptyState(tr("No experiment is like that."), tr("Show all"),
                                   QStringLiteral("noSuchExperiments"));
    connect(nothing, &EmptyState::actionTriggered, m_filters, &ExperimentFilterBar::clear);
    m_listOrNothing->addWidget(nothing);
    m_listOrNothing->addWidget(m_table);
    auto* split = new QSplitter(Qt::Horizontal);
    split->setObjectName(QStringLiteral("experimentsSplit"));
    split->setChildrenCollapsible(true);
    split->setHandleWidth(tokens::kMargin);
    split->addWidget(m_listOrNothing);
    split->addWidget(m_panel);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 0);
    split->setSizes({4 * kPanelWidth, kPanelWidth});
    auto* list = new QWidget;
    auto* layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(m_filters);
    layout->addWidget(m_undo);
    layout->addWidget(split, 1);
    layout->addWidget(makeActions());
    return list;
}

QWidget* ExperimentsPage::makeActions() {
    m_resume->setAccessibleName(tr("Resume the experiment"));
    m_resume->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R));
    m_open->setToolTip(tr("Show it on the Run page (Enter)"));
    m_compare->setAccessibleName(tr("Compare the selected experiments"));
    m_compare->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D));
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    m_export->setToolTip(tr("The chosen experiments as a table for a paper, or all that are listed"));
    for (QPushButton* button : {m_open, m_setUp, m_resume, m_compare, m_export}) {
        layout->addWidget(button);
    }
    layout->addStretch(1);
    layout->addWidget(m_delete);
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT experimentOpened(currentId()); });
    connect(m_setUp, &QPushButton::clicked, this, [this] { Q_EMIT setUpWanted(currentId()); });
    connect(m_resume, &QPushButton::clicked, this, [this] { Q_EMIT resumeWanted(currentId()); });
    connect(m_compare, &QPushButton::clicked, this, [this] {
        QModelIndexList chosen = selectedRows();
        std::stable_sort(chosen.begin(), chosen.end(), [](const QModelIndex& a, const QModelIndex& b) {
            return a.data(ExperimentModel::CreatedRole).toDateTime() <
                   b.data(ExperimentModel::CreatedRole).toDateTime();
        });
        QStringList ids;
        for (const QModelIndex& index : chosen) {
            ids << index.data(ExperimentModel::IdRole).toString();
        }
        Q_EMIT compareRequested(ids);
    });
    connect(m_export, &QPushButton::clicked, this, &ExperimentsPage::exportTable);
    connect(m_delete, &QPushButton::clicked, this, &ExperimentsPage::deleteOrRestore);
    return row;
}

void ExperimentsPage::showMenu(const QPoint& place) {
    QMenu menu(this);
    for (QPushButton* button : {m_open, m_setUp, m_resume, m_compare, m_export}) {
        QAction* action = menu.addAction(button->text(), button, &QPushButton::click);
        action->setEnabled(button->isEnabled());
    }
    menu.addAction(tr("Copy as command line"), this, [this] { Q_EMIT commandLineWanted(currentId()); })
        ->setEnabled(m_setUp->isEnabled());
    menu.addSeparator();
    menu.addAction(tr("Star, or take the star away"), this, &ExperimentsPage::toggleStar)
        ->setEnabled(!selectedRows().isEmpty());
    menu.addAction(m_delete->text(), this, &ExperimentsPage::deleteOrRestore)
        ->setEnabled(m_delete->isEnabled());
    menu.exec(m_table->viewport()->mapToGlobal(place));
}

ExperimentFilter ExperimentsPage::filter() const {
    ExperimentFilter filter = m_filters->filter();
    filter.sort = static_cast<ExperimentModel::Column>(m_sortColumn);
    filter.descending = m_sortDescending;
    return filter;
}

QModelIndexList ExperimentsPage::selectedRows() const {
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());  // in the order of the list, and not of the clicks
    return rows;
}

QStringList ExperimentsPage::selectedIds() const {
    QStringList ids;
    for (const QModelIndex& row : selectedRows()) {
        ids << row.data(ExperimentModel::IdRole).toString();
    }
    return ids;
}

QString ExperimentsPage::currentId() const {
    const QModelIndexList rows = selectedRows();
    return rows.size() == 1 ? rows.first().data(ExperimentModel::IdRole).toString()
                            : m_table->currentIndex().data(ExperimentModel::IdRole).toString();
}

void ExperimentsPage::setChoices(const ExperimentChoices& choices) {
    m_filters->setChoices(choices);
}

void ExperimentsPage::showDetails(const ExperimentDetails& details) {
    if (selectedRows().size() == 1 && details.id == currentId()) {
        m_panel->showDetails(details);
    }
}

void ExperimentsPage::showDeleted(const QStringList& ids) {
    m_deleted = ids;
    m_undo->showDone(ids.size() == 1 ? tr("Deleted one experiment: it is in the bin.")
                                     : tr("Deleted %1 experiments: they are in the bin.").arg(ids.size()));
}

void ExperimentsPage::selectionChanged() {
    updateActions();
    if (selectedRows().size() == 1) {
        m_asking.start();
    } else {
        m_asking.stop();
        m_panel->showCount(static_cast<int>(selectedRows().size()));
    }
}

void ExperimentsPage::updateActions() {
    const QModelIndexList rows = selectedRows();
    const bool one = rows.size() == 1;
    const bool inBin = m_filters->filter().inBin;
    const bool resumable = one && rows.first().data(ExperimentModel::ResumableRole).toBool();
    m_open->setEnabled(one);
    m_setUp->setEnabled(one);
    m_setUp->setToolTip(tr("Take up model, data, device and efforts of this experiment on the Run page"));
    m_resume->setEnabled(resumable);
    m_resume->setToolTip(resumable ? tr("Finish this experiment where it stopped (Ctrl+Shift+R)")
                         : one     ? tr("Only what was cancelled, interrupted or failed can go on")
                                   : tr("Choose an experiment that did not come to its end"));
    m_export->setEnabled(m_experiments.rowCount() > 0);
    m_compare->setEnabled(rows.size() >= 2 && rows.size() <= kMostCompared);
    m_compare->setToolTip(rows.size() < 2 ? tr("Select two experiments or more, with Shift or Ctrl")
                          : m_compare->isEnabled()
                              ? tr("Set the selected experiments side by side (Ctrl+Shift+D)")
                              : tr("More than %1 cannot be told apart").arg(kMostCompared));
    m_delete->setEnabled(!rows.isEmpty());
    m_delete->setText(inBin ? tr("Restore") : tr("Delete"));
    m_delete->setToolTip(inBin ? tr("Take the chosen experiments out of the bin (Del)")
                               : tr("Put the chosen experiments into the bin (Del)"));
}

void ExperimentsPage::toggleStar() {
    ExperimentWish wish;
    bool all = true;
    for (const QModelIndex& row : selectedRows()) {
        wish.ids << row.data(ExperimentModel::IdRole).toString();
        all = all && row.data(ExperimentModel::StarredRole).toBool();
    }
    wish.starred = !all;
    if (!wish.ids.isEmpty()) {
        Q_EMIT editWanted(wish);
    }
}

void ExperimentsPage::exportTable() {
    QList<int> rows;
    for (const QModelIndex& row : selectedRows()) {
        rows << row.row();
    }
    if (rows.size() < 2) {
        rows = allOf(m_experiments.rowCount());
    }
    QStringList ids;
    for (const int row : rows) {
        ids << m_experiments.index(row, 0).data(ExperimentModel::IdRole).toString();
    }
    QList<int> columns;  // that say something of these
    for (int column = ExperimentModel::Name; column < m_experiments.columnCount(); ++column) {
        if (std::any_of(rows.begin(), rows.end(), [&](int row) {
                return !m_experiments.index(row, column).data().toString().isEmpty();
            })) {
            columns << column;
        }
    }
    FigureExportDialog dialog(tableFigure(m_experiments, rows, columns, ids), window());
    dialog.offerCommand({.kind = figures::FigureKind::SummaryTable});
    dialog.exec();
}

void ExperimentsPage::deleteOrRestore() {
    ExperimentWish wish;
    wish.ids = selectedIds();
    wish.inBin = !m_filters->filter().inBin;
    if (!wish.ids.isEmpty()) {
        m_panel->commit();
        Q_EMIT editWanted(wish);
    }
}

void ExperimentsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!event->spontaneous()) {
        Q_EMIT shown();
    }
}

bool ExperimentsPage::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) {
        fitSkips();
    }
    return QWidget::eventFilter(watched, event);
}

void ExperimentsPage::fitSkips() {
    int others = 0;
    for (int column = 0; column < ExperimentModel::ColumnCount; ++column) {
        others += column == ExperimentModel::Skip ? 0 : m_table->columnWidth(column);
    }
    m_table->setColumnWidth(ExperimentModel::Skip,
                            std::max(m_skipWidth, m_table->viewport()->width() - others));
}

void ExperimentsPage::updateEmpty() {
    const bool any = m_experiments.rowCount() > 0;
    const ExperimentFilter now = m_filters->filter();
    m_listOrNothing->setCurrentIndex(any ? 1 : 0);
    // Behind a filter an empty list says nothing of the database; the undo bar must stay within reach too.
    m_stack->setCurrentIndex(any || now.narrows() || now.inBin || !m_deleted.isEmpty() ? 1 : 0);
    updateActions();
}

}  // namespace pivot
