// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/vit_graph.h"

#include "export/graph_builder.h"

#include <cmath>
#include <numbers>

namespace pivot {

namespace {

/// Torch's own batch norm in eval mode; LV-ViT's stem keeps the default.
constexpr float kBatchNormEps = 1e-5F;
/// What LV-ViT's second head adds to the logits of the first.
constexpr float kAuxShare = 0.5F;

using Ints = std::vector<std::int64_t>;

class VitGraph {
public:
    VitGraph(const ModelSpec& spec, GraphBuilder& graph) : m_spec(spec), m_graph(graph) {}

    void build(const SkipConfig& skip) {
        const int side = m_spec.imgSize;
        OnnxValue tokens = embed(m_graph.input("pixels", {m_spec.inChans, side, side}));
        for (int index = 0; index < m_spec.depth; ++index) {
            const std::string name = "blocks." + std::to_string(index) + ".";
            if (!skip.isSkipped(index)) {
                const OnnxValue branch = attention(norm(tokens, name + "norm1"), name + "attn");
                tokens = m_graph.node("Add", name + "attn.residual", {tokens, branch});
            }
            const OnnxValue branch = mlp(norm(tokens, name + "norm2"), name + "mlp");
            tokens = m_graph.node("Add", name + "mlp.residual", {tokens, branch});
        }
        m_graph.output(head(tokens), "logits", {m_spec.numClasses});
    }

private:
    /// [batch, channels, side, side] -> tokens [batch, tokens, dim].
    OnnxValue embed(const OnnxValue& pixels) {
        const std::string name = "patch_embed.";
        OnnxValue planes = pixels;
        std::int64_t patch = m_spec.patchSize;
        if (m_spec.family == Family::LvVit) {
            planes = convolution(planes, "1", 7, 2);
            planes = convolution(planes, "2", 3, 1);
            planes = convolution(planes, "3", 3, 1);
            patch /= 2;
        }
        planes =
            m_graph.node("Conv", name + "proj",
                         {planes, m_graph.weight(name + "proj.weight"), m_graph.weight(name + "proj.bias")},
                         {{"kernel_shape", Ints{patch, patch}}, {"strides", Ints{patch, patch}}});
        const OnnxValue flat = m_graph.node("Reshape", name + "flatten",
                                            {planes, m_graph.integers("shape.flat", {0, m_spec.dim, -1})});
        const OnnxValue patches =
            m_graph.node("Transpose", name + "transpose", {flat}, {{"perm", Ints{0, 2, 1}}});

        const OnnxValue batch =
            m_graph.node("Shape", "batch", {pixels}, {{"start", std::int64_t{0}}, {"end", std::int64_t{1}}});
        const OnnxValue shape =
            m_graph.node("Concat", "cls_token.shape", {batch, m_graph.integers("shape.cls", {1, m_spec.dim})},
                         {{"axis", std::int64_t{0}}});
        const OnnxValue cls =
            m_graph.node("Expand", "cls_token.expand", {m_graph.weight("cls_token"), shape});
        const OnnxValue tokens =
            m_graph.node("Concat", "tokens", {cls, patches}, {{"axis", std::int64_t{1}}});
        return m_graph.node("Add", "tokens.positioned", {tokens, m_graph.weight("pos_embed")});
    }

    /// One convolution of LV-ViT's stem with its batch norm and ReLU.
    OnnxValue convolution(const OnnxValue& planes, const char* number, std::int64_t side,
                          std::int64_t stride) {
        const std::string conv = std::string("patch_embed.conv") + number;
        const std::string bn = std::string("patch_embed.bn") + number;
        const std::int64_t pad = side / 2;
        const OnnxValue made = m_graph.node("Conv", conv, {planes, m_graph.weight(conv + ".weight")},
                                            {{"kernel_shape", Ints{side, side}},
                                             {"strides", Ints{stride, stride}},
                                             {"pads", Ints{pad, pad, pad, pad}}});
        const OnnxValue normed =
            m_graph.node("BatchNormalization", bn,
                         {made, m_graph.weight(bn + ".weight"), m_graph.weight(bn + ".bias"),
                          m_graph.weight(bn + ".running_mean"), m_graph.weight(bn + ".running_var")},
                         {{"epsilon", kBatchNormEps}});
        return m_graph.node("Relu", conv + ".relu", {normed});
    }

    OnnxValue norm(const OnnxValue& x, const std::string& name) {
        return m_graph.node(
            "LayerNormalization", name, {x, m_graph.weight(name + ".weight"), m_graph.weight(name + ".bias")},
            {{"axis", std::int64_t{-1}}, {"epsilon", static_cast<float>(m_spec.layerNormEps)}});
    }

    /// x W^T of a constant W [out, in].
    OnnxValue product(const OnnxValue& x, const std::string& name, const OnnxValue& weight) {
        const OnnxValue turned =
            m_graph.node("Transpose", name + ".weight_t", {weight}, {{"perm", Ints{1, 0}}});
        return m_graph.node("MatMul", name + ".matmul", {x, turned});
    }

    OnnxValue linear(const OnnxValue& x, const std::string& name) {
        const OnnxValue made = product(x, name, m_graph.weight(name + ".weight"));
        return m_graph.node("Add", name + ".add", {made, m_graph.weight(name + ".bias")});
    }

    /// The last linear layer of a branch. LV-ViT divides what it adds to the residual by skip_lam: here the
    /// weights are, which a runtime does once, when it loads the file.
    OnnxValue lastLinear(const OnnxValue& x, const std::string& name) {
        if (m_spec.skipLam == 1.0) {
            return linear(x, name);
        }
        const OnnxValue lam = m_graph.scalar("skip_lam", static_cast<float>(m_spec.skipLam));
        const OnnxValue weight =
            m_graph.node("Div", name + ".weight_divided", {m_graph.weight(name + ".weight"), lam});
        const OnnxValue bias =
            m_graph.node("Div", name + ".bias_divided", {m_graph.weight(name + ".bias"), lam});
        return m_graph.node("Add", name + ".add", {product(x, name, weight), bias});
    }

    /// softmax(q k^T / sqrt(head dim)) v of normed tokens, and its projection.
    OnnxValue attention(const OnnxValue& x, const std::string& name) {
        OnnxValue qkv = product(x, name + ".qkv", m_graph.weight(name + ".qkv.weight"));
        if (m_spec.qkvBias) {
            qkv = m_graph.node("Add", name + ".qkv.add", {qkv, m_graph.weight(name + ".qkv.bias")});
        }
        const OnnxValue heads = m_graph.integers("shape.heads", {0, 0, 3, m_spec.heads, m_spec.headDim()});
        qkv = m_graph.node("Reshape", name + ".qkv.heads", {qkv, heads});
        qkv = m_graph.node("Transpose", name + ".qkv.turned", {qkv}, {{"perm", Ints{2, 0, 3, 1, 4}}});
        const auto part = [&](const char* letter, std::int64_t at) {  // [batch, heads, tokens, head dim]
            const OnnxValue index = m_graph.integer("index." + std::to_string(at), at);
            return m_graph.node("Gather", name + "." + letter, {qkv, index}, {{"axis", std::int64_t{0}}});
        };
        const OnnxValue query = part("q", 0), key = part("k", 1), value = part("v", 2);

        const double scale = 1.0 / std::sqrt(static_cast<double>(m_spec.headDim()));
        const OnnxValue scaled = m_graph.node(
            "Mul", name + ".q.scaled", {query, m_graph.scalar("query_scale", static_cast<float>(scale))});
        const OnnxValue turned =
            m_graph.node("Transpose", name + ".k.turned", {key}, {{"perm", Ints{0, 1, 3, 2}}});
        const OnnxValue scores = m_graph.node("MatMul", name + ".scores", {scaled, turned});
        const OnnxValue map =
            m_graph.node("Softmax", name + ".softmax", {scores}, {{"axis", std::int64_t{-1}}});
        OnnxValue context = m_graph.node("MatMul", name + ".mix", {map, value});
        context = m_graph.node("Transpose", name + ".mix.turned", {context}, {{"perm", Ints{0, 2, 1, 3}}});
        context = m_graph.node("Reshape", name + ".context",
                               {context, m_graph.integers("shape.tokens", {0, 0, m_spec.dim})});
        return lastLinear(context, name + ".proj");
    }

    OnnxValue mlp(const OnnxValue& x, const std::string& name) {
        OnnxValue hidden = linear(x, name + ".fc1");
        hidden = m_spec.act == Activation::Gelu ? gelu(hidden, name + ".gelu")
                                                : m_graph.node("Relu", name + ".relu", {hidden});
        return lastLinear(hidden, name + ".fc2");
    }

    /// The exact form, x (1 + erf(x / sqrt 2)) / 2, in the order of operations that runtimes look for.
    OnnxValue gelu(const OnnxValue& x, const std::string& name) {
        const OnnxValue root = m_graph.scalar("sqrt_2", std::numbers::sqrt2_v<float>);
        const OnnxValue divided = m_graph.node("Div", name + ".divided", {x, root});
        const OnnxValue erf = m_graph.node("Erf", name + ".erf", {divided});
        const OnnxValue sum = m_graph.node("Add", name + ".sum", {erf, m_graph.scalar("one", 1.0F)});
        const OnnxValue twice = m_graph.node("Mul", name + ".twice", {x, sum});
        return m_graph.node("Mul", name, {twice, m_graph.scalar("half", 0.5F)});
    }

    /// y = x W^T + b of a matrix x [batch, dim].
    OnnxValue headLinear(const OnnxValue& x, const std::string& name) {
        return m_graph.node("Gemm", name,
                            {x, m_graph.weight(name + ".weight"), m_graph.weight(name + ".bias")},
                            {{"transB", std::int64_t{1}}});
    }

    OnnxValue head(const OnnxValue& tokens) {
        const auto clsOf = [this](const OnnxValue& all) {
            return m_graph.node("Gather", "cls", {all, m_graph.integer("index.0", 0)},
                                {{"axis", std::int64_t{1}}});
        };
        if (m_spec.family == Family::Deit) {
            return headLinear(norm(clsOf(tokens), "norm"), "head");  // the other rows are not looked at
        }
        const OnnxValue normed = norm(tokens, "norm");
        const OnnxValue logits = headLinear(clsOf(normed), "head");
        const OnnxValue patches = m_graph.node(
            "Slice", "patches",
            {normed, m_graph.integers("patches.start", {1}),
             m_graph.integers("patches.end", {m_spec.tokens()}), m_graph.integers("patches.axis", {1})});
        const OnnxValue all = product(patches, "aux_head", m_graph.weight("aux_head.weight"));
        // The bias is the same for every patch, so it may as well be added to the largest: one row, not all.
        const OnnxValue largest = m_graph.node("ReduceMax", "aux_head.largest", {all},
                                               {{"axes", Ints{1}}, {"keepdims", std::int64_t{0}}});
        const OnnxValue aux = m_graph.node("Add", "aux_head.add", {largest, m_graph.weight("aux_head.bias")});
        const OnnxValue share =
            m_graph.node("Mul", "aux_head.share", {aux, m_graph.scalar("aux_share", kAuxShare)});
        return m_graph.node("Add", "head.sum", {logits, share});
    }

    const ModelSpec& m_spec;
    GraphBuilder& m_graph;
};

}  // namespace

Result<void> buildVitGraph(const Model& model, const SkipConfig& skip, onnx::GraphProto& graph) {
    graph.set_name("vision_transformer");
    GraphBuilder builder(model, graph);
    VitGraph(model.spec, builder).build(skip);
    if (builder.error()) {
        return tl::unexpected(*builder.error());
    }
    return {};
}

}  // namespace pivot
