// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/expect_error.h"
#include "vit/tensor_view.h"

#include <QtTest>
#include <cmath>
#include <cstring>
#include <limits>

using namespace pivot;

namespace {

/// A view one byte off any alignment, as a mapped file may have it.
template <class T>
TensorView unaligned(Dtype dtype, std::initializer_list<T> values) {
    const auto owner = std::make_shared<std::vector<std::byte>>(1 + values.size() * sizeof(T));
    std::memcpy(owner->data() + 1, values.begin(), values.size() * sizeof(T));
    return {dtype, {static_cast<std::int64_t>(values.size())}, std::span(*owner).subspan(1), owner};
}

}  // namespace

class TestTensorView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void floatsAreTakenAsTheyAre();
    void doublesAreRounded();
    void halvesAreConverted();
    void bfloatsAreConverted();
    void integersAreRefusedByName();
    void everyDtypeHasItsSize();
    void nothingIsNothing();
};

void TestTensorView::floatsAreTakenAsTheyAre() {
    const auto view = unaligned<float>(Dtype::F32, {1.5F, -0.0F, 3e38F});
    QCOMPARE(view.count(), std::int64_t{3});
    const auto values = view.toFloat("x");
    QVERIFY(values);
    QCOMPARE(*values, (std::vector<float>{1.5F, -0.0F, 3e38F}));
}

void TestTensorView::doublesAreRounded() {
    const auto values = unaligned<double>(Dtype::F64, {0.1, -2.0}).toFloat("x");
    QVERIFY(values);
    QCOMPARE(*values, (std::vector<float>{0.1F, -2.0F}));
}

void TestTensorView::halvesAreConverted() {
    // 1, -2, largest, smallest normal, smallest subnormal, -0, 1/3
    const auto values =
        unaligned<std::uint16_t>(Dtype::F16, {0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x3555})
            .toFloat("x");
    QVERIFY(values);
    QCOMPARE(*values,
             (std::vector<float>{1.0F, -2.0F, 65504.0F, 0x1p-14F, 0x1p-24F, -0.0F, 0.333251953125F}));
    QVERIFY(std::signbit((*values)[5]));
    const auto special = unaligned<std::uint16_t>(Dtype::F16, {0x7c00, 0xfc00, 0x7e00}).toFloat("x");
    QVERIFY(special);
    QCOMPARE((*special)[0], std::numeric_limits<float>::infinity());
    QCOMPARE((*special)[1], -std::numeric_limits<float>::infinity());
    QVERIFY(std::isnan((*special)[2]));
}

void TestTensorView::bfloatsAreConverted() {
    const auto values = unaligned<std::uint16_t>(Dtype::Bf16, {0x3f80, 0xc040, 0x0000}).toFloat("x");
    QVERIFY(values);
    QCOMPARE(*values, (std::vector<float>{1.0F, -3.0F, 0.0F}));
}

void TestTensorView::integersAreRefusedByName() {
    const auto view = unaligned<std::int64_t>(Dtype::I64, {1000});
    EXPECT_ERROR(view.toFloat("head.bias"), ErrorCode::BadFile, "'head.bias'", "I64");
}

void TestTensorView::everyDtypeHasItsSize() {
    QCOMPARE(sizeOf(Dtype::F64), std::size_t{8});
    QCOMPARE(sizeOf(Dtype::Bf16), std::size_t{2});
    QCOMPARE(sizeOf(Dtype::Bool), std::size_t{1});
    QCOMPARE(std::string(toString(Dtype::Bf16)), std::string("BF16"));
    QCOMPARE(std::string(toString(Dtype::I64)), std::string("I64"));
}

void TestTensorView::nothingIsNothing() {
    const TensorView view{Dtype::F32, {0, 4}, {}, nullptr};
    QCOMPARE(view.count(), std::int64_t{0});
    const auto values = view.toFloat("x");
    QVERIFY(values && values->empty());
}

QTEST_GUILESS_MAIN(TestTensorView)
#include "tst_tensor_view.moc"
