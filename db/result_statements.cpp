// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/result_statements.h"

#include <optional>

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

}  // namespace

ResultStatements::ResultStatements(SQLite::Database& database)
    : m_remove(database,
               "DELETE FROM outcomes WHERE experiment = ? AND image_index = ? RETURNING error IS NOT NULL"),
      m_removeVisits(database, "DELETE FROM visits WHERE experiment = ? AND image_index = ?"),
      m_outcome(database,
                "INSERT INTO outcomes (experiment, image_index, image_key, label, exit_effort, predicted, "
                "correct, "
                "delay_ns, energy_j, error, segment) VALUES (?,?,?,?,?,?,?,?,?,?,?) "
                "ON CONFLICT (experiment, image_index) DO NOTHING"),
      m_visit(database,
              "INSERT INTO visits (experiment, image_index, effort, entropy_nats, margin, top1_id, "
              "top2_id, top3_id, "
              "top4_id, top5_id, top1_p, top2_p, top3_p, top4_p, top5_p, correct, delay_ns, energy_j) "
              "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)") {}

void ResultStatements::startCounting() {
    m_replaced = m_replacedFailed = 0;
}

void ResultStatements::insert(std::int64_t experiment, int segment, const ImageResult& result) {
    const Outcome& outcome = result.outcome;
    if (insertOutcome(experiment, segment, outcome) == 0) {  // it is there already
        remove(experiment, outcome.imageIndex);
        insertOutcome(experiment, segment, outcome);
    }
    insertVisits(experiment, result);
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
        m_replacedFailed += m_remove.getColumn(0).getInt();
    }
    m_remove.reset();
}

int ResultStatements::insertOutcome(std::int64_t experiment, int segment, const Outcome& outcome) {
    m_outcome.tryReset();  // reset() would throw what an earlier, rolled back use threw
    m_outcome.bind(1, experiment);
    m_outcome.bind(2, outcome.imageIndex);
    m_outcome.bindNoCopy(3, outcome.imageKey);
    if (outcome.label) {
        m_outcome.bind(4, *outcome.label);
    } else {
        m_outcome.bind(4);
    }
    bindIndex(m_outcome, 5, outcome.exitEffort);
    bindIndex(m_outcome, 6, outcome.predicted);
    bindOptional(m_outcome, 7, outcome.right);
    m_outcome.bind(8, outcome.delayNs);
    bindOptional(m_outcome, 9, outcome.energyJ);
    if (outcome.error.empty()) {
        m_outcome.bind(10);
    } else {
        m_outcome.bindNoCopy(10, outcome.error);
    }
    m_outcome.bind(11, segment);
    return m_outcome.exec();
}

void ResultStatements::insertVisits(std::int64_t experiment, const ImageResult& result) {
    const Outcome& outcome = result.outcome;
    for (const Visit& visit : result.visits) {
        m_visit.tryReset();
        m_visit.bind(1, experiment);
        m_visit.bind(2, outcome.imageIndex);
        m_visit.bind(3, visit.effort);
        m_visit.bind(4, visit.entropyNats);  // SQLite stores NaN as NULL
        m_visit.bind(5, static_cast<double>(visit.margin));
        for (int rank = 0; rank < 5; ++rank) {
            const auto place = static_cast<std::size_t>(rank);
            bindIndex(m_visit, 6 + rank, visit.topIds[place]);
            if (visit.topIds[place] >= 0) {
                m_visit.bind(11 + rank, static_cast<double>(visit.topProbabilities[place]));
            } else {
                m_visit.bind(11 + rank);
            }
        }
        bindOptional(m_visit, 16, visit.right);
        m_visit.bind(17, visit.delayNs);
        bindOptional(m_visit, 18, visit.energyJ);
        m_visit.exec();
    }
}

}  // namespace pivot::sqlite
