// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace pivot::fuzz {

/// The readers take files: one in a folder of its own, gone with the object.
class CaseFile {
public:
    CaseFile(const std::uint8_t* data, std::size_t size, const char* name) {
        std::string pattern = (std::filesystem::temp_directory_path() / "pivot-fuzz-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            std::abort();
        }
        m_folder = pattern;
        std::FILE* file = std::fopen(path(name).c_str(), "wb");
        if (file == nullptr || std::fwrite(data, 1, size, file) != size || std::fclose(file) != 0) {
            std::abort();
        }
        m_path = path(name);
    }
    ~CaseFile() {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }
    CaseFile(const CaseFile&) = delete;
    CaseFile& operator=(const CaseFile&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

private:
    [[nodiscard]] std::filesystem::path path(const char* name) const { return m_folder / name; }

    std::filesystem::path m_folder, m_path;
};

}  // namespace pivot::fuzz
