// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/file_io.h"

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct zip;

namespace pivot {

/// The entries of a PyTorch zip file, read with their checksums.
class PthArchive {
public:
    using Bytes = std::shared_ptr<const std::vector<std::byte>>;

    /// `file` stays mapped. Sentences do not name the file. Unsupported where it is TorchScript or
    /// big-endian.
    [[nodiscard]] static Result<PthArchive> open(std::shared_ptr<const MappedFile> file);
    ~PthArchive();
    PthArchive(PthArchive&& other) noexcept;
    PthArchive& operator=(PthArchive&&) = delete;

    /// `data.pkl`, at most 64 MiB.
    [[nodiscard]] Result<Bytes> readPickle();
    /// `data/KEY`, at least `leastBytes` long. Read once; later calls share the memory.
    [[nodiscard]] Result<Bytes> readStorage(std::string_view key, std::uint64_t leastBytes);

private:
    PthArchive(std::shared_ptr<const MappedFile> file, zip* archive)
        : m_file(std::move(file)), m_archive(archive) {}
    [[nodiscard]] Result<void> findFolder();
    [[nodiscard]] Result<Bytes> readEntry(const std::string& name);

    std::shared_ptr<const MappedFile> m_file;
    zip* m_archive = nullptr;
    std::string m_folder;  ///< what every entry's name begins with: `archive/`
    std::map<std::string, Bytes, std::less<>> m_storages;
    std::uint64_t m_inflated = 0;  ///< bytes that came from compressed entries
};

}  // namespace pivot
