// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/mutator.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <iterator>

namespace pivot::fuzz {

std::size_t Mutator::below(std::size_t limit) {
    return limit == 0 ? 0 : m_random() % limit;
}

void Mutator::change(std::string& bytes, std::size_t hot) {
    if (bytes.empty()) {
        bytes = "x";
    }
    const std::size_t range = below(4) == 0 ? bytes.size() : std::min(hot, bytes.size());
    const std::size_t at = below(range);
    switch (below(7)) {
        case 0:
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
            break;
        case 1:
            bytes[at] = static_cast<char>(m_random());
            break;
        case 2: {  // a number at its edge, of any width
            static constexpr std::array<std::uint64_t, 8> kEdges{
                0, 1, 0x7f, 0xff, 0x7fffffff, 0xffffffff, 0x7fffffffffffffff, 0xffffffffffffffff};
            const std::uint64_t edge = kEdges[below(kEdges.size())];
            const std::size_t width = std::min<std::size_t>(std::size_t{1} << below(4), bytes.size() - at);
            std::memcpy(bytes.data() + at, &edge, width);
            break;
        }
        case 3:
            bytes.resize(below(bytes.size()));
            break;
        case 4:
            bytes.erase(at, 1 + below(16));
            break;
        case 5:
            bytes.insert(at, bytes.substr(at, 1 + below(64)));
            break;
        case 6: {
            const std::string& other = m_corpus[below(m_corpus.size())];
            bytes.insert(at, other.substr(below(other.size()), 1 + below(64)));
            break;
        }
    }
}

std::string Mutator::next(std::size_t hot) {
    std::string bytes = m_corpus[below(m_corpus.size())];
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
        change(bytes, hot);
    }
    return bytes;
}

std::string readBytes(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace pivot::fuzz
