// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/skip_config.h"
#include "devices/onednn/conv_stem.h"
#include "devices/onednn/row_balance.h"
#include "devices/onednn/row_share.h"

#include <memory>
#include <optional>
#include <vector>

namespace pivot {

/// The network for a fixed number of images, with all its primitives and buffers made beforehand: a run
/// allocates nothing. One thread works a group alone (several groups then run side by side), or all threads
/// of a team work the rows of a single image together. Everything is for threads with PrimitivesAlone.
class ImageGroup {
public:
    /// Packs the weights of `net` as this group wants them. `threads`: 1, or more of `team` where `images` is
    /// 1; what is referred to outlives the group.
    /// `int8`: of the blocks of `net`, or empty; everything else is `element` then (F32 or Bf16).
    ImageGroup(const ModelSpec& spec, NetworkLinears& net, const std::vector<Int8Block>& int8, int images,
               int threads, Team& team, Element element, const dnnl::engine& engine);

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
    /// task(share) for every share, each on a thread of its own, whose time is noted.
    template <class Task>
    void onEachShare(const Task& task);
    /// Between two images: moves rows from slow threads to fast ones.
    void balance();

    GroupPlan m_plan;
    Team& m_team;
    dnnl::stream m_stream;
    GroupBuffers m_buffers;
    std::vector<std::unique_ptr<RowShare>> m_shares;
    std::optional<RowBalance> m_balance;  ///< where shares take any rows
    std::vector<double> m_times;          ///< of the shares since the last balance(), in seconds
    bool m_hasWorked = false;             ///< blocks since then: embedding alone says little
    ConvStem m_stem;
    LinearCall m_head;
    Buffer m_cls, m_auxLogits, m_scratch;
};

}  // namespace pivot
