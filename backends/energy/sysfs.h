// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace pivot {

/// The first line of a small file of the kernel, without its end. Errors: NotFound, Unavailable (no
/// permission), Io.
[[nodiscard]] Result<std::string> readSysfsText(const std::filesystem::path& file);
/// The same as an unsigned number.
[[nodiscard]] Result<std::uint64_t> readSysfsNumber(const std::filesystem::path& file);

}  // namespace pivot
