// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/result_queries.h"

#include <limits>
#include <optional>

namespace pivot::sqlite {

namespace {

std::optional<double> optionalDouble(const SQLite::Column& column) {
    return column.isNull() ? std::nullopt : std::optional<double>(column.getDouble());
}

std::optional<bool> optionalBool(const SQLite::Column& column) {
    return column.isNull() ? std::nullopt : std::optional<bool>(column.getInt() != 0);
}

std::int32_t indexOrNone(const SQLite::Column& column) {
    return column.isNull() ? -1 : column.getInt();
}

StoredResult readOutcome(const SQLite::Statement& row, int efforts) {
    StoredResult stored;
    Outcome& outcome = stored.result.outcome;
    outcome.imageIndex = row.getColumn(0).getInt64();
    outcome.imageKey = row.getColumn(1).getString();
    if (!row.getColumn(2).isNull()) {
        outcome.label = row.getColumn(2).getInt();
    }
    outcome.exitEffort = indexOrNone(row.getColumn(3));
    outcome.predicted = indexOrNone(row.getColumn(4));
    outcome.right = optionalBool(row.getColumn(5));
    outcome.delayNs = row.getColumn(6).getInt64();
    outcome.energyJ = optionalDouble(row.getColumn(7));
    outcome.error = row.getColumn(8).getString();
    stored.segment = row.getColumn(9).getInt();
    if (outcome.exitEffort < Outcome::kNoExit || outcome.exitEffort >= efforts) {
        throw SQLite::Exception("image " + std::to_string(outcome.imageIndex) +
                                " left at an effort that is not there");
    }
    return stored;
}

Visit readVisit(const SQLite::Statement& row, int efforts) {
    Visit visit;
    visit.effort = row.getColumn(1).getInt();
    if (visit.effort < 0 || visit.effort >= efforts) {
        throw SQLite::Exception("image " + row.getColumn(0).getString() +
                                " visited an effort that is not there");
    }
    visit.entropyNats =
        row.getColumn(2).isNull() ? std::numeric_limits<double>::quiet_NaN() : row.getColumn(2).getDouble();
    visit.margin = row.getColumn(3).isNull() ? std::numeric_limits<float>::quiet_NaN()
                                             : static_cast<float>(row.getColumn(3).getDouble());
    for (int rank = 0; rank < 5; ++rank) {
        const auto place = static_cast<std::size_t>(rank);
        visit.topIds[place] = indexOrNone(row.getColumn(4 + rank));
        visit.topProbabilities[place] = static_cast<float>(row.getColumn(9 + rank).getDouble());
    }
    visit.right = optionalBool(row.getColumn(14));
    visit.delayNs = row.getColumn(15).getInt64();
    visit.energyJ = optionalDouble(row.getColumn(16));
    return visit;
}

int effortCount(SQLite::Database& database, std::int64_t row) {
    SQLite::Statement statement(database, "SELECT count(*) FROM efforts WHERE experiment = ?");
    statement.bind(1, row);
    statement.executeStep();
    return statement.getColumn(0).getInt();
}

}  // namespace

std::vector<StoredResult> readResults(SQLite::Database& database, std::int64_t row, std::int64_t after,
                                      std::size_t limit) {
    std::vector<StoredResult> results;
    if (limit == 0) {
        return results;
    }
    const SQLite::Transaction moment(database);  // DEFERRED: only reads
    const int efforts = effortCount(database, row);
    SQLite::Statement outcomes(
        database,
        "SELECT image_index, image_key, label, exit_effort, predicted, correct, delay_ns, "
        "energy_j, error, segment FROM outcomes WHERE experiment = ? AND image_index > ? "
        "ORDER BY image_index LIMIT ?");
    outcomes.bind(1, row);
    outcomes.bind(2, after);
    outcomes.bind(3, static_cast<std::int64_t>(limit));
    while (outcomes.executeStep()) {
        results.push_back(readOutcome(outcomes, efforts));
    }
    if (results.empty()) {
        return results;
    }
    SQLite::Statement visits(database,
                             "SELECT image_index, effort, entropy_nats, margin, top1_id, top2_id, top3_id, "
                             "top4_id, top5_id, top1_p, top2_p, top3_p, top4_p, top5_p, correct, delay_ns, "
                             "energy_j FROM visits WHERE experiment = ? AND image_index BETWEEN ? AND ? "
                             "ORDER BY image_index, effort");
    visits.bind(1, row);
    visits.bind(2, results.front().result.outcome.imageIndex);
    visits.bind(3, results.back().result.outcome.imageIndex);
    std::size_t at = 0;
    while (visits.executeStep()) {
        const std::int64_t image = visits.getColumn(0).getInt64();
        while (at < results.size() && results[at].result.outcome.imageIndex < image) {
            ++at;
        }
        if (at < results.size() && results[at].result.outcome.imageIndex == image) {
            results[at].result.visits.push_back(readVisit(visits, efforts));
        }
    }
    return results;
}

bool forEachStored(SQLite::Database& database, std::int64_t row,
                   const std::function<bool(const StoredResult&)>& visit) {
    std::int64_t after = std::numeric_limits<std::int64_t>::min();
    for (;;) {
        const std::vector<StoredResult> page = readResults(database, row, after, kPageImages);
        for (const StoredResult& stored : page) {
            if (!visit(stored)) {
                return false;
            }
        }
        if (page.size() < kPageImages) {
            return true;
        }
        after = page.back().result.outcome.imageIndex;
    }
}

}  // namespace pivot::sqlite
