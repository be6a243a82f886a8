// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/golden_weights.h"

#include "vit/model_config.h"
#include "vit/safetensors.h"
#include "vit/safetensors_header.h"
#include "vit/sha256.h"

#include <cmath>
#include <fstream>
#include <stdexcept>

namespace pivot::golden {

namespace {

using nlohmann::json;

const json& manifestFile() {
    static const json manifest = [] {
        std::ifstream file(folder() / "manifest.json");
        return json::parse(file);
    }();
    return manifest;
}

struct Rule {
    double mean, a;
};

/// The first row of the recipe's table that fits.
Rule ruleOf(const std::string& name, const std::vector<std::int64_t>& shape, double embedScale) {
    double fan = 1.0;
    for (std::size_t i = 1; i < shape.size(); ++i) {
        fan *= static_cast<double>(shape[i]);
    }
    if (name == "cls_token") {
        return {0.0, 1.0 * embedScale};
    }
    if (name == "pos_embed") {
        return {0.0, 0.5 * embedScale};
    }
    if (name == "patch_embed.proj.weight") {
        return {0.0, std::sqrt(3.0 / fan) * embedScale};
    }
    if (name == "patch_embed.proj.bias") {
        return {0.0, 0.1 * embedScale};
    }
    if (name.ends_with(".running_mean")) {
        return {0.0, 0.2};
    }
    if (name.ends_with(".running_var")) {
        return {1.0, 0.5};
    }
    if (name.ends_with(".bias")) {
        return {0.0, 0.1};
    }
    if (shape.size() == 1) {
        return {1.0, 0.2};
    }
    if (name.starts_with("patch_embed.conv")) {
        return {0.0, std::sqrt(6.0 / fan)};
    }
    if (name.ends_with("attn.qkv.weight")) {
        return {0.0, 1.25 * std::sqrt(3.0 / fan)};
    }
    if (name == "head.weight") {
        return {0.0, 2.0 * std::sqrt(3.0 / fan)};
    }
    return {0.0, std::sqrt(3.0 / fan)};
}

template <class T>
TensorView ownedView(Dtype dtype, std::vector<std::int64_t> shape, std::vector<T> values) {
    const auto owner = std::make_shared<const std::vector<T>>(std::move(values));
    return {dtype, std::move(shape), std::as_bytes(std::span(*owner)), owner};
}

/// The manifest keeps the first 16 hexadecimal digits.
bool hasDigest(std::span<const std::byte> bytes, const json& check) {
    return sha256Hex(bytes).substr(0, 16) == check.at("sha256").get<std::string>();
}

}  // namespace

std::filesystem::path folder() {
    return std::filesystem::path(PIVOT_TEST_DATA) / "golden";
}

std::vector<float> recipe(std::uint64_t seed, std::string_view name, std::size_t count, double mean,
                          double a) {
    constexpr std::uint64_t kGold = 0x9E3779B97F4A7C15ULL;
    std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    const std::uint64_t start = seed * kGold + hash;
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {  // SplitMix64
        std::uint64_t z = start + (i + 1) * kGold;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        z ^= z >> 31U;
        const double u = static_cast<double>(z >> 40U) * 0x1p-24;
        values[i] = static_cast<float>(mean + (2.0 * u - 1.0) * a);
    }
    return values;
}

Case Case::named(const std::string& name) {
    for (const json& entry : manifestFile().at("cases")) {
        if (entry.at("name") == name) {
            return Case(entry);
        }
    }
    throw std::runtime_error("the golden manifest has no case " + name);
}

std::vector<std::string> Case::namesOfKind(const std::string& kind) {
    std::vector<std::string> names;
    for (const json& entry : manifestFile().at("cases")) {
        if (entry.at("kind") == kind) {
            names.push_back(entry.at("name"));
        }
    }
    return names;
}

ModelSpec Case::spec(Activation act) const {
    const json& config = m_manifest.at("config");
    ModelSpec spec = familyDefaults(config.at("family") == "lvvit" ? Family::LvVit : Family::Deit);
    spec.imgSize = config.at("img_size");
    spec.patchSize = config.at("patch_size");
    spec.dim = config.at("dim");
    spec.depth = config.at("depth");
    spec.heads = config.at("heads");
    spec.mlpRatio = config.at("mlp_ratio");
    spec.numClasses = config.at("num_classes");
    spec.skipLam = config.value("skip_lam", spec.skipLam);
    spec.resizeShort = defaultResizeShort(spec.family, spec.imgSize);
    spec.act = act;
    return spec;
}

int Case::batch() const {
    return m_manifest.at(m_manifest.contains("batch") ? "batch" : "n_images");
}

Result<TensorMap> Case::weights() const {
    std::map<std::string, std::vector<std::int64_t>> shapes;
    const json checks = m_manifest.value("weights_check", json::object());
    for (const auto& [name, check] : checks.items()) {
        shapes[name] = check.at("shape").get<std::vector<std::int64_t>>();
    }
    if (shapes.empty()) {  // the cascades: no more than the network has
        shapes = expectedTensors(spec());
    }
    const double embedScale = m_manifest.value("embed_scale", 1.0);
    TensorMap tensors;
    for (const auto& [name, shape] : shapes) {
        TensorView view;
        if (name.ends_with(".num_batches_tracked")) {
            view = ownedView<std::int64_t>(Dtype::I64, shape, {1000});
        } else {
            const auto count = countOfShape(shape);
            if (!count) {
                return tl::unexpected(count.error());
            }
            const Rule rule = ruleOf(name, shape, embedScale);
            view = ownedView(Dtype::F32, shape,
                             recipe(seed(), name, static_cast<std::size_t>(*count), rule.mean, rule.a));
        }
        if (checks.contains(name) && !hasDigest(view.bytes, checks.at(name))) {
            return fail(ErrorCode::ShapeMismatch,
                        "the recipe's tensor " + name + " differs from the manifest's");
        }
        tensors.emplace(name, std::move(view));
    }
    return tensors;
}

Result<ModelPtr> Case::model(Activation act) const {
    auto tensors = weights();
    if (!tensors) {
        return tl::unexpected(tensors.error());
    }
    return makeModel(spec(act), std::move(*tensors), name());
}

Result<std::vector<float>> Case::input() const {
    const auto images = static_cast<std::size_t>(batch());
    const std::size_t size = m_manifest.at("config").at("img_size");
    const double a = std::sqrt(3.0);
    const std::vector<float> grid = recipe(seed(), "input.grid", images * 3 * 4 * 4, 0.0, a);
    std::vector<float> pixels = recipe(seed(), "input.noise", images * 3 * size * size, 0.0, a);
    std::size_t i = 0;
    for (std::size_t plane = 0; plane < images * 3; ++plane) {
        const double amplitude = 0.5 + 0.5 * static_cast<double>(plane / 3 % 4);
        for (std::size_t y = 0; y < size; ++y) {
            for (std::size_t x = 0; x < size; ++x, ++i) {
                const double cell = grid[plane * 16 + 4 * y / size * 4 + 4 * x / size];
                pixels[i] = static_cast<float>(amplitude * cell + 0.5 * static_cast<double>(pixels[i]));
            }
        }
    }
    if (m_manifest.contains("input_check") &&
        !hasDigest(std::as_bytes(std::span(pixels)), m_manifest.at("input_check"))) {
        return fail(ErrorCode::ShapeMismatch,
                    "the recipe's input of " + name() + " differs from the manifest's");
    }
    return pixels;
}

Result<TensorMap> Case::golden() const {
    return readSafetensors(folder() / m_manifest.at("golden").get<std::string>());
}

Result<std::filesystem::path> Case::writeWeights(const std::filesystem::path& target) const {
    const auto tensors = weights();
    if (!tensors) {
        return tl::unexpected(tensors.error());
    }
    std::vector<TensorToWrite> list;
    for (const auto& [name, view] : *tensors) {
        list.push_back({name, view.dtype, view.shape, view.bytes});
    }
    const std::filesystem::path file = target / (name() + ".weights.safetensors");
    if (const auto written = writeSafetensors(file, list); !written) {
        return tl::unexpected(written.error());
    }
    return file;
}

}  // namespace pivot::golden
