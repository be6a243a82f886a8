// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/network_weights.h"

#include <cmath>
#include <optional>
#include <string>

namespace pivot {

namespace {

/// Torch's own batch norm in eval mode; LV-ViT's stem keeps the default.
constexpr double kBatchNormEps = 1e-5;

/// Takes tensors by name and keeps the first thing that was wrong, so that reading a network stays a list.
class FloatReader {
public:
    explicit FloatReader(const Model& model) : m_model(model) {}

    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

    std::vector<float> take(const std::string& name, std::int64_t count) {
        const auto found = m_model.weights.find(name);
        if (found == m_model.weights.end()) {
            note({ErrorCode::ShapeMismatch,
                  m_model.name + " has no tensor " + name +
                      ": choose a checkpoint of the model that its config describes"});
        } else if (found->second.count() != count) {
            note({ErrorCode::ShapeMismatch, "tensor " + name + " of " + m_model.name + " has " +
                                                std::to_string(found->second.count()) +
                                                " values and has to have " + std::to_string(count)});
        } else if (auto values = found->second.toFloat(name)) {
            return std::move(*values);
        } else {
            note(values.error());
        }
        return std::vector<float>(static_cast<std::size_t>(count));
    }

    NormValues norm(const std::string& name, std::int64_t dim) {
        return {take(name + ".weight", dim), take(name + ".bias", dim)};
    }

    /// The first `scaledRows` outputs are multiplied by `scale`.
    PackedLinear linear(const std::string& name, int out, int in, bool withBias, double scale,
                        int scaledRows) {
        auto weight = take(name + ".weight", std::int64_t{out} * in);
        auto bias = withBias ? take(name + ".bias", out) : std::vector<float>();
        for (std::int64_t i = 0; i < std::int64_t{scaledRows} * in; ++i) {
            weight[static_cast<std::size_t>(i)] =
                static_cast<float>(weight[static_cast<std::size_t>(i)] * scale);
        }
        for (std::size_t i = 0; i < std::min(bias.size(), static_cast<std::size_t>(scaledRows)); ++i) {
            bias[i] = static_cast<float>(bias[i] * scale);
        }
        return {in, out, std::move(weight), std::move(bias)};
    }
    PackedLinear linear(const std::string& name, int out, int in) {
        return linear(name, out, in, true, 1.0, 0);
    }

    FoldedConv foldedConv(const std::string& conv, const std::string& norm, int out, int in, int side,
                          int stride) {
        FoldedConv folded{out, in, side, stride, {}, {}};
        folded.weight = take(conv + ".weight", std::int64_t{out} * in * side * side);
        const auto gamma = take(norm + ".weight", out), beta = take(norm + ".bias", out);
        const auto mean = take(norm + ".running_mean", out), variance = take(norm + ".running_var", out);
        const std::size_t each = folded.weight.size() / static_cast<std::size_t>(out);
        for (std::size_t o = 0; o < static_cast<std::size_t>(out); ++o) {
            const double scale = gamma[o] / std::sqrt(static_cast<double>(variance[o]) + kBatchNormEps);
            for (std::size_t i = o * each; i < (o + 1) * each; ++i) {
                folded.weight[i] = static_cast<float>(folded.weight[i] * scale);
            }
            folded.bias.push_back(static_cast<float>(beta[o] - mean[o] * scale));
        }
        return folded;
    }

private:
    void note(Error error) {
        if (!m_error) {
            m_error = std::move(error);
        }
    }

    const Model& m_model;
    std::optional<Error> m_error;
};

/// [out, channels, side, side] -> [out, side, side, channels]: what the stem makes has the channel fastest.
std::vector<float> channelFastest(const std::vector<float>& weight, int out, int channels, int side) {
    std::vector<float> moved(weight.size());
    const std::size_t area = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    const auto c = static_cast<std::size_t>(channels);
    for (std::size_t o = 0; o < static_cast<std::size_t>(out); ++o) {
        for (std::size_t channel = 0; channel < c; ++channel) {
            for (std::size_t at = 0; at < area; ++at) {
                moved[(o * area + at) * c + channel] = weight[(o * c + channel) * area + at];
            }
        }
    }
    return moved;
}

}  // namespace

Result<NetworkLinears> readNetworkLinears(const Model& model) {
    const ModelSpec& spec = model.spec;
    const int dim = spec.dim;
    const bool lvvit = spec.family == Family::LvVit;
    FloatReader reader(model);
    NetworkLinears net;

    net.patchChannels = spec.inChans;
    net.patchSide = spec.patchSize;
    if (lvvit) {
        const int stem = spec.stemChannels;
        net.stem.push_back(
            reader.foldedConv("patch_embed.conv1", "patch_embed.bn1", stem, spec.inChans, 7, 2));
        net.stem.push_back(reader.foldedConv("patch_embed.conv2", "patch_embed.bn2", stem, stem, 3, 1));
        net.stem.push_back(reader.foldedConv("patch_embed.conv3", "patch_embed.bn3", stem, stem, 3, 1));
        net.patchChannels = stem;
        net.patchSide = spec.patchSize / 2;
    }
    const int patchValues = net.patchSide * net.patchSide * net.patchChannels;
    auto patch = reader.take("patch_embed.proj.weight", std::int64_t{dim} * patchValues);
    if (lvvit) {
        patch = channelFastest(patch, dim, net.patchChannels, net.patchSide);
    }
    net.patch = PackedLinear(patchValues, dim, std::move(patch), {});
    const auto patchBias = reader.take("patch_embed.proj.bias", dim), cls = reader.take("cls_token", dim);
    net.start = reader.take("pos_embed", std::int64_t{spec.tokens()} * dim);
    for (std::size_t i = 0; i < net.start.size(); ++i) {
        const std::size_t column = i % static_cast<std::size_t>(dim);
        net.start[i] += i < static_cast<std::size_t>(dim) ? cls[column] : patchBias[column];
    }

    const double queryScale = 1.0 / std::sqrt(static_cast<double>(spec.headDim()));
    const double residualScale = 1.0 / spec.skipLam;
    for (int block = 0; block < spec.depth; ++block) {
        const std::string name = "blocks." + std::to_string(block) + ".";
        BlockLinears& target = net.blocks.emplace_back();
        target.norm1 = reader.norm(name + "norm1", dim);
        target.qkv = reader.linear(name + "attn.qkv", 3 * dim, dim, spec.qkvBias, queryScale, dim);
        target.proj = reader.linear(name + "attn.proj", dim, dim, true, residualScale, dim);
        target.norm2 = reader.norm(name + "norm2", dim);
        target.fc1 = reader.linear(name + "mlp.fc1", spec.mlpDim(), dim);
        target.fc2 = reader.linear(name + "mlp.fc2", dim, spec.mlpDim(), true, residualScale, dim);
    }
    net.norm = reader.norm("norm", dim);
    net.head = reader.linear("head", spec.numClasses, dim);
    if (lvvit) {
        net.auxHead = reader.linear("aux_head", spec.numClasses, dim);
    }
    if (reader.error()) {
        return tl::unexpected(*reader.error());
    }
    return net;
}

}  // namespace pivot
