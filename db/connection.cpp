// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/connection.h"

#include "core/log.h"

#include <sqlite3.h>

#include <string_view>
#include <system_error>
#include <thread>

namespace pivot::sqlite {

namespace {

/// A connection is one thread's, so SQLite need not lock it for every column that is read.
constexpr int kOneThread = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;

int asInt(std::chrono::milliseconds time) {
    return static_cast<int>(time.count());
}

/// Opening is lazy in SQLite: the header is read, and the -shm file needed, only now.
void touch(SQLite::Database& database, const std::string& name) {
    SQLite::Statement statement(database, "SELECT count(*) FROM " + name + ".sqlite_schema");
    statement.executeStep();
}

/// Calls `open` with the URI that `file` can be read by.
template <class Open>
auto reading(const std::filesystem::path& file, Open open) {
    try {
        return open(fileUri(file, "mode=ro"));
    } catch (const SQLite::Exception& exception) {
        const int kind = exception.getErrorCode() & 0xff;
        std::error_code ignored;
        const auto logSize = std::filesystem::file_size(logOf(file), ignored);
        const bool nothingPending = ignored || logSize == 0;
        if ((kind != SQLITE_CANTOPEN && kind != SQLITE_READONLY) || !nothingPending ||
            !std::filesystem::exists(file, ignored)) {
            throw;
        }
    }
    // A file in WAL mode in a folder where no -shm can be made. No log waits beside it and nobody can be
    // writing.
    return open(fileUri(file, "mode=ro&immutable=1"));
}

}  // namespace

Error toError(const SQLite::Exception& exception, const std::filesystem::path& file) {
    const std::string name = "'" + file.string() + "'";
    const std::string detail = std::string(" (SQLite: ") + exception.what() + ")";
    // Some paths of SQLiteCpp give the extended code: the low byte is the kind.
    switch (exception.getErrorCode() & 0xff) {
        case SQLITE_FULL:
            return {ErrorCode::Io,
                    "The disk that holds " + name +
                        " is full: nothing stored before is lost; free some space and try again."};
        case SQLITE_READONLY:
            return {
                ErrorCode::Io,
                name + " or its folder cannot be written: allow writing or choose another database file."};
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {ErrorCode::Io,
                    name + " may not be opened: check its permissions or choose another database file."};
        case SQLITE_CANTOPEN:
            return {ErrorCode::Io,
                    name + " cannot be opened or made: check that its folder exists and can be written."};
        case SQLITE_NOTADB:
            return {ErrorCode::Database,
                    name + " is not a database: choose another file, nothing was changed in it."};
        case SQLITE_CORRUPT:
            return {ErrorCode::Database,
                    name + " is damaged" + detail + ": run `pivot db check` on it and go back to a copy."};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return {ErrorCode::Database,
                    name + " is locked by another program: try again when that has finished."};
        case SQLITE_IOERR:
            return {ErrorCode::Io,
                    "Reading or writing " + name + " failed" + detail + ": check the disk or the network."};
        default:
            return {ErrorCode::Database, "The database " + name + " refused a request" + detail + "."};
    }
}

SQLite::Database openReadWrite(const std::filesystem::path& file, std::chrono::milliseconds busyTimeout,
                               bool create) {
    const int flags = SQLite::OPEN_READWRITE | kOneThread | (create ? SQLite::OPEN_CREATE : 0);
    SQLite::Database database(fileUri(file, create ? "mode=rwc" : "mode=rw"), flags, asInt(busyTimeout));
    if (sqlite3_db_readonly(database.getHandle(), "main") == 1) {
        // SQLite falls back to reading without a word.
        throw SQLite::Exception("attempt to write a readonly database", SQLITE_READONLY);
    }
    database.exec("PRAGMA foreign_keys = ON");
    // FULL: a commit survives a power cut too; commits are few, since rows go in batches.
    database.exec("PRAGMA synchronous = FULL");
    return database;
}

SQLite::Database openReadOnly(const std::filesystem::path& file, std::chrono::milliseconds busyTimeout) {
    return reading(file, [&](const std::string& uri) {
        SQLite::Database database(uri, SQLite::OPEN_READONLY | kOneThread, asInt(busyTimeout));
        touch(database, "main");
        database.exec("PRAGMA cache_size = -16384");  // KiB: a list of ten thousand stays in it
        return database;
    });
}

void attachReadOnly(SQLite::Database& database, const std::filesystem::path& file, const std::string& name) {
    reading(file, [&](const std::string& uri) {
        SQLite::Statement attach(database, "ATTACH ? AS " + name);
        attach.bind(1, uri);
        attach.exec();
        try {
            touch(database, name);
        } catch (const SQLite::Exception&) {
            database.exec("DETACH " + name);
            throw;
        }
        return 0;
    });
}

std::filesystem::path logOf(const std::filesystem::path& file) {
    std::error_code error;
    const std::filesystem::path real = std::filesystem::weakly_canonical(file, error);
    return (error ? file : real).string() + "-wal";
}

std::string fileUri(const std::filesystem::path& file, const std::string& query) {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    std::error_code error;
    const std::filesystem::path absolute = std::filesystem::absolute(file, error);
    std::string uri = "file://";
    for (const char character : error ? file.string() : absolute.string()) {
        const auto byte = static_cast<unsigned char>(character);
        const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= '0' && byte <= '9') || byte == '/' || byte == '-' || byte == '_' ||
                           byte == '.';
        if (plain) {
            uri += character;
        } else {
            uri += '%';
            uri += kHex[byte >> 4U];
            uri += kHex[byte & 0xfU];
        }
    }
    return uri + "?" + query;
}

void enableWriteAheadLog(SQLite::Database& database, std::chrono::milliseconds busyTimeout) {
    // Changing the mode needs the file for a moment, and SQLite does not wait for that by itself.
    const auto deadline = std::chrono::steady_clock::now() + busyTimeout;
    for (;;) {
        try {
            SQLite::Statement statement(database, "PRAGMA journal_mode = WAL");
            statement.executeStep();
            const std::string mode = statement.getColumn(0).getString();
            if (mode != "wal") {
                log::warning("'" + database.getFilename() + "' stays in journal mode " + mode +
                             ": its file system cannot do write-ahead logging.");
            }
            return;
        } catch (const SQLite::Exception& exception) {
            if ((exception.getErrorCode() & 0xff) != SQLITE_BUSY ||
                std::chrono::steady_clock::now() >= deadline) {
                throw;
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

std::int64_t integerOf(SQLite::Database& database, const std::string& sql) {
    SQLite::Statement statement(database, sql);
    return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
}

}  // namespace pivot::sqlite
