// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/torch/torch_network.h"

#include <ATen/Parallel.h>
#include <ATen/ops/_softmax.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/amax.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/softmax.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>

namespace pivot {

namespace {

/// MLP activations of one piece of rows: large enough that repacking the weights for each piece costs little,
/// small enough for a last-level cache.
constexpr std::int64_t kPieceBytes = std::int64_t{2} << 20;
/// Multiplications below which a second thread costs more than it brings (about 20 us of one core).
constexpr std::int64_t kLeastMacsPerThread = 500'000;
/// Images that go through LV-ViT's stem together: its first layers make 3 MB of activations an image.
constexpr std::int64_t kStemImages = 4;

/// out = x W^T + b, into rows that exist.
void linearInto(at::Tensor& out, const at::Tensor& x, const LinearWeights& weights) {
    if (weights.bias.defined())
        at::addmm_out(out, weights.bias, x, weights.weight.t());
    else
        at::mm_out(out, x, weights.weight.t());
}

/// rows += (x W^T + b) / lam, without a temporary.
void addLinear(at::Tensor& rows, const at::Tensor& x, const LinearWeights& weights, double lam) {
    rows.addmm_(x, weights.weight.t(), 1.0, 1.0 / lam);
    if (weights.bias.defined())
        rows.add_(weights.bias, 1.0 / lam);
}

}  // namespace

Result<std::unique_ptr<TorchNetwork>> TorchNetwork::create(ModelPtr model, const at::Device& device,
                                                           Cut cut) {
    const c10::InferenceMode inference;
    auto weights = readNetworkWeights(*model, device);
    if (!weights)
        return tl::unexpected(std::move(weights.error()));
    return std::unique_ptr<TorchNetwork>(
        new TorchNetwork(std::move(model), device, cut, std::move(*weights)));
}

TorchNetwork::TorchNetwork(ModelPtr model, const at::Device& device, Cut cut, NetworkWeights weights)
    : m_model(std::move(model)), m_device(device), m_cut(cut), m_weights(std::move(weights)) {
    const ModelSpec& spec = m_model->spec;
    const std::int64_t hidden = spec.mlpDim();
    m_rowPiece = std::clamp<std::int64_t>(kPieceBytes / (hidden * std::int64_t{sizeof(float)}), 64, 4096);
    m_rowShare = kLeastMacsPerThread / (2 * hidden * spec.dim) + 1;
}

template <class Function>
void TorchNetwork::forPieces(std::int64_t total, std::int64_t leastShare, std::int64_t piece,
                             const Function& f) const {
    if (m_cut == Cut::Whole) {
        f(std::int64_t{0}, total);
        return;
    }
    const std::int64_t shares = std::clamp<std::int64_t>(total / leastShare, 1, at::get_num_threads());
    at::parallel_for(0, shares, 1, [&](std::int64_t firstShare, std::int64_t lastShare) {
        const c10::InferenceMode inference;  // a mode of the thread, and this may be another one
        for (std::int64_t share = firstShare; share < lastShare; ++share) {
            const std::int64_t begin = total * share / shares;
            const std::int64_t length = total * (share + 1) / shares - begin;
            const std::int64_t pieces = (length + piece - 1) / piece;
            for (std::int64_t i = 0; i < pieces; ++i)
                f(begin + length * i / pieces, begin + length * (i + 1) / pieces);
        }
    });
}

at::Tensor TorchNetwork::layerNorm(const at::Tensor& rows, const NormWeights& weights) const {
    return at::layer_norm(rows, {m_model->spec.dim}, weights.weight, weights.bias,
                          m_model->spec.layerNormEps);
}

at::Tensor TorchNetwork::embed(const at::Tensor& images) const {
    const ModelSpec& spec = m_model->spec;
    const std::int64_t count = images.size(0);
    auto tokens = at::empty({count, spec.tokens(), spec.dim}, images.options());
    if (m_weights.stem.empty()) {
        embedPatches(images, tokens);
        return tokens;
    }
    const std::int64_t group = m_cut == Cut::Whole ? count : kStemImages;
    for (std::int64_t first = 0; first < count; first += group) {
        const std::int64_t images_ = std::min(group, count - first);
        embedPatches(stem(images.narrow(0, first, images_)), tokens.narrow(0, first, images_));
    }
    return tokens;
}

at::Tensor TorchNetwork::stem(const at::Tensor& images) const {
    at::Tensor planes = images;
    for (std::size_t layer = 0; layer < m_weights.stem.size(); ++layer) {
        const ConvWeights& conv = m_weights.stem[layer];
        const std::int64_t stride = layer == 0 ? 2 : 1;
        const std::int64_t padding = conv.weight.size(2) / 2;
        planes = at::conv2d(planes, conv.weight, conv.bias, stride, padding);
        planes.relu_();
    }
    return planes.contiguous();
}

void TorchNetwork::embedPatches(const at::Tensor& planes, const at::Tensor& tokens) const {
    const std::int64_t count = planes.size(0), channels = planes.size(1);
    const std::int64_t side = m_weights.patchSide, grid = planes.size(2) / side;
    const auto weight = m_weights.patch.weight.t();
    if (m_cut == Cut::Whole) {
        tokens.copy_(m_weights.tokens.expand_as(tokens));
        const auto patches = planes.view({count, channels, grid, side, grid, side})
                                 .permute({0, 2, 4, 1, 3, 5})
                                 .reshape({count * grid * grid, channels * side * side});
        tokens.narrow(1, 1, grid * grid)
            .add_(at::mm(patches, weight).view({count, grid * grid, m_model->spec.dim}));
        return;
    }
    // Cut by rows of patches, so that one image too keeps every thread busy.
    forPieces(count * grid, 1, grid, [&](std::int64_t begin, std::int64_t end) {
        while (begin < end) {
            const std::int64_t image = begin / grid, top = begin % grid;
            const std::int64_t rows = std::min(end - begin, grid - top);
            const auto patches = planes.select(0, image)
                                     .narrow(1, top * side, rows * side)
                                     .view({channels, rows, side, grid, side})
                                     .permute({1, 3, 0, 2, 4})
                                     .reshape({rows * grid, channels * side * side});
            const auto target = tokens.select(0, image);
            if (top == 0)
                target.select(0, 0).copy_(m_weights.tokens.select(0, 0));
            auto patchTokens = target.narrow(0, 1 + top * grid, rows * grid);
            patchTokens.copy_(m_weights.tokens.narrow(0, 1 + top * grid, rows * grid));
            patchTokens.addmm_(patches, weight);
            begin += rows;
        }
    });
}

void TorchNetwork::runBlock(at::Tensor& tokens, int index, bool skipAttention, const at::Tensor& maps) const {
    const ModelSpec& spec = m_model->spec;
    const BlockWeights& block = m_weights.blocks.at(static_cast<std::size_t>(index));
    const std::int64_t count = tokens.size(0), total = count * spec.tokens(), dim = spec.dim;
    auto rows = tokens.view({total, dim});
    at::Tensor context;
    if (!skipAttention) {
        const auto qkv = at::empty({count, spec.tokens(), 3 * dim}, tokens.options());
        const auto qkvRows = qkv.view({total, 3 * dim});
        const double scale = 1.0 / std::sqrt(static_cast<double>(spec.headDim()));
        forPieces(total, m_rowShare, m_rowPiece, [&](std::int64_t begin, std::int64_t end) {
            auto target = qkvRows.slice(0, begin, end);
            linearInto(target, layerNorm(rows.slice(0, begin, end), block.norm1), block.qkv);
            target.narrow(1, 0, dim).mul_(scale);
        });
        context = at::empty({count, spec.tokens(), dim}, tokens.options());
        if (m_cut == Cut::Whole)
            attendWhole(qkv, context, maps);
        else
            attend(qkv, context, maps);
    }
    forPieces(total, m_rowShare, m_rowPiece, [&](std::int64_t begin, std::int64_t end) {
        auto piece = rows.slice(0, begin, end);
        if (context.defined())
            addLinear(piece, context.view({total, dim}).slice(0, begin, end), block.proj, spec.skipLam);
        mlp(piece, block);
    });
}

void TorchNetwork::mlp(at::Tensor& rows, const BlockWeights& block) const {
    const ModelSpec& spec = m_model->spec;
    auto hidden = at::empty({rows.size(0), block.fc1.weight.size(0)}, rows.options());
    linearInto(hidden, layerNorm(rows, block.norm2), block.fc1);
    if (spec.act == Activation::Gelu)
        at::gelu_(hidden);  // the exact, erf form is its default
    else
        hidden.relu_();
    addLinear(rows, hidden, block.fc2, spec.skipLam);
}

void TorchNetwork::attend(const at::Tensor& qkv, const at::Tensor& context, const at::Tensor& maps) const {
    const ModelSpec& spec = m_model->spec;
    const std::int64_t count = qkv.size(0), tokens = spec.tokens(), headDim = spec.headDim();
    // All heads of an image together cost the fewest calls; single heads share a few images out evenly.
    const int threads = at::get_num_threads();
    const std::int64_t group = count % threads == 0 || count >= 4 * threads ? spec.heads : 1;
    const std::int64_t groups = spec.heads / group;
    const auto parts = qkv.view({count, tokens, 3, spec.heads, headDim});
    const auto target = context.view({count, tokens, spec.heads, headDim});
    const std::int64_t macs = 2 * tokens * tokens * headDim * group;
    forPieces(count * groups, kLeastMacsPerThread / macs + 1, count * groups,
              [&](std::int64_t begin, std::int64_t end) {
                  at::Tensor scores;
                  for (std::int64_t item = begin; item < end; ++item) {
                      const std::int64_t image = item / groups, head = item % groups * group;
                      // [3, group, tokens, headDim]
                      const auto heads = parts.select(0, image).narrow(2, head, group).permute({1, 2, 0, 3});
                      if (maps.defined())
                          scores = maps.select(0, image).narrow(0, head, group);
                      else if (!scores.defined())
                          scores = at::empty({group, tokens, tokens}, qkv.options());
                      at::bmm_out(scores, heads[0], heads[1].transpose(1, 2));
                      at::_softmax_out(scores, scores, -1, false);
                      auto out = target.select(0, image).narrow(1, head, group).transpose(0, 1);
                      at::bmm_out(out, scores, heads[2]);
                  }
              });
}

void TorchNetwork::attendWhole(const at::Tensor& qkv, const at::Tensor& context,
                               const at::Tensor& maps) const {
    const ModelSpec& spec = m_model->spec;
    const std::int64_t count = qkv.size(0), tokens = spec.tokens();
    const auto parts = qkv.view({count, tokens, 3, spec.heads, spec.headDim()}).permute({2, 0, 3, 1, 4});
    const auto probabilities = at::matmul(parts[0], parts[1].transpose(-2, -1)).softmax(-1);
    if (maps.defined())
        maps.copy_(probabilities);
    context.view({count, tokens, spec.heads, spec.headDim()})
        .transpose(1, 2)
        .copy_(at::matmul(probabilities, parts[2]));
}

at::Tensor TorchNetwork::norm(const at::Tensor& tokens) const {
    return layerNorm(tokens, m_weights.norm);
}

at::Tensor TorchNetwork::head(const at::Tensor& tokens) const {
    const std::int64_t count = tokens.size(0), classes = m_model->spec.numClasses;
    auto logits = at::empty({count, classes}, tokens.options());
    if (m_cut == Cut::Whole) {
        headOf(tokens, logits, 0, classes);
        return logits;
    }
    // A few images are cut by classes as well.
    const std::int64_t threads = at::get_num_threads();
    const std::int64_t groups = count >= threads ? 1 : std::min(threads, classes);
    const std::int64_t rows = m_weights.auxHead.weight.defined() ? m_model->spec.tokens() : 1;
    const std::int64_t macs = rows * m_model->spec.dim * classes / groups;
    forPieces(count * groups, kLeastMacsPerThread / (macs + 1) + 1, 1,
              [&](std::int64_t begin, std::int64_t end) {
                  for (std::int64_t item = begin; item < end; ++item) {
                      const std::int64_t image = item / groups, part = item % groups;
                      const std::int64_t first = classes * part / groups;
                      headOf(tokens.narrow(0, image, 1), logits.narrow(0, image, 1), first,
                             classes * (part + 1) / groups - first);
                  }
              });
    return logits;
}

void TorchNetwork::headOf(const at::Tensor& tokens, const at::Tensor& logits, std::int64_t firstClass,
                          std::int64_t classes) const {
    const auto linear = [&](const at::Tensor& x, const LinearWeights& weights) {
        return at::matmul(x, weights.weight.narrow(0, firstClass, classes).t())
            .add_(weights.bias.narrow(0, firstClass, classes));
    };
    auto target = logits.narrow(1, firstClass, classes);
    if (!m_weights.auxHead.weight.defined()) {
        target.copy_(linear(norm(tokens.select(1, 0)), m_weights.head));
        return;
    }
    const auto normed = norm(tokens);
    target.copy_(linear(normed.select(1, 0), m_weights.head));
    const auto patches = linear(normed, m_weights.auxHead).narrow(1, 1, normed.size(1) - 1);
    target.add_(at::amax(patches, 1), 0.5);
}

}  // namespace pivot
