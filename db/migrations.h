// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace pivot {

/// One step of the schema: brings a file from `version - 1` to `version`.
struct Migration {
    int version = 0;
    std::string_view sql;
};

/// db/migrations/*.sql in rising order, compiled in. A migration that was ever released is never edited.
[[nodiscard]] const std::vector<Migration>& builtinMigrations();

}  // namespace pivot
