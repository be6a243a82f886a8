// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/torch/torch_weights.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <cstdint>
#include <optional>
#include <string>

namespace pivot {

namespace {

/// Torch's own batch norm in eval mode; LV-ViT's stem keeps the default.
constexpr double kBatchNormEps = 1e-5;

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

/// Takes tensors by name and keeps the first thing that was wrong, so that reading a network stays a list.
class WeightReader {
public:
    WeightReader(const Model& model, const at::Device& device) : m_model(model), m_device(device) {}

    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

    at::Tensor take(const std::string& name, const std::vector<std::int64_t>& shape) {
        const auto found = m_model.weights.find(name);
        if (found == m_model.weights.end()) {
            note(ErrorCode::ShapeMismatch,
                 m_model.name + " has no tensor " + name +
                     ": choose a checkpoint of the model that its config describes");
            return at::empty(shape);
        }
        const TensorView& view = found->second;
        if (view.shape != shape) {
            note(ErrorCode::ShapeMismatch, "tensor " + name + " of " + m_model.name + " is " +
                                               shapeText(view.shape) + " and has to be " + shapeText(shape));
            return at::empty(shape);
        }
        return onDevice(view, name, shape);
    }

    NormWeights norm(const std::string& name, std::int64_t dim) {
        return {take(name + ".weight", {dim}), take(name + ".bias", {dim})};
    }

    LinearWeights linear(const std::string& name, std::int64_t out, std::int64_t in, bool withBias = true) {
        return {take(name + ".weight", {out, in}), withBias ? take(name + ".bias", {out}) : at::Tensor()};
    }

    /// A convolution without bias and the batch norm behind it as one convolution, folded in float64.
    ConvWeights foldedConv(const std::string& conv, const std::string& norm, std::int64_t out,
                           std::int64_t in, std::int64_t side) {
        const auto weight = take(conv + ".weight", {out, in, side, side}).to(at::kDouble);
        const auto gamma = take(norm + ".weight", {out}).to(at::kDouble);
        const auto beta = take(norm + ".bias", {out}).to(at::kDouble);
        const auto mean = take(norm + ".running_mean", {out}).to(at::kDouble);
        const auto variance = take(norm + ".running_var", {out}).to(at::kDouble);
        const auto scale = gamma / (variance + kBatchNormEps).sqrt();
        return {(weight * scale.view({out, 1, 1, 1})).to(at::kFloat), (beta - mean * scale).to(at::kFloat)};
    }

private:
    void note(ErrorCode code, std::string message) {
        if (!m_error)
            m_error = Error{code, std::move(message)};
    }

    at::Tensor onDevice(const TensorView& view, const std::string& name,
                        const std::vector<std::int64_t>& shape) {
        const auto address = reinterpret_cast<std::uintptr_t>(view.bytes.data());
        if (view.bytes.size() != static_cast<std::size_t>(view.count()) * sizeOf(view.dtype)) {
            note(ErrorCode::ShapeMismatch, "tensor " + name + " of " + m_model.name +
                                               " has not as many bytes as its shape asks for: load it again");
            return at::empty(shape);
        }
        if (view.dtype == Dtype::F32 && address % alignof(float) == 0) {
            // from_blob() wants a pointer to non-const; nothing ever writes to a weight.
            auto* data = const_cast<std::byte*>(view.bytes.data());
            return at::from_blob(data, shape, at::TensorOptions(at::kFloat)).to(m_device);
        }
        auto values = view.toFloat(name);
        if (!values) {
            note(values.error().code, values.error().message);
            return at::empty(shape);
        }
        return at::from_blob(values->data(), shape, at::TensorOptions(at::kFloat))
            .to(m_device, at::kFloat, /*non_blocking=*/false, /*copy=*/true);
    }

    const Model& m_model;
    at::Device m_device;
    std::optional<Error> m_error;
};

}  // namespace

Result<NetworkWeights> readNetworkWeights(const Model& model, const at::Device& device) {
    const ModelSpec& spec = model.spec;
    const std::int64_t dim = spec.dim;
    const std::int64_t hidden = spec.mlpDim();
    const bool lvvit = spec.family == Family::LvVit;
    WeightReader reader(model, device);
    NetworkWeights weights;

    std::int64_t patchChannels = spec.inChans;
    weights.patchSide = spec.patchSize;
    if (lvvit) {
        const std::int64_t stem = spec.stemChannels;
        weights.stem.push_back(
            reader.foldedConv("patch_embed.conv1", "patch_embed.bn1", stem, spec.inChans, 7));
        weights.stem.push_back(reader.foldedConv("patch_embed.conv2", "patch_embed.bn2", stem, stem, 3));
        weights.stem.push_back(reader.foldedConv("patch_embed.conv3", "patch_embed.bn3", stem, stem, 3));
        patchChannels = stem;
        weights.patchSide = spec.patchSize / 2;
    }
    const std::int64_t side = weights.patchSide;
    weights.patch.weight =
        reader.take("patch_embed.proj.weight", {dim, patchChannels, side, side}).view({dim, -1});
    const auto patchBias = reader.take("patch_embed.proj.bias", {dim});

    weights.tokens = reader.take("pos_embed", {1, spec.tokens(), dim}).view({spec.tokens(), dim}).clone();
    weights.tokens.select(0, 0).add_(reader.take("cls_token", {1, 1, dim}).view({dim}));
    weights.tokens.narrow(0, 1, spec.tokens() - 1).add_(patchBias);

    for (int block = 0; block < spec.depth; ++block) {
        const std::string name = "blocks." + std::to_string(block) + ".";
        BlockWeights& target = weights.blocks.emplace_back();
        target.norm1 = reader.norm(name + "norm1", dim);
        target.qkv = reader.linear(name + "attn.qkv", 3 * dim, dim, spec.qkvBias);
        target.proj = reader.linear(name + "attn.proj", dim, dim);
        target.norm2 = reader.norm(name + "norm2", dim);
        target.fc1 = reader.linear(name + "mlp.fc1", hidden, dim);
        target.fc2 = reader.linear(name + "mlp.fc2", dim, hidden);
    }
    weights.norm = reader.norm("norm", dim);
    weights.head = reader.linear("head", spec.numClasses, dim);
    if (lvvit)
        weights.auxHead = reader.linear("aux_head", spec.numClasses, dim);
    if (reader.error())
        return tl::unexpected(*reader.error());
    return weights;
}

}  // namespace pivot
