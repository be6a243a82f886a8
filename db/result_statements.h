// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal to db/: the prepared statements that write one image after another.

#include "core/outcome.h"
#include "db/connection.h"

#include <cstdint>
#include <span>

namespace pivot::sqlite {

/// Writes outcomes with their visits; an image that is there already is replaced. Throws SQLite's exceptions.
///
/// Images that are new and come in ascending order are written many rows a statement: what SQLite does once a
/// statement (opening cursors, walking down the tree) is most of what a row alone costs.
class ResultStatements {
public:
    explicit ResultStatements(SQLite::Database& database);

    void insert(std::int64_t experiment, int segment, std::span<const ImageResult> results);

    /// Begins a transaction: counts from 0.
    void startCounting();
    [[nodiscard]] std::int64_t replaced() const { return m_replaced; }              ///< images taken away
    [[nodiscard]] std::int64_t replacedFailed() const { return m_replacedFailed; }  ///< those with an error

private:
    /// Whether the images ascend and none of their range is stored.
    [[nodiscard]] bool areNew(std::int64_t experiment, std::span<const ImageResult> results);
    /// As many as a statement takes, all of them new.
    void insertOutcomes(std::int64_t experiment, int segment, std::span<const ImageResult> results);
    void insertOrReplace(std::int64_t experiment, int segment, const ImageResult& result);
    /// How many rows were made: 0 where there is one of this image already.
    int insertOutcome(std::int64_t experiment, int segment, const Outcome& outcome);
    void insertVisits(std::int64_t experiment, std::span<const ImageResult> results);
    void remove(std::int64_t experiment, std::int64_t imageIndex);

    SQLite::Statement m_stored, m_remove, m_removeVisits, m_outcome, m_outcomes, m_visit, m_visits;
    std::int64_t m_replaced = 0, m_replacedFailed = 0;
};

}  // namespace pivot::sqlite
