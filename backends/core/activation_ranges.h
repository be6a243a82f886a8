// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

namespace pivot {

/// The values that a tensor took; empty (low above high) until something was seen.
struct ValueRange {
    float low = 1.0F, high = -1.0F;

    [[nodiscard]] bool empty() const { return low > high; }
    bool operator==(const ValueRange&) const = default;
};

/// The span of both.
[[nodiscard]] ValueRange united(const ValueRange& a, const ValueRange& b);

/// What the tensors between the matrix products of a network held over some images, by name: `block3.qkv` is
/// what the product qkv of block 3 reads, `block3.act` what its activation function reads.
using ActivationRanges = std::map<std::string, ValueRange>;

/// United tensor by tensor; one that only one side names is kept.
[[nodiscard]] ActivationRanges united(ActivationRanges a, const ActivationRanges& b);

}  // namespace pivot
