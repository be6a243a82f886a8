// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/skip_config.h"
#include "devices/onednn/attention_call.h"
#include "devices/onednn/conv_stem.h"
#include "devices/onednn/int8_blocks.h"
#include "devices/onednn/network_weights.h"
#include "vit/model_spec.h"

#include <vector>

namespace pivot {

/// What a block leaves of its inside; null: not wanted, and nothing is spent on it.
struct BlockProbe {
    float* maps = nullptr;               ///< attention probabilities [images, heads, tokens, tokens], float32
    ActivationRanges* ranges = nullptr;  ///< united with what the products read; F32 networks only
};

/// The network for a fixed number of images, with all its primitives and buffers made beforehand: a run
/// allocates nothing. One thread works a group alone (several groups then run side by side), or all threads
/// work one together.
class ImageGroup {
public:
    /// Packs the weights of `net` as this group wants them. `threads`: 1 or the whole team. `int8`: of the
    /// blocks of `net`, or empty; everything else is `element` then (F32 or Bf16).
    ImageGroup(const ModelSpec& spec, NetworkLinears& net, const std::vector<Int8Block>& int8, int images,
               int threads, Element element, const dnnl::engine& engine);

    [[nodiscard]] int images() const { return m_images; }

    /// pixels [images, channels, side, side] -> tokens [images, tokens, dim].
    void embed(const float* pixels, float* tokens);
    /// Blocks [from, to) under `skip`, in place.
    void blocks(float* tokens, int from, int to, const SkipConfig& skip);
    void block(float* tokens, int index, bool skipAttention, const BlockProbe& probe = {});
    /// tokens -> logits [images, classes].
    void head(const float* tokens, float* logits);
    /// The final norm of every token, float32.
    void norm(const float* tokens, float* out);

private:
    struct BlockCalls {
        LinearCall qkv, proj, fc1, fc2;
    };
    void makeCalls(NetworkLinears& net, const dnnl::engine& engine);
    /// The products of a block: scales are part of an int8 one, so that each block has its own.
    [[nodiscard]] BlockCalls& callsOf(int block) {
        return m_calls[m_int8.empty() ? 0 : static_cast<std::size_t>(block)];
    }
    /// Fills m_context from m_qkvValues.
    void attend(int block, float* maps);
    /// The activation between fc1 and fc2 in m_hidden, where the product did not take it with it: codes look
    /// it up, and oneDNN's GELU takes longer than reading bfloat16 once more.
    void activate(int block);
    void note(ActivationRanges& ranges, int block, const char* tensor, const Buffer& values,
              std::int64_t columns) const;
    void noteMlp(ActivationRanges& ranges, int block);
    void gatherPatches(int image, const void* source);
    void layerNorm(const float* tokens, std::int64_t rows, std::int64_t stride, const NormValues& norm,
                   Element element, void* out);
    void linear(LinearCall& call, const PackedLinear& weights, const void* x, void* y) {
        call.run(weights, x, y, m_scratch.as(), m_stream);
    }
    [[nodiscard]] std::int64_t rows() const { return std::int64_t{m_images} * m_spec.tokens(); }

    const ModelSpec& m_spec;
    const NetworkLinears& m_net;
    const std::vector<Int8Block>& m_int8;
    int m_images, m_threads;
    Element m_element, m_read;  ///< of values, and of what the products of blocks read
    bool m_geluByRows;          ///< fc1 stores what goes into its GELU
    dnnl::stream m_stream;
    LinearCall m_patch, m_head, m_aux;
    std::vector<BlockCalls> m_calls;
    ConvStem m_stem;
    std::vector<AttentionCall> m_attention;  ///< one a thread
    Buffer m_patches, m_normed, m_qkvValues, m_context, m_hidden, m_cls, m_auxLogits, m_scratch;
};

}  // namespace pivot
