// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace pivot {

/// A part of an experiment that several processes share: of every `count` images the one at place `index`,
/// which counts from 1. 1 of 1 is the whole.
struct Shard {
    static constexpr int kMostShards = 100'000;
    int index = 1, count = 1;
    [[nodiscard]] bool isWhole() const { return count <= 1; }
    bool operator==(const Shard&) const = default;
};

[[nodiscard]] std::string toString(const Shard& shard);  ///< `2/8`
/// `2/8`; Usage when it is none, with what would be one.
[[nodiscard]] Result<Shard> parseShard(std::string_view text);

}  // namespace pivot
