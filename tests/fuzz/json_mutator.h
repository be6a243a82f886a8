// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

namespace pivot::fuzz {

/// Changes a few values of a JSON text and keeps it JSON: a reader's own checks are reached, where changed
/// bytes mostly end in its parser. What is no JSON comes back as it is.
class JsonMutator {
public:
    explicit JsonMutator(std::uint32_t seed) : m_random(seed) {}

    [[nodiscard]] std::string changed(const std::string& text) {
        nlohmann::json root = nlohmann::json::parse(text, nullptr, false);
        if (root.is_discarded()) {
            return text;
        }
        for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
            nlohmann::json* node = &root;
            while (node->is_structured() && !node->empty() && below(12) != 0) {
                auto child = node->begin();
                std::advance(child, static_cast<std::ptrdiff_t>(below(node->size())));
                node = &*child;
            }
            change(*node);
        }
        return root.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    }

private:
    [[nodiscard]] std::size_t below(std::size_t limit) { return limit == 0 ? 0 : m_random() % limit; }

    void change(nlohmann::json& node) {
        static constexpr std::array kNumbers{0.0,   -1.0,   0.5,    1e-300, 1e-99, 1e99,
                                             1e100, -1e100, 4096.0, 1e9,    3.5,   1.0 / 3};
        static constexpr std::array kIntegers{0, 1, -1, 2, 3, 7, 199, 200, 255, 256, 4096, 10'000, 1 << 30};
        static const std::array<std::string, 5> kTexts{"", "a", std::string(399, 'W'),
                                                       "\u00b5\u202e\u0301\U0001F600", "\\%$&\"<]]>\n\x01"};
        switch (below(node.is_structured() ? 3 : 8)) {
            case 0:
                if (node.is_array() && !node.empty()) {  // longer
                    const nlohmann::json one = node[below(node.size())];
                    for (std::size_t more = std::size_t{1} << below(10); more > 0; --more) {
                        node.push_back(one);
                    }
                } else if (node.is_object() && !node.empty()) {
                    node.erase(std::next(node.begin(), static_cast<std::ptrdiff_t>(below(node.size()))));
                }
                break;
            case 1:
                if (node.is_array()) {
                    while (!node.empty() && below(3) != 0) {
                        node.erase(node.size() - 1);
                    }
                }
                break;
            case 2:
                if (!node.is_structured()) {
                    node = kTexts[below(kTexts.size())];
                }
                break;
            case 3:
                node = nullptr;
                break;
            case 4:
                node = !(node.is_boolean() && node.get<bool>());
                break;
            case 5:
                node = kNumbers[below(kNumbers.size())];
                break;
            default:
                node = kIntegers[below(kIntegers.size())];
                break;
        }
    }

    std::mt19937 m_random;
};

}  // namespace pivot::fuzz
