// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/images_page.h"

#include "widgets/models/confusion.h"
#include "widgets/models/image_figures.h"
#include "widgets/models/number_format.h"
#include "widgets/theme/effort_style.h"
#include "widgets/theme/parts.h"
#include "widgets/views/confusion_view.h"
#include "widgets/views/empty_state.h"
#include "widgets/views/figure_export_dialog.h"
#include "widgets/views/gallery_view.h"
#include "widgets/views/image_filter_bar.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace pivot {
namespace {

enum Page { Empty, Waiting, Images };
enum View { Gallery, Matrix };

constexpr int kUsualExport = 24, kLargestExport = 400;  // images of a figure
constexpr int kSmallestImage = 28, kUsualImage = 64, kLargestImage = 160;

}  // namespace

ImagesPage::ImagesPage(const ThemeSource& theme, QWidget* parent)
    : QWidget(parent),
      m_stack(new QStackedWidget),
      m_views(new QStackedWidget),
      m_empty(new EmptyState(tr("No images to show yet: run the set-up, or open an experiment."),
                             tr("Go to Run"), QStringLiteral("emptyImages"))),
      m_waiting(makeLabel({}, TextRole::Muted, QStringLiteral("imagesWaiting"))),
      m_filters(new ImageFilterBar),
      m_legend(new ElidedLabel),
      m_gallery(new GalleryView(theme, m_images)),
      m_confusion(new ConfusionView(theme)),
      m_inspector(new ImageInspector(theme)) {
    setObjectName(QStringLiteral("page"));
    m_waiting->setAlignment(Qt::AlignCenter);
    m_legend->setObjectName(QStringLiteral("imagesLegend"));
    m_legend->setProperty("role", "muted");
    m_legend->setFont(fonts::small(font()));
    m_views->addWidget(m_gallery);
    m_views->addWidget(m_confusion);
    auto* left = new QVBoxLayout;
    left->setSpacing(tokens::kGap);
    left->addWidget(makeHead());
    left->addWidget(m_filters);
    left->addWidget(m_legend);
    left->addWidget(m_views, 1);
    auto* images = new QWidget;
    auto* row = new QHBoxLayout(images);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(tokens::kGap);
    row->addLayout(left, 1);
    row->addWidget(m_inspector);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_waiting);
    m_stack->addWidget(images);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kMargin, tokens::kMargin, tokens::kMargin, tokens::kGap);
    layout->addWidget(m_stack);

    connect(m_empty, &EmptyState::actionTriggered, this, &ImagesPage::runPageWanted);
    connect(m_filters, &ImageFilterBar::changed, this, &ImagesPage::query);
    connect(m_filters, &ImageFilterBar::otherChosen, this, [this](const QString& id) {
        m_otherId = id;
        m_other.reset();
        Q_EMIT otherWanted(id);
        query();
    });
    connect(m_gallery, &GalleryView::thumbnailsWanted, this, &ImagesPage::thumbnailsWanted);
    connect(m_gallery, &GalleryView::opened, this, &ImagesPage::attentionWanted);
    connect(m_gallery->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ImagesPage::inspectCurrent);
    connect(m_gallery->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &ImagesPage::showCount);
    connect(m_confusion, &ConfusionView::cellChosen, this, [this](int label, int predicted) {
        m_filters->selectCell(label, predicted);
        findChild<QToolButton*>(QStringLiteral("viewGallery"))->setChecked(true);
        m_gallery->setFocus();
    });
    connect(m_inspector, &ImageInspector::attentionWanted, this, &ImagesPage::attentionWanted);
}

QToolButton* ImagesPage::makeViewButton(const QString& text, const char* name, int view) {
    QToolButton* button = makeQuietButton(text, QLatin1String(name));
    button->setCheckable(true);
    button->setChecked(view == Gallery);
    button->setProperty("role", "choice");
    connect(button, &QToolButton::toggled, this, [this, view](bool on) {
        if (on) {
            m_views->setCurrentIndex(view);
            m_size->setEnabled(view == Gallery);
            m_legend->setVisible(view == Gallery);
            showConfusion();
        }
    });
    return button;
}

QWidget* ImagesPage::makeHead() {
    auto* head = new QWidget;
    m_title = new ElidedLabel;
    m_title->setObjectName(QStringLiteral("imagesTitle"));
    m_title->setFont(fonts::title(font()));
    m_count = new ElidedLabel;
    m_count->setObjectName(QStringLiteral("imagesCount"));
    m_count->setProperty("role", "muted");
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_size = new QSlider(Qt::Horizontal);
    m_size->setObjectName(QStringLiteral("imageSize"));
    m_size->setAccessibleName(tr("Size of the images"));
    m_size->setToolTip(m_size->accessibleName());
    m_size->setRange(kSmallestImage, kLargestImage);
    m_size->setValue(kUsualImage);
    m_size->setFixedWidth(96);
    m_gallery->setImageSide(kUsualImage);
    connect(m_size, &QSlider::valueChanged, this, [this](int side) {
        m_gallery->setShowsCaption(side >= kUsualImage / 2);
        m_gallery->setImageSide(side);
    });
    auto* views = new QButtonGroup(this);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(tokens::kGap);
    row->addWidget(m_title, 1);
    row->addWidget(m_count);
    row->addSpacing(tokens::kGap);
    row->addWidget(m_size);
    for (QToolButton* button : {makeViewButton(tr("Gallery"), "viewGallery", Gallery),
                                makeViewButton(tr("Confusion"), "viewConfusion", Matrix)}) {
        views->addButton(button);
        row->addWidget(button);
    }
    QToolButton* exporting = makeQuietButton(tr("Export..."), QStringLiteral("imagesExport"));
    exporting->setToolTip(
        tr("The selected images, or the confusion matrix, as a figure for a paper (Ctrl+E)"));
    exporting->setShortcut(Qt::CTRL | Qt::Key_E);
    connect(exporting, &QToolButton::clicked, this, &ImagesPage::exportView);
    row->addWidget(exporting);
    return head;
}

void ImagesPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    Q_EMIT shown();
}

void ImagesPage::showWaiting(const QString& sentence) {
    m_set.reset();
    m_images.setTable({});
    m_inspector->showNothing();
    m_waiting->setText(sentence);
    m_stack->setCurrentIndex(sentence.isEmpty() ? Empty : Waiting);
}

void ImagesPage::showImages(const ImageSet& images) {
    m_exporting.clear();
    m_set = images;
    m_thresholds = images.thresholds;
    m_score = images.score;
    m_inspected.reset();
    m_other.reset();
    m_otherId.clear();
    m_ordered.reset();
    m_images.setTable(images.table);
    m_title->setFullText(images.title);
    m_inspector->setEfforts(images.skips);
    m_stack->setCurrentIndex(Images);
    m_filters->setImages(*images.table.answers);  // comes back by query()
}

void ImagesPage::moveThresholds(const QString& experimentId, const Thresholds& thresholds, ScoreKind score) {
    const bool same = score == m_score && thresholds == m_thresholds;
    if (!m_set || m_set->experimentId != experimentId || same) {
        return;
    }
    const Result<ImageTable> moved = routedAt(m_set->table, thresholds, score);
    if (!moved) {
        return;
    }
    m_thresholds = thresholds;
    m_score = score;
    m_set->table = *moved;
    if (m_ordered && orderFollowsRoutes(m_ordered->sort)) {
        m_ordered.reset();
    }
    select(true);
    if (m_inspected) {
        showInInspector();
    }
}

void ImagesPage::selectImage(qint64 imageIndex) {
    if (!m_set || !m_set->table.rowOf(imageIndex)) {
        return;
    }
    if (m_images.rowOf(imageIndex) < 0) {
        m_filters->clear();  // comes back by query()
    }
    findChild<QToolButton*>(QStringLiteral("viewGallery"))->setChecked(true);
    if (const int row = m_images.rowOf(imageIndex); row >= 0) {
        m_gallery->selectionModel()->setCurrentIndex(m_images.index(row),
                                                     QItemSelectionModel::ClearAndSelect);
        m_gallery->scrollTo(m_images.index(row), QAbstractItemView::PositionAtCenter);
        m_gallery->setFocus();
    }
}

void ImagesPage::showInInspector() {
    m_inspector->showImage(*m_inspected, m_set->table, m_thresholds, m_score);
}

void ImagesPage::setOthers(const QList<QPair<QString, QString>>& others) {
    m_filters->setOthers(others);
}

void ImagesPage::showOther(const QString& experimentId, const ImageTable& table) {
    if (experimentId == m_otherId && !experimentId.isEmpty()) {
        m_other = table;
        query();
    }
}

void ImagesPage::query() {
    select(false);
}

void ImagesPage::select(bool keepPlace) {
    if (!m_set) {
        return;
    }
    m_exporting.clear();  // rows are others now
    const ImageQuery query = m_filters->query();
    const bool sameOrder = m_ordered && m_ordered->sort == query.sort &&
                           m_ordered->descending == query.descending &&
                           m_ordered->scoredEffort == query.scoredEffort;
    if (!sameOrder) {
        m_order = sortedRows(m_set->table, query);
        m_ordered = query;
    }
    const QModelIndex current = m_gallery->currentIndex();
    const auto selected =
        current.isValid() ? std::optional(m_images.item(current.row()).index) : std::nullopt;
    m_images.setRows(m_set->table, selectedRows(m_set->table, query, m_order, m_other ? &*m_other : nullptr),
                     query.scoredEffort);
    m_legend->setFullText(
        tr("line: where it ended (solid low, dashed higher, dotted nowhere)  ·  cross: wrong  ·  "
           "number: normalized entropy at %1")
            .arg(effortName(query.scoredEffort, m_set->table.efforts())));
    const int row = selected ? m_images.rowOf(*selected) : -1;
    if (row >= 0) {
        const QSignalBlocker still(m_gallery->selectionModel());  // the same image: it is inspected already
        m_gallery->selectionModel()->setCurrentIndex(m_images.index(row),
                                                     QItemSelectionModel::ClearAndSelect);
        if (!keepPlace) {
            m_gallery->scrollTo(m_images.index(row), QAbstractItemView::PositionAtCenter);
        }
    } else {
        m_inspected.reset();
        m_inspector->showNothing();
        if (!keepPlace) {
            m_gallery->scrollToTop();
        }
    }
    showCount();
    showConfusion();
}

void ImagesPage::showCount() {
    if (!m_set) {
        return;
    }
    const auto all = static_cast<std::int64_t>(m_set->table.images());
    const auto chosen = static_cast<std::int64_t>(m_images.rows().size());
    QString text = chosen == all ? tr("%1 images").arg(formatCount(all))
                                 : tr("%1 of %2 images").arg(formatCount(chosen), formatCount(all));
    std::int64_t selected = 0;
    for (const QItemSelectionRange& range : m_gallery->selectionModel()->selection()) {
        selected += range.height();
    }
    if (selected > 1) {
        text += tr(", %1 selected").arg(formatCount(selected));
    }
    m_count->setFullText(text);
}

void ImagesPage::showConfusion() {
    if (m_set && m_views->currentIndex() == Matrix) {
        m_confusion->setConfusion(confusionOf(m_set->table, m_images.rows()), m_set->table.answers->labels);
    }
}

void ImagesPage::inspectCurrent() {
    const QModelIndex current = m_gallery->currentIndex();
    if (current.isValid()) {
        Q_EMIT inspectionWanted(m_images.item(current.row()).index);
    }
}

void ImagesPage::showInspected(const QString& experimentId, const InspectedImage& image) {
    const QModelIndex current = m_gallery->currentIndex();
    const bool wanted = m_set && m_set->experimentId == experimentId && current.isValid() &&
                        m_images.item(current.row()).index == image.result.outcome.imageIndex;
    if (wanted) {
        m_inspected = image;
        showInInspector();
    }
}

QList<int> ImagesPage::rowsToExport() const {
    QList<int> rows;
    for (const QModelIndex& index : m_gallery->selectionModel()->selectedIndexes()) {
        rows << index.row();
    }
    std::sort(rows.begin(), rows.end());
    if (rows.size() < 2) {
        rows.clear();
        for (int row = 0; row < std::min(kUsualExport, m_images.rowCount()); ++row) {
            rows << row;
        }
    }
    return rows.mid(0, kLargestExport);
}

void ImagesPage::exportView() {
    if (!m_set) {
        return;
    }
    if (m_views->currentIndex() == Matrix) {
        figures::FigureDocument document;
        document.spec.kind = figures::FigureKind::Confusion;
        document.spec.experiments = {m_set->experimentId.toStdString()};
        document.data = confusionFigure(m_confusion->confusion(), m_set->table.answers->labels);
        if (m_confusion->confusion().classes > 0) {
            FigureExportDialog dialog(document, window());
            dialog.offerCommand({.kind = figures::FigureKind::Confusion});
            dialog.exec();
        }
        return;
    }
    m_exporting = rowsToExport();
    if (const QList<qint64> missing = missingPictures(m_images, m_exporting); !missing.isEmpty()) {
        Q_EMIT thumbnailsWanted(missing);
    }
    exportGalleryWhenReady();
}

void ImagesPage::exportGalleryWhenReady() {
    if (m_exporting.isEmpty() || !m_set || !missingPictures(m_images, m_exporting).isEmpty()) {
        return;
    }
    figures::FigureDocument document;
    document.spec.kind = figures::FigureKind::Gallery;
    document.spec.experiments = {m_set->experimentId.toStdString()};
    QStringList indices;
    for (const int row : m_exporting) {
        indices << QString::number(m_images.item(row).index);
    }
    document.spec.query = indices.join(QLatin1Char(',')).toStdString();
    document.data = galleryFigure(m_images, m_exporting);
    m_exporting.clear();
    FigureExportDialog dialog(document, window());
    dialog.offerCommand({.kind = figures::FigureKind::Gallery, .images = document.spec.query});
    dialog.exec();
}

void ImagesPage::setThumbnail(qint64 imageIndex, const QImage& pixels) {
    m_images.setThumbnail(imageIndex, pixels);
    exportGalleryWhenReady();
}

}  // namespace pivot
