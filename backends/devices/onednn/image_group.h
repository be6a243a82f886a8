// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/skip_config.h"
#include "devices/onednn/conv_stem.h"
#include "devices/onednn/row_share.h"

#include <memory>
#include <vector>

namespace pivot {

/// The network for a fixed number of images, with all its primitives and buffers made beforehand: a run
/// allocates nothing. One thread works a group alone (several groups then run side by side), or all threads
/// work the rows of a single image together.
class ImageGroup {
public:
    /// Packs the weights of `net` as this group wants them. `threads`: 1, or more where `images` is 1.
    /// `int8`: of the blocks of `net`, or empty; everything else is `element` then (F32 or Bf16).
    ImageGroup(const ModelSpec& spec, NetworkLinears& net, const std::vector<Int8Block>& int8, int images,
               int threads, Element element, const dnnl::engine& engine);

    [[nodiscard]] int images() const { return m_plan.images; }

    /// pixels [images, channels, side, side] -> tokens [images, tokens, dim].
    void embed(const float* pixels, float* tokens);
    /// Blocks [from, to) under `skip`, in place.
    void blocks(float* tokens, int from, int to, const SkipConfig& skip);
    /// One block. With probe.ranges, `ranges` is united with what its products read.
    void block(float* tokens, int index, bool skipAttention, const BlockProbe& probe = {},
               ActivationRanges* ranges = nullptr);
    /// tokens -> logits [images, classes].
    void head(const float* tokens, float* logits);
    /// The final norm of every token, float32.
    void norm(const float* tokens, float* out);

private:
    template <class IsSkipped>
    void work(float* tokens, int from, int to, const IsSkipped& isSkipped, const BlockProbe& probe);
    /// task(share) for every share, each on a thread of its own.
    template <class Task>
    void onEachShare(const Task& task);
    /// The final norm of `count` rows that lie `stride` floats apart.
    void finalNorm(const float* tokens, std::int64_t count, std::int64_t stride, Element element,
                   void* out) const;

    GroupPlan m_plan;
    int m_threads;
    dnnl::stream m_stream;
    GroupBuffers m_buffers;
    std::vector<std::unique_ptr<RowShare>> m_shares;
    ConvStem m_stem;
    LinearCall m_head, m_aux;
    Buffer m_cls, m_auxLogits, m_scratch;
};

}  // namespace pivot
