// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The attention of a small golden network (4 blocks, 3 heads, 4 x 4 patches) under a path that skips blocks 1
// and 3, and under the full path: real maps, computed by the reference.

#include "pivot/rollout.h"
#include "support/golden_weights.h"
#include "widgets/models/attention_maps.h"

#include <cmath>
#include <stdexcept>

namespace pivot::samples {

inline const golden::Case& goldenAttentionCase() {
    static const golden::Case made = golden::Case::named("mini_deit_a");
    return made;
}

/// `skips`: `none`, or `alt` for blocks 1 and 3.
inline EffortAttentionPtr goldenAttention(const std::string& skips) {
    static const TensorMap tensors = goldenAttentionCase().golden().value();
    const ModelSpec spec = goldenAttentionCase().spec();
    auto made = std::make_shared<EffortAttention>();
    made->skip = skips == "none" ? SkipConfig() : SkipConfig{1, 3};
    made->heads = spec.heads;
    made->grid = spec.grid();
    for (int block = 0; block < spec.depth; ++block) {
        const std::string name = "attn.gelu." + skips + ".block" + std::to_string(block);
        const auto tensor = tensors.find(name);
        std::vector<float> values, mean, most;
        if (tensor != tensors.end()) {
            values = tensor->second.toFloat(name).value();
            mean = rolloutStep(values, spec.heads, spec.tokens(), spec.skipLam).value();
            most = rolloutStep(values, spec.heads, spec.tokens(), spec.skipLam, HeadFusion::Max).value();
        }
        made->blocks.push_back(std::move(values));
        made->meanSteps.push_back(std::move(mean));
        made->maxSteps.push_back(std::move(most));
    }
    return made;
}

/// The first golden image as a picture: what the network saw, brought back to bytes.
inline QImage goldenImage() {
    const ModelSpec spec = goldenAttentionCase().spec();
    const std::vector<float> input = goldenAttentionCase().input().value();
    QImage image(spec.imgSize, spec.imgSize, QImage::Format_RGB32);
    const auto plane = static_cast<std::size_t>(spec.imgSize) * static_cast<std::size_t>(spec.imgSize);
    for (std::size_t i = 0; i < plane; ++i) {
        const auto byte = [&](std::size_t channel) {
            return std::clamp(static_cast<int>(128.0F + 60.0F * input[channel * plane + i]), 0, 255);
        };
        image.setPixel(static_cast<int>(i) % spec.imgSize, static_cast<int>(i) / spec.imgSize,
                       qRgb(byte(0), byte(1), byte(2)));
    }
    return image;
}

/// Maps of image `sourceIndex` with both efforts and their answers there.
inline AttentionMaps goldenMaps(std::int64_t sourceIndex = 6391) {
    AttentionMaps maps;
    maps.sourceIndex = sourceIndex;
    maps.image = goldenImage();
    maps.label = 6;
    maps.labels = {"T-shirt", "Trouser", "Pullover", "Dress", "Coat",
                   "Sandal",  "Shirt",   "Sneaker",  "Bag",   "Boot"};
    maps.classes = 10;
    maps.model = QStringLiteral("mini_deit_a");
    maps.data = QStringLiteral("golden images");
    maps.numerics = QStringLiteral("fp32 on the reference");
    maps.ladder.efforts = {Effort{.skip = SkipConfig{1, 3}, .modelPath = {}, .thresholdNats = 0.5}, Effort{}};
    maps.efforts = {goldenAttention("alt"), goldenAttention("none")};
    Scores low, high;
    low.topIds[0] = 4;
    low.topProbabilities[0] = 0.52F;
    low.entropyNats = 1.1;
    high.topIds[0] = 6;
    high.topProbabilities[0] = 0.88F;
    high.entropyNats = 0.4;
    maps.answers = {low, high};
    return maps;
}

inline AttentionMapsPtr shared(AttentionMaps maps) {
    return std::make_shared<const AttentionMaps>(std::move(maps));
}

}  // namespace pivot::samples
