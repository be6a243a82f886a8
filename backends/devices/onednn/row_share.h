// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/activation_ranges.h"
#include "devices/onednn/attention_call.h"
#include "devices/onednn/int8_blocks.h"
#include "devices/onednn/network_weights.h"
#include "vit/model_spec.h"

#include <array>
#include <vector>

namespace pivot {

/// What the shares of a group have in common: the network, how many images, and what it computes in.
struct GroupPlan {
    const ModelSpec& spec;
    NetworkLinears& net;                 ///< packed by the shares, as each wants its weights
    const std::vector<Int8Block>& int8;  ///< of the blocks of `net`, or empty: everything is `element` then
    int images = 1;
    Element element = Element::F32;  ///< of values (F32 or Bf16)

    [[nodiscard]] std::int64_t rows() const { return std::int64_t{images} * spec.tokens(); }
    /// What the products of blocks read.
    [[nodiscard]] Element read() const { return int8.empty() ? element : Element::U8; }
    /// Of queries, keys and values. An int8 network in float32 keeps them as bfloat16 where the processor
    /// rounds to it, and widens them again: half as much is fetched from the caches of other cores.
    [[nodiscard]] Element attended() const;
    /// Bytes of rows before `row` in a dense buffer.
    [[nodiscard]] static std::size_t bytes(std::int64_t row, std::int64_t columns, Element of) {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) * bytesOf(of);
    }
};

/// The values between the products, for all rows of a group; each share writes its own rows. Queries, keys
/// and values are there twice: a share that is ahead must not overwrite what another still attends to.
struct GroupBuffers {
    explicit GroupBuffers(const GroupPlan& plan, bool several);

    Buffer patches, normed, context, hidden;
    std::array<Buffer, 2> qkv;
};

/// What a block leaves of its inside; null or false: not wanted, and nothing is spent on it.
struct BlockProbe {
    float* maps = nullptr;  ///< attention probabilities [images, heads, tokens, tokens], float32
    bool ranges = false;    ///< unite seen() with what the products read; F32 networks only
};

/// Some consecutive rows of a group's tokens, worked by one thread. Everything but attention looks at a row
/// alone, so that shares wait for each other only where queries meet keys.
class RowShare {
public:
    /// All images of the group, or some rows of its only one: [first, first + count). Packs weights.
    RowShare(const GroupPlan& plan, GroupBuffers& buffers, std::int64_t first, std::int64_t count,
             const dnnl::engine& engine);

    /// Whether take() may be called: all that this share runs takes any number of rows.
    [[nodiscard]] bool takesAnyRows() const;
    /// Works other rows of its only image from now on.
    void take(std::int64_t first, std::int64_t count);

    /// The tokens of `image` that are in this share, as they come from the patches. `source`: pixels
    /// [channels, side, side] in float32, or the stem's positions [side, side, channels].
    void embed(int image, const void* source, float* tokens);
    /// Queries, keys and values of `block` into qkv[side].
    void startAttention(const float* tokens, int block, std::size_t side);
    /// Adds what the attention gives, once all shares have started it.
    void finishAttention(float* tokens, int block, std::size_t side, const BlockProbe& probe);
    void mlp(float* tokens, int block, const BlockProbe& probe);
    /// The final norm of this share's rows in float32; `out` is of all rows.
    void finalNorm(const float* tokens, float* out);
    /// LV-ViT's second classifier on this share's rows: `logits` [rows, classes] of all.
    void classifyTokens(const float* tokens, float* logits);

    [[nodiscard]] const ActivationRanges& seen() const { return m_seen; }
    void forget() { m_seen.clear(); }

private:
    struct BlockCalls {
        LinearCall qkv, proj, fc1, fc2;
    };
    void makeCalls(const dnnl::engine& engine);
    /// With room for all rows of the group where it takes any number.
    [[nodiscard]] LinearCall makeCall(LinearCall::Shape shape, const dnnl::engine& engine);
    void setRows(std::int64_t first, std::int64_t count);
    void gatherPatch(std::int64_t patch, const void* source);
    /// The products of a block: scales are part of an int8 one, so that each block has its own.
    [[nodiscard]] BlockCalls& callsOf(int block) {
        return m_calls[m_plan.int8.empty() ? 0 : static_cast<std::size_t>(block)];
    }
    [[nodiscard]] const BlockLinears& weightsOf(int block) const {
        return m_plan.net.blocks[static_cast<std::size_t>(block)];
    }
    void norm(const float* tokens, const NormValues& norm, Element element, void* out);
    void attend(int block, const Buffer& qkv, float* maps);
    /// The activation between fc1 and fc2, where the product did not take it with it: codes look it up, and
    /// oneDNN's GELU takes longer than reading bfloat16 once more.
    void activate(int block);
    void note(int block, const char* tensor, const float* values, std::int64_t columns);
    void noteMlp(int block);
    void linear(LinearCall& call, const PackedLinear& weights, const void* x, void* y) {
        call.run(weights, x, y, m_scratch.as(), m_stream);
    }
    /// This share's first row in a buffer.
    [[nodiscard]] void* own(const Buffer& buffer, std::int64_t columns, Element of) const {
        return buffer.at(GroupPlan::bytes(m_first, columns, of));
    }
    [[nodiscard]] float* own(float* tokens) const { return tokens + m_first * m_plan.spec.dim; }

    GroupPlan m_plan;
    GroupBuffers& m_buffers;
    std::int64_t m_first = 0, m_count = 0;  ///< rows
    std::int64_t m_firstPatch = 0, m_patchCount = 0;
    bool m_geluByRows;  ///< fc1 stores what goes into its GELU
    dnnl::stream m_stream;
    LinearCall m_patch, m_auxHead;
    std::vector<BlockCalls> m_calls;
    AttentionCall m_attention;
    std::size_t m_scratchBytes = 1;
    Buffer m_scratch;
    ActivationRanges m_seen;
};

}  // namespace pivot
