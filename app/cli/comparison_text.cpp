// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/comparison_text.h"

#include "app/cli/formatted.h"
#include "pivot/published_points.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace pivot::cli {

namespace {

constexpr std::size_t kWidestValue = 36;
constexpr std::size_t kShownClasses = 5;

bool beginsCharacter(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::size_t lengthOf(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), beginsCharacter));
}

/// The end of a long path tells more than its beginning.
std::string shortened(const std::string& text) {
    std::size_t length = lengthOf(text);
    if (length <= kWidestValue) {
        return text;
    }
    std::size_t at = 0;
    for (; length >= kWidestValue; --length) {
        do {
            ++at;
        } while (at < text.size() && !beginsCharacter(text[at]));
    }
    return "…" + text.substr(at);
}

/// `A`, `B`, ... as the columns are headed.
std::string letter(std::size_t run) {
    return std::string(1, static_cast<char>('A' + run));
}

using Row = std::vector<std::string>;  // a label, and a cell an experiment

void appendTable(std::string& out, const Row& head, const std::vector<Row>& rows) {
    std::vector<std::size_t> widths(head.size(), 0);
    for (std::size_t c = 0; c < head.size(); ++c) {
        widths[c] = lengthOf(head[c]);
        for (const Row& row : rows) {
            widths[c] = std::max(widths[c], lengthOf(row[c]) + (c == 0 ? 2 : 0));
        }
    }
    const auto line = [&](const Row& row, const char* indent) {
        std::string text = indent + row[0];
        text.append(widths[0] - std::min(widths[0], lengthOf(text)), ' ');
        for (std::size_t c = 1; c < row.size(); ++c) {
            text += "  ";
            text.append(widths[c] - lengthOf(row[c]), ' ');
            text += row[c];
        }
        out += text + '\n';
    };
    line(head, "");
    for (const Row& row : rows) {
        line(row, "  ");
    }
    out += '\n';
}

Row headOf(const Comparison& comparison, const char* title) {
    Row head{title};
    for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
        head.push_back(letter(i));
    }
    return head;
}

std::string valueText(const nlohmann::json& value) {
    if (value.is_null()) {
        return "-";
    }
    if (value.is_boolean()) {
        return value.get<bool>() ? "yes" : "no";
    }
    if (value.is_number_float()) {
        return formatted("%.5g", value.get<double>());
    }
    return shortened(value.is_string()
                         ? value.get<std::string>()
                         : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

std::string number(const std::optional<double>& value, double scale, const char* unit) {
    return value ? formatted("%.4g", *value * scale) + unit : "-";
}

std::string percent(const std::optional<double>& fraction) {
    return fraction ? formatted("%.2f %%", 100.0 * *fraction) : "-";
}

void appendDifferences(std::string& out, const Comparison& comparison) {
    if (comparison.differences.empty()) {
        out += "configuration: the same in all of them\n\n";
        return;
    }
    std::vector<Row> rows;
    for (const ConfigDifference& difference : comparison.differences) {
        const bool hash = difference.key.ends_with("fingerprint");
        Row row{difference.name};
        for (const nlohmann::json& value : difference.values) {
            const std::string text = valueText(value);
            row.push_back(hash && value.is_string() ? value.get<std::string>().substr(0, 12) : text);
        }
        rows.push_back(std::move(row));
    }
    appendTable(out, headOf(comparison, "configuration that differs"), rows);
}

template <class Cell>
Row rowOf(const Comparison& comparison, const std::string& name, Cell cell) {
    Row row{name};
    for (const RunFigures& run : comparison.runs) {
        row.push_back(cell(run));
    }
    return row;
}

void appendFigures(std::string& out, const Comparison& comparison) {
    std::vector<Row> rows;
    const auto add = [&](const std::string& name, auto cell) {
        Row row = rowOf(comparison, name, cell);
        const bool known = std::any_of(row.begin() + 1, row.end(), [](const auto& c) { return c != "-"; });
        if (known) {
            rows.push_back(std::move(row));
        }
    };
    add("images", [](const RunFigures& run) { return std::to_string(run.images); });
    add("failed", [](const RunFigures& run) { return run.errors > 0 ? std::to_string(run.errors) : "-"; });
    add("accuracy", [](const RunFigures& run) { return percent(run.accuracy); });
    add("  95 % interval", [](const RunFigures& run) {
        return run.accuracyCi95
                   ? formatted("%.2f to %.2f", 100.0 * run.accuracyCi95->low, 100.0 * run.accuracyCi95->high)
                   : "-";
    });
    add("top 5", [](const RunFigures& run) { return percent(run.top5); });
    std::size_t efforts = 0;
    for (const RunFigures& run : comparison.runs) {
        efforts = std::max(efforts, run.shares.size());
    }
    for (std::size_t k = 0; k + 1 < efforts; ++k) {
        add("ends at effort " + std::to_string(k + 1), [k](const RunFigures& run) {
            return percent(k < run.shares.size() ? std::optional(run.shares[k]) : std::nullopt);
        });
    }
    add("break-even share", [](const RunFigures& run) { return percent(run.breakEvenShare); });
    add("delay", [](const RunFigures& run) { return number(run.delayMs, 1, " ms"); });
    add("  kind", [](const RunFigures& run) {
        return run.delayProvenance ? std::string(toString(run.delayProvenance->kind)) : "-";
    });
    add("rate", [](const RunFigures& run) { return number(run.throughputImgS, 1, " img/s"); });
    add("energy", [](const RunFigures& run) { return number(run.energyJ, 1e3, " mJ"); });
    add("  kind", [](const RunFigures& run) {
        return run.energyProvenance ? std::string(toString(run.energyProvenance->kind)) : "-";
    });
    add("EDP", [](const RunFigures& run) { return number(run.edpJs, 1e6, " µJs"); });
    add("EDP of its full path / its own",
        [](const RunFigures& run) { return number(run.edpReduction, 1, "x"); });
    appendTable(out, headOf(comparison, "results (means are per image)"), rows);
}

/// Only the blocks that are not alike: the others tell nothing.
void appendBlocks(std::string& out, const Comparison& comparison) {
    std::vector<Row> rows;
    const std::size_t blocks = comparison.runs.front().attentionRuns.size();
    for (std::size_t block = 0; block < blocks; ++block) {
        Row row = rowOf(comparison, "block " + std::to_string(block), [block](const RunFigures& run) {
            return formatted("%.3f", run.attentionRuns[block]);
        });
        if (std::any_of(row.begin() + 1, row.end(), [&](const auto& cell) { return cell != row[1]; })) {
            rows.push_back(std::move(row));
        }
    }
    if (!rows.empty()) {
        appendTable(out, headOf(comparison, "attention runs per image"), rows);
    }
}

/// With the same decimals in every row, unlike number(): a column of them is read down.
std::string milliseconds(const std::optional<double>& ms) {
    return ms ? formatted("%.4f", *ms) : "-";
}

/// What an image spends where: the time of each layer beside how often it runs.
void appendLayers(std::string& out, const Comparison& comparison) {
    Row head{"layers (means per image)"};
    Row sums{"all layers"};
    std::vector<Row> rows;
    for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
        const RunFigures& run = comparison.runs[i];
        head.insert(head.end(), {letter(i) + " ms", letter(i) + " runs"});
        sums.insert(sums.end(), {milliseconds(spentMs(run.layers)), "-"});
        rows.resize(run.layers.size());
        for (std::size_t at = 0; at < run.layers.size(); ++at) {
            const LayerSpend& layer = run.layers[at];
            Row& row = rows[at];
            if (row.empty()) {
                row.push_back(layerName(layer.piece, layer.block));
            }
            row.push_back(milliseconds(layer.ms));
            row.push_back(layer.runs ? formatted("%.3f", *layer.runs) : "-");
        }
    }
    rows.push_back(std::move(sums));
    appendTable(out, head, rows);
    out.pop_back();
    for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
        if (const RunFigures& run = comparison.runs[i]; !run.layersReason.empty()) {
            out += "  " + letter(i) + " has no times of layers: " + run.layersReason + '\n';
        }
    }
    out += '\n';
}

std::string line(const char* label, const std::string& value) {
    return formatted("  %-12s", label) + value + '\n';
}

std::string ratioText(double reduction, const std::optional<Interval>& ci95) {
    const double factor = std::max(reduction, 1.0 / reduction);
    std::string text = factor < 1000 ? formatted("%.3gx ", factor) : formatted("%.0fx ", factor);
    text += reduction >= 1.0 ? "less" : "more";
    text += formatted(" (A's / this one's %.3f", reduction);
    text += ci95 ? formatted("; 95 %% interval %.3f to %.3f)", ci95->low, ci95->high)
                 : std::string("; too few batches for an interval)");
    return text;
}

std::string signedPoints(double fraction) {
    return formatted("%+.2f", 100.0 * fraction);
}

std::string pText(const std::optional<double>& p) {
    return !p ? "-" : *p < 0.0001 ? "below 0.0001" : formatted("%.4f", *p);
}

std::string exitText(int exit) {
    return exit == Outcome::kNoExit ? "at no effort" : "at effort " + std::to_string(exit + 1);
}

void appendClasses(std::string& out, const RunPair& pair, const Comparison& comparison) {
    std::vector<const ClassDifference*> order;
    for (const ClassDifference& one : pair.classes) {
        if (one.right != one.referenceRight) {
            order.push_back(&one);
        }
    }
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
        return std::abs(a->difference.value) > std::abs(b->difference.value);
    });
    for (std::size_t i = 0; i < std::min(order.size(), kShownClasses); ++i) {
        const ClassDifference& one = *order[i];
        out += line(i == 0 ? "classes" : "",
                    comparison.className(one.label) + ": " + signedPoints(one.difference.value) +
                        formatted(" points (95 %% interval %.2f to %.2f), %lld images",
                                  100.0 * one.difference.ci95.low, 100.0 * one.difference.ci95.high,
                                  static_cast<long long>(one.images)));
    }
    if (order.size() > kShownClasses) {
        out += line("", formatted("and %zu more classes that differ less", order.size() - kShownClasses));
    }
}

void appendFlips(std::string& out, const RunPair& pair, const Comparison& comparison, std::size_t most) {
    const auto said = [&](std::int32_t predicted, int exit) {
        return (predicted < 0 ? std::string("nothing") : comparison.className(predicted)) + ' ' +
               exitText(exit);
    };
    for (std::size_t i = 0; i < std::min(most, pair.flips.size()); ++i) {
        const FlippedImage& image = pair.flips[i];
        out += line(i == 0 ? "flipped" : "", std::string(image.gained ? "+ " : "- ") + image.key + ", " +
                                                 comparison.className(image.label) + ": A said " +
                                                 said(image.referencePredicted, image.referenceExit) + ", " +
                                                 letter(pair.run) + ' ' + said(image.predicted, image.exit));
    }
    if (most > 0 && pair.flips.size() > most) {
        out += line("", formatted("and %zu more; --json and --flips list them", pair.flips.size() - most));
    }
}

void appendPair(std::string& out, const RunPair& pair, const Comparison& comparison, std::size_t flips) {
    out += letter(pair.run) + " against A: " + std::to_string(pair.imagesInBoth) + " images in both, " +
           std::to_string(pair.imagesCompared) + " compared by their label\n";
    if (pair.accuracyDifference) {
        out +=
            line("accuracy",
                 signedPoints(pair.accuracyDifference->value) +
                     formatted(" points (95 %% interval %.2f to %.2f, %s)",
                               100.0 * pair.accuracyDifference->ci95.low,
                               100.0 * pair.accuracyDifference->ci95.high,
                               pair.method == DifferenceMethod::Paired ? "paired" : "of different images"));
    }
    if (pair.mcnemarExact) {
        out += line("images", formatted("%lld gained, %lld lost, %lld right in both, %lld wrong in both",
                                        static_cast<long long>(pair.counts.onlyFirst),
                                        static_cast<long long>(pair.counts.onlySecond),
                                        static_cast<long long>(pair.counts.bothRight),
                                        static_cast<long long>(pair.counts.bothWrong)));
        std::string test = "exact p " + pText(pair.mcnemarExact) + ", mid-p " + pText(pair.mcnemarMidP);
        if (comparison.pairs.size() > 1) {
            test += ", mid-p by Holm for all pairs " + pText(pair.mcnemarHolm);
        }
        out += line("McNemar", test);
    }
    if (pair.sameAnswer && pair.sameExit) {
        out += line("agreement", percent(pair.sameAnswer) + " the same answer, " + percent(pair.sameExit) +
                                     " end at the same effort");
    }
    if (pair.delayReduction) {
        out += line("delay", ratioText(*pair.delayReduction, pair.delayCi95));
    }
    if (pair.energyReduction) {
        out += line("energy", ratioText(*pair.energyReduction, pair.energyCi95));
    }
    if (pair.edpReduction) {
        out += line("EDP", ratioText(*pair.edpReduction, pair.edpCi95));
    }
    appendClasses(out, pair, comparison);
    appendFlips(out, pair, comparison, flips);
    out += '\n';
}

}  // namespace

std::string comparisonText(const Comparison& comparison, std::size_t flips) {
    std::string out;
    for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
        const RunFigures& run = comparison.runs[i];
        out += letter(i) + "  " + run.experimentId + "  " + run.createdUtc + "  " + run.device + "  " +
               run.dataset + (i == 0 ? "  (the others are compared with this one)" : "") + '\n';
    }
    out += '\n';
    for (const ComparisonWarning& warning : comparison.warnings) {
        out += (warning.remark ? "note: " : "beware: ") + warning.sentence + '\n';
    }
    out += comparison.warnings.empty() ? "" : "\n";
    appendDifferences(out, comparison);
    appendFigures(out, comparison);
    if (comparison.runs.front().layers.empty()) {
        appendBlocks(out, comparison);
    } else {
        appendLayers(out, comparison);
    }
    for (const RunPair& pair : comparison.pairs) {
        appendPair(out, pair, comparison, flips);
    }
    if (comparison.isImageNet1k) {
        out += "published on ImageNet-1k, not measured here\n";
        for (const PublishedPoint& point : publishedPoints()) {
            out += "  " + std::string(point.name) + formatted(": %.2f %%", 100.0 * point.accuracy) +
                   (point.gmacs ? formatted(", %.3g GMACs", *point.gmacs) : "") + " (" +
                   std::string(point.source) + ")\n";
        }
        out += '\n';
    }
    out.pop_back();  // one line break at the end is enough
    return out;
}

}  // namespace pivot::cli
