// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace pivot {

/// The image files in `folder`, as paths relative to it with forward slashes, sorted by their bytes. Hidden
/// files are left out. `deep`: in its subfolders too, but not through symbolic links (which could go round
/// for ever).
[[nodiscard]] Result<std::vector<std::string>> listImages(const std::filesystem::path& folder, bool deep);

/// The names of the folders in `folder` (symbolic links to folders included), sorted by their bytes. Hidden
/// ones are left out.
[[nodiscard]] Result<std::vector<std::string>> listFolders(const std::filesystem::path& folder);

/// Whether there is at least one image, without a full listing.
[[nodiscard]] bool hasImages(const std::filesystem::path& folder, bool deep);

}  // namespace pivot
