// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "export/onnx_plugin.h"
#include "vit/model.h"

#include <onnx/onnx_pb.h>

#include <cstdint>

namespace pivot {

/// Opset 17 is the first with LayerNormalization, which runtimes would else have to recognise in nine nodes;
/// IR version 8 is what came with it.
inline constexpr std::int64_t kOnnxOpset = 17;
inline constexpr std::int64_t kOnnxIrVersion = 8;

/// The model as ONNX; errors as OnnxPlugin::write().
[[nodiscard]] Result<onnx::ModelProto> makeOnnxModel(const Model& model, const OnnxOptions& options);

}  // namespace pivot
