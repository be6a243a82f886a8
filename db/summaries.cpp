// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/summaries.h"

#include "db/experiment_queries.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pivot::sqlite {

namespace {

// Each with which rows, and in rising order; none of them sorts anything.
constexpr const char* kExperiments =
    "SELECT id, experiment_id, group_id, status, created_utc, finished_utc, name, starred, deleted_utc, "
    "device, model, dataset, dataset_range, mode, rerun, precision, batch, shard_index, shard_count, skips, "
    "image_count, images_done, images_failed, first_threshold_nats, accuracy, first_share, "
    "break_even_share, delay_ms, throughput_img_s, energy_j, edp_js, edp_reduction, first_threshold_score, "
    "score FROM experiments WHERE id ";
constexpr const char* kSegments = "SELECT experiment, count(*) FROM segments WHERE experiment ";
constexpr const char* kTags = "SELECT experiment, tag FROM experiment_tags WHERE experiment ";

/// Takes the columns of a row one after the other.
class Cells {
public:
    explicit Cells(const SQLite::Statement& row) : m_row(row) {}
    [[nodiscard]] SQLite::Column next() { return m_row.getColumn(m_column++); }
    [[nodiscard]] std::string text() { return next().getString(); }
    [[nodiscard]] std::optional<double> number() {
        const SQLite::Column value = next();
        return value.isNull() ? std::nullopt : std::optional(value.getDouble());
    }

private:
    const SQLite::Statement& m_row;
    int m_column = 1;  // after the row's id
};

ExperimentSummary summaryOf(const SQLite::Statement& row) {
    ExperimentSummary summary;
    Cells cells(row);
    summary.experimentId = cells.text();
    summary.groupId = cells.text();
    summary.status = readStatus(cells.next());
    summary.createdUtc = cells.text();
    summary.finishedUtc = cells.text();
    summary.name = cells.text();
    summary.starred = cells.next().getInt() != 0;
    summary.deletedUtc = cells.text();
    for (std::string* field : {&summary.device, &summary.model, &summary.dataset, &summary.datasetRange,
                               &summary.mode, &summary.rerun, &summary.precision}) {
        *field = cells.text();
    }
    summary.batch = cells.next().getInt();
    const SQLite::Column shardIndex = cells.next(), shardCount = cells.next();
    if (!shardIndex.isNull()) {
        summary.shard = {shardIndex.getInt(), shardCount.getInt()};
    }
    summary.skips = cells.text();
    for (std::int64_t* field : {&summary.imageCount, &summary.imagesDone, &summary.imagesFailed}) {
        *field = cells.next().getInt64();
    }
    for (std::optional<double>* field :
         {&summary.firstThresholdNats, &summary.accuracy, &summary.firstShare, &summary.breakEvenShare,
          &summary.delayMs, &summary.throughputImgS, &summary.energyJ, &summary.edpJs, &summary.edpReduction,
          &summary.firstThresholdScore}) {
        *field = cells.number();
    }
    summary.score = cells.text();
    return summary;
}

/// Goes through the rows of a page in rising order. Where they are most of those between the first and the
/// last one, the others are read over; else each is looked up.
class Walk {
public:
    Walk(SQLite::Database& database, std::vector<std::int64_t> rising)
        : m_database(database), m_rows(std::move(rising)) {
        const auto count = static_cast<std::int64_t>(m_rows.size());
        m_isDense = count > 0 && (m_rows.back() - m_rows.front()) / count < kMostReadOver;
        if (!m_isDense) {
            m_json = nlohmann::json(m_rows).dump();
        }
    }
    /// Calls `take` with the place among the rows of every row that the statement gives.
    template <class Take>
    void over(const std::string& sql, const char* order, Take take) {
        // Without an upper bound: to hold a row of the segments against one, SQLite would read all of its
        // text.
        SQLite::Statement statement(
            m_database, sql + (m_isDense ? ">= ?1" : "IN (SELECT value FROM json_each(?1))") + order);
        if (m_isDense) {
            statement.bind(1, m_rows.front());
        } else {
            statement.bindNoCopy(1, m_json);
        }
        for (std::size_t at = 0; statement.executeStep();) {
            const std::int64_t row = statement.getColumn(0).getInt64();
            while (at < m_rows.size() && m_rows[at] < row) {
                ++at;
            }
            if (at == m_rows.size()) {
                return;
            }
            if (m_rows[at] == row) {
                take(at, statement);
            }
        }
    }

private:
    static constexpr std::int64_t kMostReadOver = 4;  ///< for one that is wanted

    SQLite::Database& m_database;
    std::vector<std::int64_t> m_rows;
    bool m_isDense = false;
    std::string m_json;
};

}  // namespace

std::vector<ExperimentSummary> readSummaries(SQLite::Database& database, std::span<const std::int64_t> rows) {
    std::vector<std::size_t> places(rows.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::ranges::sort(places, {}, [rows](std::size_t place) { return rows[place]; });
    std::vector<std::int64_t> rising;
    rising.reserve(rows.size());
    std::ranges::transform(places, std::back_inserter(rising),
                           [rows](std::size_t place) { return rows[place]; });
    Walk walk(database, std::move(rising));

    std::vector<ExperimentSummary> summaries(rows.size());
    std::size_t found = 0;
    walk.over(kExperiments, " ORDER BY id", [&](std::size_t at, const SQLite::Statement& row) {
        summaries[places[at]] = summaryOf(row);
        ++found;
    });
    if (found != rows.size()) {
        throw SQLite::Exception("an experiment has been deleted meanwhile");
    }
    walk.over(kSegments, " GROUP BY experiment", [&](std::size_t at, const SQLite::Statement& row) {
        summaries[places[at]].segments = row.getColumn(1).getInt64();
    });
    walk.over(kTags, " ORDER BY experiment, tag", [&](std::size_t at, const SQLite::Statement& row) {
        summaries[places[at]].tags.push_back(row.getColumn(1).getString());
    });
    return summaries;
}

}  // namespace pivot::sqlite
