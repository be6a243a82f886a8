// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// What is to change about what people keep of experiments; what is absent stays.
struct ExperimentEdit {
    std::optional<std::string> name;  ///< at most kMostNameCharacters; empty takes it away
    std::optional<std::string> note;  ///< at most kMostNoteCharacters
    std::optional<bool> starred;
    std::vector<std::string> addTags, removeTags;  ///< at most kMostTagCharacters each; any letter case
    std::optional<bool> inBin;                     ///< true: delete, which can be undone; false: restore
};
inline constexpr std::size_t kMostNameCharacters = 200, kMostNoteCharacters = 100'000,
                             kMostTagCharacters = 64, kMostTags = 64;

/// Changes the experiments `ids` (or unique prefixes), all of them or none, in one short transaction; their
/// whole ids. A run that goes on elsewhere is not disturbed. Errors: Usage for a text that is too long or a
/// run that is to be deleted while it is going on, NotFound and Ambiguous for ids, Database where another
/// program holds the file longer than `busyTimeout`.
[[nodiscard]] Result<std::vector<std::string>> editExperiments(
    const std::filesystem::path& file, const std::vector<std::string>& ids, const ExperimentEdit& edit,
    std::chrono::milliseconds busyTimeout = std::chrono::milliseconds(5000));

/// Deletes what is in the bin for good; how many experiments. Their room in the file is used again, and given
/// back by vacuumDatabase().
[[nodiscard]] Result<std::int64_t> emptyBin(
    const std::filesystem::path& file,
    std::chrono::milliseconds busyTimeout = std::chrono::milliseconds(15000));

}  // namespace pivot
