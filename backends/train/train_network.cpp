// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/train_network.h"

#include "train/train_attention.h"

#include <cmath>
#include <cstring>

namespace pivot {

namespace {

bool isBuffer(const std::string& name) {
    return name.ends_with(".running_mean") || name.ends_with(".running_var");
}

at::Tensor truncatedNormal(const std::vector<std::int64_t>& shape, double deviation) {
    return at::randn(shape).clamp_(-2.0, 2.0).mul_(deviation);
}

at::Tensor freshTensor(const std::string& name, const std::vector<std::int64_t>& shape) {
    if (name.ends_with(".running_mean") || name.ends_with(".bias")) {
        return at::zeros(shape);
    }
    if (name.ends_with(".running_var") || (shape.size() == 1)) {
        return at::ones(shape);
    }
    if (shape.size() == 4) {  // convolutions of the stem: Kaiming, fan in
        const double fan = static_cast<double>(shape[1] * shape[2] * shape[3]);
        return at::randn(shape).mul_(std::sqrt(2.0 / fan));
    }
    return truncatedNormal(shape, 0.02);
}

}  // namespace

TrainNetwork TrainNetwork::initialised(const ModelSpec& spec) {
    TrainNetwork network;
    network.m_spec = spec;
    for (const auto& [name, shape] : expectedTensors(spec)) {
        (isBuffer(name) ? network.m_buffers : network.m_parameters)[name] = freshTensor(name, shape);
    }
    return network;
}

Result<TrainNetwork> TrainNetwork::fromModel(const Model& model) {
    TrainNetwork network;
    network.m_spec = model.spec;
    for (const auto& [name, shape] : expectedTensors(model.spec)) {
        auto values = model.weights.at(name).toFloat(name);
        if (!values) {
            return tl::unexpected(values.error());
        }
        at::Tensor tensor = at::empty(shape, at::kFloat);
        std::memcpy(tensor.data_ptr<float>(), values->data(), values->size() * sizeof(float));
        (isBuffer(name) ? network.m_buffers : network.m_parameters)[name] = tensor;
    }
    return network;
}

void TrainNetwork::requireGradients(bool on) {
    for (auto& [name, tensor] : m_parameters) {
        tensor.requires_grad_(on);
    }
}

at::Tensor TrainNetwork::batchNorm(const at::Tensor& x, const std::string& name, bool training) {
    constexpr double kMomentum = 0.1;
    constexpr double kEps = 1e-5;
    return at::batch_norm(x, p(name + ".weight"), p(name + ".bias"), m_buffers.at(name + ".running_mean"),
                          m_buffers.at(name + ".running_var"), training, kMomentum, kEps, false);
}

at::Tensor TrainNetwork::embed(const at::Tensor& images, bool training) {
    at::Tensor x = images;
    const std::string stem = "patch_embed.";
    if (m_spec.family == Family::LvVit) {
        x = at::conv2d(x, p(stem + "conv1.weight"), {}, 2, 3);
        x = at::relu(batchNorm(x, stem + "bn1", training));
        x = at::conv2d(x, p(stem + "conv2.weight"), {}, 1, 1);
        x = at::relu(batchNorm(x, stem + "bn2", training));
        x = at::conv2d(x, p(stem + "conv3.weight"), {}, 1, 1);
        x = at::relu(batchNorm(x, stem + "bn3", training));
        x = at::conv2d(x, p(stem + "proj.weight"), p(stem + "proj.bias"), m_spec.patchSize / 2);
    } else {
        x = at::conv2d(x, p(stem + "proj.weight"), p(stem + "proj.bias"), m_spec.patchSize);
    }
    x = x.flatten(2).transpose(1, 2);
    x = at::cat({p("cls_token").expand({x.size(0), -1, -1}), x}, 1);
    return x + p("pos_embed");
}

at::Tensor TrainNetwork::block(const at::Tensor& tokens, int index, bool skipAttention) const {
    const std::string name = "blocks." + std::to_string(index) + ".";
    const std::vector<std::int64_t> width{m_spec.dim};
    const auto norm = [&](const at::Tensor& x, const std::string& which) {
        return at::layer_norm(x, width, p(name + which + ".weight"), p(name + which + ".bias"),
                              m_spec.layerNormEps);
    };
    at::Tensor x = tokens;
    if (!skipAttention) {
        const at::Tensor bias = m_spec.qkvBias ? p(name + "attn.qkv.bias") : at::Tensor();
        const at::Tensor qkv = at::linear(norm(x, "norm1"), p(name + "attn.qkv.weight"), bias);
        const at::Tensor mixed = fusedAttention(qkv, m_spec.heads);
        const at::Tensor out = at::linear(mixed, p(name + "attn.proj.weight"), p(name + "attn.proj.bias"));
        x = m_spec.skipLam == 1.0 ? x + out : x + out / m_spec.skipLam;
    }
    at::Tensor hidden = at::linear(norm(x, "norm2"), p(name + "mlp.fc1.weight"), p(name + "mlp.fc1.bias"));
    hidden = m_spec.act == Activation::Gelu ? at::gelu(hidden) : at::relu(hidden);
    const at::Tensor out = at::linear(hidden, p(name + "mlp.fc2.weight"), p(name + "mlp.fc2.bias"));
    return m_spec.skipLam == 1.0 ? x + out : x + out / m_spec.skipLam;
}

at::Tensor TrainNetwork::head(const at::Tensor& tokens) const {
    const std::vector<std::int64_t> width{m_spec.dim};
    const at::Tensor x = at::layer_norm(tokens, width, p("norm.weight"), p("norm.bias"), m_spec.layerNormEps);
    at::Tensor logits = at::linear(x.select(1, 0), p("head.weight"), p("head.bias"));
    if (m_spec.family == Family::LvVit) {
        const at::Tensor aux = at::linear(x.slice(1, 1), p("aux_head.weight"), p("aux_head.bias"));
        logits = logits + 0.5 * std::get<0>(aux.max(1));
    }
    return logits;
}

at::Tensor TrainNetwork::logits(const at::Tensor& images, const SkipConfig& skip) {
    at::Tensor x = embed(images, false);
    for (int i = 0; i < m_spec.depth; ++i) {
        x = block(x, i, skip.isSkipped(i));
    }
    return head(x);
}

}  // namespace pivot
