// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace pivot {

/// A file mapped read-only for as long as the object lives.
class MappedFile {
public:
    /// NotFound, BadFile (empty, a folder or a device) or Io (permission), each naming the file.
    [[nodiscard]] static Result<std::shared_ptr<const MappedFile>> open(const std::filesystem::path& file);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    [[nodiscard]] std::span<const std::byte> bytes() const { return m_bytes; }

private:
    explicit MappedFile(std::span<const std::byte> bytes) : m_bytes(bytes) {}
    std::span<const std::byte> m_bytes;
};

/// The whole file as text; BadFile where it has more than `maxBytes`.
[[nodiscard]] Result<std::string> readTextFile(const std::filesystem::path& file, std::size_t maxBytes);

/// Writes the pieces one after another beside `file`, flushes them to the disk and renames: a full disk or a
/// kill leaves the old file as it was. Io names the file and the reason.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path& file,
                                               const std::vector<std::span<const std::byte>>& pieces);

}  // namespace pivot
