// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

enum class Dtype { F64, F32, F16, Bf16, I64, I32, I16, I8, U8, Bool };
[[nodiscard]] std::string_view toString(Dtype dtype);  ///< as safetensors writes it: `F32`
[[nodiscard]] std::size_t sizeOf(Dtype dtype);         ///< bytes an element

/// A tensor in row-major order over memory that `owner` keeps alive (a mapped file, a buffer). Never copied
/// on load.
struct TensorView {
    Dtype dtype = Dtype::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
    std::shared_ptr<const void> owner;

    [[nodiscard]] std::int64_t count() const;  ///< elements
    /// Elements as float32; F64, F16 and BF16 are converted. Error for other dtypes names `name`.
    [[nodiscard]] Result<std::vector<float>> toFloat(std::string_view name) const;
};

using TensorMap = std::map<std::string, TensorView>;

}  // namespace pivot
