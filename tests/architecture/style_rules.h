// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source_file.h"

#include <QString>
#include <vector>

namespace pivot::architecture {

/// A file longer than this wants a second room.
inline constexpr int kMaxLines = 450;

/// What clang-format cannot see, in every C++ file below app/, widgets/, backends/, db/ and tests/ of `root`:
/// licence line,
/// `#pragma once`, file name, length, Qt's keywords, old-style and context-free connections, marks of
/// unfinished work.
[[nodiscard]] std::vector<Violation> checkStyle(const QString& root);

}  // namespace pivot::architecture
