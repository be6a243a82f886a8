// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "source_file.h"

#include <QString>
#include <vector>

namespace pivot::architecture {

/// Every #include below app/, widgets/, backends/ and db/ of `root` against the arrows and the external
/// rules.
[[nodiscard]] std::vector<Violation> checkIncludes(const QString& root);

/// Every link against the same. `links`: lines of target<TAB>folder<TAB>linked target or library, as
/// pivot_write_links() in assets/cmake writes them.
[[nodiscard]] std::vector<Violation> checkLinks(const QString& links);

}  // namespace pivot::architecture
