// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/skip_config.h"
#include "devices/torch/torch_weights.h"
#include "vit/model.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <vector>

namespace pivot {

/// The forward pass of DeiT/ViT and LV-ViT in float32, without autograd. Callers hold a c10::InferenceMode.
///
/// On the CPU all that is done token by token (norms, linear layers, activation, residuals) runs on pieces of
/// rows that stay in the cache, each piece on one thread with BLAS on that thread (see SerialBlas); attention
/// runs by image and groups of heads, straight from and into strided views, without a permuted copy. On other
/// devices the same functions see all rows at once.
class TorchNetwork {
public:
    /// How work is cut: in pieces over OpenMP threads (CPU), or not at all (an accelerator).
    enum class Cut { Threads, Whole };

    /// Keeps `model`, whose bytes the weights may be views of. ShapeMismatch names a tensor that does not
    /// fit.
    [[nodiscard]] static Result<std::unique_ptr<TorchNetwork>> create(ModelPtr model,
                                                                      const at::Device& device, Cut cut);

    [[nodiscard]] const ModelPtr& model() const { return m_model; }
    [[nodiscard]] const at::Device& device() const { return m_device; }

    /// Images [count, channels, size, size] on the device -> tokens [count, tokens, dim] with position
    /// embedding.
    [[nodiscard]] at::Tensor embed(const at::Tensor& images) const;

    /// Runs block `index` on tokens [count, tokens, dim] in place:
    ///   x += Attn(LN1(x)) / lam;  x += MLP(LN2(x)) / lam
    /// With `skipAttention` only the second line. (arXiv 2404.15185; lam: LV-ViT's residual divisor.)
    /// Where `maps` [count, heads, tokens, tokens] is defined, attention after softmax is written to it.
    void runBlock(at::Tensor& tokens, int index, bool skipAttention, const at::Tensor& maps = {}) const;

    /// The final LayerNorm over all tokens.
    [[nodiscard]] at::Tensor norm(const at::Tensor& tokens) const;

    /// Logits [count, classes] from tokens before the final norm: head(cls), for LV-ViT
    /// + 0.5 * max over the patch tokens of aux_head(token), class by class.
    [[nodiscard]] at::Tensor head(const at::Tensor& tokens) const;

private:
    TorchNetwork(ModelPtr model, const at::Device& device, Cut cut, NetworkWeights weights);

    /// Calls f(begin, end) until [0, total) is done: each thread gets an equal share of at least
    /// `leastShare`, in pieces of at most `piece`.
    template <class Function>
    void forPieces(std::int64_t total, std::int64_t leastShare, std::int64_t piece, const Function& f) const;

    [[nodiscard]] at::Tensor stem(const at::Tensor& images) const;
    void embedPatches(const at::Tensor& planes, const at::Tensor& tokens) const;
    void attend(const at::Tensor& qkv, const at::Tensor& context, const at::Tensor& maps) const;
    void attendWhole(const at::Tensor& qkv, const at::Tensor& context, const at::Tensor& maps) const;
    void mlp(at::Tensor& rows, const BlockWeights& block) const;
    void headOf(const at::Tensor& tokens, const at::Tensor& logits, std::int64_t firstClass,
                std::int64_t classes) const;
    [[nodiscard]] at::Tensor layerNorm(const at::Tensor& rows, const NormWeights& weights) const;

    ModelPtr m_model;
    at::Device m_device;
    Cut m_cut;
    NetworkWeights m_weights;
    std::int64_t m_rowPiece = 0;  ///< rows whose MLP activations stay in the cache
    std::int64_t m_rowShare = 0;  ///< fewer rows a thread than this are not worth waking it
};

}  // namespace pivot
