// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/model_spec.h"

#include <algorithm>
#include <cmath>

namespace pivot {

std::string_view toString(Family family) {
    return family == Family::Deit ? "deit" : "lvvit";
}

std::string_view toString(Activation activation) {
    return activation == Activation::Gelu ? "gelu" : "relu";
}

bool ModelSpec::isTuned(const SkipConfig& skip) const {
    return anyPath || skip.isFullPath() ||
           std::find(trainedPaths.begin(), trainedPaths.end(), skip) != trainedPaths.end();
}

Result<void> ModelSpec::validate() const {
    const auto no = [](const std::string& what) {
        return fail(ErrorCode::BadFile, "the model cannot be: " + what);
    };
    // Far above any published network, far below what overflows an index.
    struct Limit {
        const char* name;
        int value, most;
    };
    const Limit limits[] = {{"img_size", imgSize, 8192},
                            {"patch_size", patchSize, 1024},
                            {"in_chans", inChans, 1024},
                            {"dim", dim, 16384},
                            {"depth", depth, 1000},
                            {"heads", heads, 1024},
                            {"num_classes", numClasses, 1'000'000},
                            {"stem_channels", stemChannels, 16384},
                            {"resize_short", resizeShort, 65536}};
    for (const Limit& limit : limits) {
        if (limit.value < 1 || limit.value > limit.most) {
            return no(std::string(limit.name) + " is " + std::to_string(limit.value) + ", and must be 1 to " +
                      std::to_string(limit.most));
        }
    }
    if (imgSize % patchSize != 0) {
        return no("img_size " + std::to_string(imgSize) + " is not a multiple of patch_size " +
                  std::to_string(patchSize));
    }
    if (grid() > 512) {
        return no("its grid of " + std::to_string(grid()) + " x " + std::to_string(grid()) +
                  " patches is beyond 512 x 512");
    }
    if (dim % heads != 0) {
        return no("dim " + std::to_string(dim) + " is not a multiple of heads " + std::to_string(heads));
    }
    if (family == Family::LvVit && patchSize % 2 != 0) {
        return no("an LV-ViT's patch_size is even (its stem halves the image), and this is " +
                  std::to_string(patchSize));
    }
    if (!(mlpRatio > 0.0) || mlpRatio > 64.0 || mlpDim() < 1) {
        return no("mlp_ratio is " + std::to_string(mlpRatio) + ", and must be above 0 and at most 64");
    }
    if (!(layerNormEps > 0.0) || layerNormEps > 1.0) {
        return no("layer_norm_eps is " + std::to_string(layerNormEps) +
                  ", and must be above 0 and at most 1");
    }
    if (!(skipLam > 0.0) || !std::isfinite(skipLam)) {
        return no("skip_lam is " + std::to_string(skipLam) + ", and must be a number above 0");
    }
    const auto channels = static_cast<std::size_t>(inChans);
    if (mean.size() != channels || std.size() != channels) {
        return no("mean has " + std::to_string(mean.size()) + " and std " + std::to_string(std.size()) +
                  " values, and each needs one for every one of the " + std::to_string(inChans) +
                  " channels");
    }
    const auto finite = [](float value) { return std::isfinite(value); };
    if (!std::all_of(mean.begin(), mean.end(), finite) ||
        !std::all_of(std.begin(), std.end(),
                     [](float value) { return std::isfinite(value) && value > 0.0F; })) {
        return no("mean must be numbers, and std numbers above 0");
    }
    if (!labels.empty() && labels.size() != static_cast<std::size_t>(numClasses)) {
        return no("it has " + std::to_string(labels.size()) + " labels for " + std::to_string(numClasses) +
                  " classes");
    }
    for (const SkipConfig& path : trainedPaths) {
        if (!path.isFullPath() && (path.blocks().front() < 0 || path.lastSkipped() >= depth)) {
            return no("the trained path " + path.toString() + " names a block that a depth of " +
                      std::to_string(depth) + " does not have");
        }
    }
    return {};
}

std::map<std::string, std::vector<std::int64_t>> expectedTensors(const ModelSpec& spec) {
    const std::int64_t dim = spec.dim;
    const std::int64_t hidden = spec.mlpDim();
    const std::int64_t patch = spec.patchSize;
    const std::int64_t stem = spec.stemChannels;
    std::map<std::string, std::vector<std::int64_t>> tensors{
        {"cls_token", {1, 1, dim}},
        {"pos_embed", {1, spec.tokens(), dim}},
        {"patch_embed.proj.bias", {dim}},
        {"norm.weight", {dim}},
        {"norm.bias", {dim}},
        {"head.weight", {spec.numClasses, dim}},
        {"head.bias", {spec.numClasses}},
    };
    if (spec.family == Family::Deit) {
        tensors["patch_embed.proj.weight"] = {dim, spec.inChans, patch, patch};
    } else {
        tensors["patch_embed.proj.weight"] = {dim, stem, patch / 2, patch / 2};
        tensors["patch_embed.conv1.weight"] = {stem, spec.inChans, 7, 7};
        tensors["patch_embed.conv2.weight"] = {stem, stem, 3, 3};
        tensors["patch_embed.conv3.weight"] = {stem, stem, 3, 3};
        for (const char* norm : {"bn1", "bn2", "bn3"}) {
            for (const char* part : {"weight", "bias", "running_mean", "running_var"}) {
                tensors[std::string("patch_embed.") + norm + "." + part] = {stem};
            }
        }
        tensors["aux_head.weight"] = {spec.numClasses, dim};
        tensors["aux_head.bias"] = {spec.numClasses};
    }
    for (int block = 0; block < spec.depth; ++block) {
        const std::string prefix = "blocks." + std::to_string(block) + ".";
        for (const char* norm : {"norm1", "norm2"}) {
            tensors[prefix + norm + ".weight"] = {dim};
            tensors[prefix + norm + ".bias"] = {dim};
        }
        tensors[prefix + "attn.qkv.weight"] = {3 * dim, dim};
        if (spec.qkvBias) {
            tensors[prefix + "attn.qkv.bias"] = {3 * dim};
        }
        tensors[prefix + "attn.proj.weight"] = {dim, dim};
        tensors[prefix + "attn.proj.bias"] = {dim};
        tensors[prefix + "mlp.fc1.weight"] = {hidden, dim};
        tensors[prefix + "mlp.fc1.bias"] = {hidden};
        tensors[prefix + "mlp.fc2.weight"] = {dim, hidden};
        tensors[prefix + "mlp.fc2.bias"] = {dim};
    }
    return tensors;
}

}  // namespace pivot
