// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal to db/: lists of experiments, by keyset. A page is read from where the one before ended, along an
// index where the order has one, and nothing is counted.

#include "db/connection.h"
#include "db/experiment_query.h"

#include <cstdint>
#include <string>

namespace pivot::sqlite {

/// The two parts of a list: what has a value in its order, and after that what has none.
enum class ListPart { Known, Unknown };

/// The statement of one part; `after` says whether it goes on after a row of this part. For tests to explain.
[[nodiscard]] std::string listSql(const ExperimentQuery& query, ListPart part, bool after);

/// One page. Throws SQLite's exceptions.
[[nodiscard]] ExperimentPage listExperiments(SQLite::Database& database, const ExperimentQuery& query);

/// The experiment of this row, in the bin or not, with its status as it is stored. Throws when it is gone.
[[nodiscard]] ExperimentSummary readSummary(SQLite::Database& database, std::int64_t row);

[[nodiscard]] ExperimentFacets readFacets(SQLite::Database& database);

}  // namespace pivot::sqlite
