// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace pivot {

/// A random (version 4) UUID in the usual text form.
[[nodiscard]] std::string newUuid();
/// Now, ISO 8601 with milliseconds and Z.
[[nodiscard]] std::string utcNow();

}  // namespace pivot
