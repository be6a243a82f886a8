// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/compare_page.h"

#include "widgets/charts/comparison_chart.h"
#include "widgets/charts/sweep_chart.h"
#include "widgets/models/table_figure.h"
#include "widgets/theme/parts.h"
#include "widgets/views/compare_details.h"
#include "widgets/views/compare_notes.h"
#include "widgets/views/compared_bar.h"
#include "widgets/views/empty_state.h"
#include "widgets/views/figure_export_dialog.h"
#include "widgets/views/table_export.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

namespace pivot {
namespace {

enum Page { TooFew, Unchosen, Waiting, Content };

/// Headings as they stand elsewhere: small capitals, muted.
class SectionDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.data(ComparisonModel::HeadingRole).toBool()) {
            option->font = fonts::section(option->font);
            option->fontMetrics = QFontMetrics(option->font);
            option->palette.setColor(QPalette::Text, option->palette.color(QPalette::PlaceholderText));
            option->displayAlignment = Qt::AlignLeft | Qt::AlignBottom;
        }
        option->textElideMode = index.column() == 0 ? Qt::ElideRight : Qt::ElideMiddle;
    }
};

}  // namespace

ComparePage::ComparePage(const ThemeSource& theme, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_bar(new ComparedBar(theme)),
      m_notes(new CompareNotes),
      m_stack(new QStackedWidget),
      m_tooFew(new EmptyState(tr("Two stored experiments can be compared: every run that ends is stored."),
                              tr("Go to Run"), QStringLiteral("emptyCompare"))),
      m_unchosen(new EmptyState(tr("Choose at least two experiments: here, or select them on Experiments."),
                                tr("Compare the two newest"), QStringLiteral("unchosenCompare"))),
      m_waiting(makeLabel({}, TextRole::Muted, QStringLiteral("compareWaiting"))) {
    setObjectName(QStringLiteral("page"));
    m_waiting->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(m_tooFew);
    m_stack->addWidget(m_unchosen);
    m_stack->addWidget(m_waiting);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kMargin, tokens::kMargin, tokens::kMargin, tokens::kGap);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(m_bar);
    layout->addWidget(m_notes);
    layout->addWidget(m_stack, 1);
    connect(m_bar, &ComparedBar::changed, this, &ComparePage::choose);
    connect(m_bar, &ComparedBar::experimentWanted, this, &ComparePage::experimentWanted);
    connect(m_tooFew, &EmptyState::actionTriggered, this, &ComparePage::runPageWanted);
    connect(m_unchosen, &EmptyState::actionTriggered, this, &ComparePage::actOnEmpty);
    connect(m_bar, &ComparedBar::commandLineWanted, this,
            [this] { Q_EMIT commandLineWanted(m_bar->chosen()); });
    connect(m_bar, &ComparedBar::tableWanted, this,
            [this] { QApplication::clipboard()->setText(m_model.tabbed()); });
    connect(m_bar, &ComparedBar::exportWanted, this, [this] {
        FigureExportDialog dialog(
            tableFigure(m_model, allOf(m_model.rowCount()), allOf(m_model.columnCount()), m_bar->chosen()),
            window());
        dialog.offerCommand({.kind = figures::FigureKind::ComparisonTable});
        dialog.exec();
    });
    updateEmpty();
}

void ComparePage::makeContent() {
    if (m_table) {
        return;
    }
    m_plane = new ComparisonChart(m_theme);
    m_sweep = new SweepChart(m_theme);
    m_details = new CompareDetails(m_theme);
    connect(m_details, &CompareDetails::thumbnailsWanted, this, &ComparePage::thumbnailsWanted);
    connect(m_details, &CompareDetails::imageWanted, this, &ComparePage::imageWanted);
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("comparison"));
    m_table->setAccessibleName(tr("Experiments side by side"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new SectionDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(tokens::kControlHeight - tokens::kGrid);
    m_table->verticalHeader()->setMinimumSectionSize(0);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->viewport()->installEventFilter(this);
    addTableExport(*m_table, [this] { return m_bar->chosen(); });
    connect(&m_theme, &ThemeSource::changed, m_table->viewport(), qOverload<>(&QWidget::update));
    auto* plots = new QHBoxLayout;
    plots->setSpacing(tokens::kGap);
    for (PlotCard* card : std::initializer_list<PlotCard*>{m_plane, m_sweep}) {
        card->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding);  // equal halves
    }
    plots->addWidget(m_plane, 1);
    plots->addWidget(m_sweep, 1);
    auto* right = new QVBoxLayout;
    right->setSpacing(tokens::kGap);
    right->addLayout(plots, 1);
    right->addWidget(m_details, 1);
    auto* content = new QWidget;
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(tokens::kGap);
    row->addWidget(m_table, 1);
    row->addLayout(right, 1);
    m_stack->addWidget(content);
}

void ComparePage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    Q_EMIT shown();
}

void ComparePage::setExperiments(const std::vector<ExperimentRow>& rows) {
    m_bar->setExperiments(rows);
    QStringList left;
    for (const QString& id : m_bar->chosen()) {
        const bool there =
            std::any_of(rows.begin(), rows.end(), [&](const ExperimentRow& row) { return row.id == id; });
        if (there) {
            left << id;
        }
    }
    if (left != m_bar->chosen()) {
        choose(left);
    } else if (!m_comparison) {
        updateEmpty();
    }
}

void ComparePage::choose(const QStringList& ids) {
    m_bar->setChosen(ids);
    m_comparison.reset();
    m_bar->setCompared(false);
    m_notes->setWarnings({});
    updateEmpty();
    Q_EMIT chosenChanged(m_bar->chosen());
}

QStringList ComparePage::chosen() const {
    return m_bar->chosen();
}

void ComparePage::updateEmpty() {
    const auto stored = static_cast<qsizetype>(m_bar->others().size()) + m_bar->chosen().size();
    m_bar->setVisible(stored >= 2);
    m_stack->setCurrentIndex(stored < 2 ? TooFew : Unchosen);
}

void ComparePage::actOnEmpty() {
    QStringList ids = m_bar->chosen();
    const std::vector<const ExperimentRow*> others = m_bar->others();
    for (std::size_t i = 0; ids.size() < 2 && i < others.size(); ++i) {
        ids.prepend(others[i]->id);  // the older one is the reference
    }
    choose(ids);
}

void ComparePage::showWaiting(const QString& sentence) {
    m_waiting->setText(sentence);
    if (sentence.isEmpty()) {
        updateEmpty();
    } else {
        m_stack->setCurrentIndex(Waiting);
    }
}

void ComparePage::showComparison(const ComparisonPtr& comparison) {
    makeContent();
    m_comparison = comparison;
    m_bar->setCompared(true);
    m_notes->setWarnings(comparison->warnings);
    m_model.setComparison(comparison);
    layOutTable();
    m_plane->setComparison(comparison);
    m_sweep->setComparison(comparison);
    QStringList ids;
    for (const RunFigures& run : comparison->runs) {
        ids << fromUtf8(run.experimentId);
    }
    m_plane->setExperiments(ids);
    m_sweep->setExperiments(ids);
    m_details->setComparison(comparison);
    m_stack->setCurrentIndex(Content);
}

void ComparePage::layOutTable() {
    m_table->clearSpans();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (m_model.isHeading(row)) {
            m_table->setSpan(row, 0, 1, m_model.columnCount());
            m_table->setRowHeight(row,
                                  row == 0 ? tokens::kControlHeight : tokens::kControlHeight + tokens::kGrid);
        }
    }
    fitColumns();
}

/// What is left is shared by the experiments; where they need more than there is the table scrolls.
void ComparePage::fitColumns() {
    const int columns = m_model.columnCount();
    if (columns < 2) {
        return;
    }
    // A long path must not push the others out of sight: it is shortened, and its tool tip has all of it.
    const int widest = 32 * QFontMetrics(font()).averageCharWidth();
    int wanted = 0;
    for (int column = 0; column < columns; ++column) {
        m_table->resizeColumnToContents(column);
        m_table->setColumnWidth(column, std::min(widest, m_table->columnWidth(column)));
        wanted += m_table->columnWidth(column);
    }
    const int share = std::max(0, m_table->viewport()->width() - wanted) / (columns - 1);
    for (int column = 1; column < columns; ++column) {
        m_table->setColumnWidth(column, m_table->columnWidth(column) + share);
    }
}

bool ComparePage::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) {
        fitColumns();
    }
    return QWidget::eventFilter(watched, event);
}

void ComparePage::setThumbnail(qint64 imageIndex, const QImage& pixels) {
    if (m_details) {
        m_details->setThumbnail(imageIndex, pixels);
    }
}

}  // namespace pivot
