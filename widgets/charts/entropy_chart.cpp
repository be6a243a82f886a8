// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/entropy_chart.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/contrast.h"
#include "widgets/theme/effort_style.h"

#include <QAreaSeries>
#include <QLineSeries>
#include <QPainter>
#include <QValueAxis>
#include <algorithm>
#include <numeric>

namespace pivot {
namespace {

constexpr int kBins = LiveSnapshot::kEntropyBins;
constexpr double kBinGap = 0.08;  // of a bin, at each side of a bar

}  // namespace

EntropyChart::EntropyChart(const ThemeSource& theme, QWidget* parent)
    : PlotCard(theme, tr("Entropy at the low effort"), parent),
      m_entropy(new QValueAxis(this)),
      m_count(new QValueAxis(this)) {
    setObjectName(QStringLiteral("entropyChart"));
    setNote(tr("hatched: wrong at the low effort"));
    chart().addAxis(m_entropy, Qt::AlignBottom);
    chart().addAxis(m_count, Qt::AlignLeft);
    m_entropy->setRange(0, 1);
    m_entropy->setTickCount(5);
    m_entropy->setLabelFormat(QStringLiteral("%.2f"));
    m_entropy->setTitleText(tr("normalized entropy"));
    m_count->setLabelFormat(QStringLiteral("%.0f"));
    m_rightStays = addLayer();
    m_wrongStays = addLayer();
    m_rightGoes = addLayer();
    m_wrongGoes = addLayer();
    applyTheme();
    setHistogram({}, {});
}

EntropyChart::Layer EntropyChart::addLayer() {
    Layer layer{new QLineSeries(this), new QLineSeries(this), nullptr};
    layer.area = new QAreaSeries(layer.upper, layer.lower);
    chart().addSeries(layer.area);
    layer.area->attachAxis(m_entropy);
    layer.area->attachAxis(m_count);
    layer.area->setPen(Qt::NoPen);
    return layer;
}

void EntropyChart::applyTheme() {
    styleAxis(*m_entropy, false);
    styleAxis(*m_count, true);
    const qreal ratio = devicePixelRatioF();
    const QColor stays = theme().low;
    const QColor goes = blended(theme().baseline, theme().surface, 0.6);
    m_rightStays.area->setBrush(stays);
    m_rightGoes.area->setBrush(goes);
    m_wrongStays.area->setBrush(
        hatchBrush(Hatch::Backward, theme().text, blended(stays, theme().surface, 0.35), ratio));
    m_wrongGoes.area->setBrush(
        hatchBrush(Hatch::Backward, theme().text, blended(goes, theme().surface, 0.35), ratio));
    for (const Layer& layer : {m_rightStays, m_wrongStays, m_rightGoes, m_wrongGoes}) {
        layer.area->setPen(Qt::NoPen);
    }
}

void EntropyChart::setHistogram(const Bins& right, const Bins& wrong) {
    if (right == m_right && wrong == m_wrong && m_count->max() > 1) {
        return;
    }
    m_right = right;
    m_wrong = wrong;
    rebuild();
}

void EntropyChart::setThreshold(std::optional<double> normalized) {
    if (normalized != m_threshold) {
        m_threshold = normalized;
        rebuild();
    }
}

void EntropyChart::setShares(std::optional<double> share, std::optional<double> breakEven) {
    m_share = share;
    m_breakEven = breakEven;
    repaintOverlay();
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
        // The bin that the threshold cuts is drawn with the side on which its middle lies.
        const bool stays = !m_threshold || (static_cast<double>(bin) + 0.5) / kBins <= *m_threshold;
        (stays ? rightStays : rightGoes)[bin] = right[bin];
        (stays ? wrongStays : wrongGoes)[bin] = all[bin];
    }
    fill(m_rightStays, zero, rightStays);
    fill(m_rightGoes, zero, rightGoes);
    fill(m_wrongStays, right, wrongStays);
    fill(m_wrongGoes, right, wrongGoes);
    const double highest = *std::max_element(all.begin(), all.end());
    const NiceRange range = niceRangeAtMost(0, std::max(4.0, highest * 1.05), verticalTicks());
    setNiceRange(*m_count, range, QStringLiteral("%.0f"));
    setEmptyText(highest > 0 ? QString() : tr("No images yet"));
    repaintOverlay();
}

void EntropyChart::fill(const Layer& layer, const std::array<double, kBins>& base,
                        const std::array<double, kBins>& top) {
    QList<QPointF> upper, lower;
    upper.reserve(4 * kBins);
    lower.reserve(4 * kBins);
    for (std::size_t bin = 0; bin < kBins; ++bin) {
        const double left = (static_cast<double>(bin) + kBinGap) / kBins;
        const double right = (static_cast<double>(bin) + 1.0 - kBinGap) / kBins;
        const double from = top[bin] > base[bin] ? base[bin] : 0.0;
        const double to = std::max(from, top[bin]);
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
    const double x = std::clamp(chart().mapToPosition({*m_threshold, 0}, m_rightStays.area).x(), plot.left(),
                                plot.right());
    painter.setPen(QPen(theme().chosen, tokens::kLine));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme().chosen);
    painter.drawPolygon(QPolygonF({{x - 5, plot.top() - 3}, {x + 5, plot.top() - 3}, {x, plot.top() + 5}}));
    const bool atRight = x < plot.center().x();
    const Qt::Alignment side = (atRight ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignTop;
    const double textX = x + (atRight ? 8 : -8);
    const double lineHeight = QFontMetricsF(painter.font()).height();
    paintTag(painter, {textX, plot.top()}, side, tr("threshold %1").arg(formatSignificant(*m_threshold)),
             theme().chosenInk, plot);
    int line = 1;
    if (m_share) {
        paintTag(painter, {textX, plot.top() + line++ * lineHeight}, side,
                 tr("%1 end here").arg(formatPercent(*m_share)), theme().text, plot);
    }
    if (m_breakEven) {
        paintTag(painter, {textX, plot.top() + line * lineHeight}, side,
                 tr("break-even %1").arg(formatPercent(std::max(0.0, *m_breakEven))), theme().muted, plot);
    }
}

}  // namespace pivot
