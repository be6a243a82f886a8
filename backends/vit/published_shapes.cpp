// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/published_shapes.h"

#include <array>

namespace pivot {

std::span<const PublishedLvVit> publishedLvVits() {
    static constexpr std::array<PublishedLvVit, 4> kShapes{{{"lvvit_t", 240, 12, 4, 1.0, 0.9},
                                                            {"lvvit_s", 384, 16, 6, 2.0, 0.9},
                                                            {"lvvit_m", 512, 20, 8, 2.0, 1.0},
                                                            {"lvvit_l", 768, 24, 12, 3.0, 1.0}}};
    return kShapes;
}

const PublishedLvVit* findPublishedLvVit(int dim, int depth) {
    for (const PublishedLvVit& shape : publishedLvVits()) {
        if (shape.dim == dim && shape.depth == depth) {
            return &shape;
        }
    }
    return nullptr;
}

}  // namespace pivot
