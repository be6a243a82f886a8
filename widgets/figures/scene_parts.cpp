// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/scene_parts.h"

#include <algorithm>

namespace pivot::figures {

void addText(Scene& scene, const std::string& text, const QPointF& at, TextAlign align, double sizePt,
             const QColor& color, bool upwards) {
    if (!text.empty()) {
        scene.items.emplace_back(SceneText{QString::fromStdString(text), at, align, sizePt, color, upwards});
    }
}

void addFrame(Scene& scene, const QRectF& rect, const QColor& color, double widthPt,
              const std::vector<double>& dash) {
    QPainterPath path;
    path.addRect(rect);
    scene.items.emplace_back(ScenePath{path, color, {}, widthPt, dash});
}

double widestText(const std::vector<std::string>& texts, double sizePt) {
    double width = 0;
    for (const std::string& text : texts) {
        width = std::max(width, textWidth(QString::fromStdString(text), sizePt));
    }
    return width;
}

std::string shortened(const std::string& text, double sizePt, double widthPt) {
    const QString whole = QString::fromStdString(text);
    if (textWidth(whole, sizePt) <= widthPt + 0.1) {
        return text;
    }
    const auto cut = [&whole](qsizetype length) {
        const bool half = length > 0 && whole[length - 1].isHighSurrogate();  // of one letter
        return whole.first(half ? length - 1 : length) + QChar(0x2026);
    };
    qsizetype fits = 1, most = std::max<qsizetype>(1, whole.size() - 1);
    while (fits < most) {
        const qsizetype middle = (fits + most + 1) / 2;
        if (textWidth(cut(middle), sizePt) <= widthPt) {
            fits = middle;
        } else {
            most = middle - 1;
        }
    }
    return cut(fits).toStdString();
}

QColor inkOn(const QColor& ground) {
    return greyOf(ground).red() < 140 ? Qt::white : Qt::black;
}

int crispFactor(const QSize& size) {
    return std::clamp(600 / std::max(1, std::max(size.width(), size.height())), 1, 24);
}

}  // namespace pivot::figures
