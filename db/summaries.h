// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal to db/: experiments as lists show them, from their rows.

#include "db/connection.h"
#include "db/experiment_query.h"

#include <cstdint>
#include <span>
#include <vector>

namespace pivot::sqlite {

/// The experiments of these rows, in the bin or not, in the order given; their status is the stored one. The
/// order may lead all over the file: they are read as they lie there. Throws SQLite's exceptions, also for a
/// row that is gone.
[[nodiscard]] std::vector<ExperimentSummary> readSummaries(SQLite::Database& database,
                                                           std::span<const std::int64_t> rows);

}  // namespace pivot::sqlite
