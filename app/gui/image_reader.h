// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/run_record.h"
#include "data/dataset.h"
#include "widgets/views/images_page.h"

#include <filesystem>
#include <stop_token>
#include <string>

namespace pivot {

// Reading the images of a stored experiment, off the window's thread. Every function may block.

struct LoadedImages {
    ImageSet set;
    RunConfig config;  ///< what ran
    DataSetPtr data;   ///< null where it cannot be opened any more
};
/// Cancelled when asked to stop: a million images take seconds.
[[nodiscard]] Result<LoadedImages> readImages(const std::filesystem::path& database, const std::string& id,
                                              std::stop_token stop);

/// One image with all that is stored of it, and its pixels where `data` has them.
[[nodiscard]] Result<InspectedImage> readImage(const std::filesystem::path& database, const std::string& id,
                                               const DataSetPtr& data, std::int64_t imageIndex);

}  // namespace pivot
