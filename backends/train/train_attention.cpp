// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/train_attention.h"

#include "core/blas_threads.h"

#include <ATen/Parallel.h>
#include <cblas.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>
#include <vector>

namespace pivot {

namespace {

/// One head of one image: pointers into the rows of a [N, 3*dim] (or [N, dim]) matrix.
struct HeadShape {
    int tokens, headDim, stride;  ///< stride between tokens of q, k and v
};

void product(CBLAS_TRANSPOSE transA, CBLAS_TRANSPOSE transB, int m, int n, int k, float alpha, const float* a,
             int lda, const float* b, int ldb, float* c, int ldc) {
    cblas_sgemm(CblasRowMajor, transA, transB, m, n, k, alpha, a, lda, b, ldb, 0.0F, c, ldc);
}

/// dS = P * (dP - sum(dP * P)) row by row, into dP.
void softmaxBackward(const float* p, float* dp, int n) {
    for (int row = 0; row < n; ++row, p += n, dp += n) {
        float sum = 0.0F;
        for (int i = 0; i < n; ++i) {
            sum += p[i] * dp[i];
        }
        for (int i = 0; i < n; ++i) {
            dp[i] = p[i] * (dp[i] - sum);
        }
    }
}

class FusedAttention : public torch::autograd::Function<FusedAttention> {
public:
    static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& qkvIn,
                              std::int64_t heads) {
        const at::Tensor qkv = qkvIn.contiguous();
        const std::int64_t batch = qkv.size(0);
        const int n = static_cast<int>(qkv.size(1)), dim = static_cast<int>(qkv.size(2) / 3);
        const HeadShape s{n, dim / static_cast<int>(heads), 3 * dim};
        at::Tensor probabilities = at::empty({batch, heads, n, n}, qkv.options());
        at::Tensor out = at::empty({batch, n, dim}, qkv.options());
        const float scale = 1.0F / std::sqrt(static_cast<float>(s.headDim));
        const SerialBlas serial;
        const float* in = qkv.data_ptr<float>();
        float* p = probabilities.data_ptr<float>();
        at::parallel_for(0, batch * heads, 8, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i) {
                const float* q = in + (i / heads) * n * s.stride + (i % heads) * s.headDim;
                product(CblasNoTrans, CblasTrans, n, n, s.headDim, scale, q, s.stride, q + dim, s.stride,
                        p + i * n * n, n);
            }
        });
        at::_softmax_out(probabilities, probabilities, -1, false);
        float* o = out.data_ptr<float>();
        at::parallel_for(0, batch * heads, 8, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t i = begin; i < end; ++i) {
                const std::int64_t image = i / heads, column = (i % heads) * s.headDim;
                product(CblasNoTrans, CblasNoTrans, n, s.headDim, n, 1.0F, p + i * n * n, n,
                        in + image * n * s.stride + 2 * dim + column, s.stride, o + image * n * dim + column,
                        dim);
            }
        });
        context->save_for_backward({qkv, probabilities});
        context->saved_data["heads"] = heads;
        return out;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const at::Tensor &qkv = saved[0], &probabilities = saved[1];
        const std::int64_t heads = context->saved_data["heads"].toInt(), batch = qkv.size(0);
        const at::Tensor gradient = gradients[0].contiguous();
        const int n = static_cast<int>(qkv.size(1)), dim = static_cast<int>(qkv.size(2) / 3);
        const HeadShape s{n, dim / static_cast<int>(heads), 3 * dim};
        const float scale = 1.0F / std::sqrt(static_cast<float>(s.headDim));
        at::Tensor dQkv = at::empty_like(qkv);
        const SerialBlas serial;
        at::parallel_for(0, batch * heads, 8, [&](std::int64_t begin, std::int64_t end) {
            std::vector<float> dp(static_cast<std::size_t>(n) * n);
            for (std::int64_t i = begin; i < end; ++i) {
                const std::int64_t image = i / heads, column = (i % heads) * s.headDim;
                const float* q = qkv.data_ptr<float>() + image * n * s.stride + column;
                const float* p = probabilities.data_ptr<float>() + i * n * n;
                const float* dOut = gradient.data_ptr<float>() + image * n * dim + column;
                float* dq = dQkv.data_ptr<float>() + image * n * s.stride + column;
                product(CblasNoTrans, CblasTrans, n, n, s.headDim, 1.0F, dOut, dim, q + 2 * dim, s.stride,
                        dp.data(), n);
                product(CblasTrans, CblasNoTrans, n, s.headDim, n, 1.0F, p, n, dOut, dim, dq + 2 * dim,
                        s.stride);
                softmaxBackward(p, dp.data(), n);
                product(CblasNoTrans, CblasNoTrans, n, s.headDim, n, scale, dp.data(), n, q + dim, s.stride,
                        dq, s.stride);
                product(CblasTrans, CblasNoTrans, n, s.headDim, n, scale, dp.data(), n, q, s.stride, dq + dim,
                        s.stride);
            }
        });
        return {dQkv, at::Tensor()};
    }
};

}  // namespace

at::Tensor fusedAttention(const at::Tensor& qkv, int heads) {
    return FusedAttention::apply(qkv.to(at::kFloat), static_cast<std::int64_t>(heads));
}

}  // namespace pivot
