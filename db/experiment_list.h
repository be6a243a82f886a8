// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal to db/: lists of experiments, by keyset. A page is read from where the one before ended, along an
// index where the order has one, and nothing is counted. Which rows a page has is found first, from what the
// order and the filters need alone: where a list has to be sorted, it is one of numbers and not of rows.

#include "db/connection.h"
#include "db/experiment_query.h"

#include <string>

namespace pivot::sqlite {

/// The two parts of a list: what has a value in its order, and after that what has none.
enum class ListPart { Known, Unknown };

/// The statement that finds the rows of one part; `after` says whether it goes on after a row of this part.
/// For tests to explain.
[[nodiscard]] std::string listSql(const ExperimentQuery& query, ListPart part, bool after);

/// One page. Throws SQLite's exceptions.
[[nodiscard]] ExperimentPage listExperiments(SQLite::Database& database, const ExperimentQuery& query);

[[nodiscard]] ExperimentFacets readFacets(SQLite::Database& database);

}  // namespace pivot::sqlite
