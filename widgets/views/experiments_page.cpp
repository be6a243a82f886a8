// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/experiments_page.h"

#include "widgets/models/experiment_model.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/empty_state.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace pivot {

ExperimentsPage::ExperimentsPage(ExperimentModel& experiments, QWidget* parent)
    : QWidget(parent),
      m_experiments(experiments),
      m_stack(new QStackedWidget),
      m_sorted(new QSortFilterProxyModel(this)),
      m_table(new QTableView),
      m_compare(new QPushButton(tr("Compare"))),
      m_resume(new QPushButton(tr("Resume"))) {
    setObjectName(QStringLiteral("page"));
    m_sorted->setSourceModel(&m_experiments);
    m_sorted->setSortRole(ExperimentModel::SortRole);
    m_table->setObjectName(QStringLiteral("experiments"));
    m_table->setAccessibleName(tr("Experiments"));
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ExperimentModel::Time, Qt::DescendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
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
    width(ExperimentModel::Time, "2026-12-31 23:59");
    width(ExperimentModel::Status, "interrupted");
    width(ExperimentModel::Device, "sim:zcu102");
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

    auto* empty = new EmptyState(tr("No experiment is stored yet: every run that ends is kept here."),
                                 tr("Go to Run"), QStringLiteral("emptyExperiments"));
    m_stack->addWidget(empty);
    auto* list = new QWidget;
    auto* listLayout = new QVBoxLayout(list);
    listLayout->setContentsMargins(0, 0, 0, 0);
    listLayout->setSpacing(tokens::kGap);
    listLayout->addWidget(m_table, 1);
    listLayout->addWidget(makeActions());
    m_stack->addWidget(list);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kMargin, tokens::kMargin, tokens::kMargin, tokens::kMargin);
    layout->addWidget(m_stack);

    m_table->viewport()->installEventFilter(this);
    connect(empty, &EmptyState::actionTriggered, this, &ExperimentsPage::runPageWanted);
    connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        Q_EMIT experimentOpened(index.data(ExperimentModel::IdRole).toString());
    });
    connect(&m_experiments, &QAbstractItemModel::rowsInserted, this, &ExperimentsPage::updateEmpty);
    connect(&m_experiments, &QAbstractItemModel::rowsRemoved, this, &ExperimentsPage::updateEmpty);
    updateEmpty();
}

QWidget* ExperimentsPage::makeActions() {
    m_resume->setObjectName(QStringLiteral("resumeExperiment"));
    m_resume->setAccessibleName(tr("Resume the experiment"));
    m_resume->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R));
    m_compare->setObjectName(QStringLiteral("compareExperiments"));
    m_compare->setAccessibleName(tr("Compare the selected experiments"));
    m_compare->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D));
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(
        makeLabel(tr("Enter opens an experiment on the Run page, Shift and Ctrl select several to compare"),
                  TextRole::Muted));
    layout->addStretch(1);
    layout->addWidget(m_compare);
    layout->addWidget(m_resume);
    connect(m_compare, &QPushButton::clicked, this, [this] { Q_EMIT compareWanted(selected()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ExperimentsPage::updateCompare);
    connect(m_resume, &QPushButton::clicked, this, [this] {
        Q_EMIT resumeWanted(m_table->currentIndex().data(ExperimentModel::IdRole).toString());
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ExperimentsPage::updateResume);
    connect(&m_experiments, &QAbstractItemModel::dataChanged, this, &ExperimentsPage::updateResume);
    updateResume();
    updateCompare();
    return row;
}

QStringList ExperimentsPage::selected() const {
    QModelIndexList rows = m_table->selectionModel()->selectedRows(ExperimentModel::Time);
    std::stable_sort(rows.begin(), rows.end(), [](const QModelIndex& a, const QModelIndex& b) {
        return a.data(ExperimentModel::SortRole).toDateTime() <
               b.data(ExperimentModel::SortRole).toDateTime();
    });
    QStringList ids;
    for (const QModelIndex& row : rows) {
        ids << row.data(ExperimentModel::IdRole).toString();
    }
    return ids;
}

void ExperimentsPage::updateCompare() {
    constexpr int kMost = 8;
    const auto chosen = m_table->selectionModel()->selectedRows().size();
    m_compare->setEnabled(chosen >= 2 && chosen <= kMost);
    m_compare->setToolTip(chosen < 2       ? tr("Select two experiments or more, with Shift or Ctrl")
                          : chosen > kMost ? tr("More than %1 cannot be told apart").arg(kMost)
                                           : tr("Set the selected experiments side by side (Ctrl+Shift+D)"));
}

void ExperimentsPage::updateResume() {
    const QModelIndex current = m_table->currentIndex();
    const bool possible = current.data(ExperimentModel::ResumableRole).toBool();
    m_resume->setEnabled(possible);
    m_resume->setToolTip(possible            ? tr("Finish this experiment where it stopped (Ctrl+Shift+R)")
                         : current.isValid() ? tr("Only what was cancelled, interrupted or failed can go on")
                                             : tr("Choose an experiment that did not come to its end"));
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
    m_stack->setCurrentIndex(m_experiments.rowCount() > 0 ? 1 : 0);
}

}  // namespace pivot
