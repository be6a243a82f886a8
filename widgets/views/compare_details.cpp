// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/compare_details.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/choice_strip.h"
#include "widgets/theme/run_style.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/bar_delegate.h"
#include "widgets/views/figure_export_dialog.h"
#include "widgets/views/flips_view.h"
#include "widgets/views/table_export.h"
#include "widgets/views/wheel_guard.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace pivot {
namespace {

constexpr int kNumberWidth = 64;  // of a column without bars: `B runs`

}  // namespace

CompareDetails::CompareDetails(const ThemeSource& theme, QWidget* parent)
    : Card(parent),
      m_sorted(new QSortFilterProxyModel(this)),
      m_sortedLayers(new QSortFilterProxyModel(this)),
      m_views(new ChoiceStrip(QStringLiteral("compareViews"))),
      m_pairs(new QComboBox),
      m_stack(new QStackedWidget),
      m_flips(new FlipsView(theme)),
      m_exportLayers(new QAction(tr("Export bars…"), this)),
      m_remark(makeLabel({}, TextRole::Muted, QStringLiteral("layersRemark"))),
      m_nothing(makeLabel({}, TextRole::Muted, QStringLiteral("compareNothing"))) {
    setObjectName(QStringLiteral("compareDetails"));
    m_views->setAccessibleName(tr("Details of the comparison"));
    m_views->setChoices(
        {tr("Flipped images"), tr("Classes"), tr("Layers")},
        {tr("Images that one got right and the other wrong"), tr("Accuracy of every class in both"),
         tr("What an image spends in each layer, and how often it runs it")});
    m_views->setCurrent(Flips);
    m_pairs->setObjectName(QStringLiteral("comparePair"));
    m_pairs->setAccessibleName(tr("Experiment that is set against the reference"));
    m_pairs->setProperty("role", "compact");
    guardFromWheel(*m_pairs);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_sorted->setSourceModel(&m_classes);
    m_sorted->setSortRole(ClassDifferenceModel::SortRole);
    m_classTable = makeTable(theme, QStringLiteral("classDifferences"), tr("Accuracy by class"));
    m_classTable->setModel(m_sorted);
    m_classTable->setSortingEnabled(true);
    m_classTable->sortByColumn(ClassDifferenceModel::DifferenceColumn, Qt::AscendingOrder);
    m_stack->addWidget(m_flips);
    m_stack->addWidget(m_classTable);
    m_stack->addWidget(makeLayers(theme));
    m_stack->addWidget(m_nothing);
    auto* head = new QHBoxLayout;
    head->setSpacing(tokens::kGap);
    head->addWidget(m_views);
    head->addStretch(1);
    head->addWidget(m_pairs);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kGap, tokens::kGap, tokens::kGap, tokens::kGap);
    layout->setSpacing(tokens::kGap);
    layout->addLayout(head);
    layout->addWidget(m_stack, 1);
    connect(m_views, &ChoiceStrip::picked, this, &CompareDetails::showView);
    connect(m_pairs, qOverload<int>(&QComboBox::currentIndexChanged), this, &CompareDetails::showPair);
    connect(m_flips, &FlipsView::thumbnailsWanted, this, &CompareDetails::thumbnailsWanted);
    connect(m_flips, &FlipsView::imageWanted, this, &CompareDetails::imageWanted);
}

QTableView* CompareDetails::makeTable(const ThemeSource& theme, const QString& name, const QString& spoken) {
    auto* table = new QTableView;
    table->setObjectName(name);
    table->setAccessibleName(spoken);
    table->setProperty("role", "plain");
    table->setItemDelegate(new BarDelegate(theme, table));
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(tokens::kControlHeight - tokens::kGrid);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setStretchLastSection(true);
    connect(&theme, &ThemeSource::changed, table->viewport(), qOverload<>(&QWidget::update));
    addTableExport(*table, [this] {
        QStringList ids;
        for (const RunFigures& run : m_comparison->runs) {
            ids << QString::fromStdString(run.experimentId);
        }
        return ids;
    });
    return table;
}

QWidget* CompareDetails::makeLayers(const ThemeSource& theme) {
    m_sortedLayers->setSourceModel(&m_layers);
    m_sortedLayers->setSortRole(LayersModel::SortRole);
    m_layerTable = makeTable(theme, QStringLiteral("layerTimes"), tr("Times and runs of the layers"));
    m_layerTable->setModel(m_sortedLayers);
    m_layerTable->setSortingEnabled(true);
    m_layerTable->sortByColumn(0, Qt::AscendingOrder);
    m_exportLayers->setObjectName(QStringLiteral("exportLayers"));
    m_layerTable->addAction(m_exportLayers);
    connect(m_exportLayers, &QAction::triggered, this, [this] {
        FigureExportDialog dialog(layersDocument(*m_comparison), window());
        dialog.offerCommand({.kind = figures::FigureKind::Layers});
        dialog.exec();
    });
    m_remark->setWordWrap(true);
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(m_layerTable, 1);
    layout->addWidget(m_remark);
    return page;
}

void CompareDetails::showLayers() {
    m_layers.setComparison(m_comparison);
    m_remark->setText(m_layers.remark());
    m_exportLayers->setEnabled(m_layers.isTimed());
    // Bars take the room; numbers alone need little, and of many experiments every bar has gone before them.
    QHeaderView* header = m_layerTable->horizontalHeader();
    header->setMinimumSectionSize(kNumberWidth);
    for (int column = 0; column < m_layers.columnCount(); ++column) {
        const bool isNumber = column > 0 && !m_layers.hasBars(column);
        header->setSectionResizeMode(column, isNumber ? QHeaderView::Fixed
                                             : column == 0 && m_layers.isTimed()
                                                 ? QHeaderView::ResizeToContents
                                                 : QHeaderView::Stretch);
        if (isNumber) {
            header->resizeSection(column, kNumberWidth);
        }
    }
}

void CompareDetails::setComparison(const ComparisonPtr& comparison) {
    m_comparison = comparison;
    {
        const QSignalBlocker still(m_pairs);
        m_pairs->clear();
        if (comparison) {
            for (const RunPair& pair : comparison->pairs) {
                m_pairs->addItem(tr("%1 against A").arg(runName(*comparison, pair.run)));
            }
        }
    }
    showLayers();
    showPair();
}

void CompareDetails::showPair() {
    const auto pair = static_cast<std::size_t>(std::max(0, m_pairs->currentIndex()));
    m_flips->setPair(m_comparison, pair);
    m_classes.setPair(m_comparison, pair);
    for (int column = 0; column < ClassDifferenceModel::DifferenceColumn; ++column) {
        m_classTable->resizeColumnToContents(column);
    }
    showView(m_views->current());
}

void CompareDetails::showView(int view) {
    m_pairs->setVisible(m_pairs->count() > 1 && view != Layers);  // they have all experiments
    const auto pair = static_cast<std::size_t>(std::max(0, m_pairs->currentIndex()));
    QString why;
    if (m_comparison) {
        const RunPair& shown = m_comparison->pairs[pair];
        const QString letter = runLetter(static_cast<int>(shown.run));
        if (view == Flips && shown.flips.empty()) {
            why = shown.method == DifferenceMethod::Paired
                      ? tr("No image flipped: A and %1 are right and wrong on the same %2.")
                            .arg(letter, formatCount(shown.imagesCompared))
                      : tr("A and %1 have no labelled image in common.").arg(letter);
        } else if (view == Classes && shown.classes.empty()) {
            why = tr("A and %1 have no labelled image in common.").arg(letter);
        } else if (view == Layers && m_layers.rowCount() == 0) {
            why = tr("No experiment skips an attention block.");
        }
    }
    m_nothing->setText(why);
    m_stack->setCurrentIndex(why.isEmpty() ? view : m_stack->indexOf(m_nothing));
}

void CompareDetails::setThumbnail(qint64 imageIndex, const QImage& pixels) {
    m_flips->setThumbnail(imageIndex, pixels);
}

}  // namespace pivot
