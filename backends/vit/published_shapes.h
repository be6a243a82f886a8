// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace pivot {

/// A size of LV-ViT that its authors published (github.com/zihangJiang/TokenLabeling): patch 16, MLP ratio 3.
struct PublishedLvVit {
    std::string_view name;
    int dim, depth, heads;
    double skipLam;
    double cropPct;  ///< of the published evaluation: short side = img / cropPct
};
[[nodiscard]] std::span<const PublishedLvVit> publishedLvVits();
/// nullptr where no published one has this width and depth.
[[nodiscard]] const PublishedLvVit* findPublishedLvVit(int dim, int depth);

}  // namespace pivot
