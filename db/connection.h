// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Internal to db/: how a connection is opened and how SQLite's failures become sentences. One connection a
// thread.

#include "core/result.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace pivot::sqlite {

/// How long a connection waits for another program's lock before it says "locked".
inline constexpr std::chrono::milliseconds kDefaultBusyTimeout{15000};

/// `PIVT`: what marks a file as ours in SQLite's header.
inline constexpr int kApplicationId = 0x50495654;

/// One sentence for what SQLite reports about `file`: full disk, read-only, locked, damaged, no database.
[[nodiscard]] Error toError(const SQLite::Exception& exception, const std::filesystem::path& file);

/// Read-write, foreign keys on, every commit flushed (a run's writer sets both aside: run_writer.cpp).
/// Creates an empty file where there is none and `create` is set. Throws SQLite::Exception; a file that may
/// only be read is an SQLITE_READONLY error here, not at the first write.
[[nodiscard]] SQLite::Database openReadWrite(const std::filesystem::path& file,
                                             std::chrono::milliseconds busyTimeout, bool create);

/// Read-only. Works in a folder that cannot be written (a published archive) too. Throws SQLite::Exception.
[[nodiscard]] SQLite::Database openReadOnly(const std::filesystem::path& file,
                                            std::chrono::milliseconds busyTimeout);

/// Attaches `file` as `name`, read-only and as openReadOnly() opens it. Throws SQLite::Exception.
void attachReadOnly(SQLite::Database& database, const std::filesystem::path& file, const std::string& name);

/// Where SQLite keeps what is not folded into `file` yet: beside the file itself, not beside a link to it.
[[nodiscard]] std::filesystem::path logOf(const std::filesystem::path& file);

/// `file:` URI of a path with an already encoded query such as `mode=ro`.
[[nodiscard]] std::string fileUri(const std::filesystem::path& file, const std::string& query);

/// Write-ahead logging, so that readers never wait for the writer. Where the file system cannot do it the
/// rollback journal stays in use: slower with several programs, as safe.
void enableWriteAheadLog(SQLite::Database& database, std::chrono::milliseconds busyTimeout);

/// One integer from a statement that gives one row, such as a PRAGMA.
[[nodiscard]] std::int64_t integerOf(SQLite::Database& database, const std::string& sql);

/// Runs `body` (which returns a Result) and turns SQLite's exceptions into its error.
template <class Body>
[[nodiscard]] auto guarded(const std::filesystem::path& file, Body&& body) -> decltype(body()) {
    try {
        return std::forward<Body>(body)();
    } catch (const SQLite::Exception& exception) {
        return tl::unexpected<Error>(toError(exception, file));
    } catch (const nlohmann::json::exception& exception) {
        return fail(ErrorCode::Database, "'" + file.string() +
                                             "' holds an experiment whose description cannot be read (" +
                                             exception.what() + "); `pivot db check` lists what is wrong.");
    }
}

}  // namespace pivot::sqlite
