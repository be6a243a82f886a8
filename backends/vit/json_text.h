// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>
#include <string_view>

namespace pivot {

/// Parses a document that may be hostile: nesting is limited, and a key must not come twice in one object.
/// BadFile says what is wrong without naming the file ("is not valid JSON (at byte 12)").
[[nodiscard]] Result<nlohmann::json> parseJsonText(std::string_view text, int maxDepth);

}  // namespace pivot
