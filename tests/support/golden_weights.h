// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/model.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// The cases of tests/data/golden/manifest.json and the tensors that its seed recipe makes (see the README
/// there).
namespace pivot::golden {

/// One case of the manifest.
class Case {
public:
    /// Throws std::runtime_error where the manifest has no such case: a mistake in a test.
    static Case named(const std::string& name);
    /// Names of all cases of a kind: `mini`, `predictor`, `full`, `cascade`, `preprocess`.
    static std::vector<std::string> namesOfKind(const std::string& kind);

    [[nodiscard]] const nlohmann::json& manifest() const { return m_manifest; }
    [[nodiscard]] std::string name() const { return m_manifest.at("name"); }
    /// The shape with everything that the manifest leaves out at its family's default.
    [[nodiscard]] ModelSpec spec(Activation act = Activation::Gelu) const;
    /// Images in `input()`.
    [[nodiscard]] int batch() const;

    /// Every tensor of the checkpoint from the recipe, `score_predictor.*` and counters included. Each is
    /// compared with the manifest's SHA-256 where it has one; ShapeMismatch names the first that differs.
    [[nodiscard]] Result<TensorMap> weights() const;
    /// A model from the recipe's weights, with no file behind it.
    [[nodiscard]] Result<ModelPtr> model(Activation act = Activation::Gelu) const;
    /// [batch, 3, S, S] in row-major order, compared with the manifest in the same way.
    [[nodiscard]] Result<std::vector<float>> input() const;
    /// The tensors of the case's golden file: `logits.none`, ...
    [[nodiscard]] Result<TensorMap> golden() const;
    /// Writes NAME.weights.safetensors into `folder` and gives its path.
    [[nodiscard]] Result<std::filesystem::path> writeWeights(const std::filesystem::path& folder) const;

private:
    explicit Case(nlohmann::json manifest) : m_manifest(std::move(manifest)) {}
    [[nodiscard]] std::uint64_t seed() const { return m_manifest.at("seed"); }

    nlohmann::json m_manifest;
};

/// tests/data/golden
[[nodiscard]] std::filesystem::path folder();

/// `count` values mean + (2u-1)*a, u from the stream of `seed` and `name`.
[[nodiscard]] std::vector<float> recipe(std::uint64_t seed, std::string_view name, std::size_t count,
                                        double mean, double a);

}  // namespace pivot::golden
