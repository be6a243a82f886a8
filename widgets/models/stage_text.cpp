// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/stage_text.h"

#include "widgets/models/number_format.h"

#include <QCoreApplication>

namespace pivot {

bool isTimedStage(const RunProgress& progress) {
    return progress.stage == "running";
}

QString stageSentence(const RunProgress& progress) {
    if (progress.paused) {
        return QCoreApplication::translate(
                   "Stage",
                   "Paused after %1 of %2 images: the time until it goes on is no part "
                   "of its figures")
            .arg(formatCount(progress.done), formatCount(progress.total));
    }
    QString stage = QString::fromStdString(progress.stage);
    if (stage.isEmpty()) {
        stage = QCoreApplication::translate("Stage", "starting");
    }
    stage[0] = stage[0].toUpper();
    if (progress.total <= 0) {
        return stage;
    }
    return QCoreApplication::translate("Stage", "%1: %2 of %3 images")
        .arg(stage, formatCount(progress.done), formatCount(progress.total));
}

}  // namespace pivot
