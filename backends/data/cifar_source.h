// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/data_spec.h"
#include "data/image_source.h"

#include <filesystem>
#include <string>

namespace pivot {

/// Reads a split (`train` or `test`) of CIFAR-10 or CIFAR-100 in its binary form (Krizhevsky's page): 32x32
/// RGB, planar, after one label byte (CIFAR-10) or a coarse and a fine one (CIFAR-100; the fine one counts).
/// Class names come from batches.meta.txt or fine_label_names.txt, where they are. NotFound names the missing
/// file; BadFile: a length that is no whole number of records, a label out of range, class names of another
/// number.
[[nodiscard]] Result<ImageSourcePtr> readCifar(const std::filesystem::path& folder, DataKind kind,
                                               const std::string& split);

/// Images in the split, from the sizes of its files.
[[nodiscard]] Result<std::int64_t> cifarCount(const std::filesystem::path& folder, DataKind kind,
                                              const std::string& split);

}  // namespace pivot
