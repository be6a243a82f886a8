// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_editor.h"

#include "core/number_text.h"
#include "core/uuid.h"
#include "db/connection.h"
#include "db/experiment_queries.h"
#include "db/schema_manager.h"

#include <algorithm>

namespace pivot {

namespace {

/// Characters and not bytes: what SQLite's length() counts.
std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

Result<void> checkTag(const std::string& tag) {
    if (tag.empty() || characters(tag) > kMostTagCharacters ||
        tag.find_first_of(std::string_view("\n\r\t\0", 4)) != std::string::npos) {
        return fail(ErrorCode::Usage, "A tag is one to " + std::to_string(kMostTagCharacters) +
                                          " characters on one line, and not " + inQuotes(tag) + ".");
    }
    return {};
}

Result<ExperimentEdit> checked(ExperimentEdit edit) {
    const auto tooLong = [](const char* what, std::size_t most) {
        return fail(ErrorCode::Usage, std::string("The ") + what + " is too long: at most " +
                                          std::to_string(most) + " characters.");
    };
    if (edit.name) {
        edit.name = std::string(trimmed(*edit.name));
        if (characters(*edit.name) > kMostNameCharacters) {
            return tooLong("name", kMostNameCharacters);
        }
        std::ranges::replace_if(
            *edit.name, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    }
    if (edit.note && characters(*edit.note) > kMostNoteCharacters) {
        return tooLong("note", kMostNoteCharacters);
    }
    for (std::vector<std::string>* tags : {&edit.addTags, &edit.removeTags}) {
        for (std::string& tag : *tags) {
            tag = std::string(trimmed(tag));
            if (auto fine = checkTag(tag); !fine) {
                return tl::unexpected<Error>(fine.error());
            }
        }
    }
    return edit;
}

/// Runs one statement with the experiment's row as its last parameter.
template <class... Values>
void change(SQLite::Database& database, std::int64_t row, const char* sql, const Values&... values) {
    SQLite::Statement statement(database, sql);
    int index = 0;
    (statement.bind(++index, values), ...);
    statement.bind(++index, row);
    statement.exec();
}

Result<void> changeTags(SQLite::Database& database, const sqlite::ExperimentKey& key,
                        const ExperimentEdit& edit) {
    for (const std::string& tag : edit.removeTags) {
        change(database, key.row, "DELETE FROM experiment_tags WHERE tag = ? AND experiment = ?", tag);
    }
    for (const std::string& tag : edit.addTags) {
        change(database, key.row,
               "INSERT INTO experiment_tags (tag, experiment) VALUES (?, ?) ON CONFLICT DO NOTHING", tag);
    }
    if (!edit.addTags.empty()) {
        SQLite::Statement count(database, "SELECT count(*) FROM experiment_tags WHERE experiment = ?");
        count.bind(1, key.row);
        count.executeStep();
        if (count.getColumn(0).getInt64() > static_cast<std::int64_t>(kMostTags)) {
            return fail(ErrorCode::Usage, "Experiment " + key.experimentId + " would have more than " +
                                              std::to_string(kMostTags) + " tags: take some away first.");
        }
    }
    return {};
}

/// A run that goes on writes rows that must not vanish under it.
Result<void> putInBin(SQLite::Database& database, const sqlite::ExperimentKey& key) {
    SQLite::Statement held(
        database, std::string("SELECT status, ") + sqlite::leaseColumns() + " FROM experiments WHERE id = ?");
    held.bind(1, key.row);
    held.executeStep();
    const RunStatus status = sqlite::readStatus(held.getColumn(0));
    const LeaseState state = judgeLease(sqlite::readLease(held, 1));
    if ((status == RunStatus::Running || status == RunStatus::Paused) &&
        (state == LeaseState::Alive || state == LeaseState::Foreign)) {
        return fail(ErrorCode::Usage, "Experiment " + key.experimentId +
                                          " is being run: wait for its end or cancel it, then delete it.");
    }
    change(database, key.row, "UPDATE experiments SET deleted_utc = coalesce(deleted_utc, ?) WHERE id = ?",
           utcNow());
    return {};
}

Result<void> changeOne(SQLite::Database& database, const sqlite::ExperimentKey& key,
                       const ExperimentEdit& edit) {
    if (edit.name) {
        change(database, key.row, "UPDATE experiments SET name = ? WHERE id = ?", *edit.name);
    }
    if (edit.note) {
        change(database, key.row, "UPDATE experiments SET note = ? WHERE id = ?", *edit.note);
    }
    if (edit.starred) {
        change(database, key.row, "UPDATE experiments SET starred = ? WHERE id = ?", *edit.starred ? 1 : 0);
    }
    if (auto tagged = changeTags(database, key, edit); !tagged) {
        return tagged;
    }
    if (edit.inBin && *edit.inBin) {
        return putInBin(database, key);
    }
    if (edit.inBin) {
        change(database, key.row, "UPDATE experiments SET deleted_utc = NULL WHERE id = ?");
    }
    return {};
}

}  // namespace

Result<std::vector<std::string>> editExperiments(const std::filesystem::path& file,
                                                 const std::vector<std::string>& ids,
                                                 const ExperimentEdit& wanted,
                                                 std::chrono::milliseconds busyTimeout) {
    const auto edit = checked(wanted);
    if (!edit) {
        return tl::unexpected<Error>(edit.error());
    }
    if (auto prepared = prepareForReading(file, busyTimeout); !prepared) {
        return tl::unexpected<Error>(prepared.error());
    }
    return sqlite::guarded(file, [&]() -> Result<std::vector<std::string>> {
        SQLite::Database database = sqlite::openReadWrite(file, busyTimeout, false);
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        std::vector<std::string> changed;
        for (const std::string& id : ids) {
            const auto key = sqlite::resolveExperiment(database, file, id);
            if (!key) {
                return tl::unexpected<Error>(key.error());
            }
            if (auto done = changeOne(database, *key, *edit); !done) {
                return tl::unexpected<Error>(done.error());
            }
            if (std::ranges::find(changed, key->experimentId) == changed.end()) {  // who is named twice
                changed.push_back(key->experimentId);
            }
        }
        transaction.commit();
        return changed;
    });
}

Result<std::int64_t> emptyBin(const std::filesystem::path& file, std::chrono::milliseconds busyTimeout) {
    if (auto prepared = prepareForReading(file, busyTimeout); !prepared) {
        return tl::unexpected<Error>(prepared.error());
    }
    return sqlite::guarded(file, [&]() -> Result<std::int64_t> {
        SQLite::Database database = sqlite::openReadWrite(file, busyTimeout, false);
        std::int64_t deleted = 0;
        // One experiment a transaction: a run of another program gets its turn in between.
        for (;;) {
            SQLite::Statement statement(database,
                                        "DELETE FROM experiments WHERE id = (SELECT id FROM experiments "
                                        "WHERE deleted_utc IS NOT NULL "
                                        "ORDER BY deleted_utc LIMIT 1)");
            if (statement.exec() == 0) {
                return deleted;
            }
            ++deleted;
        }
    });
}

}  // namespace pivot
