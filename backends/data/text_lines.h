// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/number_text.h"
#include "core/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// One line of a text file, without blanks at either end.
struct TextLine {
    int number = 0;  ///< from 1
    std::string text;
};

/// The lines of a small text file (labels, class names, label maps) that are not blank. Any line ending, with
/// or without a byte order mark. BadFile when it is not text or has no lines; limits: 256 MiB, 4096
/// characters a line.
[[nodiscard]] Result<std::vector<TextLine>> readTextLines(const std::filesystem::path& file);

/// A whole non-negative number below a million (a class index); nullopt for anything else.
[[nodiscard]] std::optional<int> parseClassIndex(std::string_view text);

}  // namespace pivot
