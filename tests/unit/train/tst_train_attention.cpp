// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/train_attention.h"

#include <ATen/Parallel.h>
#include <torch/torch.h>

#include <QtTest>

using namespace pivot;

namespace {

/// The same from LibTorch's own operators, in the precision of `qkv`.
at::Tensor reference(const at::Tensor& qkv, int heads) {
    const std::int64_t batch = qkv.size(0), tokens = qkv.size(1), dim = qkv.size(2) / 3;
    const at::Tensor parts = qkv.view({batch, tokens, 3, heads, dim / heads}).permute({2, 0, 3, 1, 4});
    const double scale = 1.0 / std::sqrt(static_cast<double>(dim / heads));
    const at::Tensor weights = at::softmax(parts[0].matmul(parts[1].transpose(-2, -1)) * scale, -1);
    return weights.matmul(parts[2]).transpose(1, 2).reshape({batch, tokens, dim});
}

double difference(const at::Tensor& a, const at::Tensor& b) {
    return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item<double>();
}

}  // namespace

/// Attention with a gradient of its own, against float64 autograd through LibTorch's operators.
class TestTrainAttention : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valueAndGradientAreThoseOfTheOperators_data() {
        QTest::addColumn<int>("batch");
        QTest::addColumn<int>("tokens");
        QTest::addColumn<int>("dim");
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("threads");
        QTest::newRow("one token") << 1 << 1 << 8 << 2 << 1;
        QTest::newRow("one head") << 2 << 5 << 8 << 1 << 1;
        QTest::newRow("several heads") << 3 << 10 << 24 << 4 << 1;
        QTest::newRow("more heads than a thread's share") << 9 << 17 << 16 << 4 << 2;
        QTest::newRow("wide heads") << 2 << 50 << 128 << 2 << 2;
    }
    void valueAndGradientAreThoseOfTheOperators() {
        QFETCH(int, batch);
        QFETCH(int, tokens);
        QFETCH(int, dim);
        QFETCH(int, heads);
        QFETCH(int, threads);
        at::set_num_threads(threads);
        torch::manual_seed(7);
        const at::Tensor qkv = at::randn({batch, tokens, 3 * dim}).requires_grad_(true);
        const at::Tensor exact = qkv.detach().to(at::kDouble).requires_grad_(true);
        const at::Tensor outer = at::randn({batch, tokens, dim});  // the gradient that comes from above

        const at::Tensor value = fusedAttention(qkv, heads);
        const at::Tensor expected = reference(exact, heads);
        QVERIFY(value.sizes() == expected.sizes());
        QVERIFY2(difference(value.detach(), expected.detach()) < 1e-5, "value");

        value.backward(outer);
        expected.backward(outer.to(at::kDouble));
        QVERIFY(exact.grad().abs().max().item<double>() > 1e-2);  // there is something to compare
        const double off = difference(qkv.grad(), exact.grad());
        QVERIFY2(off < 2e-5, qPrintable(QString::number(off)));
    }

    /// A slope measured by moving one input, without any autograd.
    void theGradientIsTheSlope() {
        at::set_num_threads(1);
        torch::manual_seed(3);
        const at::Tensor qkv = at::randn({1, 4, 24}).requires_grad_(true);
        const at::Tensor outer = at::randn({1, 4, 8});
        fusedAttention(qkv, 2).backward(outer);
        const at::Tensor exact = qkv.detach().to(at::kDouble);
        const auto loss = [&](const at::Tensor& input) {
            return (reference(input, 2) * outer.to(at::kDouble)).sum().item<double>();
        };
        constexpr double kStep = 1e-5;
        for (std::int64_t i = 0; i < exact.numel(); ++i) {
            at::Tensor up = exact.clone(), down = exact.clone();
            up.view(-1)[i] += kStep;
            down.view(-1)[i] -= kStep;
            const double slope = (loss(up) - loss(down)) / (2 * kStep);
            QVERIFY(std::abs(qkv.grad().view(-1)[i].item<double>() - slope) < 1e-5);
        }
    }

    void aViewWithGapsIsReadRight() {
        at::set_num_threads(1);
        torch::manual_seed(5);
        const at::Tensor all = at::randn({4, 6, 24});
        const at::Tensor part = all.slice(1, 0, 3);
        QVERIFY(!part.is_contiguous());
        QVERIFY(difference(fusedAttention(part, 2), fusedAttention(part.contiguous(), 2)) == 0.0);
    }
};

QTEST_GUILESS_MAIN(TestTrainAttention)
#include "tst_train_attention.moc"
