// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace pivot::log {

enum class Level { Debug, Info, Warning, Error };

/// Where lines go; the default (and an empty function) writes warnings and errors to stderr. The only global
/// state of the program. Thread-safe: a sink is called from whichever thread logs, several at once.
using Sink = std::function<void(Level, std::string_view)>;
void setSink(Sink sink);

void debug(std::string_view text);
void info(std::string_view text);
void warning(std::string_view text);
void error(std::string_view text);

}  // namespace pivot::log
