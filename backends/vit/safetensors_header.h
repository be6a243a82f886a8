// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/tensor_view.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// One tensor as a safetensors header lists it. Nothing but its own consistency is checked yet.
struct SafetensorsEntry {
    std::string name;
    Dtype dtype = Dtype::F32;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0, end = 0;  ///< bytes, from the end of the header
};

/// Reads the JSON of a header with a strict grammar (no document is built, so neither nesting nor size costs
/// memory):
/// `{"NAME": {"dtype": .., "shape": [..], "data_offsets": [a, b]}, .., "__metadata__": {TEXT: TEXT}}`.
/// The entries come back in the header's order. BadFile says what is wrong, without the file's name.
[[nodiscard]] Result<std::vector<SafetensorsEntry>> parseSafetensorsHeader(std::string_view json);

/// Elements of a shape; BadFile for a negative dimension, more than 8 of them or a product beyond 2^62.
[[nodiscard]] Result<std::int64_t> countOfShape(const std::vector<std::int64_t>& shape);
/// `[3, 224, 224]`, for sentences.
[[nodiscard]] std::string shapeText(const std::vector<std::int64_t>& shape);

}  // namespace pivot
