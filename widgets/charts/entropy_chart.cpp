// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/entropy_chart.h"

#include "widgets/models/number_format.h"
#include "widgets/models/score_text.h"
#include "widgets/models/shortcut_list.h"
#include "widgets/theme/choice_strip.h"
#include "widgets/theme/contrast.h"
#include "widgets/theme/effort_style.h"

#include <QAreaSeries>
#include <QKeyEvent>
#include <QLineSeries>
#include <QPainter>
#include <QValueAxis>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace pivot {
namespace {

constexpr int kBins = ScoreHistogram::kBins;
constexpr double kBinGap = 0.08;  // of a bin, at each side of a bar

}  // namespace

EntropyChart::EntropyChart(const ThemeSource& theme, QWidget* parent)
    : PlotCard(theme, tr("Entropy"), parent),
      m_axis(new QValueAxis(this)),
      m_count(new QValueAxis(this)),
      m_switch(new ChoiceStrip(QStringLiteral("effortSwitch"))) {
    setObjectName(QStringLiteral("entropyChart"));
    describeKeys(*this,
                 {{tr("Ctrl+Left, Ctrl+Right"), tr("Move the threshold of a profile (Shift: finer)")}});
    chart().addAxis(m_axis, Qt::AlignBottom);
    chart().addAxis(m_count, Qt::AlignLeft);
    m_axis->setRange(0, 1);
    m_axis->setTickCount(5);
    m_axis->setLabelFormat(QStringLiteral("%.2f"));
    m_count->setTitleText(tr("images"));
    m_count->setLabelFormat(QStringLiteral("%.0f"));
    m_rightStays = addLayer();
    m_wrongStays = addLayer();
    m_rightGoes = addLayer();
    m_wrongGoes = addLayer();
    addToHeading(m_switch);
    m_switch->setAccessibleName(tr("Effort whose images are shown"));
    connect(m_switch, &ChoiceStrip::picked, this, &EntropyChart::effortPicked);
    showTitle();
    applyTheme();
    rebuild();
}

EntropyChart::Layer EntropyChart::addLayer() {
    Layer layer{new QLineSeries(this), new QLineSeries(this), nullptr};
    layer.area = new QAreaSeries(layer.upper, layer.lower);
    chart().addSeries(layer.area);
    layer.area->attachAxis(m_axis);
    layer.area->attachAxis(m_count);
    layer.area->setPen(Qt::NoPen);
    return layer;
}

void EntropyChart::applyTheme() {
    styleAxis(*m_axis, false);
    styleAxis(*m_count, true);
    const qreal ratio = pixelRatio();
    const QColor kept = theme().effort(m_shown, std::max(m_efforts, 1));
    const QColor goes = blended(theme().baseline, theme().surface, 0.6);
    m_rightStays.area->setBrush(kept);
    m_rightGoes.area->setBrush(goes);
    m_wrongStays.area->setBrush(
        hatchBrush(Hatch::Backward, theme().text, blended(kept, theme().surface, 0.35), ratio));
    m_wrongGoes.area->setBrush(
        hatchBrush(Hatch::Backward, theme().text, blended(goes, theme().surface, 0.35), ratio));
    for (const Layer& layer : {m_rightStays, m_wrongStays, m_rightGoes, m_wrongGoes}) {
        layer.area->setPen(Qt::NoPen);
    }
    std::vector<LegendEntry> legend{{m_efforts > 1 ? tr("kept") : tr("right"), kept}};
    if (canGoOn()) {
        legend.push_back({tr("re-run"), goes});
    }
    legend.push_back({tr("wrong"), hatchBrush(Hatch::Backward, theme().text,
                                              blended(goes, theme().surface, 0.35), ratio)});
    setLegend(std::move(legend));
}

void EntropyChart::setEfforts(int efforts) {
    if (holdBack("efforts", [this, efforts] { setEfforts(efforts); })) {
        return;
    }
    if (efforts != m_efforts) {
        m_efforts = efforts;
        m_shown = std::min(m_shown, std::max(0, efforts - 1));
        showTitle();
        applyTheme();
    }
}

void EntropyChart::setScore(ScoreKind score) {
    if (holdBack("score", [this, score] { setScore(score); })) {
        return;
    }
    if (score != m_score) {
        m_score = score;
        showTitle();
        rebuild();
    }
}

void EntropyChart::setShown(int effort) {
    if (holdBack("shown", [this, effort] { setShown(effort); })) {
        return;
    }
    if (effort != m_shown) {
        m_shown = effort;
        showTitle();
        applyTheme();
        rebuild();
    }
    m_switch->setCurrent(m_shown);
}

void EntropyChart::showTitle() {
    QStringList names;
    for (int effort = 0; effort < m_efforts; ++effort) {
        names << effortName(effort, m_efforts);
    }
    const bool several = m_efforts > 1;
    m_switch->setChoices(several ? names : QStringList());
    m_switch->setVisible(several);
    m_switch->setCurrent(m_shown);
    if (several) {
        setTitle(tr("%1 at the %2 effort").arg(scoreName(m_score), names[m_shown]),
                 tr("%1 at").arg(scoreName(m_score)));
    } else {
        setTitle(scoreName(m_score));
    }
    m_axis->setTitleText(m_score == ScoreKind::Entropy  ? tr("normalized entropy (H / ln C)")
                         : m_score == ScoreKind::Margin ? tr("margin: first minus second probability")
                                                        : tr("max probability"));
}

void EntropyChart::setHistogram(const Bins& right, const Bins& wrong) {
    if (holdBack("histogram", [this, right, wrong] { setHistogram(right, wrong); })) {
        return;
    }
    if (right == m_right && wrong == m_wrong) {
        return;
    }
    m_right = right;
    m_wrong = wrong;
    rebuild();
}

void EntropyChart::setThreshold(std::optional<double> axisPlace) {
    if (holdBack("threshold", [this, axisPlace] { setThreshold(axisPlace); })) {
        return;
    }
    if (axisPlace != m_threshold) {
        m_threshold = axisPlace;
        rebuild();
    }
}

void EntropyChart::setThresholdMovable(bool movable) {
    m_movable = movable;
    setToolTip(movable ? tr("Drag the threshold, or move it with Ctrl+Left and Ctrl+Right (Shift: finer)")
                       : QString());
}

bool EntropyChart::canGrab(const QPointF& position) const {
    constexpr double kReach = 8;  // pixels beside the line
    return m_movable && m_threshold && !isPaused() &&
           std::abs(placeOf({*m_threshold, 0}, m_rightStays.area).x() - position.x()) <= kReach;
}

void EntropyChart::dragTo(const QPointF& position) {
    Q_EMIT thresholdMoved(std::clamp(valueAt(position, m_rightStays.area).x(), 0.0, 1.0));
}

void EntropyChart::keyPressEvent(QKeyEvent* event) {
    const bool arrow = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    if (!m_movable || !m_threshold || isPaused() || !arrow ||
        !event->modifiers().testFlag(Qt::ControlModifier)) {
        PlotCard::keyPressEvent(event);
        return;
    }
    constexpr double kStep = 0.01, kFineStep = 0.001;
    const double step = event->modifiers().testFlag(Qt::ShiftModifier) ? kFineStep : kStep;
    Q_EMIT thresholdMoved(std::clamp(*m_threshold + (event->key() == Qt::Key_Left ? -step : step), 0.0, 1.0));
    Q_EMIT thresholdDropped();
}

void EntropyChart::setShares(std::optional<double> share, std::optional<double> breakEven) {
    if (holdBack("shares", [this, share, breakEven] { setShares(share, breakEven); })) {
        return;
    }
    if (share != m_share || breakEven != m_breakEven) {
        m_share = share;
        m_breakEven = breakEven;
        valuesChanged();
    }
}

void EntropyChart::plotResized() {
    rebuild();
}

void EntropyChart::rebuild() {
    std::array<double, kBins> zero{}, right{}, all{};
    std::array<double, kBins> rightStays{}, wrongStays{}, rightGoes{}, wrongGoes{};
    for (std::size_t bin = 0; bin < kBins; ++bin) {
        right[bin] = static_cast<double>(m_right[bin]);
        all[bin] = right[bin] + static_cast<double>(m_wrong[bin]);
        (stays(bin) ? rightStays : rightGoes)[bin] = right[bin];
        (stays(bin) ? wrongStays : wrongGoes)[bin] = all[bin];
    }
    fill(m_rightStays, zero, rightStays);
    fill(m_rightGoes, zero, rightGoes);
    fill(m_wrongStays, right, wrongStays);
    fill(m_wrongGoes, right, wrongGoes);
    const double highest = *std::max_element(all.begin(), all.end());
    const NiceRange range = niceRangeAtMost(0, std::max(4.0, highest * 1.05), verticalTicks());
    setNiceRange(*m_count, range, QStringLiteral("%.0f"));
    setEmpty(highest <= 0);
    valuesChanged();
}

bool EntropyChart::stays(std::size_t bin) const {
    const double middle = (static_cast<double>(bin) + 0.5) / kBins;
    return !m_threshold || (lowIsEasy(m_score) ? middle <= *m_threshold : middle >= *m_threshold);
}

QString EntropyChart::describe() const {
    std::int64_t kept = 0, keptWrong = 0, goes = 0, goesWrong = 0;
    for (std::size_t bin = 0; bin < kBins; ++bin) {
        (stays(bin) ? kept : goes) += m_right[bin] + m_wrong[bin];
        (stays(bin) ? keptWrong : goesWrong) += m_wrong[bin];
    }
    if (m_efforts < 2) {
        return tr("%1 images, %2 of them wrong").arg(formatCount(kept), formatCount(keptWrong));
    }
    QStringList parts{tr("%1 images kept, %2 of them wrong").arg(formatCount(kept), formatCount(keptWrong)),
                      tr("%1 images re-run, %2 of them wrong at the %3 effort")
                          .arg(formatCount(goes), formatCount(goesWrong), effortName(m_shown, m_efforts))};
    if (m_threshold) {
        parts << tr("threshold %1").arg(formatSignificant(*m_threshold));
    }
    if (m_share) {
        parts << tr("%1 end here").arg(formatPercent(*m_share));
    }
    if (m_breakEven) {
        parts << (*m_breakEven >= 1.0 ? tr("no share would gain")
                                      : tr("break-even %1").arg(formatPercent(std::max(0.0, *m_breakEven))));
    }
    return parts.join(QStringLiteral("; "));
}

Readout EntropyChart::readout(int place) const {
    const auto bin = static_cast<std::size_t>(place);
    const std::int64_t all = m_right.at(bin) + m_wrong.at(bin);
    const double from = static_cast<double>(place) / kBins, to = (place + 1.0) / kBins;
    Readout values;
    values.crosshair = true;
    values.place = placeOf({(from + to) / 2, static_cast<double>(all)}, m_rightStays.area);
    values.lines << tr("%1 %2 to %3")
                        .arg(scoreName(m_score).toLower(), QString::number(from, 'f', 3),
                             QString::number(to, 'f', 3))
                 << tr("%1 images").arg(formatCount(all))
                 << tr("%1 wrong (%2)")
                        .arg(formatCount(m_wrong[bin]),
                             all > 0
                                 ? formatPercent(static_cast<double>(m_wrong[bin]) / static_cast<double>(all))
                                 : formatPercent(0));
    if (m_efforts > 1) {
        values.lines << (stays(bin) ? tr("kept") : tr("re-run"));
    }
    return values;
}

PlotTable EntropyChart::table() const {
    const QString score = scoreName(m_score).toLower().replace(QLatin1Char(' '), QLatin1Char('_'));
    PlotTable table{
        {score + QStringLiteral("_from"), score + QStringLiteral("_to"), QStringLiteral("images_right"),
         QStringLiteral("images_wrong"), QStringLiteral("re_run")},
        {}};
    for (std::size_t bin = 0; bin < kBins; ++bin) {
        table.rows.push_back({tableNumber(static_cast<double>(bin) / kBins),
                              tableNumber((static_cast<double>(bin) + 1.0) / kBins),
                              QString::number(m_right[bin]), QString::number(m_wrong[bin]),
                              stays(bin) ? QStringLiteral("0") : QStringLiteral("1")});
    }
    return table;
}

void EntropyChart::fill(const Layer& layer, const std::array<double, kBins>& base,
                        const std::array<double, kBins>& top) {
    QList<QPointF> upper, lower;
    upper.reserve(4 * kBins);
    lower.reserve(4 * kBins);
    for (std::size_t bin = 0; bin < kBins; ++bin) {
        const double left = (static_cast<double>(bin) + kBinGap) / kBins;
        const double right = (static_cast<double>(bin) + 1.0 - kBinGap) / kBins;
        const bool something = top[bin] > base[bin];
        const double from = something ? base[bin] : 0.0, to = something ? top[bin] : 0.0;
        upper << QPointF(left, from) << QPointF(left, to) << QPointF(right, to) << QPointF(right, from);
        lower << QPointF(left, from) << QPointF(left, from) << QPointF(right, from) << QPointF(right, from);
    }
    layer.upper->replace(upper);
    layer.lower->replace(lower);
}

void EntropyChart::paintOverlay(QPainter& painter, const QRectF& plot) {
    if (!m_threshold) {
        return;
    }
    const double x = placeOf({*m_threshold, 0}, m_rightStays.area).x();
    if (x < plot.left() - 1 || x > plot.right() + 1) {
        return;  // of a zoomed plot
    }
    painter.setPen(QPen(theme().chosen, tokens::kLine));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().chosen);
    painter.drawPolygon(QPolygonF({{x - 5, plot.top() - 3}, {x + 5, plot.top() - 3}, {x, plot.top() + 5}}));
    const bool atRight = x < plot.center().x();
    const Qt::Alignment side = (atRight ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignTop;
    const double textX = x + (atRight ? 8 : -8);
    const double lineHeight = QFontMetricsF(painter.font()).height();
    const QString threshold = tr("threshold %1").arg(formatSignificant(*m_threshold));
    paintTag(painter, {textX, plot.top()}, side, m_movable ? tr("%1, drag").arg(threshold) : threshold,
             theme().chosenInk, plot);
    int line = 1;
    if (m_share) {
        paintTag(painter, {textX, plot.top() + line++ * lineHeight}, side,
                 tr("%1 end here").arg(formatPercent(*m_share)), theme().text, plot);
    }
    if (m_breakEven) {
        paintTag(painter, {textX, plot.top() + line * lineHeight}, side,
                 *m_breakEven >= 1.0 ? tr("no share would gain")
                                     : tr("break-even %1").arg(formatPercent(std::max(0.0, *m_breakEven))),
                 theme().muted, plot);
    }
}

}  // namespace pivot
