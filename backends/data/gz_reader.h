// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace pivot {

/// Reads a file that may be gzip-compressed or not; which one is found out from its first bytes.
class GzReader {
public:
    /// NotFound or Io when the file cannot be read.
    [[nodiscard]] static Result<GzReader> open(const std::filesystem::path& file);

    /// Fills `out` or says that the file ends before (BadFile: truncated or damaged).
    [[nodiscard]] Result<void> readExactly(std::span<std::uint8_t> out);
    /// As above for `bytes` bytes, in pieces: a header that lies about the length cannot make it allocate
    /// more than the file really holds.
    [[nodiscard]] Result<std::vector<std::uint8_t>> readBlock(std::uint64_t bytes);
    /// Asks that nothing follows; reading to the end also checks the gzip checksum.
    [[nodiscard]] Result<void> expectEnd();

private:
    struct Close {
        void operator()(void* file) const;
    };
    GzReader(std::filesystem::path file, void* handle) : m_file(std::move(file)), m_handle(handle) {}
    [[nodiscard]] Result<std::size_t> readSome(std::span<std::uint8_t> out);

    std::filesystem::path m_file;
    std::unique_ptr<void, Close> m_handle;
};

}  // namespace pivot
