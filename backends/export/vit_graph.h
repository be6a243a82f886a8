// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/skip_config.h"
#include "vit/model.h"

#include <onnx/onnx_pb.h>

namespace pivot {

/// Adds to `graph` what the engines compute of `model` under `skip`: `pixels` [batch, channels, side, side]
/// to `logits` [batch, classes]. A skipped attention takes its LayerNorm along. Errors (ShapeMismatch) name
/// the tensor that is missing.
///
/// Everything that is constant (transposed weights, LV-ViT's residual factor and batch norms) is written as
/// operations on the checkpoint's own tensors: runtimes fold them when they load the file, and people find
/// the tensors they know.
[[nodiscard]] Result<void> buildVitGraph(const Model& model, const SkipConfig& skip, onnx::GraphProto& graph);

}  // namespace pivot
