// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace pivot {

/// The default database in the platform's folder for this program's data, which the caller knows. Makes the
/// folder.
[[nodiscard]] Result<std::filesystem::path> defaultDatabaseFile(const std::filesystem::path& appDataFolder);

/// A sentence when `file` lies (or would lie) on a network file system, where programs on several machines
/// cannot share the write-ahead log safely; absent where all is well. For the notes of a run and the log.
[[nodiscard]] std::optional<std::string> networkFileSystemWarning(const std::filesystem::path& file);

/// The network file system behind a statfs(2) `f_type` and the type from the mount table (`fuse.sshfs`), in
/// words; absent for a local one.
[[nodiscard]] std::optional<std::string> networkFileSystemName(std::uint64_t statfsType,
                                                               std::string_view mountType);

/// The type of the mount that holds the absolute path `file`, from the text of /proc/self/mountinfo
/// (proc(5)); empty when it does not say.
[[nodiscard]] std::string mountTypeOf(const std::filesystem::path& file, std::string_view mountInfo);

/// Of the library that is loaded.
[[nodiscard]] std::string sqliteVersion();

}  // namespace pivot
