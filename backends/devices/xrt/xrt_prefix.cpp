// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/xrt/xrt_prefix.h"

#include <stdlib.h>
#include <unistd.h>

#include <system_error>

namespace pivot {

namespace fs = std::filesystem;

namespace {

constexpr const char* kShim = "libxrt_core.so.2";

bool holdsShim(const fs::path& folder) {
    std::error_code ignored;
    return !folder.empty() && fs::exists(folder / kShim, ignored);
}

}  // namespace

Result<fs::path> findXrtPrefix(const XrtPlaces& places) {
    for (const fs::path& prefix : {places.vendorPrefix, places.systemPrefix}) {
        if (holdsShim(prefix / "lib"))
            return prefix;
    }
    if (!holdsShim(places.libraryFolder))
        return fail(ErrorCode::NotFound,
                    std::string(kShim) + " was not found (looked in " +
                        (places.vendorPrefix / "lib").string() + ", " +
                        (places.systemPrefix / "lib").string() + ", " + places.libraryFolder.string() +
                        "): install libxrt1, or set XILINX_XRT to where XRT is installed");
    const fs::path prefix = places.cacheFolder / "xrt";
    const fs::path link = prefix / "lib";
    std::error_code failed;
    fs::create_directories(prefix, failed);
    if (fs::is_symlink(link, failed) && fs::read_symlink(link, failed) == places.libraryFolder)
        return prefix;
    // Made under another name and renamed, so that two programs that start together do not trip over each
    // other.
    const fs::path fresh = prefix / ("lib." + std::to_string(::getpid()));
    fs::remove(fresh, failed);
    fs::create_directory_symlink(places.libraryFolder, fresh, failed);
    if (!failed)
        fs::rename(fresh, link, failed);
    if (failed)
        return fail(ErrorCode::Io, "the link " + link.string() + " to XRT's libraries cannot be made (" +
                                       failed.message() +
                                       "): set XILINX_XRT to a folder with XRT's lib in it");
    return prefix;
}

fs::path userCacheFolder() {
    if (const char* cache = ::getenv("XDG_CACHE_HOME"); cache && *cache == '/')
        return fs::path(cache) / "pivot-workbench";
    if (const char* home = ::getenv("HOME"); home && *home == '/')
        return fs::path(home) / ".cache" / "pivot-workbench";
    std::error_code failed;
    fs::path temporary = fs::temp_directory_path(failed);
    return temporary / ("pivot-workbench-" + std::to_string(::getuid()));
}

}  // namespace pivot
