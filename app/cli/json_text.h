// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace pivot::cli {

/// JSON as the command line prints it, with a line break at its end. Bytes that are not UTF-8 (in the name of
/// a file, say) become U+FFFD: a path is no reason to lose a result.
[[nodiscard]] inline std::string jsonText(const nlohmann::json& json) {
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

}  // namespace pivot::cli
