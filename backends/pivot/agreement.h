// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"

#include <cstdint>
#include <vector>

namespace pivot {

/// How alike two runs of one experiment answered. Fractions are of the images that both have, none failed.
struct Agreement {
    std::int64_t images = 0;    ///< both answered; the fractions are 0 where there is none
    double predictions = 0;     ///< the same class
    double exits = 0;           ///< ended at the same effort
    double entropyRmsNats = 0;  ///< root mean square difference at the first effort
    bool operator==(const Agreement&) const = default;
};

/// Both in rising order of `outcome.imageIndex`.
[[nodiscard]] Agreement agreementOf(const std::vector<ImageResult>& one,
                                    const std::vector<ImageResult>& other);

}  // namespace pivot
