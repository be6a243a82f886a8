// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/attention_kernel.h"
#include "devices/onednn/attention_kernel_avx2.h"
#include "devices/onednn/element.h"
#include "devices/onednn/primitive_call.h"

#include <optional>

namespace pivot {

/// softmax(q k^T) v of some heads of some images on one thread; q carries its scale already. By our own
/// kernel where the processor has its instructions, elsewhere by oneDNN's products, whose scores stay in the
/// cache: the caller chooses so few heads and images a call.
class AttentionCall {
public:
    struct Shape {
        int images = 1, heads = 1;  ///< of this call
        int tokens = 0, headDim = 0, dim = 0;
        Element element = Element::F32;
        int queries = 0;      ///< tokens that attend, consecutive ones of each image; 0: all
        bool widens = false;  ///< AttentionKernel::Shape::widens, where that kernel is usable
    };
    AttentionCall() = default;
    AttentionCall(const Shape& shape, const dnnl::engine& engine);

    [[nodiscard]] int images() const { return m_shape.images; }
    [[nodiscard]] int heads() const { return m_shape.heads; }
    /// Whether setQueries() may be called: our own kernels take any number.
    [[nodiscard]] bool takesAnyQueries() const { return m_kernel || m_kernelAvx2; }
    void setQueries(int queries) { m_shape.queries = queries; }

    /// `qkv` [images, tokens, 3, all heads, headDim] at the first head's query of token 0; `context` [images
    /// * tokens] rows at the first head's columns of token `firstQuery`. `maps`, where not null, takes the
    /// probabilities: [images, all heads, tokens, tokens] float32 at the first head, `mapStride` floats an
    /// image; only the rows of the queries are written.
    void run(const void* qkv, std::int64_t firstQuery, const ContextRows& context, float* maps,
             std::int64_t mapStride, const dnnl::stream& stream);

    /// The most heads and images whose scores fit in a core's own cache.
    [[nodiscard]] static Shape fitting(int images, int heads, int tokens, int headDim, Element element);

private:
    [[nodiscard]] std::int64_t scoresPerHead() const {
        return std::int64_t{m_shape.queries} * m_shape.tokens;
    }
    /// Where the first query of a head of this call has its row in `maps`.
    [[nodiscard]] float* mapOf(int image, int head, std::int64_t firstQuery, float* maps,
                               std::int64_t mapStride) const;
    void makeProducts(const dnnl::engine& engine);
    template <class Kernel>
    void runKernel(Kernel& kernel, const std::byte* qkv, std::int64_t firstQuery, const ContextRows& context,
                   float* maps, std::int64_t mapStride);
    void runProducts(const std::byte* qkv, std::int64_t firstQuery, const ContextRows& context, float* maps,
                     std::int64_t mapStride, const dnnl::stream& stream);

    Shape m_shape;
    std::optional<AttentionKernel> m_kernel;          ///< in place of everything below
    std::optional<AttentionKernelAvx2> m_kernelAvx2;  ///< likewise
    PrimitiveCall m_scores, m_mix;
    Buffer m_scoresBuffer, m_probabilities, m_mixed, m_scratch;
};

}  // namespace pivot
