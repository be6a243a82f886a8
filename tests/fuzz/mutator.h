// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace pivot::fuzz {

/// Changes bytes in the ways that break parsers: flips, extreme numbers, cuts, repeats, and pieces of another
/// file. The same seed gives the same mutations on every machine.
class Mutator {
public:
    Mutator(std::uint32_t seed, std::vector<std::string> corpus)
        : m_random(seed), m_corpus(std::move(corpus)) {}

    /// A member of the corpus with one to four changes, which prefer `hot`, the first so many bytes.
    [[nodiscard]] std::string next(std::size_t hot);

private:
    [[nodiscard]] std::size_t below(std::size_t limit);
    void change(std::string& bytes, std::size_t hot);

    std::mt19937
        m_random;  ///< its output is the same everywhere, unlike that of the standard's distributions
    std::vector<std::string> m_corpus;
};

[[nodiscard]] std::string readBytes(const std::filesystem::path& file);

}  // namespace pivot::fuzz
