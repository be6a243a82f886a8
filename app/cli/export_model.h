// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <string>

namespace pivot::cli {

/// What `pivot export --format onnx` was told.
struct ModelExport {
    std::string model, config, act, skip, output;
};

/// Writes the model as an ONNX file; the old file stays until the new one is whole. Errors are those of
/// loading a model, Usage where the skip set names a block that is not there, and Unavailable in a build
/// without the plug-in.
[[nodiscard]] Result<void> exportModel(const ModelExport& arguments);

}  // namespace pivot::cli
