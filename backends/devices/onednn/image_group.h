// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/skip_config.h"
#include "devices/onednn/attention_call.h"
#include "devices/onednn/conv_stem.h"
#include "devices/onednn/network_weights.h"
#include "vit/model_spec.h"

#include <vector>

namespace pivot {

/// Where a block leaves its attention probabilities [images, heads, tokens, tokens], float32.
struct AttentionTarget {
    float* maps = nullptr;  ///< null: not wanted
};

/// The network for a fixed number of images, with all its primitives and buffers made beforehand: a run
/// allocates nothing. One thread works a group alone (several groups then run side by side), or all threads
/// work one together.
class ImageGroup {
public:
    /// Packs the weights of `net` as this group wants them. `threads`: 1 or the whole team.
    ImageGroup(const ModelSpec& spec, NetworkLinears& net, int images, int threads, Element element,
               const dnnl::engine& engine);

    [[nodiscard]] int images() const { return m_images; }

    /// pixels [images, channels, side, side] -> tokens [images, tokens, dim].
    void embed(const float* pixels, float* tokens);
    /// Blocks [from, to) under `skip`, in place.
    void blocks(float* tokens, int from, int to, const SkipConfig& skip);
    void block(float* tokens, int index, bool skipAttention, AttentionTarget target = {});
    /// tokens -> logits [images, classes].
    void head(const float* tokens, float* logits);
    /// The final norm of every token, float32.
    void norm(const float* tokens, float* out);

private:
    void attend(AttentionTarget target);
    void gatherPatches(int image, const void* source);
    void layerNorm(const float* tokens, std::int64_t rows, std::int64_t stride, const NormValues& norm,
                   Element element, void* out);
    void linear(LinearCall& call, const PackedLinear& weights, const void* x, void* y) {
        call.run(weights, x, y, m_scratch.as(), m_stream);
    }
    [[nodiscard]] std::int64_t rows() const { return std::int64_t{m_images} * m_spec.tokens(); }

    const ModelSpec& m_spec;
    const NetworkLinears& m_net;
    int m_images, m_threads;
    Element m_element;
    dnnl::stream m_stream;
    LinearCall m_patch, m_qkv, m_proj, m_fc1, m_fc2, m_head, m_aux;
    ConvStem m_stem;
    std::vector<AttentionCall> m_attention;  ///< one a thread
    Buffer m_patches, m_normed, m_qkvValues, m_context, m_hidden, m_cls, m_auxLogits, m_scratch;
};

}  // namespace pivot
