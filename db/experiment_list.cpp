// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_list.h"

#include "db/experiment_queries.h"

#include <sstream>

namespace pivot::sqlite {

namespace {

constexpr const char* kColumns =
    "e.id, e.experiment_id, e.group_id, e.status, e.created_utc, e.finished_utc, e.name, e.starred, "
    "e.deleted_utc, (SELECT group_concat(tag, char(10)) FROM (SELECT tag FROM experiment_tags WHERE "
    "experiment = "
    "e.id ORDER BY tag)), e.device, e.model, e.dataset, e.dataset_range, e.mode, e.rerun, e.precision, "
    "e.batch, "
    "e.shard_index, e.shard_count, e.skips, e.image_count, e.images_done, e.images_failed, "
    "(SELECT count(*) FROM segments WHERE experiment = e.id), e.first_threshold_nats, e.accuracy, "
    "e.first_share, e.break_even_share, e.delay_ms, e.throughput_img_s, e.energy_j, e.edp_js, "
    "e.edp_reduction, e.first_threshold_score, e.score";
/// Of the lease, after those; and the key of the order after them.
constexpr int kLeaseColumn = 36;
constexpr int kKeyColumn = kLeaseColumn + 8;

/// What an order compares: a column, or the expression of the index that serves it. NULL: no value.
const char* keyOf(ExperimentOrder order) {
    switch (order) {
        case ExperimentOrder::Created:
            return "e.created_utc";
        case ExperimentOrder::Name:
            return "nullif(e.name, '') COLLATE NOCASE";
        case ExperimentOrder::Status:
            return "e.status";
        case ExperimentOrder::Device:
            return "e.device";
        case ExperimentOrder::Model:
            return "e.model";
        case ExperimentOrder::DataSet:
            return "e.dataset";
        case ExperimentOrder::Skips:
            return "e.skips";
        case ExperimentOrder::Rerun:
            return "e.rerun";
        case ExperimentOrder::Images:
            return "e.images_done";
        case ExperimentOrder::Threshold:
            return "e.first_threshold_nats";
        case ExperimentOrder::Accuracy:
            return "e.accuracy";
        case ExperimentOrder::FirstShare:
            return "e.first_share";
        case ExperimentOrder::Delay:
            return "e.delay_ms";
        case ExperimentOrder::Energy:
            return "e.energy_j";
        case ExperimentOrder::Edp:
            return "e.edp_js";
        case ExperimentOrder::EdpReduction:
            return "e.edp_reduction";
    }
    return "e.created_utc";
}

/// Where one of the words may stand; `?` is the pattern.
constexpr const char* kWordMatches =
    "(e.name LIKE ?N ESCAPE '\\' OR e.device LIKE ?N ESCAPE '\\' OR e.model LIKE ?N ESCAPE '\\' OR e.dataset "
    "LIKE ?N ESCAPE '\\' OR e.skips LIKE ?N ESCAPE '\\' OR e.note LIKE ?N ESCAPE '\\' OR e.experiment_id "
    "LIKE "
    "substr(?N, 2) ESCAPE '\\' OR EXISTS (SELECT 1 FROM experiment_tags t WHERE t.experiment = e.id AND "
    "t.tag "
    "LIKE ?N ESCAPE '\\'))";

constexpr std::size_t kMostWords = 16;  ///< more of a search text says nothing more

std::vector<std::string> wordsOf(const std::string& text) {
    std::vector<std::string> words;
    std::istringstream in(text);
    for (std::string word; words.size() < kMostWords && in >> word;) {
        std::string pattern = "%";
        for (const char character : word) {
            if (character == '%' || character == '_' || character == '\\') {
                pattern += '\\';
            }
            pattern += character;
        }
        words.push_back(pattern + "%");
    }
    return words;
}

/// The parameters of a statement under their numbers.
class Parameters {
public:
    explicit Parameters(SQLite::Statement& statement) : m_statement(statement) {}
    template <class Value>
    void add(const Value& value) {
        m_statement.bind(++m_count, value);
    }

private:
    SQLite::Statement& m_statement;
    int m_count = 0;
};

/// Appends the conditions in the order in which bindFilters() binds them.
void appendFilters(std::string& sql, const ExperimentQuery& query, int& parameter) {
    const auto next = [&] { return "?" + std::to_string(++parameter); };
    sql += query.inBin ? "e.deleted_utc IS NOT NULL" : "e.deleted_utc IS NULL";
    if (query.status) {
        sql += " AND e.status = " + next();
    }
    for (const auto& [value, column] :
         {std::pair(&query.device, "e.device"), std::pair(&query.model, "e.model"),
          std::pair(&query.groupId, "e.group_id")}) {
        if (!value->empty()) {
            sql += std::string(" AND ") + column + " = " + next();
        }
    }
    if (query.starred) {
        sql += " AND e.starred = 1";
    }
    for (std::size_t i = 0; i < query.tags.size(); ++i) {
        sql += " AND e.id IN (SELECT experiment FROM experiment_tags WHERE tag = " + next() + ")";
    }
    for (std::size_t i = 0; i < wordsOf(query.text).size(); ++i) {
        std::string match = kWordMatches;
        const std::string number = next();
        for (std::size_t at = match.find("?N"); at != std::string::npos; at = match.find("?N", at)) {
            match.replace(at, 2, number);
        }
        sql += " AND " + match;
    }
}

void bindFilters(Parameters& parameters, const ExperimentQuery& query) {
    if (query.status) {
        parameters.add(std::string(toString(*query.status)));
    }
    for (const std::string* value : {&query.device, &query.model, &query.groupId}) {
        if (!value->empty()) {
            parameters.add(*value);
        }
    }
    for (const std::string& tag : query.tags) {
        parameters.add(tag);
    }
    for (const std::string& word : wordsOf(query.text)) {
        parameters.add(word);
    }
}

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

ExperimentSummary summaryOf(const SQLite::Statement& row) {
    ExperimentSummary summary;
    int column = 1;
    const auto text = [&] { return row.getColumn(column++).getString(); };
    summary.experimentId = text();
    summary.groupId = text();
    summary.status = readStatus(row.getColumn(column++));
    summary.createdUtc = text();
    summary.finishedUtc = text();
    summary.name = text();
    summary.starred = row.getColumn(column++).getInt() != 0;
    summary.deletedUtc = text();
    summary.tags = linesOf(text());
    for (std::string* field : {&summary.device, &summary.model, &summary.dataset, &summary.datasetRange,
                               &summary.mode, &summary.rerun, &summary.precision}) {
        *field = text();
    }
    summary.batch = row.getColumn(column++).getInt();
    if (!row.getColumn(column).isNull()) {
        summary.shard = {row.getColumn(column).getInt(), row.getColumn(column + 1).getInt()};
    }
    column += 2;
    summary.skips = text();
    for (std::int64_t* field :
         {&summary.imageCount, &summary.imagesDone, &summary.imagesFailed, &summary.segments}) {
        *field = row.getColumn(column++).getInt64();
    }
    for (std::optional<double>* field :
         {&summary.firstThresholdNats, &summary.accuracy, &summary.firstShare, &summary.breakEvenShare,
          &summary.delayMs, &summary.throughputImgS, &summary.energyJ, &summary.edpJs, &summary.edpReduction,
          &summary.firstThresholdScore}) {
        if (const SQLite::Column value = row.getColumn(column++); !value.isNull()) {
            *field = value.getDouble();
        }
    }
    summary.score = text();
    return summary;
}

/// A run whose program is provably gone is interrupted, also where nobody could write that down (a file
/// that may only be read).
void judgeStatus(const SQLite::Statement& row, ExperimentSummary& summary) {
    if ((summary.status == RunStatus::Running || summary.status == RunStatus::Paused) &&
        isProvablyDead(judgeLease(readLease(row, kLeaseColumn)))) {
        summary.status = RunStatus::Interrupted;
    }
}

ExperimentCursor cursorOf(const SQLite::Statement& row) {
    ExperimentCursor cursor;
    cursor.row = row.getColumn(0).getInt64();
    const SQLite::Column key = row.getColumn(kKeyColumn);
    if (key.isText()) {
        cursor.key = key.getString();
    } else if (!key.isNull()) {
        cursor.key = key.getDouble();
    }
    return cursor;
}

std::string selectList() {
    return std::string("SELECT ") + kColumns + ", " + leaseColumns();
}

}  // namespace

std::string listSql(const ExperimentQuery& query, ListPart part, bool after) {
    const std::string key = keyOf(query.order);
    const std::string direction = query.descending ? " DESC" : " ASC";
    const std::string beyond = query.descending ? " < " : " > ";
    std::string sql = selectList() + ", " + key + " FROM experiments e WHERE ";
    int parameter = 0;
    appendFilters(sql, query, parameter);
    const auto next = [&] { return "?" + std::to_string(++parameter); };
    if (part == ListPart::Unknown) {
        sql += " AND " + key + " IS NULL";
        if (after) {
            sql += " AND e.id" + beyond + next();
        }
        sql += " ORDER BY e.id" + direction;
    } else {
        sql += " AND " + key + " IS NOT NULL";
        if (after) {
            const std::string value = next();
            // The first condition says no more than the second, and is the one that finds its place in an
            // index over an expression.
            sql += " AND " + key + (query.descending ? " <= " : " >= ") + value;
            sql += " AND (" + key + ", e.id)" + beyond + "(" + value + ", " + next() + ")";
        }
        sql += " ORDER BY " + key + direction + ", e.id" + direction;
    }
    return sql + " LIMIT " + next();
}

ExperimentPage listExperiments(SQLite::Database& database, const ExperimentQuery& query) {
    ExperimentPage page;
    if (query.limit == 0) {
        return page;
    }
    const SQLite::Transaction moment(database);  // both parts as they were at one time
    const bool afterUnknown = query.after && std::holds_alternative<std::monostate>(query.after->key);
    std::optional<ExperimentCursor> last;
    for (const ListPart part : {ListPart::Known, ListPart::Unknown}) {
        if (part == ListPart::Known && afterUnknown) {
            continue;
        }
        const bool after = query.after && (part == ListPart::Unknown) == afterUnknown;
        SQLite::Statement statement(database, listSql(query, part, after));
        Parameters parameters(statement);
        bindFilters(parameters, query);
        if (after) {
            if (const auto* number = std::get_if<double>(&query.after->key)) {
                parameters.add(*number);
            } else if (const auto* text = std::get_if<std::string>(&query.after->key)) {
                parameters.add(*text);
            }
            parameters.add(query.after->row);
        }
        // One more tells whether there is more.
        parameters.add(static_cast<std::int64_t>(query.limit - page.experiments.size()) + 1);
        while (statement.executeStep()) {
            if (page.experiments.size() == query.limit) {
                page.next = last;
                return page;
            }
            page.experiments.push_back(summaryOf(statement));
            judgeStatus(statement, page.experiments.back());
            last = cursorOf(statement);
        }
    }
    return page;
}

ExperimentSummary readSummary(SQLite::Database& database, std::int64_t row) {
    SQLite::Statement statement(database, selectList() + " FROM experiments e WHERE e.id = ?");
    statement.bind(1, row);
    if (!statement.executeStep()) {
        throw SQLite::Exception("the experiment has been deleted meanwhile");
    }
    return summaryOf(statement);
}

ExperimentFacets readFacets(SQLite::Database& database) {
    ExperimentFacets facets;
    const auto read = [&](const char* sql, auto take) {
        SQLite::Statement statement(database, sql);
        while (statement.executeStep()) {
            take(statement.getColumn(0));
        }
    };
    const auto into = [](std::vector<std::string>& values) {
        return [&values](const SQLite::Column& column) { values.push_back(column.getString()); };
    };
    read("SELECT DISTINCT device FROM experiments WHERE deleted_utc IS NULL ORDER BY 1",
         into(facets.devices));
    read("SELECT DISTINCT model FROM experiments WHERE deleted_utc IS NULL ORDER BY 1", into(facets.models));
    read(
        "SELECT DISTINCT tag FROM experiment_tags JOIN experiments ON id = experiment WHERE deleted_utc IS "
        "NULL "
        "ORDER BY 1",
        into(facets.tags));
    read("SELECT DISTINCT status FROM experiments WHERE deleted_utc IS NULL ORDER BY 1",
         [&](const SQLite::Column& column) { facets.statuses.push_back(readStatus(column)); });
    return facets;
}

}  // namespace pivot::sqlite
