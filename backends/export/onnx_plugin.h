// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/skip_config.h"
#include "vit/model.h"

#include <ostream>
#include <string>

namespace pivot {

/// What decides how a model is written, besides the model.
struct OnnxOptions {
    SkipConfig skip;              ///< attentions that are left out of the graph
    std::string producerVersion;  ///< of this program
};

/// Writes models as ONNX files. Lives in the MODULE library pivot_onnx.so, so that the program itself needs
/// neither protobuf nor ONNX and an export alone opens them (Debian's LibTorch brings its own need of both).
class OnnxPlugin {
public:
    virtual ~OnnxPlugin() = default;
    /// The whole network as one float32 graph of opset 17: `pixels` [batch, channels, side, side], already
    /// normalised, to `logits` [batch, classes]. Errors: Usage (a skipped block that the model does not
    /// have), Unsupported (more than the 2 GB that an ONNX file holds), ShapeMismatch (a tensor is missing or
    /// has another shape), Io.
    [[nodiscard]] virtual Result<void> write(const Model& model, const OnnxOptions& options,
                                             std::ostream& out) = 0;
};

/// The one symbol of the library: `extern "C" pivot::OnnxPlugin* pivot_onnx_plugin_1();`
inline constexpr const char* kOnnxPluginSymbol = "pivot_onnx_plugin_1";
using OnnxPluginFactory = OnnxPlugin* (*)();

}  // namespace pivot
