// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// Reads a label map, `folder-or-class<TAB>model class index` a line (`#` begins a remark; a blank does where
/// there is no tab), and gives the model's class of each of the data set's classes, -1 where none is needed.
/// The left side is a class name or, where there are none, a class index. `labels`: the data set's labels;
/// each that occurs needs a line. BadFile names the line that does not fit or the class that has none; Usage
/// when the data set has no labels.
[[nodiscard]] Result<std::vector<int>> readLabelMap(const std::filesystem::path& file,
                                                    const std::vector<std::string>& classNames,
                                                    const std::vector<std::optional<int>>& labels);

}  // namespace pivot
