// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace pivot {

/// Empty where `result` is an error of this code whose one sentence has all these words; otherwise what it is
/// instead.
template <class T>
[[nodiscard]] std::string unlikeError(const Result<T>& result, ErrorCode code,
                                      std::initializer_list<std::string_view> words) {
    if (result) {
        return "it succeeded";
    }
    const std::string& message = result.error().message;
    if (result.error().code != code) {
        return "it has code " + std::to_string(static_cast<int>(result.error().code)) + ": " + message;
    }
    for (const std::string_view word : words) {
        if (message.find(word) == std::string::npos) {
            return "no '" + std::string(word) + "' in: " + message;
        }
    }
    return message.find('\n') == std::string::npos ? "" : "more than one line: " + message;
}

}  // namespace pivot

/// EXPECT_ERROR(loadModel(path), ErrorCode::NotFound, "no model", path);
#define EXPECT_ERROR(result, code, ...)                                                \
    do {                                                                               \
        const std::string unlike_ = ::pivot::unlikeError(result, code, {__VA_ARGS__}); \
        QVERIFY2(unlike_.empty(), unlike_.c_str());                                    \
    } while (false)
