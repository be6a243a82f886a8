// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/attention_text.h"

#include "core/entropy_unit.h"
#include "widgets/models/number_format.h"

#include <QCoreApplication>
#include <QStringList>

namespace pivot {
namespace {

QString say(const char* text) {
    return QCoreApplication::translate("AttentionText", text);
}

QString className(const AttentionMaps& maps, int id) {
    return id >= 0 && id < maps.labels.size() ? maps.labels[id] : say("class %1").arg(id);
}

}  // namespace

QString imageTitle(const AttentionMaps& maps) {
    const QString number = QLatin1Char('#') + formatCount(maps.sourceIndex);
    return maps.label ? number + QStringLiteral(" · ") + className(maps, *maps.label) : number;
}

QString answerText(const AttentionMaps& maps, int effort) {
    const auto& scores = maps.answers[static_cast<std::size_t>(effort)];
    if (!scores) {
        return QStringLiteral("…");
    }
    const int top = scores->topIds.front();
    const QString name = className(maps, top);
    QStringList parts{
        say("%1 %2").arg(name, formatPercent(static_cast<double>(scores->topProbabilities.front())))};
    if (maps.label) {
        parts.front().prepend(top == *maps.label ? say("right: ") : QString(QChar(0x2715)) + say(" wrong: "));
    }
    const auto inUnit = [&](double nats) {
        return formatSignificant(maps.classes > 1 ? fromNats(nats, EntropyUnit::Normalized, maps.classes)
                                                  : nats);
    };
    const auto& threshold = maps.ladder[static_cast<std::size_t>(effort)].thresholdNats;
    const QString entropy = inUnit(scores->entropyNats);
    parts << (!threshold ? say("entropy %1").arg(entropy)
              : scores->entropyNats <= *threshold
                  ? say("entropy %1, within the threshold of %2").arg(entropy, inUnit(*threshold))
                  : say("entropy %1, above the threshold of %2").arg(entropy, inUnit(*threshold)));
    return parts.join(QStringLiteral(" · "));
}

}  // namespace pivot
