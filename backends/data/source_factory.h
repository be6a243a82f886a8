// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/data_spec.h"
#include "data/image_source.h"

#include <string>

namespace pivot {

/// Opens the whole split that `spec` names, whatever its slice. Errors say what is missing and what to
/// install or pass.
[[nodiscard]] Result<ImageSourcePtr> openSource(const DataSpec& spec);

/// Images in the whole split; reads no pixels.
[[nodiscard]] Result<std::int64_t> splitSize(const DataSpec& spec);

/// What people call it: the data set's or the folder's name.
[[nodiscard]] std::string titleOf(const DataSpec& spec);

/// Whether the images lie as single files in a folder (and not in one or few files with all of them).
[[nodiscard]] bool isImageFolder(DataKind kind);

}  // namespace pivot
