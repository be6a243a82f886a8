// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/image_group.h"

#include "devices/onednn/row_kernels.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace pivot {

ImageGroup::ImageGroup(const ModelSpec& spec, NetworkLinears& net, const std::vector<Int8Block>& int8,
                       int images, int threads, Team& team, Element element, const dnnl::engine& engine)
    : m_plan{spec, net, int8, images, element},
      m_team(team),
      m_stream(engine),
      m_buffers(m_plan, threads > 1) {
    const std::int64_t rows = m_plan.rows();
    for (std::int64_t i = 0; i < threads; ++i) {
        const std::int64_t first = rows * i / threads, last = rows * (i + 1) / threads;
        if (first < last) {
            m_shares.push_back(std::make_unique<RowShare>(m_plan, m_buffers, first, last - first, engine));
        }
    }
    m_times.resize(m_shares.size());
    if (m_shares.size() > 1 && m_shares.front()->takesAnyRows()) {
        m_balance.emplace(rows, static_cast<int>(m_shares.size()));
    }
    m_head = LinearCall({images, net.head.in(), net.head.out(), Element::F32, Element::F32,
                         net.head.hasBias(), After::Nothing},
                        engine);
    m_head.prepare(net.head, engine);
    m_cls = Buffer(GroupPlan::bytes(images, spec.dim, Element::F32));
    if (net.auxHead.in() > 0) {
        m_auxLogits = Buffer(GroupPlan::bytes(rows, spec.numClasses, Element::F32));
    }
    if (!net.stem.empty()) {
        m_stem = ConvStem(net.stem, images, spec.imgSize, element, threads, engine);
    }
    m_scratch = Buffer(m_head.scratchBytes() + 1);
}

template <class Task>
void ImageGroup::onEachShare(const Task& task) {
    using Clock = std::chrono::steady_clock;
    m_team.onEachThread(static_cast<int>(m_shares.size()), [&](int lane) {
        const auto own = static_cast<std::size_t>(lane);
        const auto start = Clock::now();
        task(*m_shares[own]);
        m_times[own] += std::chrono::duration<double>(Clock::now() - start).count();
    });
}

void ImageGroup::balance() {
    if (m_balance && m_balance->note(m_times)) {
        for (std::size_t i = 0; i < m_shares.size(); ++i) {
            const int lane = static_cast<int>(i);
            m_shares[i]->take(m_balance->first(lane), m_balance->count(lane));
        }
    }
    std::fill(m_times.begin(), m_times.end(), 0.0);
    m_hasWorked = false;
}

void ImageGroup::embed(const float* pixels, float* tokens) {
    if (m_hasWorked) {
        balance();
    }
    const ModelSpec& spec = m_plan.spec;
    const auto* stem = m_stem.empty() ? nullptr : static_cast<const std::byte*>(m_stem.run(pixels, m_team));
    const std::int64_t imageValues = std::int64_t{spec.tokens()} * spec.dim;
    const std::int64_t imagePixels = std::int64_t{spec.inChans} * spec.imgSize * spec.imgSize;
    const std::size_t stemBytes = GroupPlan::bytes(std::int64_t{m_stem.outputSide()} * m_stem.outputSide(),
                                                   m_plan.net.patchChannels, m_plan.element);
    onEachShare([&](RowShare& share) {
        for (int image = 0; image < m_plan.images; ++image) {
            share.embed(image,
                        stem != nullptr
                            ? static_cast<const void*>(stem + static_cast<std::size_t>(image) * stemBytes)
                            : pixels + image * imagePixels,
                        tokens);
        }
    });
    for (int image = 0; !m_stem.empty() && image < m_plan.images; ++image) {
        if (!m_stem.wasFinite(image)) {
            std::fill_n(tokens + image * imageValues, imageValues, std::numeric_limits<float>::quiet_NaN());
        }
    }
}

template <class IsSkipped>
void ImageGroup::work(float* tokens, int from, int to, const IsSkipped& isSkipped, const BlockProbe& probe) {
    constexpr int kNone = -1;
    m_hasWorked = true;
    const std::size_t sides = m_shares.size() > 1 ? 2 : 1;
    std::size_t side = 0;
    int started = kNone;  // the block whose queries, keys and values are ready
    // A round is what a share can do without the others: from one attention to the next.
    for (int next = from; started != kNone || next < to;) {
        int attends = next;
        while (attends < to && isSkipped(attends)) {
            ++attends;
        }
        const std::size_t nextSide = (side + 1) % sides;
        onEachShare([&](RowShare& share) {
            if (started != kNone) {
                share.finishAttention(tokens, started, side, probe);
                share.mlp(tokens, started, probe);
            }
            for (int block = next; block < attends; ++block) {
                share.mlp(tokens, block, probe);
            }
            if (attends < to) {
                share.startAttention(tokens, attends, nextSide);
            }
        });
        started = attends < to ? attends : kNone;
        next = std::min(attends + 1, to);
        side = nextSide;
    }
}

void ImageGroup::blocks(float* tokens, int from, int to, const SkipConfig& skip) {
    work(tokens, from, to, [&](int block) { return skip.isSkipped(block); }, {});
}

void ImageGroup::block(float* tokens, int index, bool skipAttention, const BlockProbe& probe,
                       ActivationRanges* ranges) {
    for (const auto& share : m_shares) {
        share->forget();  // also what a call that failed has left
    }
    work(
        tokens, index, index + 1, [&](int) { return skipAttention; }, probe);
    if (probe.ranges && ranges != nullptr) {
        for (const auto& share : m_shares) {
            *ranges = united(std::move(*ranges), share->seen());
        }
    }
}

void ImageGroup::norm(const float* tokens, float* out) {
    onEachShare([&](RowShare& share) { share.finalNorm(tokens, out); });
}

void ImageGroup::head(const float* tokens, float* logits) {
    const std::int64_t imageTokens = m_plan.spec.tokens(), dim = m_plan.spec.dim;
    const int classes = m_plan.spec.numClasses;
    const NormValues& norm = m_plan.net.norm;
    layerNormRows(tokens, m_plan.images, dim, imageTokens * dim, norm.gamma.data(), norm.beta.data(),
                  static_cast<float>(m_plan.spec.layerNormEps), Element::F32, m_cls.as());
    m_head.run(m_plan.net.head, m_cls.as(), logits, m_scratch.as(), m_stream);
    if (m_plan.net.auxHead.in() == 0) {
        return;
    }
    onEachShare([&](RowShare& share) { share.classifyTokens(tokens, m_auxLogits.as<float>()); });
    for (std::int64_t image = 0; image < m_plan.images; ++image) {
        const float* patches = m_auxLogits.as<float>() + (image * imageTokens + 1) * classes;
        constexpr float kAuxShare = 0.5F;
        addColumnMax(patches, imageTokens - 1, classes, kAuxShare, logits + image * classes);
    }
}

}  // namespace pivot
