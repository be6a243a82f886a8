// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/spec_inference.h"

#include "vit/published_shapes.h"
#include "vit/quote.h"
#include "vit/safetensors_header.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>

namespace pivot {

namespace {

/// What the shapes of the tensors show. Absent where a tensor is missing or has another rank.
struct TensorFacts {
    std::optional<Family> family;
    std::optional<int> imgSize, patchSize, inChans, dim, depth, numClasses, stemChannels;
    std::optional<double> mlpRatio;
    std::optional<bool> qkvBias;
};

std::optional<int> axis(const TensorMap& tensors, const std::string& name, std::size_t rank,
                        std::size_t index) {
    const auto it = tensors.find(name);
    if (it == tensors.end() || it->second.shape.size() != rank) {
        return std::nullopt;
    }
    const std::int64_t size = it->second.shape[index];
    return size >= 1 && size <= 10'000'000 ? std::optional(static_cast<int>(size)) : std::nullopt;
}

/// One more than the highest I of `blocks.I.`, so that a hole in the middle is a missing tensor.
std::optional<int> depthOf(const TensorMap& tensors) {
    static constexpr std::string_view kPrefix = "blocks.";
    int depth = 0;
    for (auto it = tensors.lower_bound(std::string(kPrefix));
         it != tensors.end() && it->first.starts_with(kPrefix); ++it) {
        const char* begin = it->first.data() + kPrefix.size();
        const char* end = it->first.data() + it->first.size();
        int block = 0;
        const auto [rest, error] = std::from_chars(begin, end, block);
        if (error == std::errc() && rest != end && *rest == '.' && block >= 0 && block < 1000) {
            depth = std::max(depth, block + 1);
        }
    }
    return depth > 0 ? std::optional(depth) : std::nullopt;
}

/// The ratio r with int(dim * r) = hidden, exactly.
double ratioOf(int hidden, int dim) {
    double ratio = static_cast<double>(hidden) / dim;
    while (static_cast<int>(dim * ratio) < hidden) {
        ratio = std::nextafter(ratio, std::numeric_limits<double>::infinity());
    }
    return ratio;
}

TensorFacts factsOf(const TensorMap& tensors) {
    TensorFacts facts;
    const bool convStem = tensors.contains("patch_embed.conv1.weight") || tensors.contains("aux_head.weight");
    if (convStem || tensors.contains("patch_embed.proj.weight")) {
        facts.family = convStem ? Family::LvVit : Family::Deit;
    }
    facts.dim = axis(tensors, "cls_token", 3, 2);
    if (!facts.dim) {
        facts.dim = axis(tensors, "norm.weight", 1, 0);
    }
    facts.depth = depthOf(tensors);
    facts.numClasses = axis(tensors, "head.weight", 2, 0);
    const auto kernel = axis(tensors, "patch_embed.proj.weight", 4, 2);
    if (convStem) {
        facts.stemChannels = axis(tensors, "patch_embed.conv1.weight", 4, 0);
        facts.inChans = axis(tensors, "patch_embed.conv1.weight", 4, 1);
        facts.patchSize = kernel ? std::optional(2 * *kernel) : std::nullopt;
    } else {
        facts.inChans = axis(tensors, "patch_embed.proj.weight", 4, 1);
        facts.patchSize = kernel;
    }
    const auto tokens = axis(tensors, "pos_embed", 3, 1);
    if (tokens && facts.patchSize) {
        const int grid = static_cast<int>(std::lround(std::sqrt(*tokens - 1)));
        if (grid > 0 && grid * grid == *tokens - 1) {
            facts.imgSize = grid * *facts.patchSize;
        }
    }
    if (const auto hidden = axis(tensors, "blocks.0.mlp.fc1.weight", 2, 0); hidden && facts.dim) {
        facts.mlpRatio = ratioOf(*hidden, *facts.dim);
    }
    if (facts.depth) {
        facts.qkvBias = std::any_of(tensors.begin(), tensors.end(), [](const auto& entry) {
            return entry.first.ends_with(".attn.qkv.bias");
        });
    }
    return facts;
}

std::string text(double value) {
    std::array<char, 32> buffer{};
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), result.ptr};
}
std::string text(int value) {
    return std::to_string(value);
}
std::string text(bool value) {
    return value ? "true" : "false";
}

/// Decides one value after another and keeps the sentences.
class Resolver {
public:
    Resolver(const std::string& source, CheckpointOrigin origin, const std::optional<ModelConfig>& config)
        : m_source(source), m_origin(origin), m_config(config) {}

    Result<ModelSpec> resolve(const TensorFacts& facts, std::optional<Activation> act);

private:
    /// Config, then tensors, then what `value` holds: the family's default.
    template <class T>
    void take(const char* key, T& value, std::optional<T> said, std::optional<T> seen, const char* evidence) {
        if (said) {
            value = *said;
        } else if (seen) {
            value = *seen;
            note(std::string(key) + " = " + text(value) + " was read from " + evidence + ".");
        } else {
            noteDefault(key, text(value));
        }
    }
    void note(std::string sentence) { m_spec.inferred.push_back(std::move(sentence)); }
    void noteDefault(const char* key, const std::string& value) {
        note(std::string(key) + " = " + value + " is the default of the family " +
             std::string(toString(m_spec.family)) + ".");
    }
    void takeShape(const ModelConfig& said, const TensorFacts& facts);
    void takeHeads(const ModelConfig& said);
    void takeActivation(const ModelConfig& said, std::optional<Activation> act);
    void takePreprocessing(const ModelConfig& said);
    Result<void> takePaths(const ModelConfig& said);

    std::string m_source;
    CheckpointOrigin m_origin;
    const std::optional<ModelConfig>& m_config;
    ModelSpec m_spec;
    const PublishedLvVit* m_published = nullptr;  ///< only where no config speaks
    std::vector<std::string> m_undecided;         ///< parts of the Ambiguous sentence
};

void Resolver::takeShape(const ModelConfig& said, const TensorFacts& facts) {
    const bool convStem = m_spec.family == Family::LvVit;
    take("patch_size", m_spec.patchSize, said.patchSize, facts.patchSize,
         "the shape of patch_embed.proj.weight");
    take("img_size", m_spec.imgSize, said.imgSize, facts.imgSize, "the shape of pos_embed");
    take("in_chans", m_spec.inChans, said.inChans, facts.inChans,
         convStem ? "the shape of patch_embed.conv1.weight" : "the shape of patch_embed.proj.weight");
    take("dim", m_spec.dim, said.dim, facts.dim, "the shape of cls_token");
    take("depth", m_spec.depth, said.depth, facts.depth, "the highest number of a block");
    take("mlp_ratio", m_spec.mlpRatio, said.mlpRatio, facts.mlpRatio, "the shape of blocks.0.mlp.fc1.weight");
    take("num_classes", m_spec.numClasses, said.numClasses, facts.numClasses, "the shape of head.weight");
    take("qkv_bias", m_spec.qkvBias, said.qkvBias, facts.qkvBias, "attn.qkv.bias being there or not");
    if (convStem) {
        take("stem_channels", m_spec.stemChannels, said.stemChannels, facts.stemChannels,
             "the shape of patch_embed.conv1.weight");
    }
    m_published = convStem && !m_config ? findPublishedLvVit(m_spec.dim, m_spec.depth) : nullptr;
    take("layer_norm_eps", m_spec.layerNormEps, said.layerNormEps, {}, "");
    take("skip_lam", m_spec.skipLam, said.skipLam,
         m_published ? std::optional(m_published->skipLam) : std::nullopt,
         "the width and depth, which are a published LV-ViT's");
}

void Resolver::takeHeads(const ModelConfig& said) {
    static constexpr std::array kStandardDims{192, 256, 384, 512, 768};
    if (said.heads) {
        m_spec.heads = *said.heads;
    } else if (m_published != nullptr) {
        m_spec.heads = m_published->heads;
        note("heads = " + text(m_spec.heads) + " was read from the width and depth, which are those of " +
             std::string(m_published->name) + ".");
    } else if (std::find(kStandardDims.begin(), kStandardDims.end(), m_spec.dim) != kStandardDims.end()) {
        m_spec.heads = m_spec.dim / 64;
        note("heads = " + text(m_spec.heads) + " follows the convention of 64 channels a head at dim " +
             text(m_spec.dim) + ".");
    } else {
        m_undecided.push_back("the number of heads, which no tensor shows (key \"heads\")");
    }
}

void Resolver::takeActivation(const ModelConfig& said, std::optional<Activation> act) {
    const bool authors = m_origin == CheckpointOrigin::PivotAuthors;
    if (act || said.act) {
        m_spec.act = act ? *act : *said.act;
    } else if (m_spec.family == Family::LvVit) {
        note("act = gelu: LV-ViT networks use it.");
    } else if (m_origin == CheckpointOrigin::OfficialDeit) {
        note("act = gelu: the file has DeiT's official form (only the key 'model').");
    } else if (m_config && !authors) {
        noteDefault("act", "gelu");
    } else {
        m_undecided.push_back(
            std::string("GELU or ReLU in the MLP, ") +
            (authors ? "since PIVOT's own training code has written both" : "which no tensor shows") +
            " (--act gelu, --act relu or the key \"act\")");
    }
}

void Resolver::takePreprocessing(const ModelConfig& said) {
    if (said.mean && said.std) {
        m_spec.mean = *said.mean;
        m_spec.std = *said.std;
    } else if (said.mean || said.std) {
        m_undecided.push_back("mean and std, of which only one is given (keys \"mean\" and \"std\")");
    } else if (m_spec.inChans == 3 && said.architecture.empty() && (m_config || m_spec.numClasses == 1000)) {
        note("mean and std are ImageNet's, the default of the family " +
             std::string(toString(m_spec.family)) +
             "; files that want 0.5 (timm's augreg) need the keys \"mean\" and \"std\".");
    } else {
        m_undecided.push_back("mean and std of its " + text(m_spec.inChans) +
                              " channels (keys \"mean\" and \"std\", one value a channel)");
    }
    m_spec.resizeShort = defaultResizeShort(m_spec.family, m_spec.imgSize);
    if (said.resizeShort) {
        m_spec.resizeShort = *said.resizeShort;
    } else if (m_published != nullptr) {
        m_spec.resizeShort = static_cast<int>(m_spec.imgSize / m_published->cropPct);
        note("resize_short = " + text(m_spec.resizeShort) + " is what " + std::string(m_published->name) +
             " was published with.");
    } else {
        noteDefault("resize_short", text(m_spec.resizeShort));
    }
}

Result<void> Resolver::takePaths(const ModelConfig& said) {
    m_spec.anyPath = said.anyPath;
    for (const std::string& path : said.trainedPaths) {
        auto skip = SkipConfig::parse(path, m_spec.depth);
        if (!skip) {
            return fail(ErrorCode::BadFile, inQuotes(said.source) + ": the key 'trained_paths' cannot be: " +
                                                skip.error().message);
        }
        m_spec.trainedPaths.push_back(std::move(*skip));
    }
    return {};
}

Result<ModelSpec> Resolver::resolve(const TensorFacts& facts, std::optional<Activation> act) {
    const ModelConfig said = m_config.value_or(ModelConfig{});
    if (!said.family && !facts.family) {
        return fail(ErrorCode::BadFile,
                    inQuotes(m_source) +
                        " holds no vision transformer that is known here (no "
                        "patch_embed.proj.weight); name a DeiT, ViT or LV-ViT checkpoint");
    }
    if (said.family && facts.family && said.family != facts.family) {
        return fail(
            ErrorCode::ShapeMismatch,
            inQuotes(said.source) + " says the family " + std::string(toString(*said.family)) + ", and " +
                inQuotes(m_source) + " has the tensors of " + std::string(toString(*facts.family)) +
                " (patch_embed.conv1.weight and aux_head.weight are LV-ViT's); correct the key \"family\"");
    }
    m_spec = familyDefaults(said.family ? *said.family : *facts.family);
    m_spec.inferred = said.notes;
    if (!said.family) {
        note("family = " + std::string(toString(m_spec.family)) + " was read from the names of the tensors.");
    }
    takeShape(said, facts);
    takeHeads(said);
    takeActivation(said, act);
    takePreprocessing(said);
    m_spec.labels = said.labels.value_or(std::vector<std::string>{});
    if (!m_undecided.empty()) {
        std::string list = m_undecided.front();
        for (std::size_t i = 1; i < m_undecided.size(); ++i) {
            list += (i + 1 == m_undecided.size() ? "; and " : "; ") + m_undecided[i];
        }
        return fail(ErrorCode::Ambiguous, inQuotes(m_source) + " does not say " + list +
                                              ": say it in a config.json (--config FILE)");
    }
    if (const auto valid = m_spec.validate(); !valid) {
        return fail(valid.error().code,
                    inQuotes(m_config ? said.source : m_source) + ": " + valid.error().message);
    }
    if (const auto paths = takePaths(said); !paths) {
        return tl::unexpected(paths.error());
    }
    return m_spec;
}

}  // namespace

Result<ModelSpec> resolveSpec(const Checkpoint& checkpoint, const std::optional<ModelConfig>& config,
                              std::optional<Activation> act) {
    auto spec =
        Resolver(checkpoint.source, checkpoint.origin, config).resolve(factsOf(checkpoint.tensors), act);
    if (spec && !checkpoint.stateDict.empty()) {
        spec->inferred.insert(spec->inferred.begin(),
                              "The weights are the entry '" + checkpoint.stateDict + "' of the file.");
    }
    return spec;
}

Result<ModelSpec> specFromConfig(const ModelConfig& config) {
    const std::optional<ModelConfig> said = config;
    return Resolver(config.source, CheckpointOrigin::Unknown, said).resolve(TensorFacts{}, std::nullopt);
}

}  // namespace pivot
