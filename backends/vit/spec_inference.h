// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/checkpoint.h"
#include "vit/model_config.h"

#include <optional>

namespace pivot {

/// The shape of a checkpoint. The config's word goes first, then what the tensors show, then the family's
/// default; each thing that was not said is a sentence in `inferred`. Ambiguous lists what neither decides
/// (heads, the activation, mean and std) and how a person can. The result is validated.
[[nodiscard]] Result<ModelSpec> resolveSpec(const Checkpoint& checkpoint,
                                            const std::optional<ModelConfig>& config,
                                            std::optional<Activation> act);

}  // namespace pivot
