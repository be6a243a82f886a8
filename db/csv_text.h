// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// One record of a CSV file and the line that it begins on, from 1.
struct CsvRow {
    std::vector<std::string> fields;
    int line = 1;
    bool operator==(const CsvRow&) const = default;
};

/// What a file from elsewhere may be at most.
struct CsvLimits {
    std::size_t bytes = 4U << 20U;
    std::size_t rows = 10'000;
    std::size_t columns = 64;
    std::size_t fieldBytes = 4096;
};

/// Reads comma-separated values as RFC 4180 has them: fields in quotation marks may hold commas, line breaks
/// and doubled quotation marks; lines end in LF or CRLF; a UTF-8 byte order mark and empty lines are read
/// over. BadFile, with the line, for everything that would have to be guessed: too large, not UTF-8 text, a
/// quotation mark in the middle of a field or never closed. `name` is what the sentence calls the file.
[[nodiscard]] Result<std::vector<CsvRow>> parseCsv(std::string_view text, const std::string& name,
                                                   const CsvLimits& limits = {});

}  // namespace pivot
