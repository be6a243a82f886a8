// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_card.h"

#include "widgets/charts/plot_actions.h"
#include "widgets/charts/plot_view.h"
#include "widgets/charts/plot_zoom.h"
#include "widgets/models/shortcut_list.h"

#include <QAbstractAxis>
#include <QContextMenuEvent>
#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineF>
#include <QLocale>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>
#include <QValueAxis>
#include <algorithm>
#include <cmath>

namespace pivot {

PlotCard::PlotCard(const ThemeSource& theme, const QString& title, QWidget* parent)
    : Card(parent),
      m_theme(theme),
      m_chart(new QChart),
      m_view(nullptr),
      m_titleText(title),
      m_title(new ElidedLabel(title)),
      m_note(new ElidedLabel),
      m_footnote(new ElidedLabel),
      m_legend(new Legend),
      m_state(makeQuietButton({}, QStringLiteral("plotState"))),
      m_zoom(std::make_unique<PlotZoom>(*m_chart, [this] { zoomChanged(); })),
      m_actions(nullptr),
      m_emptyText(tr("No images yet")) {
    m_chart->setBackgroundVisible(false);
    m_chart->setMargins(QMargins(0, 0, 0, 0));
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->legend()->hide();
    m_chart->setAnimationOptions(QChart::NoAnimation);
    m_chart->setLocalizeNumbers(true);
    m_chart->setLocale(QLocale(QLocale::English, QLocale::UnitedStates));
    m_view = new View(m_chart, *this);
    setAccessibleName(title);
    setFocusPolicy(Qt::StrongFocus);
    m_actions = new PlotActions(*this);
    setKeyGroup(*this, tr("Plots"));
    describeKeys(*this, {{tr("Arrows"), tr("Read the next value")},
                         {tr("Home, End"), tr("Read the first, the last value")},
                         {tr("Esc"), tr("Hide the values")}});

    m_title->setFont(fonts::title(font()));
    m_title->setObjectName(QStringLiteral("plotTitle"));
    m_state->setAccessibleName(tr("Show everything"));
    m_state->hide();
    connect(m_state, &QToolButton::clicked, this, [this] {
        if (m_paused) {
            setPaused(false);
        } else {
            m_zoom->reset();
        }
        setFocus();
    });
    for (ElidedLabel* label : {m_note, m_footnote}) {
        label->setProperty("role", "muted");
        label->setFont(fonts::small(font()));
    }
    m_note->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_note->setObjectName(QStringLiteral("note"));
    m_footnote->setAlignment(Qt::AlignHCenter | Qt::AlignVCenter);
    m_footnote->setObjectName(QStringLiteral("footnote"));
    m_footnote->hide();
    m_legend->hide();
    m_heading = new QHBoxLayout;
    m_heading->setContentsMargins(tokens::kGrid, 0, tokens::kGrid, 0);
    m_heading->setSpacing(tokens::kGap);
    m_heading->addWidget(m_title);
    m_heading->addWidget(m_note, 1);
    m_heading->addWidget(m_legend);
    m_heading->addWidget(m_state);
    m_heading->addWidget(&m_actions->button());
    m_rows = new QVBoxLayout(this);
    m_rows->setContentsMargins(tokens::kGap, tokens::kGap, tokens::kGap, tokens::kGrid);
    m_rows->setSpacing(tokens::kGrid);
    m_rows->addLayout(m_heading);
    m_rows->addWidget(m_view, 1);
    m_rows->addWidget(m_footnote);
    connect(&m_theme, &ThemeSource::changed, this, &PlotCard::themeChanged);
}

PlotCard::~PlotCard() = default;

QString PlotCard::title() const {
    return m_titleText;
}

void PlotCard::addToHeading(QWidget* control) {
    m_heading->insertWidget(1, control);
}

void PlotCard::setTitle(const QString& title, const QString& shown) {
    if (title != m_titleText) {
        m_titleText = title;
        m_title->setFullText(shown.isEmpty() ? title : shown);
        setAccessibleName(title);
        placeLegend();
        Q_EMIT stateChanged();
    }
}

void PlotCard::setNote(const QString& note) {
    m_note->setFullText(note);
    placeLegend();
}

QString PlotCard::note() const {
    return m_note->fullText();
}

void PlotCard::setLegend(std::vector<LegendEntry> entries) {
    m_legend->setEntries(std::move(entries), theme().muted);
    placeLegend();
}

void PlotCard::placeLegend() {
    const int room = contentsRect().width() - 2 * tokens::kGap - 2 * tokens::kGrid;
    int beside = m_note->minimumSizeHint().width() + tokens::kGap + m_legend->sizeHint().width();
    for (int i = 0; i < m_heading->count(); ++i) {
        const QWidget* widget = m_heading->itemAt(i)->widget();
        if (widget && widget != m_legend && widget != m_note && !widget->isHidden()) {
            beside += widget->sizeHint().width() + tokens::kGap;
        }
    }
    const bool isBeside = beside <= room;
    if (isBeside != (m_heading->indexOf(m_legend) >= 0)) {
        m_heading->removeWidget(m_legend);
        m_rows->removeWidget(m_legend);
        if (isBeside) {
            m_heading->insertWidget(m_heading->indexOf(m_state), m_legend);
        } else {
            m_rows->insertWidget(1, m_legend);
        }
        m_legend->setSizePolicy(isBeside ? QSizePolicy::Fixed : QSizePolicy::Ignored, QSizePolicy::Fixed);
        const int margin = isBeside ? 0 : tokens::kGrid;  // the heading's
        m_legend->setContentsMargins(margin, 0, margin, 0);
    }
    m_legend->setFixedHeight(m_legend->heightForWidth(isBeside ? QWIDGETSIZE_MAX : room));
}

void PlotCard::resizeEvent(QResizeEvent* event) {
    Card::resizeEvent(event);
    placeLegend();
}

void PlotCard::setFootnote(const QString& text) {
    m_footnote->setFullText(text);
    m_footnote->setVisible(!text.isEmpty());
}

void PlotCard::setEmptyText(const QString& text) {
    if (text != m_emptyText) {
        m_emptyText = text;
        updateDescription();
        repaintOverlay();
    }
}

void PlotCard::setEmpty(bool empty) {
    if (empty == m_empty) {
        return;
    }
    m_empty = empty;
    for (QAbstractAxis* axis : m_chart->axes()) {
        axis->setVisible(!empty);
    }
    for (QAbstractSeries* series : m_chart->series()) {
        series->setVisible(!empty);
    }
    Q_EMIT stateChanged();
}

bool PlotCard::holdBack(const char* setter, std::function<void()> later) {
    if (!m_paused) {
        return false;
    }
    std::erase_if(m_heldBack, [setter](const auto& held) { return held.first == setter; });
    m_heldBack.emplace_back(setter, std::move(later));
    return true;
}

void PlotCard::setExperiments(const QStringList& ids) {
    if (ids != m_experiments) {
        m_experiments = ids;
        Q_EMIT stateChanged();
    }
}

void PlotCard::setPaused(bool paused) {
    if (paused == m_paused) {
        return;
    }
    m_paused = paused;
    if (!paused) {
        for (const auto& [setter, show] : std::exchange(m_heldBack, {})) {
            show();
        }
    }
    showState();
}

void PlotCard::zoomChanged() {
    m_chart->layout()->invalidate();
    valuesChanged();
    showState();
}

void PlotCard::showState() {
    const QString what = m_paused ? tr("paused") : m_zoom->isZoomed() ? tr("zoomed") : QString();
    if (what != m_state->text() || what.isEmpty() == m_state->isVisibleTo(this)) {
        m_state->setText(what);
        m_state->setToolTip(m_paused ? tr("Go on and show the newest values (P)")
                                     : tr("Show everything again (0, or a double click)"));
        m_state->setAccessibleName(m_paused ? tr("Paused: go on") : tr("Zoomed: show everything"));
        m_state->setVisible(!what.isEmpty());
        placeLegend();
        Q_EMIT stateChanged();
    }
}

void PlotCard::valuesChanged() {
    if (m_readout >= readoutCount()) {
        m_readout = -1;
    }
    // Qt Charts would lay out, and paint again, at the next turn of the event loop.
    m_chart->layout()->activate();
    updateDescription();
    repaintOverlay();
}

void PlotCard::updateDescription() {
    const QString text = m_empty          ? m_emptyText
                         : m_readout >= 0 ? readout(m_readout).lines.join(QStringLiteral(", "))
                                          : describe();
    if (text != accessibleDescription()) {
        setAccessibleDescription(text);
    }
}

Readout PlotCard::readout(int /*place*/) const {
    return {};
}

int PlotCard::readoutNear(const QPointF& position) const {
    int nearest = -1;
    double least = 0;
    for (int place = 0; place < readoutCount(); ++place) {
        const double distance = std::abs(readout(place).place.x() - position.x());
        if (nearest < 0 || distance < least) {
            nearest = place;
            least = distance;
        }
    }
    return nearest;
}

void PlotCard::showReadout(int place) {
    if (place != m_readout) {
        m_readout = place;
        updateDescription();
        repaintOverlay();
    }
}

void PlotCard::keyPressEvent(QKeyEvent* event) {
    const int count = m_empty ? 0 : readoutCount();
    int place = m_readout;
    switch (event->key()) {
        case Qt::Key_Right:
        case Qt::Key_Down:
            place = std::min(place + 1, count - 1);
            break;
        case Qt::Key_Left:
        case Qt::Key_Up:
            place = place < 0 ? count - 1 : std::max(0, place - 1);
            break;
        case Qt::Key_Home:
            place = 0;
            break;
        case Qt::Key_End:
            place = count - 1;
            break;
        case Qt::Key_Escape:
            place = -1;
            break;
        default:
            Card::keyPressEvent(event);
            return;
    }
    if (count > 0) {
        if (place >= 0) {
            bringIntoView(readout(place).place);
        }
        showReadout(place);
    }
}

void PlotCard::bringIntoView(const QPointF& place) {
    const QRectF plot = plotArea();
    if (m_zoom->isZoomed() && !isOnPlot(place)) {
        const QPointF seen(std::clamp(place.x(), plot.left(), plot.right()),
                           std::clamp(place.y(), plot.top(), plot.bottom()));
        m_zoom->panBy(seen - place);
    }
}

bool PlotCard::isOnPlot(const QPointF& place) const {
    constexpr double kMark = 4;
    return plotArea().adjusted(-kMark, -kMark, kMark, kMark).contains(place);
}

void PlotCard::contextMenuEvent(QContextMenuEvent* event) {
    const QToolButton& button = m_actions->button();
    m_actions->menu().popup(event->reason() == QContextMenuEvent::Keyboard
                                ? button.mapToGlobal(QPoint(0, button.height()))
                                : event->globalPos());
    event->accept();
}

void PlotCard::focusOutEvent(QFocusEvent* event) {
    Card::focusOutEvent(event);
    showReadout(-1);
}

QPointF PlotCard::placeOf(const QPointF& value, QAbstractSeries* series) const {
    return m_chart->mapToPosition(value, series);
}

QPointF PlotCard::valueAt(const QPointF& place, QAbstractSeries* series) const {
    return m_chart->mapToValue(place, series);
}

int PlotCard::verticalTicks() const {
    constexpr double kPadding = 12;  // of Qt Charts, above and below a label
    const double height = m_chart->plotArea().height() > 0 ? m_chart->plotArea().height() : 120.0;
    return std::clamp(static_cast<int>(height / (QFontMetricsF(axisFont()).height() + kPadding)), 2, 6);
}

QFont PlotCard::axisFont() const {
    return fonts::small(font());
}

void PlotCard::paintOverlay(QPainter& /*painter*/, const QRectF& /*plot*/) {}

void PlotCard::repaintOverlay() {
    m_view->viewport()->update();
}

void PlotCard::setNiceRange(QValueAxis& axis, const NiceRange& range, const QString& format) {
    if (m_zoom->keepsHome(axis, range.low, range.high,
                          [this, &axis, range, format] { setNiceRange(axis, range, format); })) {
        return;
    }
    axis.setTickType(QValueAxis::TicksFixed);
    if (axis.min() == range.low && axis.max() == range.high && axis.tickCount() == range.ticks() &&
        axis.labelFormat() == format) {
        return;
    }
    axis.setLabelFormat(format);
    axis.setTickCount(range.ticks());
    axis.setRange(range.low, range.high);
    // Qt Charts keeps the old width of the labels until it is asked to lay out again.
    m_chart->layout()->invalidate();
}

void PlotCard::setRangeWithStep(QValueAxis& axis, double low, double high, double step) {
    if (!m_zoom->keepsHome(axis, low, high,
                           [&axis, low, high, step] { setDynamicTicks(axis, low, high, step); })) {
        setDynamicTicks(axis, low, high, step);
    }
}

void PlotCard::themeChanged() {
    m_view->setBackgroundBrush(theme().surface);
    applyTheme();
    repaintOverlay();
}

int PlotCard::nearestReadout(const QPointF& position) const {
    constexpr double kReach = 24;  // further away nothing is meant
    int nearest = -1;
    double least = kReach;
    for (int place = 0; place < readoutCount(); ++place) {
        const double distance = QLineF(readout(place).place, position).length();
        if (distance < least) {
            nearest = place;
            least = distance;
        }
    }
    return nearest;
}

}  // namespace pivot
