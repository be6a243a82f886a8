// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdarg>
#include <cstdio>
#include <string>

namespace pivot::cli {

/// As printf() writes it; what is longer than 511 bytes is cut.
[[gnu::format(printf, 1, 2)]] inline std::string formatted(const char* pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    char text[512];
    std::vsnprintf(text, sizeof text, pattern, arguments);
    va_end(arguments);
    return text;
}

}  // namespace pivot::cli
