// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/published_points.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace pivot {

namespace {

constexpr std::string_view kDeit = "DeiT repository, README_deit.md";
constexpr std::string_view kTimm = "timm, results-imagenet.csv";
constexpr std::string_view kTokenLabeling = "TokenLabeling repository, README";
constexpr std::string_view kDynamicVit = "DynamicViT repository, README";
constexpr std::string_view kEvit = "EViT repository, README";
constexpr std::string_view kOpenCodePapers = "OpenCodePapers, table of efficient ViTs";
constexpr std::string_view kDvt = "DVT (arXiv 2105.15075), table 1";

constexpr std::array kPoints{PublishedPoint{"DeiT-S", 0.79854, 4.61, kDeit},
                             PublishedPoint{"DeiT-S distilled", 0.81204, 4.63, kTimm},
                             PublishedPoint{"LV-ViT-S", 0.833, 6.6, kTokenLabeling},
                             PublishedPoint{"DynamicViT DeiT-S/0.7", 0.7932, 2.9, kDynamicVit},
                             PublishedPoint{"DynamicViT LV-ViT-S/0.7", 0.8308, 4.6, kDynamicVit},
                             PublishedPoint{"DynamicViT LV-ViT-S/0.5", 0.8197, 3.7, kDynamicVit},
                             PublishedPoint{"EViT DeiT-S 0.7", 0.795, std::nullopt, kEvit},
                             PublishedPoint{"EViT DeiT-S 0.5", 0.785, std::nullopt, kEvit},
                             PublishedPoint{"EViT LV-ViT-S 70 %", 0.830, 4.7, kOpenCodePapers},
                             PublishedPoint{"EViT LV-ViT-S 50 %", 0.825, 3.9, kOpenCodePapers},
                             PublishedPoint{"SPViT LV-ViT-S", 0.831, 4.3, kOpenCodePapers},
                             PublishedPoint{"T2T-ViT-12, 14 x 14 tokens", 0.767, 1.78, kDvt},
                             PublishedPoint{"T2T-ViT-12, 7 x 7 tokens", 0.703, 0.47, kDvt},
                             PublishedPoint{"T2T-ViT-12, 4 x 4 tokens", 0.608, 0.21, kDvt}};

constexpr int kClasses = 1000;

std::string lower(std::string_view text) {
    std::string made(text);
    std::transform(made.begin(), made.end(), made.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return made;
}

/// Of a path, the data set or the image folder: `imagenet`, `ilsvrc2012`, `imagenet-1k`. Its relatives have
/// other images, with which nothing published here was measured.
bool saysImageNet(std::string_view spec) {
    const std::string text = lower(spec);
    constexpr std::array<std::string_view, 9> kRelatives{"imagenette", "imagewoof",     "imagenet-a",
                                                         "imagenet-r", "imagenetv2",    "imagenet-v2",
                                                         "imagenet-c", "tiny-imagenet", "imagenet-sketch"};
    if (std::any_of(kRelatives.begin(), kRelatives.end(),
                    [&](std::string_view name) { return text.find(name) != std::string::npos; })) {
        return false;
    }
    return text.find("imagenet") != std::string::npos || text.find("ilsvrc") != std::string::npos;
}

}  // namespace

std::span<const PublishedPoint> publishedPoints() {
    return kPoints;
}

bool isImageNet1k(const RunRecord& record, int classes, const std::vector<std::string>& classNames) {
    const bool thousand = classes == kClasses || (classes == 0 && classNames.size() == kClasses);
    if (!thousand) {
        return false;
    }
    // The first class of the list, as a name or as its WordNet id.
    const std::string first = classNames.empty() ? std::string() : lower(classNames.front());
    const bool byClasses =
        classNames.size() == kClasses && (first.starts_with("tench") || first.starts_with("n01440764"));
    return byClasses || saysImageNet(record.config.dataset);
}

}  // namespace pivot
