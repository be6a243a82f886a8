// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace pivot {

/// Text that came from a file or a person, in single quotes for a sentence: control characters become `?`,
/// and what is beyond `most` bytes becomes `...`.
[[nodiscard]] std::string inQuotes(std::string_view text, std::size_t most = 4096);

}  // namespace pivot
