// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/choices.h"
#include "widgets/models/path_estimate.h"

#include <QString>

namespace pivot {

/// What a line says and what its tool tip adds.
struct CaptionText {
    QString text, toolTip;
};

/// The first block that a re-run at effort `index` computes; 0 where nothing is kept.
[[nodiscard]] int firstBlockOf(const EffortLadder& ladder, int index, RerunMode rerun, int depth);

/// `6 attn · 0.56 of full, ZCU102 model`: an effort's path and what it is modelled to cost.
[[nodiscard]] CaptionText effortCaption(const ModelChoice& model, const PathCost& cost,
                                        const EffortLadder& ladder, int index, RerunMode rerun);

/// `EDP 0.03 of full · accuracy 90.3 % ±1.8`: what more is known of a path; empty where nothing is. Of a
/// re-run the cost of its own blocks says nothing by itself and is left out.
[[nodiscard]] CaptionText pathFacts(const ModelChoice& model, const PathCost& cost,
                                    const EffortLadder& ladder, int index, RerunMode rerun,
                                    const PathAccuracyEstimate& accuracy);

/// The share that must end at the low effort for a ladder of two to gain, by the model; empty where none
/// says.
[[nodiscard]] QString breakEvenText(const ModelChoice& model, const PathCost& cost,
                                    const EffortLadder& ladder, RerunMode rerun);

/// Where the thresholds come from.
[[nodiscard]] CaptionText thresholdSourceText(const ThresholdSource& source, bool hasGoal);

}  // namespace pivot
