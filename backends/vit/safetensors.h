// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/tensor_view.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace pivot {

/// Maps a .safetensors file read-only; the views point into the map. The header is treated as hostile: size
/// limit, nesting limit, offsets in range, contiguous and not overlapping, shape x dtype = length. BadFile
/// names the tensor.
[[nodiscard]] Result<TensorMap> readSafetensors(const std::filesystem::path& file);

/// What to write: float32 (or int64) data in row-major order.
struct TensorToWrite {
    std::string name;
    Dtype dtype = Dtype::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
};
/// Writes beside the target and renames, so that a full disk or a kill leaves the old file.
[[nodiscard]] Result<void> writeSafetensors(const std::filesystem::path& file,
                                            const std::vector<TensorToWrite>& tensors,
                                            const std::map<std::string, std::string>& metadata = {});

}  // namespace pivot
