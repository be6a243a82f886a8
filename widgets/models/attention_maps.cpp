// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/attention_maps.h"

#include "widgets/models/number_format.h"

#include <QCoreApplication>
#include <cmath>

namespace pivot {
namespace {

constexpr double kLeastPercent = 0.001;  // below it a share is said to be smaller

QString say(const char* text) {
    return QCoreApplication::translate("AttentionMaps", text);
}

}  // namespace

QString mapRowName(const MapGrid& maps, int row) {
    if (row < maps.heads()) {
        return say("head %1").arg(row);
    }
    return row == maps.meanRow()  ? say("mean of heads")
           : row == maps.maxRow() ? say("largest of heads")
                                  : say("rollout");
}

QString formatAttention(double share) {
    const double percent = 100.0 * share;
    if (percent > 0.0 && percent < kLeastPercent) {
        return QStringLiteral("< %1 %").arg(formatSignificant(kLeastPercent, 1));
    }
    return formatSignificant(percent) + QStringLiteral(" %");
}

QString formatAttentionDifference(double difference) {
    const double points = 100.0 * difference;
    if (std::abs(points) < kLeastPercent) {
        return QStringLiteral("0 pt");
    }
    return (points > 0.0 ? QStringLiteral("+") : QString()) + formatSignificant(points) +
           QStringLiteral(" pt");
}

}  // namespace pivot
