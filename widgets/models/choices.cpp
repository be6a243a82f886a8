// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/choices.h"

#include <algorithm>

namespace pivot {

bool ModelChoice::isTuned(const SkipConfig& skip) const {
    return anyPath || skip.isFullPath() ||
           std::find(trainedPaths.begin(), trainedPaths.end(), skip) != trainedPaths.end();
}

}  // namespace pivot
