// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/flips_view.h"

#include "widgets/models/image_figures.h"
#include "widgets/models/number_format.h"
#include "widgets/models/table_figure.h"
#include "widgets/theme/choice_strip.h"
#include "widgets/theme/effort_style.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/run_style.h"
#include "widgets/views/figure_export_dialog.h"
#include "widgets/views/gallery_view.h"

#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>

namespace pivot {
namespace {

constexpr int kImageSide = 56;
constexpr int kExported = 12;  // images of a figure

/// As the gallery draws it: with this experiment's answer and exit.
ImageResult asImage(const FlippedImage& flip) {
    ImageResult image;
    image.outcome.imageIndex = flip.index;
    image.outcome.imageKey = flip.key;
    image.outcome.label = flip.label;
    image.outcome.predicted = flip.predicted;
    image.outcome.exitEffort = flip.exit;
    image.outcome.right = flip.gained;
    return image;
}

}  // namespace

FlipsView::FlipsView(const ThemeSource& theme, QWidget* parent)
    : QWidget(parent),
      m_shown(new ChoiceStrip(QStringLiteral("flipsShown"))),
      m_said(new ElidedLabel),
      m_open(makeQuietButton(tr("Show on Images"), QStringLiteral("openFlipped"))),
      m_export(makeQuietButton(tr("Export…"), QStringLiteral("exportFlipped"))),
      m_gallery(new GalleryView(theme, m_images)) {
    m_shown->setAccessibleName(tr("Which of the flipped images are shown"));
    m_gallery->setObjectName(QStringLiteral("flippedImages"));
    m_gallery->setAccessibleName(tr("Images that flipped"));
    m_gallery->setSelectionMode(QAbstractItemView::SingleSelection);
    m_gallery->setImageSide(kImageSide);
    m_gallery->setShowsCaption(false);
    m_said->setObjectName(QStringLiteral("flippedSaid"));
    m_said->setProperty("role", "muted");
    m_said->setFont(fonts::small(font()));
    auto* head = new QHBoxLayout;
    head->setSpacing(tokens::kGap);
    head->addWidget(m_shown);
    head->addWidget(m_said, 1);
    head->addWidget(m_open);
    head->addWidget(m_export);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    layout->addLayout(head);
    layout->addWidget(m_gallery, 1);
    connect(m_shown, &ChoiceStrip::picked, this, &FlipsView::select);
    connect(m_gallery, &GalleryView::thumbnailsWanted, this, &FlipsView::thumbnailsWanted);
    connect(m_gallery, &GalleryView::opened, this, &FlipsView::open);
    connect(m_gallery->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &FlipsView::describeCurrent);
    connect(m_open, &QToolButton::clicked, this, [this] {
        if (m_gallery->currentIndex().isValid()) {
            open(m_images.item(m_gallery->currentIndex().row()).index);
        }
    });
    m_export->setToolTip(tr("The images shown here, the first %1 of them, as a figure").arg(kExported));
    connect(m_export, &QToolButton::clicked, this, &FlipsView::exportShown);
    setPair({}, 0);
}

const RunPair* FlipsView::pair() const {
    return m_comparison && m_pair < m_comparison->pairs.size() ? &m_comparison->pairs[m_pair] : nullptr;
}

void FlipsView::setPair(const ComparisonPtr& comparison, std::size_t place) {
    m_comparison = comparison;
    m_pair = place;
    QStringList labels;
    int efforts = 1;
    std::int64_t gained = 0, all = 0;
    if (comparison) {
        for (const std::string& name : comparison->classNames) {
            labels << fromUtf8(name);
        }
        for (const RunFigures& run : comparison->runs) {
            efforts = std::max(efforts, static_cast<int>(run.ladder.size()));
        }
    }
    ImageTableBuilder builder(efforts, static_cast<int>(labels.size()), labels);
    if (const RunPair* shown = pair()) {
        for (const FlippedImage& flip : shown->flips) {
            builder.add(asImage(flip));
            gained += flip.gained ? 1 : 0;
            ++all;
        }
    }
    m_table = builder.build();
    m_images.setTable(m_table);
    m_shown->setChoices({tr("all %1").arg(formatCount(all)), tr("gained %1").arg(formatCount(gained)),
                         tr("lost %1").arg(formatCount(all - gained))},
                        {tr("Every image that one got right and the other wrong"),
                         tr("Wrong in A, right in this one"), tr("Right in A, wrong in this one")});
    select();
}

void FlipsView::select() {
    ImageRows rows;
    if (const RunPair* shown = pair()) {
        const int which = m_shown->current();
        for (std::size_t i = 0; i < shown->flips.size(); ++i) {
            if (which == All || (which == Gained) == shown->flips[i].gained) {
                rows.push_back(static_cast<std::uint32_t>(i));
            }
        }
    }
    m_exporting.clear();
    m_export->setEnabled(!rows.empty());
    m_images.setRows(m_table, std::move(rows), std::numeric_limits<int>::max());  // no entropies
    m_gallery->scrollToTop();
    describeCurrent();
}

void FlipsView::describeCurrent() {
    const RunPair* shown = pair();
    const QModelIndex current = m_gallery->currentIndex();
    m_open->setEnabled(shown && current.isValid());
    if (!shown || !current.isValid()) {
        m_said->setFullText(shown && !shown->flips.empty()
                                ? tr("Select an image to see what both said; a cross: wrong in %1")
                                      .arg(runLetter(static_cast<int>(shown->run)))
                                : QString());
        return;
    }
    const FlippedImage& flip = shown->flips[m_images.rows()[static_cast<std::size_t>(current.row())]];
    const auto said = [this](std::size_t run, std::int32_t predicted, int exit) {
        const auto efforts = static_cast<int>(m_comparison->runs[run].ladder.size());
        return exit == Outcome::kNoExit
                   ? tr("%1 accepted none").arg(runLetter(static_cast<int>(run)))
                   : tr("%1 said %2 (ended at %3)")
                         .arg(runLetter(static_cast<int>(run)), fromUtf8(m_comparison->className(predicted)),
                              effortName(exit, efforts));
    };
    m_said->setFullText(tr("#%1 is %2: %3, %4")
                            .arg(flip.index)
                            .arg(fromUtf8(m_comparison->className(flip.label)),
                                 said(0, flip.referencePredicted, flip.referenceExit),
                                 said(shown->run, flip.predicted, flip.exit)));
}

void FlipsView::open(qint64 imageIndex) {
    if (const RunPair* shown = pair()) {
        Q_EMIT imageWanted(fromUtf8(m_comparison->runs[shown->run].experimentId), imageIndex);
    }
}

void FlipsView::setThumbnail(qint64 imageIndex, const QImage& pixels) {
    m_images.setThumbnail(imageIndex, pixels);
    exportWhenReady();
}

void FlipsView::exportShown() {
    m_exporting = allOf(std::min(kExported, m_images.rowCount()));
    if (const QList<qint64> missing = missingPictures(m_images, m_exporting); !missing.isEmpty()) {
        Q_EMIT thumbnailsWanted(missing);
    }
    exportWhenReady();
}

void FlipsView::exportWhenReady() {
    const RunPair* shown = pair();
    if (m_exporting.isEmpty() || !shown || !missingPictures(m_images, m_exporting).isEmpty()) {
        return;
    }
    using Kind = figures::GalleryPick::Kind;
    const int which = m_shown->current();
    const figures::GalleryPick pick{which == Gained ? Kind::Gained
                                    : which == Lost ? Kind::Lost
                                                    : Kind::Flipped,
                                    {},
                                    static_cast<std::size_t>(m_exporting.size())};
    figures::FigureDocument document;
    auto built = figures::buildFlips(
        *m_comparison, *shown, pick,
        [this](std::int64_t index) -> Result<figures::Picture> {
            const QImage* pixels = m_images.thumbnail(index);
            return pixels ? figurePicture(*pixels) : figures::Picture();
        },
        document.spec.style.widthIn);
    m_exporting.clear();
    if (!built) {
        m_said->setFullText(fromUtf8(built.error().message));
        return;
    }
    document.spec.kind = figures::FigureKind::Gallery;
    document.spec.query = (which == Gained ? "gained "
                           : which == Lost ? "lost "
                                           : "flipped ") +
                          std::to_string(pick.count);
    document.spec.experiments = {m_comparison->runs.front().experimentId,
                                 m_comparison->runs[shown->run].experimentId};
    document.data = std::move(*built);
    FigureExportDialog dialog(document, window());
    dialog.offerCommand({.kind = figures::FigureKind::Gallery, .images = document.spec.query});
    dialog.exec();
}

}  // namespace pivot
