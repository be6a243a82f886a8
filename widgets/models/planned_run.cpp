// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/planned_run.h"

#include "core/entropy_unit.h"
#include "widgets/models/number_format.h"
#include "widgets/models/run_identity.h"
#include "widgets/theme/parts.h"

#include <QCoreApplication>

namespace pivot {
namespace {

QString say(const char* text) {
    return QCoreApplication::translate("PlannedRun", text);
}

QString aimText(const CalibrationGoal& goal) {
    switch (goal.kind) {
        case CalibrationGoal::Kind::Share:
            return say("%1 at low effort").arg(formatPercent(goal.share));
        case CalibrationGoal::Kind::Loss:
            return say("loss at most %1 points").arg(QString::number(goal.lossPoints, 'g', 3));
        case CalibrationGoal::Kind::Edp:
            break;
    }
    return say("least EDP");
}

}  // namespace

QString ladderText(const PlannedRun& run) {
    QStringList skips, thresholds;
    for (const Effort& effort : run.config.ladder.efforts) {
        skips << skipText(effort.skip);
        if (effort.thresholdNats) {
            thresholds << (run.classes.count > 1
                               ? formatSignificant(fromNats(*effort.thresholdNats, EntropyUnit::Normalized,
                                                            run.classes.count))
                               : say("%1 nats").arg(formatSignificant(*effort.thresholdNats)));
        }
    }
    QString text = skips.join(QStringLiteral(" | "));
    if (run.config.calibrate) {
        text += QStringLiteral(", ") + aimText(*run.config.calibrate);
    } else if (!thresholds.isEmpty()) {
        text += QStringLiteral(", ") + say("threshold %1").arg(thresholds.join(QStringLiteral(" | ")));
    }
    return text;
}

QString devicesText(const PlannedRun& run) {
    QStringList names;
    for (const std::string& device : run.devices) {
        names << fromUtf8(device) + QLatin1Char(' ') + fromUtf8(toString(run.config.precision));
    }
    return names.join(QStringLiteral(", "));
}

}  // namespace pivot
