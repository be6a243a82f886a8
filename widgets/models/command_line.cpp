// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/command_line.h"

#include "core/number_text.h"
#include "widgets/theme/parts.h"

#include <QLocale>
#include <QStringList>

namespace pivot {
namespace {

QString quoted(const QString& text) {
    return fromUtf8(shellWord(text.toStdString()));
}

QString effortText(const Effort& effort, bool calibrated) {
    QStringList parts{QStringLiteral("skip=") + fromUtf8(effort.skip.toString())};
    const auto& threshold = effort.thresholdNats ? effort.thresholdNats : effort.thresholdScore;
    if (threshold && !calibrated) {
        parts << QStringLiteral("threshold=") +
                     QLocale::c().toString(*threshold, 'g', QLocale::FloatingPointShortest);
    }
    if (!effort.modelPath.empty()) {
        parts << QStringLiteral("model=") + QString::fromStdString(effort.modelPath);
    }
    return parts.join(QLatin1Char(';'));
}

}  // namespace

QStringList runArgumentsOf(const RunConfig& config, const std::vector<SkipConfig>& candidates,
                           const QString& database) {
    const RunConfig usual;
    QStringList words;
    const auto add = [&words](const char* option, const QString& value) {
        words << QString::fromLatin1(option) << value;
    };
    const auto text = [](const std::string& value) { return QString::fromStdString(value); };
    add("--model", text(config.model));
    if (!config.modelConfig.empty()) {
        add("--config", text(config.modelConfig));
    }
    if (!config.act.empty()) {
        add("--act", text(config.act));
    }
    add("--dataset", text(config.dataset));
    if (!config.labelMap.empty()) {
        add("--label-map", text(config.labelMap));
    }
    add("--device", text(config.device));
    for (const Effort& effort : config.ladder.efforts) {
        add("--effort", effortText(effort, config.calibrate.has_value()));
    }
    if (config.ladder.score == ScoreKind::Entropy) {
        add("--entropy-unit", fromUtf8(toString(EntropyUnit::Nats)));
    } else {
        add("--score", fromUtf8(toString(config.ladder.score)));
    }
    if (config.calibrate) {
        add("--calibrate", text(toString(*config.calibrate)));
        if (!config.calibration.empty()) {
            add("--calibration", text(config.calibration));
        }
        for (const SkipConfig& candidate : candidates) {
            add("--candidate", fromUtf8(candidate.toString()));
        }
    }
    add("--mode", fromUtf8(toString(config.mode)));
    add("--rerun", fromUtf8(toString(config.rerun)));
    add("--batch", QString::number(config.batch));
    add("--precision", fromUtf8(toString(config.precision)));
    if (config.limit != usual.limit) {
        add("--limit", QString::number(config.limit));
    }
    if (!config.shard.isWhole()) {
        add("--shard", text(toString(config.shard)));
    }
    if (config.repeat != usual.repeat) {
        add("--repeat", QString::number(config.repeat));
    }
    if (config.layers) {
        words << QStringLiteral("--layers");
    }
    if (config.threads != usual.threads) {
        add("--threads", QString::number(config.threads));
    }
    if (config.warmup != usual.warmup) {
        add("--warmup", QString::number(config.warmup));
    }
    if (config.baselineImages != usual.baselineImages) {
        add("--baseline",
            config.baselineImages < 0 ? QStringLiteral("all") : QString::number(config.baselineImages));
    }
    add("--seed", QString::number(config.seed));
    if (!database.isEmpty()) {
        add("--db", database);
    }
    return words;
}

QString commandLineOf(const RunConfig& config, const std::vector<SkipConfig>& candidates,
                      const QString& database) {
    QStringList words{QStringLiteral("pivot"), QStringLiteral("run")};
    for (const QString& argument : runArgumentsOf(config, candidates, database)) {
        words << quoted(argument);
    }
    return words.join(QLatin1Char(' '));
}

QString compareLineOf(const QStringList& ids, const QString& database) {
    QStringList words{QStringLiteral("pivot"), QStringLiteral("compare")};
    words += ids;
    if (!database.isEmpty()) {
        words << QStringLiteral("--db") << quoted(database);
    }
    return words.join(QLatin1Char(' '));
}

QString exportLineOf(const figures::FigureRecipe& recipe, const figures::FigureSpec& spec,
                     const QString& output, const QString& database) {
    QStringList words{QStringLiteral("pivot"), QStringLiteral("export")};
    const auto add = [&words](const char* option, const QString& value) {
        if (!value.isEmpty()) {
            words << QString::fromLatin1(option) << quoted(value);
        }
    };
    const auto number = [](double value) {
        return QLocale::c().toString(value, 'g', QLocale::FloatingPointShortest);
    };
    add("--figure", fromUtf8(figures::toString(recipe.kind)));
    for (const std::string& id : spec.experiments) {
        add("--experiment", fromUtf8(id));
    }
    add("--images", fromUtf8(recipe.images));
    add("--maps", fromUtf8(recipe.maps));
    add("--token", fromUtf8(recipe.token));
    add("--over", fromUtf8(recipe.over));
    const figures::FigureStyle& style = spec.style;
    figures::FigureStyle usual;  // of that width: what differs is said
    if (!style.preset.empty() && figures::setWidth(usual, style.preset)) {
        add("--width", fromUtf8(style.preset));
    } else {
        add("--width", number(style.widthIn) + QStringLiteral("in"));
    }
    if (style.fontPt != usual.fontPt) {
        add("--font-pt", number(style.fontPt));
    }
    if (style.heightIn != 0) {
        add("--height-in", number(style.heightIn));
    }
    if (style.dpi != usual.dpi) {
        add("--dpi", QString::number(style.dpi));
    }
    if (style.grey) {
        words << QStringLiteral("--grey");
    }
    if (style.anonymous) {
        words << QStringLiteral("--anonymous");
    }
    add("--output", output);
    add("--db", database);
    return words.join(QLatin1Char(' '));
}

}  // namespace pivot
