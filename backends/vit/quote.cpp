// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/quote.h"

namespace pivot {

std::string inQuotes(std::string_view text, std::size_t most) {
    std::string quoted(1, '\'');
    for (const char c : text.substr(0, most)) {
        quoted += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    }
    return quoted += text.size() > most ? "...'" : "'";
}

}  // namespace pivot
