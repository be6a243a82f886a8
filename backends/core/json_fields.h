// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/number_text.h"
#include "core/result.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace pivot::json {

/// null for what is not known; a number that is not finite is not known either.
[[nodiscard]] inline nlohmann::json orNull(const std::optional<double>& value) {
    return value && std::isfinite(*value) ? nlohmann::json(*value) : nlohmann::json(nullptr);
}
[[nodiscard]] inline nlohmann::json orNull(const std::string& text) {
    return text.empty() ? nlohmann::json(nullptr) : nlohmann::json(text);
}

/// Throws nlohmann's exception with our sentence.
[[noreturn]] inline void refuse(const std::string& sentence) {
    throw nlohmann::json::other_error::create(501, sentence, nullptr);
}

/// Unwraps a parsed value or throws what was wrong with it.
template <class T>
[[nodiscard]] T accept(Result<T> result) {
    if (!result) {
        refuse(result.error().message);
    }
    return std::move(*result);
}

/// Reads the members of one object: an absent or null member keeps the default, another type is refused by
/// name.
class Reader {
public:
    Reader(const nlohmann::json& object, std::string what) : m_object(object), m_what(std::move(what)) {
        if (!object.is_object()) {
            refuse(m_what + " is not a JSON object.");
        }
    }

    /// The member, or nullptr when it is absent or null.
    [[nodiscard]] const nlohmann::json* find(const char* key) const {
        const auto member = m_object.find(key);
        return member == m_object.end() || member->is_null() ? nullptr : &*member;
    }

    void read(const char* key, std::string& target) const {
        if (const nlohmann::json* member = find(key)) {
            check(member->is_string(), key, "a text");
            target = member->get<std::string>();
        }
    }
    void read(const char* key, bool& target) const {
        if (const nlohmann::json* member = find(key)) {
            check(member->is_boolean(), key, "true or false");
            target = member->get<bool>();
        }
    }
    void read(const char* key, double& target) const {
        if (const nlohmann::json* member = find(key)) {
            check(member->is_number(), key, "a number");
            target = member->get<double>();
        }
    }
    void read(const char* key, std::optional<double>& target) const {
        target = find(key) ? std::optional<double>(0.0) : std::nullopt;
        if (target) {
            read(key, *target);
        }
    }
    /// Integers only, and only those that fit: 1.5 and 1e30 are refused, never rounded.
    template <class Integer>
    requires(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>) void read(const char* key,
                                                                                      Integer& target) const {
        const nlohmann::json* member = find(key);
        if (!member) {
            return;
        }
        check(member->is_number_integer(), key, "a whole number");
        const bool fits = member->is_number_unsigned() ? std::in_range<Integer>(member->get<std::uint64_t>())
                                                       : std::in_range<Integer>(member->get<std::int64_t>());
        check(fits, key, "a number in range");
        target = member->get<Integer>();
    }
    /// A member that is text for a value, read by `parse(text) -> Result<T>`.
    template <class T, class Parse>
    void readText(const char* key, T& target, Parse parse) const {
        if (find(key)) {
            std::string text;
            read(key, text);
            target = accept(parse(std::string_view(text)));
        }
    }

    /// Refuses members that are not in `known`: a key with a slip of the pen must not be taken for a default.
    template <class Keys>
    void allowOnly(const Keys& known) const {
        for (const auto& [key, value] : m_object.items()) {
            bool found = false;
            for (const std::string_view candidate : known) {
                found = found || candidate == key;
            }
            if (!found) {
                refuse(m_what + " has the unknown key " + inQuotes(key) + ".");
            }
        }
    }

private:
    void check(bool holds, const char* key, const char* wanted) const {
        if (!holds) {
            refuse(inQuotes(key) + " of " + m_what + " is not " + wanted + ".");
        }
    }

    const nlohmann::json& m_object;
    std::string m_what;
};

}  // namespace pivot::json
