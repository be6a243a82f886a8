// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace pivot {

/// Where XRT may lie, and where a prefix may be made for it. A test gives folders of its own.
struct XrtPlaces {
    std::filesystem::path vendorPrefix = "/opt/xilinx/xrt";  ///< where AMD's packages install
    std::filesystem::path systemPrefix = "/usr";
    std::filesystem::path libraryFolder;  ///< where libxrt_coreutil was loaded from (multiarch on Debian)
    std::filesystem::path cacheFolder;    ///< ours to write in
};

/// The prefix that XRT 2.13 wants in XILINX_XRT: a folder with `lib/libxrt_core.so.2`. On Debian the library
/// is in the multiarch folder, where XRT does not look, so a folder with a link `lib` to it is made in the
/// cache folder (and kept). Error: the library is nowhere (NotFound), or the folder cannot be made (Io); the
/// sentence says what to do.
[[nodiscard]] Result<std::filesystem::path> findXrtPrefix(const XrtPlaces& places);

/// `$XDG_CACHE_HOME/pivot-workbench`, or the same under `~/.cache`; below the temporary folder where there is
/// no home.
[[nodiscard]] std::filesystem::path userCacheFolder();

}  // namespace pivot
