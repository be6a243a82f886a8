// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/data_spec.h"
#include "data/idx_source.h"

#include <array>

namespace pivot {
namespace {

namespace fs = std::filesystem;

bool isFile(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

}  // namespace

Result<DataSpec> detectKind(const fs::path& path) {
    DataSpec spec;
    spec.path = path;
    if (isFile(path)) {
        spec.kind = DataKind::Idx;
        return spec;
    }
    for (const char* split : {"test", "train"}) {
        if (findIdxFiles(path, split)) {
            spec.kind = DataKind::Idx;
            spec.split = split;
            return spec;
        }
    }
    return fail(ErrorCode::NotFound, "There are no images in " + path.string() + ".");
}

}  // namespace pivot
