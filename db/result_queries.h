// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal to db/: stored images, read back a page at a time.

#include "db/connection.h"
#include "db/experiment_reader.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace pivot::sqlite {

/// Images a page: a read lasts milliseconds, so that the log of the writer can be folded back between two.
inline constexpr std::size_t kPageImages = 2048;

/// At most `limit` images of the experiment in `row` with an index above `after`, in rising order, as they
/// were at one moment. Throws SQLite's exceptions, also for rows that contradict the ladder.
[[nodiscard]] std::vector<StoredResult> readResults(SQLite::Database& database, std::int64_t row,
                                                    std::int64_t after, std::size_t limit);

/// Every image in rising order, page by page, until `visit` returns false; false then.
bool forEachStored(SQLite::Database& database, std::int64_t row,
                   const std::function<bool(const StoredResult&)>& visit);

}  // namespace pivot::sqlite
