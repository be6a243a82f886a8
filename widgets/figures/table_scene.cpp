// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/axis_ticks.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/table_writer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

namespace pivot::figures {
namespace {

constexpr double kPad = 2.0, kRow = 1.4, kGap = 7.0, kSmallest = 5.0;

/// A table as text: the first line is its head.
struct Texts {
    std::vector<std::vector<QString>> lines;
    std::vector<bool> right;  ///< a column of numbers
};

Texts textsOf(const Table& table) {
    Texts texts;
    texts.lines.emplace_back();
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        texts.lines.front().push_back(QString::fromStdString(table.columns[c].heading));
        texts.right.push_back(isNumeric(table, c));
    }
    for (const auto& row : table.rows) {
        std::vector<QString>& line = texts.lines.emplace_back();
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const std::string text = textOf(row[c], table.columns[c]);
            line.push_back(text.empty() ? QStringLiteral("–") : QString::fromStdString(text));
        }
    }
    return texts;
}

/// Rows as columns: a wide table of few rows becomes a narrow one.
Texts turned(const Texts& texts) {
    Texts out;
    for (std::size_t c = 0; c < texts.right.size(); ++c) {
        std::vector<QString>& line = out.lines.emplace_back();
        for (const auto& from : texts.lines) {
            line.push_back(from[c]);
        }
    }
    out.right.assign(texts.lines.size(), true);
    out.right.front() = false;
    return out;
}

/// What columns of these widths, by the size of the text, need at a size.
double needed(const std::vector<double>& widths, double sizePt) {
    return std::accumulate(widths.begin(), widths.end(), 0.0) * sizePt + 2 * kPad +
           kGap * static_cast<double>(widths.size() - 1);
}

/// Widths of the columns by the size of the text; absent where even `smallest` has no room in `width`.
std::optional<std::vector<double>> widthsOf(const Texts& texts, double smallest, double width) {
    std::vector<double> widths(texts.right.size(), 0.0);
    for (const auto& line : texts.lines) {
        for (std::size_t c = 0; c < line.size(); ++c) {
            widths[c] = std::max(widths[c], textWidth(line[c], 1.0));
        }
        if (needed(widths, smallest) > width) {
            return std::nullopt;
        }
    }
    return widths;
}

}  // namespace

/// As booktabs sets it: three lines, numbers to the right. What is too wide is turned, or set smaller.
Result<Scene> tableScene(const FigureDocument& document) {
    const double width = document.spec.style.widthIn * 72;
    double size = document.spec.style.fontPt;
    const Table& table = *document.data.table;
    if (static_cast<double>(table.rows.size()) * kSmallest * kRow > kHighestPt) {
        Scene scene;
        scene.sizePt = QSizeF(width, 2 * kHighestPt);
        return scene;  // which is refused
    }
    Texts texts = textsOf(table);
    std::optional<std::vector<double>> fitting = widthsOf(texts, std::min(size, kSmallest), width);
    if (!fitting || needed(*fitting, size) > width) {
        Texts other = turned(texts);
        auto narrower = widthsOf(other, std::min(size, kSmallest), width);
        if (narrower && (!fitting || needed(*narrower, size) < needed(*fitting, size))) {
            texts = std::move(other);
            fitting = std::move(narrower);
        }
    }
    while (!fitting || needed(*fitting, size) > width) {
        size -= 0.25;
        if (!fitting || size < kSmallest) {
            return fail(ErrorCode::Usage,
                        "the table is too wide for " + labelText(document.spec.style.widthIn) +
                            " inches: show fewer experiments, or give it more with --width");
        }
    }
    const std::vector<double>& widths = *fitting;
    const double extra =
        widths.size() > 1 ? (width - needed(widths, size)) / static_cast<double>(widths.size() - 1) : 0.0;
    Scene scene;
    double y = kPad + 1;
    const auto rule = [&](double widthPt, double below) {
        QPainterPath path(QPointF(kPad, y));
        path.lineTo(width - kPad, y);
        scene.items.emplace_back(ScenePath{path, Qt::black, {}, widthPt, {}});
        y += below;
    };
    rule(0.9, 1);
    for (std::size_t i = 0; i < texts.lines.size(); ++i) {
        double x = kPad;
        for (std::size_t c = 0; c < widths.size(); ++c) {
            scene.items.emplace_back(SceneText{texts.lines[i][c],
                                               {texts.right[c] ? x + widths[c] * size : x, y + size * 1.05},
                                               texts.right[c] ? TextAlign::Right : TextAlign::Left,
                                               size});
            x += widths[c] * size + kGap + extra;
        }
        y += size * kRow + 0.5;
        if (i == 0) {
            rule(0.5, 1);
        }
    }
    rule(0.9, 0);
    scene.sizePt = QSizeF(width, std::ceil(y + kPad));
    return scene;
}

Result<Scene> sceneOf(const FigureDocument& document) {
    const FigureData& data = document.data;
    if (const auto fits = check(document.spec.style); !fits) {
        return tl::unexpected(fits.error());
    }
    Result<Scene> scene = fail(ErrorCode::Usage, "the figure holds nothing to draw");
    if (!data.panels.empty()) {
        scene = panelScene(document);
    } else if (data.heatMap) {
        scene = heatMapScene(document);
    } else if (data.grid) {
        scene = gridScene(document);
    } else if (data.table && !data.table->rows.empty()) {
        scene = tableScene(document);
    }
    if (scene && scene->sizePt.height() > kHighestPt) {
        return fail(ErrorCode::Usage, "the figure would be more than 200 inches high: choose less to show");
    }
    return scene;
}

}  // namespace pivot::figures
