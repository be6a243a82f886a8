// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal to db/: the prepared statements that write one image after another.

#include "core/outcome.h"
#include "db/connection.h"

#include <cstdint>

namespace pivot::sqlite {

/// Writes outcomes with their visits; an image that is there already is replaced. Throws SQLite's exceptions.
class ResultStatements {
public:
    explicit ResultStatements(SQLite::Database& database);

    void insert(std::int64_t experiment, int segment, const ImageResult& result);

    /// Begins a transaction: counts from 0.
    void startCounting();
    [[nodiscard]] std::int64_t replaced() const { return m_replaced; }              ///< images taken away
    [[nodiscard]] std::int64_t replacedFailed() const { return m_replacedFailed; }  ///< those with an error

private:
    /// How many rows were made: 0 where there is one of this image already.
    int insertOutcome(std::int64_t experiment, int segment, const Outcome& outcome);
    void insertVisits(std::int64_t experiment, const ImageResult& result);
    void remove(std::int64_t experiment, std::int64_t imageIndex);

    SQLite::Statement m_remove, m_removeVisits, m_outcome, m_visit;
    std::int64_t m_replaced = 0, m_replacedFailed = 0;
};

}  // namespace pivot::sqlite
