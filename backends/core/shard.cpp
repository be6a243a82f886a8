// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/shard.h"

#include "core/number_text.h"

namespace pivot {

std::string toString(const Shard& shard) {
    return std::to_string(shard.index) + "/" + std::to_string(shard.count);
}

Result<Shard> parseShard(std::string_view text) {
    const auto slash = text.find('/');
    const auto index = parseInteger(text.substr(0, slash));
    const auto count = slash == std::string_view::npos ? std::nullopt : parseInteger(text.substr(slash + 1));
    if (!index || !count || *count < 1 || *count > Shard::kMostShards || *index < 1 || *index > *count) {
        return fail(ErrorCode::Usage,
                    inQuotes(text) +
                        " is no shard: write i/n, such as 2/8 for the second of eight (i from 1 "
                        "to n, n at most " +
                        std::to_string(Shard::kMostShards) + ").");
    }
    return Shard{static_cast<int>(*index), static_cast<int>(*count)};
}

}  // namespace pivot
