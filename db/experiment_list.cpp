// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_list.h"

#include "db/experiment_queries.h"
#include "db/lease.h"
#include "db/summaries.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <sstream>

namespace pivot::sqlite {

namespace {

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
        case ExperimentOrder::Precision:
            return "e.precision";
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
    "(e.name LIKE ?N ESCAPE '\\' OR e.device LIKE ?N ESCAPE '\\' OR e.precision LIKE ?N ESCAPE '\\' "
    "OR e.model LIKE ?N ESCAPE '\\' OR e.dataset LIKE ?N ESCAPE '\\' OR e.skips LIKE ?N ESCAPE '\\' "
    "OR e.note LIKE ?N ESCAPE '\\' OR e.experiment_id LIKE substr(?N, 2) ESCAPE '\\' "
    "OR EXISTS (SELECT 1 FROM experiment_tags t WHERE t.experiment = e.id AND t.tag LIKE ?N ESCAPE '\\'))";

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

/// Binds where a list goes on, as listSql() asks for it.
void bindCursor(Parameters& parameters, const ExperimentCursor& cursor) {
    if (const auto* number = std::get_if<double>(&cursor.key)) {
        parameters.add(*number);
    } else if (const auto* text = std::get_if<std::string>(&cursor.key)) {
        parameters.add(*text);
    }
    parameters.add(cursor.row);
}

/// The rows of a page in its order, and one more where there is more.
std::vector<std::int64_t> rowsOf(SQLite::Database& database, const ExperimentQuery& query) {
    constexpr std::size_t kMost = std::numeric_limits<std::int64_t>::max();
    const std::size_t wanted = std::min(query.limit, kMost - 1) + 1;
    const bool afterUnknown = query.after && std::holds_alternative<std::monostate>(query.after->key);
    std::vector<std::int64_t> rows;
    for (const ListPart part : {ListPart::Known, ListPart::Unknown}) {
        if ((part == ListPart::Known && afterUnknown) || rows.size() == wanted) {
            continue;
        }
        const bool after = query.after && (part == ListPart::Unknown) == afterUnknown;
        SQLite::Statement statement(database, listSql(query, part, after));
        Parameters parameters(statement);
        bindFilters(parameters, query);
        if (after) {
            bindCursor(parameters, *query.after);
        }
        parameters.add(static_cast<std::int64_t>(wanted - rows.size()));
        while (statement.executeStep()) {
            rows.push_back(statement.getColumn(0).getInt64());
        }
    }
    return rows;
}

ExperimentCursor cursorAt(SQLite::Database& database, ExperimentOrder order, std::int64_t row) {
    ExperimentCursor cursor;
    cursor.row = row;
    SQLite::Statement statement(database,
                                std::string("SELECT ") + keyOf(order) + " FROM experiments e WHERE e.id = ?");
    statement.bind(1, row);
    statement.executeStep();
    const SQLite::Column key = statement.getColumn(0);
    if (key.isText()) {
        cursor.key = key.getString();
    } else if (!key.isNull()) {
        cursor.key = key.getDouble();
    }
    return cursor;
}

/// A run whose program is provably gone is interrupted, also where nobody could write that down (a file that
/// may only be read).
void judgeStatus(SQLite::Database& database, std::int64_t row, ExperimentSummary& summary) {
    if (summary.status != RunStatus::Running && summary.status != RunStatus::Paused) {
        return;
    }
    SQLite::Statement lease(database,
                            std::string("SELECT ") + leaseColumns() + " FROM experiments WHERE id = ?");
    lease.bind(1, row);
    lease.executeStep();
    if (isProvablyDead(judgeLease(readLease(lease, 0)))) {
        summary.status = RunStatus::Interrupted;
    }
}

}  // namespace

std::string listSql(const ExperimentQuery& query, ListPart part, bool after) {
    const std::string key = keyOf(query.order);
    const std::string direction = query.descending ? " DESC" : " ASC";
    const std::string beyond = query.descending ? " < " : " > ";
    std::string sql = "SELECT e.id FROM experiments e WHERE ";
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
    const SQLite::Transaction moment(database);  // everything as it was at one time
    std::vector<std::int64_t> rows = rowsOf(database, query);
    const bool more = rows.size() > query.limit;
    if (more) {
        rows.pop_back();
        page.next = cursorAt(database, query.order, rows.back());
    }
    page.experiments = readSummaries(database, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        judgeStatus(database, rows[i], page.experiments[i]);
    }
    return page;
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
