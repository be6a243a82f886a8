// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/ladder_texts.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/parts.h"
#include "widgets/views/ladder_editor.h"

#include <algorithm>

namespace pivot {

int firstBlockOf(const EffortLadder& ladder, int index, RerunMode rerun, int depth) {
    if (index == 0 || rerun == RerunMode::Restart) {
        return 0;
    }
    const Effort& before = ladder.efforts[static_cast<std::size_t>(index - 1)];
    const Effort& effort = ladder.efforts[static_cast<std::size_t>(index)];
    return before.modelPath == effort.modelPath ? SkipConfig::firstDifference(before.skip, effort.skip, depth)
                                                : 0;
}

CaptionText effortCaption(const ModelChoice& model, const PathCost& cost, const EffortLadder& ladder,
                          int index, RerunMode rerun) {
    const Effort& effort = ladder.efforts[static_cast<std::size_t>(index)];
    const int active = model.depth - static_cast<int>(effort.skip.skippedCount());
    const int first = firstBlockOf(ladder, index, rerun, model.depth);
    const QString attentions =
        active == 1 ? LadderEditor::tr("1 attention") : LadderEditor::tr("%1 attentions").arg(active);
    QStringList parts, notes{attentions};
    if (first > 0) {
        parts << (first >= model.depth ? LadderEditor::tr("head only")
                                       : LadderEditor::tr("from block %1").arg(first));
        notes << LadderEditor::tr(
                     "A re-run starts at block %1: what is before it is kept from the effort "
                     "below")
                     .arg(first);
    } else {
        parts << LadderEditor::tr("%1 attn").arg(active);  // short, so that the model's name is never cut off
    }
    if (const auto estimate = cost ? cost(effort.skip, first) : std::nullopt) {
        parts
            << LadderEditor::tr("%1 of full, %2").arg(formatShareOf(estimate->delayShare), estimate->source);
        QString note = LadderEditor::tr("Delay by the %1, whatever the device: %2 of the full path")
                           .arg(estimate->source, formatShareOf(estimate->delayShare));
        if (estimate->energyShare) {
            note += LadderEditor::tr("; energy %1 of it").arg(formatShareOf(*estimate->energyShare));
        }
        notes << note;
    }
    if (!model.isTuned(effort.skip)) {
        parts.prepend(LadderEditor::tr("untuned"));
        notes << LadderEditor::tr("These weights were never trained for this path: expect a lower accuracy");
    }
    return {parts.join(QStringLiteral(" · ")), notes.join(QLatin1Char('\n'))};
}

CaptionText pathFacts(const ModelChoice& model, const PathCost& cost, const EffortLadder& ladder, int index,
                      RerunMode rerun, const PathAccuracyEstimate& accuracy) {
    const Effort& effort = ladder.efforts[static_cast<std::size_t>(index)];
    QStringList parts, notes;
    const bool whole = firstBlockOf(ladder, index, rerun, model.depth) == 0;
    const auto estimate = whole && cost && !effort.skip.isFullPath() ? cost(effort.skip, 0) : std::nullopt;
    if (estimate && estimate->energyShare) {
        parts << LadderEditor::tr("EDP %1 of full")
                     .arg(formatShareOf(estimate->delayShare * *estimate->energyShare));
        notes << LadderEditor::tr("Delay x energy of this path alone by the %1").arg(estimate->source);
    }
    switch (accuracy.state) {
        case PathAccuracyEstimate::State::Known: {
            const double half = 100.0 * (accuracy.high - accuracy.low) / 2.0;
            parts << LadderEditor::tr("accuracy %1 ±%2")
                         .arg(formatPercent(accuracy.accuracy), QString::number(half, 'f', 1));
            notes << LadderEditor::tr("Of this path alone, on %1 images of %2; 95 % interval %3 to %4")
                         .arg(formatCount(accuracy.images), accuracy.split, formatPercent(accuracy.low),
                              formatPercent(accuracy.high));
            break;
        }
        case PathAccuracyEstimate::State::Measuring:
            parts << LadderEditor::tr("accuracy …");
            notes << LadderEditor::tr("This path is being tried on a sample of the calibration images");
            break;
        case PathAccuracyEstimate::State::Unknown:
            if (!model.isTuned(effort.skip)) {
                parts << LadderEditor::tr("accuracy unknown");
                notes << LadderEditor::tr("An untuned path is not tried: train it, or run it to see");
            } else if (!accuracy.reason.isEmpty()) {
                parts << LadderEditor::tr("accuracy unknown");
                notes << accuracy.reason;
            }
            break;
    }
    return {parts.join(QStringLiteral(" · ")), notes.join(QLatin1Char('\n'))};
}

QString breakEvenText(const ModelChoice& model, const PathCost& cost, const EffortLadder& ladder,
                      RerunMode rerun) {
    if (ladder.size() != 2 || !cost) {
        return {};
    }
    const auto low = cost(ladder.efforts[0].skip, 0);
    const auto high = cost(ladder.efforts[1].skip, firstBlockOf(ladder, 1, rerun, model.depth));
    if (!low || !high || high->delayShare <= 0) {
        return {};
    }
    // method.md: routing gains only when F > 1 - (D_full - D_low) / D_rerun; D_full is 1 here.
    const double breakEven = 1.0 - (1.0 - low->delayShare) / high->delayShare;
    return breakEven < 1.0 ? LadderEditor::tr("%1: break-even %2")
                                 .arg(low->source, formatPercent(std::max(0.0, breakEven), 0))
                           : LadderEditor::tr("%1: cannot gain").arg(low->source);
}

CaptionText thresholdSourceText(const ThresholdSource& source, bool hasGoal) {
    if (source.objective == "given" || source.objective.empty()) {
        return hasGoal ? CaptionText{LadderEditor::tr("chosen on Run, on the calibration images"), {}}
                       : CaptionText{LadderEditor::tr("given"), {}};
    }
    QString aim = fromUtf8(source.objective);
    if (const Result<CalibrationGoal> goal = parseCalibrationGoal(source.objective)) {
        const QString loss = QString::number(goal->lossPoints, 'g', 3);
        aim = goal->kind == CalibrationGoal::Kind::Share
                  ? LadderEditor::tr("low effort ≥ %1").arg(formatPercent(goal->share, 0))
              : goal->kind == CalibrationGoal::Kind::Loss
                  ? LadderEditor::tr("loss ≤ %1").arg(loss)
                  : LadderEditor::tr("least EDP, loss ≤ %1").arg(loss);
    }
    const QString toolTip = LadderEditor::tr("Chosen on %1 by the aim %2")
                                .arg(fromUtf8(source.split), fromUtf8(source.objective));
    return source.onReportedImages
               ? CaptionText{LadderEditor::tr("on the reported images: %1").arg(aim),
                             toolTip + LadderEditor::tr(", which are among the images that are reported on: "
                                                        "the accuracy is flattered")}
               : CaptionText{LadderEditor::tr("calibrated: %1").arg(aim), toolTip};
}

}  // namespace pivot
