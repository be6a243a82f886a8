// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/element.h"
#include "devices/onednn/value_code.h"

#include <cstdint>

namespace pivot {

/// Where rows of the context go: `stride` elements from one to the next. U8 takes codes of `code`; otherwise
/// `element` is that of the values.
struct ContextRows {
    void* first = nullptr;
    std::int64_t stride = 0;
    Element element = Element::F32;
    ValueCode code;

    /// The rows from `row` and the columns from `column` on.
    [[nodiscard]] ContextRows at(std::int64_t row, std::int64_t column) const {
        ContextRows part = *this;
        part.first = static_cast<std::byte*>(first) +
                     (row * stride + column) * static_cast<std::int64_t>(bytesOf(element));
        return part;
    }
};

/// softmax(q k^T) v of one head of one image, on one thread, in AVX-512: a few rows of scores at a time,
/// which never leave the core's nearest cache. Products of bfloat16 by VDPBF16PS, whose sums are float32, or
/// by float32's.
class AttentionKernel {
public:
    struct Shape {
        int tokens = 0, headDim = 0;
        Element element = Element::F32;  ///< of q, k and v: F32 or Bf16
        bool widens = false;             ///< bfloat16 becomes float32 before it is multiplied
    };
    /// Whether this processor (and DNNL_MAX_CPU_ISA) has the instructions, and the rows fill whole words.
    [[nodiscard]] static bool usable(const Shape& shape);

    AttentionKernel() = default;
    explicit AttentionKernel(const Shape& shape);

    /// Rows of headDim values each, `stride` elements apart; q carries its scale already.
    struct Rows {
        const void *query = nullptr, *key = nullptr, *value = nullptr;
        std::int64_t stride = 0;
    };
    /// Lets `queries` rows attend to all tokens. `map`, where not null, takes the probabilities: [queries,
    /// tokens]. A NaN in a row of scores makes its whole context NaN.
    void run(const Rows& rows, int queries, const ContextRows& context, float* map);

private:
    template <class Numbers, Element From>
    void runIn(const Rows& rows, int queries, const ContextRows& context, float* map);

    Shape m_shape;
    Buffer m_queries;         ///< widened
    Buffer m_keys, m_values;  ///< packed, see packTransposed() and packPairs()
    Buffer m_scores, m_probabilities, m_sums;
};

}  // namespace pivot
