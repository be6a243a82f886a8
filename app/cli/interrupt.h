// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

namespace pivot::cli {

/// From now on the first SIGINT or SIGTERM asks for a stop; a second one ends the process at once.
void installInterruptHandler();
/// Set by the first signal.
[[nodiscard]] std::stop_token interruptToken();

}  // namespace pivot::cli
