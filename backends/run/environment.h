// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

namespace pivot {

/// What a run was made on: program version, commit and build, compiler, CPU, cores available, memory, kernel,
/// clock and load. What cannot be read is null.
[[nodiscard]] nlohmann::json captureEnvironment();

}  // namespace pivot
