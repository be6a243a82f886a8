// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/attention_maps.h"

#include <QString>

namespace pivot {

/// `#6,391 · Shirt`: the image and, where it has one, its label.
[[nodiscard]] QString imageTitle(const AttentionMaps& maps);
/// What an effort says of the image: `wrong: Coat 52.0 % · entropy 0.478, above the threshold of 0.217`, with
/// entropies normalised; an ellipsis while it is not known.
[[nodiscard]] QString answerText(const AttentionMaps& maps, int effort);

}  // namespace pivot
