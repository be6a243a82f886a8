// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/json_text.h"

#include "vit/quote.h"

#include <set>
#include <string>
#include <vector>

namespace pivot {

namespace {

struct Refused {
    std::string what;
};

}  // namespace

Result<nlohmann::json> parseJsonText(std::string_view text, int maxDepth) {
    using json = nlohmann::json;
    std::vector<std::set<std::string>> keys;  // of the objects that are open
    const json::parser_callback_t check = [&](int depth, json::parse_event_t event, json& parsed) {
        switch (event) {
            case json::parse_event_t::object_start:
                keys.emplace_back();
                [[fallthrough]];
            case json::parse_event_t::array_start:
                if (depth >= maxDepth) {
                    throw Refused{"is nested deeper than " + std::to_string(maxDepth) + " levels"};
                }
                break;
            case json::parse_event_t::object_end:
                keys.pop_back();
                break;
            case json::parse_event_t::key: {
                const auto& key = parsed.get_ref<const std::string&>();
                if (!keys.back().insert(key).second) {
                    throw Refused{"has the key " + inQuotes(key, 80) + " twice"};
                }
                break;
            }
            default:
                break;
        }
        return true;
    };
    try {
        return json::parse(text.begin(), text.end(), check);
    } catch (const Refused& refused) {
        return fail(ErrorCode::BadFile, refused.what);
    } catch (const json::parse_error& error) {
        return fail(ErrorCode::BadFile, "is not valid JSON (at byte " + std::to_string(error.byte) + ")");
    } catch (const json::exception&) {  // a number beyond what a double holds
        return fail(ErrorCode::BadFile, "is not valid JSON (a number is out of range)");
    }
}

}  // namespace pivot
