// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/table_writer.h"

#include <algorithm>
#include <cmath>

namespace pivot::figures {
namespace {

constexpr double kPad = 2.0, kRow = 1.45, kGap = 7.0;

}  // namespace

/// A table as booktabs sets it: three lines, numbers to the right. What is too wide is set smaller.
Scene tableScene(const FigureDocument& document) {
    const Table& table = *document.data.table;
    const double width = document.spec.style.widthIn * 72;
    double size = document.spec.style.fontPt;
    const auto cellText = [&](std::size_t row, std::size_t c) {
        return QString::fromStdString(textOf(table.rows[row][c], table.columns[c]));
    };
    std::vector<double> widths;
    const auto measure = [&] {
        widths.clear();
        double sum = 2 * kPad;
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            double most = textWidth(QString::fromStdString(table.columns[c].heading), size);
            for (std::size_t r = 0; r < table.rows.size(); ++r) {
                most = std::max(most, textWidth(cellText(r, c), size));
            }
            widths.push_back(most);
            sum += most + (c > 0 ? kGap : 0.0);
        }
        return sum;
    };
    double sum = measure();
    if (sum > width) {
        const double gaps = 2 * kPad + kGap * static_cast<double>(widths.size() - 1);
        size = std::max(4.0, size * std::max(0.1, (width - gaps) / (sum - gaps)));
        sum = measure();
    }
    const double extra = widths.size() > 1 ? (width - sum) / static_cast<double>(widths.size() - 1) : 0.0;
    Scene scene;
    double y = kPad + 1;
    const auto line = [&](double widthPt) {
        QPainterPath path(QPointF(kPad, y));
        path.lineTo(width - kPad, y);
        scene.items.emplace_back(ScenePath{path, Qt::black, {}, widthPt, {}});
    };
    const auto row = [&](auto text) {
        double x = kPad;
        for (std::size_t c = 0; c < widths.size(); ++c) {
            const bool right = isNumeric(table, c);
            scene.items.emplace_back(SceneText{text(c),
                                               {right ? x + widths[c] : x, y + size * 1.05},
                                               right ? TextAlign::Right : TextAlign::Left,
                                               size,
                                               Qt::black,
                                               false,
                                               false});
            x += widths[c] + kGap + extra;
        }
        y += size * kRow;
    };
    line(0.9);
    y += 1;
    row([&](std::size_t c) { return QString::fromStdString(table.columns[c].heading); });
    y += 0.5;
    line(0.5);
    y += 1;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        row([&, r](std::size_t c) { return cellText(r, c); });
    }
    y += 0.5;
    line(0.9);
    scene.sizePt = QSizeF(width, std::ceil(y + kPad));
    return scene;
}

Result<Scene> sceneOf(const FigureDocument& document) {
    const FigureData& data = document.data;
    if (const auto fits = check(document.spec.style); !fits) {
        return tl::unexpected(fits.error());
    }
    Scene scene;
    if (!data.panels.empty()) {
        scene = panelScene(document);
    } else if (data.heatMap) {
        scene = heatMapScene(document);
    } else if (data.grid) {
        scene = gridScene(document);
    } else if (data.table && !data.table->rows.empty()) {
        scene = tableScene(document);
    } else {
        return fail(ErrorCode::Usage, "the figure holds nothing to draw");
    }
    if (scene.sizePt.height() > 200 * 72) {
        return fail(ErrorCode::Usage, "the figure would be more than 200 inches high: choose less to show");
    }
    return scene;
}

}  // namespace pivot::figures
