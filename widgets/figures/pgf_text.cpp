// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/pgf_text.h"

#include "widgets/figures/table_writer.h"

#include <array>
#include <charconv>
#include <cmath>

namespace pivot::figures::pgf {
namespace {

std::string point(const QPointF& at, double heightPt) {
    return "(" + number(std::round(at.x() * 100) / 100) + "bp," +
           number(std::round((heightPt - at.y()) * 100) / 100) + "bp)";
}

std::string draw(const ScenePath& item, double heightPt) {
    std::string out = "\\path[";
    if (item.fill.isValid()) {
        out +=
            "fill=" + color(item.fill) + (item.path.fillRule() == Qt::OddEvenFill ? ", even odd rule" : "");
    }
    if (item.stroke.isValid()) {
        out += (out.ends_with('[') ? "draw=" : ", draw=") + color(item.stroke) +
               ", line width=" + number(item.widthPt) + "bp" + dash({{}, item.dash});
    }
    out += "]";
    for (int i = 0; i < item.path.elementCount(); ++i) {
        const QPainterPath::Element& e = item.path.elementAt(i);
        if (e.isMoveTo()) {
            out += " " + point(e, heightPt);
        } else if (e.isLineTo()) {
            out += " -- " + point(e, heightPt);
        } else if (e.isCurveTo()) {
            out += " .. controls " + point(e, heightPt) + " and " +
                   point(item.path.elementAt(i + 1), heightPt) + " .. " +
                   point(item.path.elementAt(i + 2), heightPt);
            i += 2;
        }
        if (i % 8 == 7) {
            out += '\n';
        }
    }
    return out + ";\n";
}

std::string draw(const SceneDots& item, double heightPt) {
    std::string out;
    for (const QPoint& dot : item.tenths) {
        out += "\\fill[" + color(item.color) + "] " + point(QPointF(dot) / 10, heightPt) +
               " circle[radius=" + number(item.diameterPt / 2) + "bp];\n";
    }
    return out;
}

std::string draw(const SceneText& item, double heightPt) {
    const char* anchor = item.align == TextAlign::Left     ? "base west"
                         : item.align == TextAlign::Centre ? "base"
                                                           : "base east";
    return std::string("\\node[anchor=") + anchor + ", inner sep=0, text=" + color(item.color) +
           (item.upwards ? ", rotate=90" : "") + ", " + font(item.sizePt) + "] at " +
           point(item.at, heightPt) + " {" + latexText(item.text.toStdString()) + "};\n";
}

std::string draw(const SceneImage& item, double heightPt, const std::string& file) {
    return "\\node[anchor=north west, inner sep=0] at " + point(item.rect.topLeft(), heightPt) +
           " {\\includegraphics[width=" + number(item.rect.width()) +
           "bp,height=" + number(item.rect.height()) + "bp]{" + file + "}};\n";
}

}  // namespace

std::string number(double value) {
    std::array<char, 400> text{};
    const double size = std::abs(value);
    const int decimals =
        size == 0 || size >= 1e6 ? 0 : std::clamp(6 - static_cast<int>(std::floor(std::log10(size))), 0, 14);
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value == 0 ? 0.0 : value,
                                   std::chars_format::fixed, decimals);
    std::string out(text.data(), end.ptr);
    if (out.find('.') != std::string::npos) {
        out.erase(out.find_last_not_of('0') + 1);
        if (out.ends_with('.')) {
            out.pop_back();
        }
    }
    return out;
}

std::string color(const QColor& c) {
    return "{rgb,255:red," + std::to_string(c.red()) + ";green," + std::to_string(c.green()) + ";blue," +
           std::to_string(c.blue()) + "}";
}

std::string font(double sizePt) {
    return "font=\\sffamily\\fontsize{" + number(sizePt) + "}{" + number(sizePt * 1.2) + "}\\selectfont";
}

std::string dash(const InkStyle& style) {
    std::string out;
    for (std::size_t i = 0; i < style.dash.size(); ++i) {
        out += (i % 2 == 0 ? " on " : " off ") + number(style.dash[i]) + "bp";
    }
    return out.empty() ? out : ", dash pattern=" + out.substr(1);
}

std::string lineStyle(const Series& s, const InkStyle& style) {
    static constexpr std::array kMarks{"*", "square*", "triangle*", "diamond*", "triangle*", "x"};
    const std::string ink = color(style.color);
    std::string out = s.mark == Mark::Points ? "only marks, color=" + ink
                                             : "color=" + ink + ", line width=1bp" + dash(style);
    if (s.mark == Mark::Line) {
        return out + ", no marks";
    }
    const bool open = s.hollow || style.hollow;
    return out + ", mark=" + kMarks[static_cast<std::size_t>(style.shape)] +
           ", mark size=2bp, mark options={solid, " +
           (style.shape == Shape::TriangleDown ? "rotate=180, " : "") +
           (open ? "draw=" + ink + ", fill=white" : "draw=" + ink + ", fill=" + ink) + "}";
}

std::string barStyle(const Series& s, const InkStyle& style) {
    const std::string ink = color(style.color);
    if (s.hollow) {
        return "fill=white, draw=" + ink + ", line width=0.4bp";
    }
    return s.hatched ? "preaction={fill=" + color(tinted(style.color, 0.15)) +
                           "}, pattern=north east lines, pattern color=" + ink + ", draw=" + ink +
                           ", line width=0.4bp"
                     : "fill=" + ink + ", draw=white, line width=0.4bp";
}

std::string begin(const QSizeF& sizePt) {
    return "% Needs in the preamble: \\usepackage{pgfplots} \\pgfplotsset{compat=1.18} "
           "\\usetikzlibrary{patterns}\n"
           "\\begin{tikzpicture}\n\\path[use as bounding box] (0,0) rectangle (" +
           number(sizePt.width()) + "bp," + number(sizePt.height()) + "bp);\n";
}

std::string end() {
    return "\\end{tikzpicture}\n";
}

std::string drawing(const Scene& scene, double heightPt, const std::string& name) {
    std::string out;
    int images = 0;
    for (const auto& item : scene.items) {
        if (const auto* image = std::get_if<SceneImage>(&item)) {
            out += draw(*image, heightPt, name + "-image" + std::to_string(++images) + ".png");
        } else if (const auto* path = std::get_if<ScenePath>(&item)) {
            out += draw(*path, heightPt);
        } else if (const auto* dots = std::get_if<SceneDots>(&item)) {
            out += draw(*dots, heightPt);
        } else if (const auto* text = std::get_if<SceneText>(&item)) {
            out += draw(*text, heightPt);
        }
    }
    return out;
}

}  // namespace pivot::figures::pgf
