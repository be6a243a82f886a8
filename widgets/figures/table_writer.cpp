// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/table_writer.h"

#include "core/number_text.h"
#include "widgets/figures/axis_ticks.h"

#include <QList>
#include <QString>
#include <algorithm>
#include <array>
#include <charconv>
#include <unordered_map>

namespace pivot::figures {
namespace {

std::string csvField(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string out = "\"";
    for (const char c : text) {
        out += c == '"' ? "\"\"" : std::string(1, c);
    }
    return out + '"';
}

std::string exactText(const Cell& cell) {
    if (const auto* number = std::get_if<double>(&cell)) {
        return numberText(*number);
    }
    const auto* text = std::get_if<std::string>(&cell);
    return text ? *text : std::string();
}

const std::unordered_map<char32_t, const char*>& commands() {
    static const std::unordered_map<char32_t, const char*> all{{U'\\', "\\textbackslash{}"},
                                                               {U'{', "\\{"},
                                                               {U'}', "\\}"},
                                                               {U'$', "\\$"},
                                                               {U'&', "\\&"},
                                                               {U'#', "\\#"},
                                                               {U'%', "\\%"},
                                                               {U'_', "\\_"},
                                                               {U'^', "\\textasciicircum{}"},
                                                               {U'~', "\\textasciitilde{}"},
                                                               {U'<', "\\ensuremath{<}"},
                                                               {U'>', "\\ensuremath{>}"},
                                                               {U'|', "\\ensuremath{|}"},
                                                               {U'"', "''"},
                                                               {U'°', "\\ensuremath{^\\circ}"},
                                                               {U'µ', "\\ensuremath{\\mu}"},
                                                               {U'μ', "\\ensuremath{\\mu}"},
                                                               {U'×', "\\ensuremath{\\times}"},
                                                               {U'·', "\\ensuremath{\\cdot}"},
                                                               {U'±', "\\ensuremath{\\pm}"},
                                                               {U'−', "\\ensuremath{-}"},
                                                               {U'≤', "\\ensuremath{\\le}"},
                                                               {U'≥', "\\ensuremath{\\ge}"},
                                                               {U'≠', "\\ensuremath{\\ne}"},
                                                               {U'≈', "\\ensuremath{\\approx}"},
                                                               {U'→', "\\ensuremath{\\to}"},
                                                               {U'←', "\\ensuremath{\\leftarrow}"},
                                                               {U'∞', "\\ensuremath{\\infty}"},
                                                               {U'√', "\\ensuremath{\\surd}"},
                                                               {U'Δ', "\\ensuremath{\\Delta}"},
                                                               {U'Ω', "\\ensuremath{\\Omega}"},
                                                               {U'α', "\\ensuremath{\\alpha}"},
                                                               {U'β', "\\ensuremath{\\beta}"},
                                                               {U'γ', "\\ensuremath{\\gamma}"},
                                                               {U'δ', "\\ensuremath{\\delta}"},
                                                               {U'ε', "\\ensuremath{\\varepsilon}"},
                                                               {U'λ', "\\ensuremath{\\lambda}"},
                                                               {U'σ', "\\ensuremath{\\sigma}"},
                                                               {U'τ', "\\ensuremath{\\tau}"},
                                                               {U'²', "\\ensuremath{^2}"},
                                                               {U'³', "\\ensuremath{^3}"},
                                                               {U'¹', "\\ensuremath{^1}"},
                                                               {U'⁰', "\\ensuremath{^0}"},
                                                               {U'⁴', "\\ensuremath{^4}"},
                                                               {U'⁵', "\\ensuremath{^5}"},
                                                               {U'⁶', "\\ensuremath{^6}"},
                                                               {U'⁷', "\\ensuremath{^7}"},
                                                               {U'⁸', "\\ensuremath{^8}"},
                                                               {U'⁹', "\\ensuremath{^9}"},
                                                               {U'⁻', "\\ensuremath{^-}"},
                                                               {U'–', "--"},
                                                               {U'—', "---"},
                                                               {U'…', "\\ldots{}"},
                                                               {U'’', "'"},
                                                               {U'‘', "`"},
                                                               {U'“', "``"},
                                                               {U'”', "''"},
                                                               {U'\u00A0', "~"},
                                                               {U'\u202F', "\\,"},
                                                               {U'\t', " "},
                                                               {U'\n', " "},
                                                               {U'\r', " "}};
    return all;
}

std::string utf8Of(char32_t c) {
    return QString::fromUcs4(&c, 1).toStdString();
}

}  // namespace

std::string textOf(const Cell& cell, const Table::Column& column) {
    const auto* number = std::get_if<double>(&cell);
    if (!number) {
        const auto* text = std::get_if<std::string>(&cell);
        return text ? *text : std::string();
    }
    if (column.decimals < 0) {
        return labelText(*number);
    }
    std::array<char, 400> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), *number, std::chars_format::fixed,
                                   column.decimals);
    std::string written(text.data(), end.ptr);
    return written.starts_with('-') ? "−" + written.substr(1) : written;
}

bool isNumeric(const Table& table, std::size_t column) {
    return std::none_of(table.rows.begin(), table.rows.end(), [column](const auto& row) {
        return std::holds_alternative<std::string>(row[column]);
    });
}

std::string csvOf(const Table& table) {
    std::string out;
    const auto line = [&](auto field) {
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            out += (c > 0 ? "," : "") + csvField(field(c));
        }
        out += '\n';
    };
    line([&](std::size_t c) { return table.columns[c].name; });
    for (const auto& row : table.rows) {
        line([&](std::size_t c) { return exactText(row[c]); });
    }
    return out;
}

std::string latexOf(const Table& table) {
    std::string out = "% Needs \\usepackage{booktabs}.\n\\begin{tabular}{@{}";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        out += isNumeric(table, c) ? 'r' : 'l';
    }
    out += "@{}}\n\\toprule\n";
    const auto line = [&](auto field) {
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            out += (c > 0 ? " & " : "") + field(c);
        }
        out += " \\\\\n";
    };
    line([&](std::size_t c) { return latexText(table.columns[c].heading); });
    out += "\\midrule\n";
    for (const auto& row : table.rows) {
        line([&](std::size_t c) {
            const std::string text = latexText(textOf(row[c], table.columns[c]));
            return text.empty() ? std::string("--") : text;
        });
    }
    return out + "\\bottomrule\n\\end{tabular}\n";
}

std::string markdownOf(const Table& table) {
    const auto field = [](const std::string& text) {
        std::string out;
        for (const char c : text) {
            out += c == '|' || c == '\\' || c == '<' || c == '*' || c == '`' ? "\\" + std::string(1, c)
                   : c == '\n' || c == '\r'                                  ? std::string(" ")
                                                                             : std::string(1, c);
        }
        return out;
    };
    std::string out = "|", rule = "|";
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        out += ' ' + field(table.columns[c].heading) + " |";
        rule += isNumeric(table, c) ? " ---: |" : " --- |";
    }
    out += '\n' + rule + '\n';
    for (const auto& row : table.rows) {
        out += '|';
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const std::string text = field(textOf(row[c], table.columns[c]));
            out += ' ' + (text.empty() ? std::string("–") : text) + " |";
        }
        out += '\n';
    }
    return out;
}

std::string latexText(const std::string& text) {
    std::string out;
    for (const char32_t c : QString::fromStdString(text).toUcs4()) {
        const auto command = commands().find(c);
        if (command != commands().end()) {
            out += command->second;
        } else if (c < 0x20) {
            continue;
        } else if (c < 0x180) {  // ASCII, Latin-1 and Latin Extended-A: in the 8-bit fonts
            out += utf8Of(c);
        } else {
            const QString code =
                QStringLiteral("%1").arg(static_cast<uint>(c), 4, 16, QLatin1Char('0')).toUpper();
            out += "\\ifdefined\\Umathchar " + utf8Of(c) + "\\else[U+" + code.toStdString() + "]\\fi{}";
        }
    }
    return out;
}

}  // namespace pivot::figures
