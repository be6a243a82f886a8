// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/timm_architecture.h"

#include "vit/published_shapes.h"
#include "vit/quote.h"

#include <array>
#include <regex>
#include <string>

namespace pivot {

namespace {

struct Size {
    std::string_view name;
    int dim, depth, heads;
};
constexpr std::array<Size, 5> kVitSizes{{{"tiny", 192, 12, 3},
                                         {"small", 384, 12, 6},
                                         {"base", 768, 12, 12},
                                         {"large", 1024, 24, 16},
                                         {"huge", 1280, 32, 16}}};

void applySize(const Size& size, const ModelSpec& defaults, ModelConfig& config) {
    config.dim = size.dim;
    config.depth = size.depth;
    config.heads = size.heads;
    config.mlpRatio = defaults.mlpRatio;
    config.layerNormEps = defaults.layerNormEps;
    config.qkvBias = defaults.qkvBias;
    config.skipLam = defaults.skipLam;
    config.act = Activation::Gelu;
}

}  // namespace

Result<void> applyArchitecture(std::string_view architecture, ModelConfig& config) {
    const std::string name(
        architecture.substr(0, architecture.find('.')));  // behind the dot: which pre-training
    config.architecture = name;
    const auto unsupported = [&](const std::string& why) {
        return fail(ErrorCode::Unsupported,
                    inQuotes(config.source) + " names the architecture " + inQuotes(name, 100) + ": " + why);
    };
    if (name.find("distilled") != std::string::npos) {
        return unsupported(
            "a distilled DeiT averages two heads (dist_token, head_dist), which is not supported; use "
            "the DeiT without distillation");
    }
    for (const PublishedLvVit& shape : publishedLvVits()) {
        if (name == shape.name) {
            config.family = Family::LvVit;
            applySize({shape.name, shape.dim, shape.depth, shape.heads}, familyDefaults(Family::LvVit),
                      config);
            config.skipLam = shape.skipLam;
            config.patchSize = 16;
            config.imgSize = 224;
            config.cropPct = shape.cropPct;
            config.mean = ModelSpec{}.mean;
            config.std = ModelSpec{}.std;
            return {};
        }
    }
    static const std::regex kPlainVit(
        "(vit|deit)_(tiny|small|base|large|huge)_patch([0-9]{1,3})_([0-9]{1,4})(_in21k)?");
    std::smatch match;
    if (name.size() > 100 || !std::regex_match(name, match, kPlainVit)) {
        return unsupported(
            "only plain 'vit_*_patch*_*', 'deit_*_patch*_*' and 'lvvit_*' (t, s, m, l) are supported; "
            "describe another shape of the same kind with the key 'family'");
    }
    config.family = Family::Deit;
    for (const Size& size : kVitSizes) {
        if (match[2].str() == size.name) {
            applySize(size, familyDefaults(Family::Deit), config);
        }
    }
    config.patchSize = std::stoi(match[3]);
    config.imgSize = std::stoi(match[4]);
    if (match[1] == "deit") {  // timm's ViTs have either these or 0.5: their files say which
        config.mean = ModelSpec{}.mean;
        config.std = ModelSpec{}.std;
    }
    return {};
}

}  // namespace pivot
