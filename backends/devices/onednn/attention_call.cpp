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
    const AttentionKernel::Shape head{shape.tokens, shape.headDim, shape.element};
    if (AttentionKernel::usable(head)) {
        m_kernel.emplace(head);
    } else {
        makeProducts(engine);
    }
}

void AttentionCall::makeProducts(const dnnl::engine& engine) {
    const memory::dim images = m_shape.images, heads = m_shape.heads, tokens = m_shape.tokens,
                      width = m_shape.headDim;
    const memory::dim row = 3 * m_shape.dim, own = heads * width;
    const auto type = dnnlType(m_shape.element);
    const memory::dims scoreDims{images, heads, tokens, tokens};
    const memory::desc query({images, heads, tokens, width}, type, memory::dims{tokens * row, width, row, 1});
    const memory::desc keyTransposed({images, heads, width, tokens}, type,
                                     memory::dims{tokens * row, width, 1, row});
    const memory::desc mixed({images, heads, tokens, width}, type, memory::dims{tokens * own, width, own, 1});
    std::size_t scratch = 0;
    m_scores = product(query, keyTransposed, denseLayout(scoreDims, memory::data_type::f32), engine, scratch);
    m_mix = product(denseLayout(scoreDims, type), query, mixed, engine, scratch);
    const auto values = static_cast<std::size_t>(images * heads) * static_cast<std::size_t>(scoresPerHead());
    m_scoresBuffer = Buffer(values * sizeof(float));
    if (m_shape.element != Element::F32) {
        m_probabilities = Buffer(values * bytesOf(m_shape.element));
    }
    m_mixed = Buffer(static_cast<std::size_t>(images * tokens * own) * bytesOf(m_shape.element));
    m_scratch = Buffer(scratch + 1);
    m_scores.set(DNNL_ARG_DST, m_scoresBuffer.as());
    m_scores.set(DNNL_ARG_SCRATCHPAD, m_scratch.as());
    m_mix.set(DNNL_ARG_SRC, m_shape.element == Element::F32 ? m_scoresBuffer.as() : m_probabilities.as());
    m_mix.set(DNNL_ARG_DST, m_mixed.as());
    m_mix.set(DNNL_ARG_SCRATCHPAD, m_scratch.as());
}

void AttentionCall::run(const void* qkv, const ContextRows& context, float* maps, std::int64_t mapStride,
                        const dnnl::stream& stream) {
    const auto* query = static_cast<const std::byte*>(qkv);
    if (m_kernel) {
        runKernel(query, context, maps, mapStride);
    } else {
        runProducts(query, context, maps, mapStride, stream);
    }
}

void AttentionCall::runKernel(const std::byte* query, const ContextRows& context, float* maps,
                              std::int64_t mapStride) {
    const auto bytes = static_cast<std::int64_t>(bytesOf(m_shape.element));
    const std::int64_t third = m_shape.dim * bytes, stride = std::int64_t{3} * m_shape.dim;
    for (int image = 0; image < m_shape.images; ++image) {
        for (int head = 0; head < m_shape.heads; ++head) {
            const std::byte* own =
                query + (image * m_shape.tokens * stride + std::int64_t{head} * m_shape.headDim) * bytes;
            m_kernel->run(own, own + third, own + 2 * third, stride,
                          context.at(std::int64_t{image} * m_shape.tokens, head * m_shape.headDim),
                          maps != nullptr ? maps + image * mapStride + head * scoresPerHead() : nullptr);
        }
    }
}

void AttentionCall::runProducts(const std::byte* query, const ContextRows& context, float* maps,
                                std::int64_t mapStride, const dnnl::stream& stream) {
    const std::size_t third = static_cast<std::size_t>(m_shape.dim) * bytesOf(m_shape.element);
    m_scores.set(DNNL_ARG_SRC, query);
    m_scores.set(DNNL_ARG_WEIGHTS, query + third);
    m_scores.execute(stream);
    auto* scores = m_scoresBuffer.as<float>();
    softmaxRows(scores, std::int64_t{m_shape.images} * m_shape.heads * m_shape.tokens, m_shape.tokens,
                m_shape.element, m_probabilities.as());
    if (maps != nullptr) {
        for (int image = 0; image < m_shape.images; ++image) {
            std::copy_n(scores + image * m_shape.heads * scoresPerHead(), m_shape.heads * scoresPerHead(),
                        maps + image * mapStride);
        }
    }
    m_mix.set(DNNL_ARG_WEIGHTS, query + 2 * third);
    m_mix.execute(stream);
    const std::int64_t own = std::int64_t{m_shape.heads} * m_shape.headDim;
    const std::size_t ownBytes = static_cast<std::size_t>(own) * bytesOf(m_shape.element);
    for (std::int64_t row = 0; row < std::int64_t{m_shape.images} * m_shape.tokens; ++row) {
        const void* mixed = m_mixed.at(static_cast<std::size_t>(row) * ownBytes);
        void* target = context.at(row, 0).first;
        if (context.element == Element::U8) {
            encodeRow(mixed, m_shape.element, own, context.code.scale, context.code.zero,
                      static_cast<std::uint8_t*>(target));
        } else {
            std::memcpy(target, mixed, ownBytes);
        }
    }
}

}  // namespace pivot
