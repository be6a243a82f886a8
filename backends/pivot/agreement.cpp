// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/agreement.h"

#include <cmath>

namespace pivot {

Agreement agreementOf(const std::vector<ImageResult>& one, const std::vector<ImageResult>& other) {
    Agreement agreement;
    std::int64_t sameClass = 0, sameExit = 0, compared = 0;
    double squares = 0;
    auto a = one.begin();
    auto b = other.begin();
    while (a != one.end() && b != other.end()) {
        if (a->outcome.imageIndex != b->outcome.imageIndex) {
            ++(a->outcome.imageIndex < b->outcome.imageIndex ? a : b);
            continue;
        }
        if (a->outcome.error.empty() && b->outcome.error.empty()) {
            ++agreement.images;
            sameClass += a->outcome.predicted == b->outcome.predicted ? 1 : 0;
            sameExit += a->outcome.exitEffort == b->outcome.exitEffort ? 1 : 0;
            if (!a->visits.empty() && !b->visits.empty()) {
                squares += std::pow(a->visits.front().entropyNats - b->visits.front().entropyNats, 2);
                ++compared;
            }
        }
        ++a;
        ++b;
    }
    if (agreement.images > 0) {
        const auto images = static_cast<double>(agreement.images);
        agreement.predictions = static_cast<double>(sameClass) / images;
        agreement.exits = static_cast<double>(sameExit) / images;
    }
    if (compared > 0) {
        agreement.entropyRmsNats = std::sqrt(squares / static_cast<double>(compared));
    }
    return agreement;
}

}  // namespace pivot
