// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pivot {

/// `text` without the blanks around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// The whole of `text` as a finite number, whatever the locale; nothing when it is anything else.
[[nodiscard]] std::optional<double> parseNumber(std::string_view text);
/// The whole of `text` as an integer; nothing when it is anything else or does not fit.
[[nodiscard]] std::optional<long long> parseInteger(std::string_view text);
/// `text` in quotation marks, cut after 60 characters: how a message names what somebody wrote.
[[nodiscard]] std::string inQuotes(std::string_view text);
/// `text` as one word of a POSIX shell, in quotes where it needs them.
[[nodiscard]] std::string shellWord(std::string_view text);
/// The shortest text that reads back as the same double, whatever the locale.
[[nodiscard]] std::string numberText(double value);
/// `1 class`, `3 classes`.
[[nodiscard]] std::string counted(std::int64_t count, std::string_view one, std::string_view several);

}  // namespace pivot
