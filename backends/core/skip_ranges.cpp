// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/skip_ranges.h"

namespace pivot {

std::string skipRanges(const SkipConfig& skip) {
    const std::vector<int>& blocks = skip.blocks();
    std::string text;
    const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    for (std::size_t first = 0; first < blocks.size();) {
        std::size_t last = first;
        while (last + 1 < blocks.size() && blocks[last + 1] == blocks[last] + 1) {
            ++last;
        }
        if (last > first + 1) {  // two in a row are as short with a comma
            add(std::to_string(blocks[first]) + "\u2013" + std::to_string(blocks[last]));
        } else {
            for (std::size_t i = first; i <= last; ++i) {
                add(std::to_string(blocks[i]));
            }
        }
        first = last + 1;
    }
    return text;
}

}  // namespace pivot
