// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/skip_config.h"

#include "core/number_text.h"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace pivot {

namespace {

void normalize(std::vector<int>& blocks) {
    std::sort(blocks.begin(), blocks.end());
    blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
}

}  // namespace

SkipConfig::SkipConfig(std::initializer_list<int> blocks) : SkipConfig(std::vector<int>(blocks)) {}

SkipConfig::SkipConfig(std::vector<int> blocks) : m_blocks(std::move(blocks)) {
    normalize(m_blocks);
}

Result<SkipConfig> SkipConfig::parse(std::string_view text, int depth) {
    const std::string_view whole = trimmed(text);
    if (whole == "none") {
        return SkipConfig();
    }
    if (whole == "all") {
        return all(depth);
    }
    if (whole.empty()) {
        return fail(ErrorCode::Usage,
                    "The skip set is empty: write \"none\" for the full path, or indices such as 1,3,5.");
    }
    std::vector<int> blocks;
    std::string_view rest = whole;
    while (true) {
        const std::size_t separator = rest.find_first_of(",_");
        const std::string_view item = trimmed(rest.substr(0, separator));
        const std::optional<long long> index = parseInteger(item);
        if (!index) {
            return fail(ErrorCode::Usage,
                        inQuotes(item) + " in the skip set " + inQuotes(whole) +
                            " is not a block index: write none, all, or indices such as 1,3,5.");
        }
        if (*index < 0 || *index >= depth) {
            return fail(ErrorCode::Usage, "Block " + std::to_string(*index) + " of the skip set " +
                                              inQuotes(whole) +
                                              " does not exist: this network has blocks 0 to " +
                                              std::to_string(depth - 1) + ".");
        }
        const int block = static_cast<int>(*index);
        if (std::find(blocks.begin(), blocks.end(), block) != blocks.end()) {
            return fail(ErrorCode::Usage, "Block " + std::to_string(block) +
                                              " is named twice in the skip set " + inQuotes(whole) +
                                              ": name each block once.");
        }
        blocks.push_back(block);
        if (separator == std::string_view::npos) {
            return SkipConfig(std::move(blocks));
        }
        rest.remove_prefix(separator + 1);
    }
}

SkipConfig SkipConfig::all(int depth) {
    std::vector<int> blocks(static_cast<std::size_t>(std::max(depth, 0)));
    std::iota(blocks.begin(), blocks.end(), 0);
    return SkipConfig(std::move(blocks));
}

bool SkipConfig::isSkipped(int block) const {
    return std::binary_search(m_blocks.begin(), m_blocks.end(), block);
}

std::string SkipConfig::toString() const {
    if (m_blocks.empty()) {
        return "none";
    }
    std::string text;
    for (const int block : m_blocks) {
        if (!text.empty()) {
            text += ',';
        }
        text += std::to_string(block);
    }
    return text;
}

SkipConfig SkipConfig::toggled(int block) const {
    std::vector<int> blocks;
    const std::vector<int> one{block};
    std::set_symmetric_difference(m_blocks.begin(), m_blocks.end(), one.begin(), one.end(),
                                  std::back_inserter(blocks));
    return SkipConfig(std::move(blocks));
}

int SkipConfig::firstDifference(const SkipConfig& a, const SkipConfig& b, int depth) {
    const auto [left, right] =
        std::mismatch(a.m_blocks.begin(), a.m_blocks.end(), b.m_blocks.begin(), b.m_blocks.end());
    int first = depth;
    if (left != a.m_blocks.end()) {
        first = std::min(first, *left);
    }
    if (right != b.m_blocks.end()) {
        first = std::min(first, *right);
    }
    return first;
}

}  // namespace pivot
