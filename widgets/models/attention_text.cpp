// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/attention_text.h"

#include "pivot/routing.h"
#include "widgets/models/number_format.h"
#include "widgets/models/score_text.h"

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

/// The score that the ladder routes by, and on which side of its threshold it fell.
QString scoreAgainstThreshold(const AttentionMaps& maps, int effort, const Visit& visit) {
    const ScoreKind score = maps.ladder.score;
    const auto inUnit = [&](double hard) {
        return formatSignificant(maps.classes > 1 ? axisPlace(hard, score, maps.classes) : hard);
    };
    const double hard = hardness(visit, score);
    const QString value = say("%1 %2").arg(scoreName(score).toLower(), inUnit(hard));
    const auto most = hardestAccepted(maps.ladder.efforts[static_cast<std::size_t>(effort)], score);
    if (!most) {
        return value;
    }
    const QString side = accepts(hard, most) ? say("%1, within the threshold of %2")
                         : lowIsEasy(score)  ? say("%1, above the threshold of %2")
                                             : say("%1, below the threshold of %2");
    return side.arg(value, inUnit(*most));
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
    parts << scoreAgainstThreshold(maps, effort, makeVisit(*scores, effort, maps.label));
    return parts.join(QStringLiteral(" · "));
}

}  // namespace pivot
