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
    QString cut = QString::fromStdString(text);
    if (textWidth(cut, sizePt) <= widthPt + 0.1) {
        return text;
    }
    while (cut.size() > 1 && textWidth(cut + QChar(0x2026), sizePt) > widthPt) {
        cut.chop(1);
    }
    return (cut + QChar(0x2026)).toStdString();
}

QColor inkOn(const QColor& ground) {
    return greyOf(ground).red() < 140 ? Qt::white : Qt::black;
}

QImage crisp(const QImage& image) {
    const int factor = std::clamp(600 / std::max(1, std::max(image.width(), image.height())), 1, 24);
    return factor == 1 ? image
                       : image.scaled(image.size() * factor, Qt::IgnoreAspectRatio, Qt::FastTransformation);
}

}  // namespace pivot::figures
