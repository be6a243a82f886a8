// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/attention_page.h"

#include "widgets/figures/figure_builders.h"
#include "widgets/models/attention_text.h"
#include "widgets/models/number_format.h"
#include "widgets/models/run_identity.h"
#include "widgets/models/shortcut_list.h"
#include "widgets/theme/effort_style.h"
#include "widgets/views/attention_bar.h"
#include "widgets/views/attention_column.h"
#include "widgets/views/empty_state.h"
#include "widgets/views/figure_export_dialog.h"
#include "widgets/views/message_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace pivot {
namespace {

constexpr int kPatienceMs = 150;  // what is shown stays so long; blinking would tire

}  // namespace

AttentionPage::AttentionPage(const ThemeSource& theme, QWidget* parent)
    : QWidget(parent),
      m_stack(new QStackedWidget),
      m_empty(new EmptyState(
          tr("No image is chosen yet: pick one in the strip of a run, or begin with the first."),
          tr("Show the first image"), QStringLiteral("emptyAttention"))),
      m_message(new MessageBar(QStringLiteral("attentionMessage"))),
      m_bar(new AttentionBar),
      m_columns{new AttentionColumn(theme, QStringLiteral("low")),
                new AttentionColumn(theme, QStringLiteral("high")),
                new AttentionColumn(theme, QStringLiteral("difference"))} {
    setObjectName(QStringLiteral("page"));
    setKeyGroup(*this, tr("Attention"));
    describeKeys(*this, {{tr("Left, Right, PgUp, PgDown"), tr("The image before, the one after")},
                         {tr("Esc, Home"), tr("No patch is asked about")}});
    setFocusPolicy(Qt::ClickFocus);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeMaps(theme));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kMargin, tokens::kMargin, tokens::kMargin, tokens::kMargin);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(m_message);
    layout->addWidget(m_stack, 1);
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);

    connect(&m_patience, &QTimer::timeout, this, [this] { clearMaps(tr("computing")); });
    connect(m_empty, &EmptyState::actionTriggered, this, &AttentionPage::firstImageWanted);
    connect(m_bar, &AttentionBar::imageWanted, this, &AttentionPage::imageWanted);
    connect(m_bar, &AttentionBar::stepWanted, this, &AttentionPage::stepWanted);
    connect(m_bar, &AttentionBar::setupWanted, this, &AttentionPage::setupWanted);
    connect(m_bar, &AttentionBar::classTokenWanted, this, [this] { setQuery({}); });
    connect(m_bar, &AttentionBar::settingsChanged, this, &AttentionPage::applySettings);
    connect(m_bar, &AttentionBar::exportWanted, this, &AttentionPage::exportMaps);
    for (AttentionColumn* column : m_columns) {
        connect(&column->grid(), &AttentionGrid::chosen, this, &AttentionPage::choose);
        connect(&column->zoom(), &AttentionZoom::cursorMoved, this, &AttentionPage::moveCursor);
        connect(&column->zoom(), &AttentionZoom::patchChosen, this, [this](int patch) { setQuery({patch}); });
    }
}

QWidget* AttentionPage::makeMaps(const ThemeSource& /*theme*/) {
    m_status = makeLabel({}, TextRole::Muted, QStringLiteral("attentionStatus"));
    m_status->setWordWrap(true);
    m_status->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(tokens::kGap + tokens::kGrid);
    for (AttentionColumn* column : m_columns) {
        row->addWidget(column, 1);
    }
    auto* maps = new QWidget;
    auto* layout = new QVBoxLayout(maps);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(m_bar);
    layout->addWidget(m_status);
    layout->addLayout(row, 1);
    return maps;
}

void AttentionPage::setImages(qint64 first, qint64 last) {
    m_bar->setImages(first, last);
}

void AttentionPage::setSetupOffered(bool offered) {
    m_bar->setSetupOffered(offered);
}

void AttentionPage::showWanted(qint64 sourceIndex) {
    m_wanted = sourceIndex;
    m_bar->setWanted(sourceIndex);
    m_message->showMessage({});
    m_stack->setCurrentIndex(1);
    if (m_maps) {
        m_patience.start();
    } else {
        clearMaps(tr("computing"));
    }
}

void AttentionPage::showPostponed(const QString& sentence) {
    clearMaps(tr("waiting"));
    showStatus(sentence);
}

void AttentionPage::showProblem(const QString& sentence) {
    if (m_stack->currentIndex() == 1) {
        clearMaps({});
    }
    m_message->showMessage(sentence);
}

void AttentionPage::clearMaps(const QString& text) {
    m_patience.stop();
    m_maps.reset();
    m_query = {};
    m_grids = {};
    m_sources = {};
    m_bar->setTitle(m_wanted >= 0 ? QLatin1Char('#') + formatCount(m_wanted) : QString(), {});
    m_bar->setQuery(tr("the class token"), true);
    showStatus({});
    for (AttentionColumn* column : m_columns) {
        column->clear(text);
    }
}

void AttentionPage::showStatus(const QString& sentence) {
    m_status->setText(sentence);
    m_status->setVisible(!sentence.isEmpty());
}

void AttentionPage::showMaps(const AttentionMapsPtr& maps) {
    m_patience.stop();
    if (!m_maps || m_maps->sourceIndex != maps->sourceIndex) {
        m_query = {};  // a patch of one image is none of another's
    }
    m_maps = maps;
    m_stack->setCurrentIndex(1);
    m_bar->setEfforts(static_cast<int>(maps->ladder.size()));
    m_bar->setTitle(imageTitle(*maps),
                    QStringList{maps->model, maps->data, maps->numerics}.join(QStringLiteral("  ·  ")));
    showStatus(maps->notes.join(QLatin1Char(' ')));
    const EffortAttentionPtr& first = maps->efforts[static_cast<std::size_t>(effortOf(0))];
    if (first) {
        // To begin with: the rollout through all blocks, which no skip leaves out.
        const bool fits = m_place.block < first->depth() && m_place.row < first->heads + 3;
        if (!m_placeChosen || !fits) {
            m_place = {first->heads + 2, first->depth() - 1};
            m_placeChosen = true;
        }
    }
    render();
}

void AttentionPage::applySettings() {
    AttentionSettings now = m_bar->settings();
    now.opacity = m_drawn.opacity;
    if (now != m_drawn) {
        render();
        return;
    }
    m_drawn = m_bar->settings();  // the slider is dragged: only the pictures are painted again
    for (AttentionColumn* column : m_columns) {
        column->zoom().setOpacity(m_drawn.opacity);
    }
}

int AttentionPage::columns() const {
    return m_maps && m_maps->ladder.size() == 1 ? 1 : 3;
}

int AttentionPage::effortOf(int column) const {
    return column == 0 ? m_bar->settings().first : m_bar->settings().second;
}

void AttentionPage::setQuery(AttentionQuery query) {
    if (m_maps && query != m_query) {
        m_query = query;
        render();
    }
}

void AttentionPage::choose(MapPlace place) {
    m_place = place;
    m_placeChosen = true;
    for (AttentionColumn* column : m_columns) {
        column->grid().setCurrent(place);
    }
    renderZooms();
}

void AttentionPage::moveCursor(int patch) {
    for (AttentionColumn* column : m_columns) {
        column->zoom().setCursorPatch(patch);
    }
}

void AttentionPage::render() {
    if (!m_maps) {
        return;
    }
    const bool redraw = updateGrids() || m_bar->settings() != m_drawn;
    m_drawn = m_bar->settings();
    for (int column = 0; column < 3; ++column) {
        m_columns[static_cast<std::size_t>(column)]->setVisible(column < columns());
    }
    const int grid = m_grids[0] ? m_grids[0]->grid() : 1;
    m_bar->setQuery(m_query.isClassToken()
                        ? tr("the class token")
                        : tr("patch row %1, column %2").arg(m_query.patch / grid).arg(m_query.patch % grid),
                    m_query.isClassToken());
    renderHeadings();
    if (redraw) {
        for (int column = 0; column < columns(); ++column) {
            renderGrid(column);
        }
        renderZooms();
    }
}

void AttentionPage::exportMaps() {
    std::vector<figures::NamedMaps> all;
    for (int column = 0; column < std::min(columns(), 2); ++column) {
        if (const auto& maps = m_grids[static_cast<std::size_t>(column)];
            m_maps && maps && maps->rows() > 0) {
            const QString name = effortName(effortOf(column), static_cast<int>(m_maps->ladder.size()));
            all.push_back({name.toStdString(), *maps});
        }
    }
    auto built = figures::buildAttention(all, figures::AttentionRows::All);
    if (!built) {
        m_message->showMessage(
            all.empty() ? tr("There are no maps to export yet: choose an image and wait for its maps.")
                        : tr("There is nothing to export: %1.").arg(fromUtf8(built.error().message)));
        return;
    }
    figures::FigureDocument document;
    document.spec.kind = figures::FigureKind::Attention;
    document.spec.query = QStringLiteral("image %1").arg(m_maps->sourceIndex).toStdString();
    document.data = std::move(*built);
    if (!m_maps->experimentId.isEmpty()) {
        document.spec.experiments = {m_maps->experimentId.toStdString()};
    }
    FigureExportDialog dialog(document, window());
    if (m_bar->settings().rollout == HeadFusion::Mean) {  // as the command rolls out
        dialog.offerCommand(recipe());
    }
    dialog.exec();
}

figures::FigureRecipe AttentionPage::recipe() const {
    figures::FigureRecipe recipe{.kind = figures::FigureKind::Attention,
                                 .images = std::to_string(m_maps->sourceIndex)};
    if (const int grid = m_grids[0] ? m_grids[0]->grid() : 0; !m_query.isClassToken() && grid > 0) {
        recipe.token = std::to_string(m_query.patch / grid) + ',' + std::to_string(m_query.patch % grid);
    }
    return recipe;
}

bool AttentionPage::updateGrids() {
    bool changed = false;
    for (int column = 0; column < 2; ++column) {
        const auto at = static_cast<std::size_t>(column);
        Source source{
            column < columns() ? m_maps->efforts[static_cast<std::size_t>(effortOf(column))] : nullptr,
            m_query, m_bar->settings().rollout};
        if (source == m_sources[at] && m_grids[at].has_value() == (source.effort != nullptr)) {
            continue;
        }
        changed = true;
        m_grids[at].reset();
        if (source.effort) {
            m_grids[at].emplace(*source.effort, source.query, source.fusion);
        }
        m_sources[at] = std::move(source);
    }
    if (changed) {
        m_grids[kDifference].reset();
        if (m_grids[0] && m_grids[1]) {
            m_grids[kDifference] = MapGrid::difference(*m_grids[0], *m_grids[1]);
        }
    }
    return changed;
}

void AttentionPage::renderHeadings() {
    const int count = static_cast<int>(m_maps->ladder.size());
    for (int column = 0; column < std::min(columns(), 2); ++column) {
        const int effort = effortOf(column);
        const Effort& part = m_maps->ladder.efforts[static_cast<std::size_t>(effort)];
        AttentionColumn& view = *m_columns[static_cast<std::size_t>(column)];
        view.setHeading(effort, count, effortName(effort, count), tr("skips %1").arg(skipText(part.skip)));
        view.setAnswer(answerText(*m_maps, effort));
    }
    if (columns() == 3) {
        const QString low = effortName(effortOf(0), count), high = effortName(effortOf(1), count);
        m_columns[kDifference]->setHeading(-1, count, tr("difference"),
                                           tr("%1 − %2, in percentage points").arg(high, low));
        m_columns[kDifference]->setAnswer(tr("orange: more at %1, blue: more at %2").arg(high, low));
    }
}

MapRange AttentionPage::rangeOf(int column, MapPlace place) const {
    const auto rangeIn = [&](int one) -> std::optional<MapRange> {
        const auto& maps = m_grids[static_cast<std::size_t>(one)];
        if (!maps || maps->rows() == 0) {
            return {};
        }
        return m_bar->settings().sharedScale ? maps->rangeOfAll(place.row == maps->rolloutRow())
                                             : maps->range(place.row, place.block);
    };
    if (column == kDifference) {
        return aroundZero(rangeIn(kDifference).value_or(MapRange{}));
    }
    return united(rangeIn(0), rangeIn(1)).value_or(MapRange{});
}

QString AttentionPage::whyAbsent(int column, int block) const {
    if (column != kDifference) {
        return tr("Block %1 is skipped: every token keeps to itself").arg(block);
    }
    const bool low = m_grids[0]->isSkipped(block), high = m_grids[1]->isSkipped(block);
    const int count = static_cast<int>(m_maps->ladder.size());
    return low && high ? tr("No difference: both skip block %1").arg(block)
                       : tr("No difference to show: %1 skips block %2")
                             .arg(effortName(effortOf(low ? 0 : 1), count))
                             .arg(block);
}

QString AttentionPage::describe(int column, MapPlace place) const {
    const auto& maps = m_grids[static_cast<std::size_t>(column)];
    if (!maps || place.block >= maps->depth() || place.row >= maps->rows()) {
        return {};
    }
    const auto range = maps->range(place.row, place.block);
    if (!range) {
        return whyAbsent(column, place.block);
    }
    if (column == kDifference && *range == MapRange{}) {
        return tr("block %1, %2: no difference").arg(place.block).arg(mapRowName(*maps, place.row));
    }
    const auto text = column == kDifference ? &formatAttentionDifference : &formatAttention;
    return tr("block %1, %2: %3 to %4")
        .arg(place.block)
        .arg(mapRowName(*maps, place.row), text(range->low), text(range->high));
}

void AttentionPage::renderGrid(int column) {
    AttentionColumn& view = *m_columns[static_cast<std::size_t>(column)];
    const auto& maps = m_grids[static_cast<std::size_t>(column)];
    if (!maps || maps->rows() == 0) {
        view.setNoMaps(maps ? tr("The two networks differ in shape") : tr("computing"));
        return;
    }
    AttentionGrid::Content content;
    content.maps = *maps;
    const ColorMap colors = column == kDifference ? ColorMap::Difference : m_bar->settings().colors;
    for (int row = 0; row < maps->rows(); ++row) {
        for (int block = 0; block < maps->depth(); ++block) {
            const std::vector<float>& values = maps->map(row, block);
            const auto own = maps->range(row, block);
            const bool same = column == kDifference && own == MapRange{};
            content.images.push_back(
                values.empty() || same
                    ? QImage()
                    : mapImage(values, maps->grid(), rangeOf(column, {row, block}), colors));
        }
    }
    for (int block = 0; block < maps->depth(); ++block) {
        content.skippedTexts << (column != kDifference ||
                                         (m_grids[0]->isSkipped(block) && m_grids[1]->isSkipped(block))
                                     ? tr("skipped")
                                     : tr("skipped at %1")
                                           .arg(effortName(effortOf(m_grids[0]->isSkipped(block) ? 0 : 1),
                                                           static_cast<int>(m_maps->ladder.size()))));
    }
    content.describe = [this, column](MapPlace place) { return describe(column, place); };
    view.setMaps(std::move(content), m_place);
}

void AttentionPage::renderZooms() {
    for (int column = 0; column < columns(); ++column) {
        AttentionZoom& zoom = m_columns[static_cast<std::size_t>(column)]->zoom();
        const auto& maps = m_grids[static_cast<std::size_t>(column)];
        if (!m_maps || !maps || m_place.block >= maps->depth() || m_place.row >= maps->rows()) {
            zoom.clear(m_maps && !maps ? tr("computing") : QString());
            continue;
        }
        AttentionZoom::Content content;
        content.image = m_maps->image;
        content.grid = maps->grid();
        content.values = maps->map(m_place.row, m_place.block);
        content.colors = column == kDifference ? ColorMap::Difference : m_bar->settings().colors;
        content.range = rangeOf(column, m_place);
        content.unit = column == kDifference ? tr("percentage points") : tr("share of attention");
        if (content.values.empty()) {
            content.absent = whyAbsent(column, m_place.block);
        }
        content.caption = tr("block %1, %2").arg(m_place.block).arg(mapRowName(*maps, m_place.row));
        zoom.setContent(content);
        zoom.setOpacity(m_bar->settings().opacity);
        zoom.setQueryPatch(m_query.patch);
    }
}

void AttentionPage::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left:
        case Qt::Key_PageUp:
            Q_EMIT stepWanted(-1);
            return;
        case Qt::Key_Right:
        case Qt::Key_PageDown:
            Q_EMIT stepWanted(1);
            return;
        case Qt::Key_Escape:
        case Qt::Key_Home:
            setQuery({});
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

void AttentionPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    Q_EMIT opened();
}

}  // namespace pivot
