// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/attention_call.h"

#include "devices/onednn/packed_linear.h"
#include "devices/onednn/row_kernels.h"

#include <algorithm>
#include <cstring>

namespace pivot {

namespace {

using dnnl::memory;

/// Half a megabyte of the 1-2 MB that a core's own cache has today; q, k, v and the context want the rest.
constexpr std::int64_t kScoreBytes = std::int64_t{512} << 10;

PrimitiveCall product(const memory::desc& a, const memory::desc& b, const memory::desc& c,
                      const dnnl::engine& engine, std::size_t& scratchBytes) {
    const dnnl::matmul::primitive_desc description(dnnl::matmul::desc(a, b, c), callAttributes(), engine);
    scratchBytes = std::max(scratchBytes, description.scratchpad_desc().get_size());
    return {dnnl::matmul(description),
            {{DNNL_ARG_SRC, a},
             {DNNL_ARG_WEIGHTS, b},
             {DNNL_ARG_DST, c},
             {DNNL_ARG_SCRATCHPAD, description.scratchpad_desc()}},
            engine};
}

}  // namespace

AttentionCall::Shape AttentionCall::fitting(int images, int heads, int tokens, int headDim, Element element) {
    const std::int64_t perHead = std::int64_t{tokens} * tokens * static_cast<std::int64_t>(sizeof(float));
    const std::int64_t fit = std::max<std::int64_t>(1, kScoreBytes / perHead);
    Shape shape{1, 1, tokens, headDim, heads * headDim, element};
    for (int some = 1; some <= heads; ++some) {  // equal shares, so that one shape serves all
        if (heads % some == 0 && some <= fit) {
            shape.heads = some;
        }
    }
    if (shape.heads == heads) {
        for (int some = 1; some <= images; ++some) {
            if (images % some == 0 && std::int64_t{some} * heads <= fit) {
                shape.images = some;
            }
        }
    }
    return shape;
}

AttentionCall::AttentionCall(const Shape& shape, const dnnl::engine& engine) : m_shape(shape) {
    m_shape.queries = shape.queries > 0 ? shape.queries : shape.tokens;
    const AttentionKernel::Shape head{shape.tokens, shape.headDim, shape.element, shape.widens};
    if (AttentionKernel::usable(head)) {
        m_kernel.emplace(head);
    } else if (AttentionKernelAvx2::usable(head)) {
        m_kernelAvx2.emplace(head);
    } else {
        makeProducts(engine);
    }
}

void AttentionCall::makeProducts(const dnnl::engine& engine) {
    const memory::dim images = m_shape.images, heads = m_shape.heads, tokens = m_shape.tokens,
                      queries = m_shape.queries, width = m_shape.headDim;
    const memory::dim row = 3 * m_shape.dim, own = heads * width;
    const auto type = dnnlType(m_shape.element);
    const memory::dims scoreDims{images, heads, queries, tokens};
    const memory::desc query({images, heads, queries, width}, type,
                             memory::dims{tokens * row, width, row, 1});
    const memory::desc keyTransposed({images, heads, width, tokens}, type,
                                     memory::dims{tokens * row, width, 1, row});
    const memory::desc value({images, heads, tokens, width}, type, memory::dims{tokens * row, width, row, 1});
    const memory::desc mixed({images, heads, queries, width}, type,
                             memory::dims{queries * own, width, own, 1});
    std::size_t scratch = 0;
    m_scores = product(query, keyTransposed, denseLayout(scoreDims, memory::data_type::f32), engine, scratch);
    m_mix = product(denseLayout(scoreDims, type), value, mixed, engine, scratch);
    const auto values = static_cast<std::size_t>(images * heads) * static_cast<std::size_t>(scoresPerHead());
    m_scoresBuffer = Buffer(values * sizeof(float));
    if (m_shape.element != Element::F32) {
        m_probabilities = Buffer(values * bytesOf(m_shape.element));
    }
    m_mixed = Buffer(static_cast<std::size_t>(images * queries * own) * bytesOf(m_shape.element));
    m_scratch = Buffer(scratch + 1);
    m_scores.set(DNNL_ARG_DST, m_scoresBuffer.as());
    m_scores.set(DNNL_ARG_SCRATCHPAD, m_scratch.as());
    m_mix.set(DNNL_ARG_SRC, m_shape.element == Element::F32 ? m_scoresBuffer.as() : m_probabilities.as());
    m_mix.set(DNNL_ARG_DST, m_mixed.as());
    m_mix.set(DNNL_ARG_SCRATCHPAD, m_scratch.as());
}

float* AttentionCall::mapOf(int image, int head, std::int64_t firstQuery, float* maps,
                            std::int64_t mapStride) const {
    const std::int64_t tokens = m_shape.tokens;
    return maps != nullptr ? maps + image * mapStride + (head * tokens + firstQuery) * tokens : nullptr;
}

template <class Kernel>
void AttentionCall::runKernel(Kernel& kernel, const std::byte* qkv, std::int64_t firstQuery,
                              const ContextRows& context, float* maps, std::int64_t mapStride) {
    const auto bytes = static_cast<std::int64_t>(bytesOf(m_shape.element));
    const std::int64_t third = m_shape.dim * bytes, stride = std::int64_t{3} * m_shape.dim;
    for (int image = 0; image < m_shape.images; ++image) {
        for (int head = 0; head < m_shape.heads; ++head) {
            const std::byte* own =
                qkv + (image * m_shape.tokens * stride + std::int64_t{head} * m_shape.headDim) * bytes;
            kernel.run({own + firstQuery * stride * bytes, own + third, own + 2 * third, stride},
                       m_shape.queries,
                       context.at(std::int64_t{image} * m_shape.tokens, head * m_shape.headDim),
                       mapOf(image, head, firstQuery, maps, mapStride));
        }
    }
}

void AttentionCall::run(const void* qkv, std::int64_t firstQuery, const ContextRows& context, float* maps,
                        std::int64_t mapStride, const dnnl::stream& stream) {
    const auto* first = static_cast<const std::byte*>(qkv);
    if (m_kernel) {
        runKernel(*m_kernel, first, firstQuery, context, maps, mapStride);
    } else if (m_kernelAvx2) {
        runKernel(*m_kernelAvx2, first, firstQuery, context, maps, mapStride);
    } else {
        runProducts(first, firstQuery, context, maps, mapStride, stream);
    }
}

void AttentionCall::runProducts(const std::byte* qkv, std::int64_t firstQuery, const ContextRows& context,
                                float* maps, std::int64_t mapStride, const dnnl::stream& stream) {
    const auto third =
        static_cast<std::int64_t>(m_shape.dim) * static_cast<std::int64_t>(bytesOf(m_shape.element));
    m_scores.set(DNNL_ARG_SRC, qkv + firstQuery * 3 * third);
    m_scores.set(DNNL_ARG_WEIGHTS, qkv + third);
    m_scores.execute(stream);
    auto* scores = m_scoresBuffer.as<float>();
    softmaxRows(scores, std::int64_t{m_shape.images} * m_shape.heads * m_shape.queries, m_shape.tokens,
                m_shape.element, m_probabilities.as());
    for (int image = 0; maps != nullptr && image < m_shape.images; ++image) {
        for (int head = 0; head < m_shape.heads; ++head) {
            std::copy_n(scores + (image * m_shape.heads + head) * scoresPerHead(), scoresPerHead(),
                        mapOf(image, head, firstQuery, maps, mapStride));
        }
    }
    m_mix.set(DNNL_ARG_WEIGHTS, qkv + 2 * third);
    m_mix.execute(stream);
    const std::int64_t columns = std::int64_t{m_shape.heads} * m_shape.headDim;
    const std::size_t rowBytes = static_cast<std::size_t>(columns) * bytesOf(m_shape.element);
    for (std::int64_t row = 0; row < std::int64_t{m_shape.images} * m_shape.queries; ++row) {
        const void* mixed = m_mixed.at(static_cast<std::size_t>(row) * rowBytes);
        const std::int64_t image = row / m_shape.queries, query = row % m_shape.queries;
        void* target = context.at(image * m_shape.tokens + query, 0).first;
        if (context.element == Element::U8) {
            encodeRow(mixed, m_shape.element, columns, context.code.scale, context.code.zero,
                      static_cast<std::uint8_t*>(target));
        } else {
            std::memcpy(target, mixed, rowBytes);
        }
    }
}

}  // namespace pivot
