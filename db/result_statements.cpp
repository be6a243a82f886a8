// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/result_statements.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace pivot::sqlite {

namespace {

void bindOptional(SQLite::Statement& statement, int index, const std::optional<double>& value) {
    if (value) {
        statement.bind(index, *value);
    } else {
        statement.bind(index);
    }
}

void bindOptional(SQLite::Statement& statement, int index, const std::optional<bool>& value) {
    if (value) {
        statement.bind(index, *value ? 1 : 0);
    } else {
        statement.bind(index);
    }
}

/// Indices and classes: what is negative is none.
void bindIndex(SQLite::Statement& statement, int index, std::int32_t value) {
    if (value >= 0) {
        statement.bind(index, value);
    } else {
        statement.bind(index);
    }
}

/// Rows a statement: by then its own cost hardly shows, and a batch of images fills it.
constexpr int kRows = 64;

/// `(?1,?2,?5,...),(?1,?2,?14,...)`: the first `shared` parameters are those of every row, `own` more each
/// row's.
std::string placeholders(int rows, int shared, int own) {
    std::string text;
    for (int row = 0; row < rows; ++row) {
        text += row == 0 ? "(" : ",(";
        for (int at = 1; at <= shared + own; ++at) {
            text += (at == 1 ? "?" : ",?") + std::to_string(at <= shared ? at : at + row * own);
        }
        text += ')';
    }
    return text;
}

constexpr int kOutcomeShared = 2, kOutcomeOwn = 9;
constexpr int kVisitShared = 1, kVisitOwn = 17;

/// A row alone does nothing where its image is stored already. Many fail without taking back those before, as
/// the transaction around them does: so SQLite need not keep what it would take back.
std::string outcomeSql(int rows) {
    return (rows == 1 ? "INSERT" : "INSERT OR FAIL") +
           std::string(
               " INTO outcomes (experiment, segment, image_index, image_key, label, exit_effort, "
               "predicted, correct, delay_ns, energy_j, error) VALUES ") +
           placeholders(rows, kOutcomeShared, kOutcomeOwn) +
           (rows == 1 ? " ON CONFLICT (experiment, image_index) DO NOTHING" : "");
}

std::string visitSql(int rows) {
    return "INSERT OR FAIL INTO visits (experiment, image_index, effort, entropy_nats, margin, top1_id, "
           "top2_id, "
           "top3_id, top4_id, top5_id, top1_p, top2_p, top3_p, top4_p, top5_p, correct, delay_ns, energy_j) "
           "VALUES " +
           placeholders(rows, kVisitShared, kVisitOwn);
}

/// The parameters of row `row` of outcomeSql().
void bindOutcome(SQLite::Statement& statement, int row, const Outcome& outcome) {
    const int at = 1 + kOutcomeShared + row * kOutcomeOwn;
    statement.bind(at, outcome.imageIndex);
    statement.bindNoCopy(at + 1, outcome.imageKey);
    if (outcome.label) {
        statement.bind(at + 2, *outcome.label);
    } else {
        statement.bind(at + 2);
    }
    bindIndex(statement, at + 3, outcome.exitEffort);
    bindIndex(statement, at + 4, outcome.predicted);
    bindOptional(statement, at + 5, outcome.right);
    statement.bind(at + 6, outcome.delayNs);
    bindOptional(statement, at + 7, outcome.energyJ);
    if (outcome.error.empty()) {
        statement.bind(at + 8);
    } else {
        statement.bindNoCopy(at + 8, outcome.error);
    }
}

/// The parameters of row `row` of visitSql().
void bindVisit(SQLite::Statement& statement, int row, std::int64_t imageIndex, const Visit& visit) {
    const int at = 1 + kVisitShared + row * kVisitOwn;
    statement.bind(at, imageIndex);
    statement.bind(at + 1, visit.effort);
    statement.bind(at + 2, visit.entropyNats);  // SQLite stores NaN as NULL
    statement.bind(at + 3, static_cast<double>(visit.margin));
    for (int rank = 0; rank < 5; ++rank) {
        const auto place = static_cast<std::size_t>(rank);
        bindIndex(statement, at + 4 + rank, visit.topIds[place]);
        if (visit.topIds[place] >= 0) {
            statement.bind(at + 9 + rank, static_cast<double>(visit.topProbabilities[place]));
        } else {
            statement.bind(at + 9 + rank);
        }
    }
    bindOptional(statement, at + 14, visit.right);
    statement.bind(at + 15, visit.delayNs);
    bindOptional(statement, at + 16, visit.energyJ);
}

}  // namespace

ResultStatements::ResultStatements(SQLite::Database& database)
    : m_stored(database,
               "SELECT 1 FROM outcomes WHERE experiment = ? AND image_index BETWEEN ? AND ? LIMIT 1"),
      // The text itself: of "error IS NOT NULL", SQLite 3.40 returns 1 for every row of a WITHOUT ROWID
      // table.
      m_remove(database, "DELETE FROM outcomes WHERE experiment = ? AND image_index = ? RETURNING error"),
      m_removeVisits(database, "DELETE FROM visits WHERE experiment = ? AND image_index = ?"),
      m_outcome(database, outcomeSql(1)),
      m_outcomes(database, outcomeSql(kRows)),
      m_visit(database, visitSql(1)),
      m_visits(database, visitSql(kRows)) {}

void ResultStatements::startCounting() {
    m_replaced = m_replacedFailed = 0;
}

void ResultStatements::insert(std::int64_t experiment, int segment, std::span<const ImageResult> results) {
    while (!results.empty()) {
        const auto some = results.first(std::min<std::size_t>(results.size(), kRows));
        if (some.size() == kRows && areNew(experiment, some)) {
            insertOutcomes(experiment, segment, some);
            insertVisits(experiment, some);
        } else {
            for (const ImageResult& result : some) {
                insertOrReplace(experiment, segment, result);
            }
        }
        results = results.subspan(some.size());
    }
}

bool ResultStatements::areNew(std::int64_t experiment, std::span<const ImageResult> results) {
    for (std::size_t i = 1; i < results.size(); ++i) {
        if (results[i].outcome.imageIndex <= results[i - 1].outcome.imageIndex) {
            return false;
        }
    }
    m_stored.tryReset();
    m_stored.bind(1, experiment);
    m_stored.bind(2, results.front().outcome.imageIndex);
    m_stored.bind(3, results.back().outcome.imageIndex);
    const bool stored = m_stored.executeStep();
    m_stored.reset();
    return !stored;
}

void ResultStatements::insertOutcomes(std::int64_t experiment, int segment,
                                      std::span<const ImageResult> results) {
    m_outcomes.tryReset();  // reset() would throw what an earlier, rolled back use threw
    m_outcomes.bind(1, experiment);
    m_outcomes.bind(2, segment);
    for (int row = 0; row < kRows; ++row) {
        bindOutcome(m_outcomes, row, results[static_cast<std::size_t>(row)].outcome);
    }
    m_outcomes.exec();
}

void ResultStatements::insertOrReplace(std::int64_t experiment, int segment, const ImageResult& result) {
    const Outcome& outcome = result.outcome;
    if (insertOutcome(experiment, segment, outcome) == 0) {  // it is there already
        remove(experiment, outcome.imageIndex);
        insertOutcome(experiment, segment, outcome);
    }
    insertVisits(experiment, std::span(&result, 1));
}

void ResultStatements::remove(std::int64_t experiment, std::int64_t imageIndex) {
    for (SQLite::Statement* statement : {&m_removeVisits, &m_remove}) {
        statement->tryReset();
        statement->bind(1, experiment);
        statement->bind(2, imageIndex);
    }
    m_removeVisits.exec();
    while (m_remove.executeStep()) {
        ++m_replaced;
        m_replacedFailed += m_remove.getColumn(0).isNull() ? 0 : 1;
    }
    m_remove.reset();
}

int ResultStatements::insertOutcome(std::int64_t experiment, int segment, const Outcome& outcome) {
    m_outcome.tryReset();
    m_outcome.bind(1, experiment);
    m_outcome.bind(2, segment);
    bindOutcome(m_outcome, 0, outcome);
    return m_outcome.exec();
}

void ResultStatements::insertVisits(std::int64_t experiment, std::span<const ImageResult> results) {
    struct Row {
        std::int64_t imageIndex;
        const Visit* visit;
    };
    std::vector<Row> rows;
    for (const ImageResult& result : results) {
        for (const Visit& visit : result.visits) {
            rows.push_back({result.outcome.imageIndex, &visit});
        }
    }
    const auto execute = [&](SQLite::Statement& statement, std::span<const Row> some) {
        statement.tryReset();
        statement.bind(1, experiment);
        for (std::size_t row = 0; row < some.size(); ++row) {
            bindVisit(statement, static_cast<int>(row), some[row].imageIndex, *some[row].visit);
        }
        statement.exec();
    };
    std::span<const Row> left(rows);
    for (; left.size() >= kRows; left = left.subspan(kRows)) {
        execute(m_visits, left.first(kRows));
    }
    for (; !left.empty(); left = left.subspan(1)) {
        execute(m_visit, left.first(1));
    }
}

}  // namespace pivot::sqlite
