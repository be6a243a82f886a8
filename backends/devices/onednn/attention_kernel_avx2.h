// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/attention_kernel.h"

namespace pivot {

/// AttentionKernel for processors whose best is AVX2: float32, by the products of panels.
class AttentionKernelAvx2 {
public:
    [[nodiscard]] static bool usable(const AttentionKernel::Shape& shape);

    explicit AttentionKernelAvx2(const AttentionKernel::Shape& shape);
    /// As AttentionKernel::run(); the context is float32 or codes.
    void run(const AttentionKernel::Rows& rows, int queries, const ContextRows& context, float* map);

private:
    AttentionKernel::Shape m_shape;
    Buffer m_keys, m_values;  ///< packed, see packPanels() and packPanelColumns()
    Buffer m_scores, m_sums;
};

}  // namespace pivot
