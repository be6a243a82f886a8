// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/run_style.h"

#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <array>

namespace pivot {

QString runLetter(int run) {
    return QString(QChar(u'A' + std::clamp(run, 0, 25)));
}

RunStyle runStyle(const Theme& theme, int run) {
    // None of these stands for an effort. The reference has the colour of text, the strongest there is.
    const std::array<QColor, 4> colors{theme.text, theme.accuracy, theme.edp, theme.chosenInk};
    static constexpr std::array kMarkers{Marker::Circle,  Marker::Square,       Marker::Triangle,
                                         Marker::Diamond, Marker::TriangleDown, Marker::Plus,
                                         Marker::Star,    Marker::Pentagon};
    static const std::array<QList<qreal>, 4> kDashes{QList<qreal>{}, {5, 2}, {1, 1.5}, {6, 2, 1, 2}};
    const auto place = static_cast<std::size_t>(std::max(0, run));
    // Every marker is used once, and no colour meets the same dash twice.
    return {runLetter(run), colors[(place + place / 4) % colors.size()],
            kDashes[(place + 2 * (place / 4)) % kDashes.size()], kMarkers[place % kMarkers.size()]};
}

QIcon runIcon(const Theme& theme, int run, qreal devicePixelRatio) {
    const RunStyle style = runStyle(theme, run);
    QPixmap pixmap(kRunIconSize * devicePixelRatio);
    pixmap.setDevicePixelRatio(devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(style.color);
    paintMarker(painter, style.marker, {kRunIconSize.width() - 6.0, kRunIconSize.height() / 2.0}, 9);
    painter.end();
    return QIcon(pixmap);
}

}  // namespace pivot
