// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/row_kernels.h"
#include "devices/onednn/row_kernels_avx512.h"

#include <QtTest>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace pivot;

/// The loops between the matrix products, against the same formulas in float64; lengths that fill no whole
/// vector too.
class TestRowKernels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void softmaxIsThatOfFloat64_data();
    void softmaxIsThatOfFloat64();
    void softmaxOfFarApartScoresIsOneAndZero();
    void aNanStaysVisible();
    void layerNormIsThatOfFloat64_data();
    void layerNormIsThatOfFloat64();
    void layerNormGivesCodesAndHalves_data();
    void layerNormGivesCodesAndHalves();
    void geluOfHalvesIsAsExactAsTheyAre();
    void bfloat16RoundsToNearestEven();
    void theLargestOfEachClassIsAdded();
};

namespace {

std::vector<float> randomValues(std::size_t count, float scale) {
    std::mt19937 random(7);
    std::normal_distribution<float> normal(0.0F, scale);
    std::vector<float> values(count);
    for (float& value : values)
        value = normal(random);
    return values;
}

float fromBf16(std::uint16_t bits) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}

void lengths() {
    QTest::addColumn<int>("length");
    for (const int length : {1, 5, 16, 50, 197, 384})
        QTest::addRow("%d", length) << length;
}

}  // namespace

void TestRowKernels::softmaxIsThatOfFloat64_data() {
    lengths();
}

void TestRowKernels::softmaxIsThatOfFloat64() {
    QFETCH(int, length);
    constexpr int kRows = 3;
    const auto in = randomValues(static_cast<std::size_t>(kRows * length), 6.0F);
    auto scores = in;
    std::vector<std::uint16_t> rounded(scores.size());
    softmaxRows(scores.data(), kRows, length, Element::Bf16, rounded.data());
    for (int row = 0; row < kRows; ++row) {
        double sum = 0;
        for (int i = 0; i < length; ++i)
            sum += std::exp(static_cast<double>(in[static_cast<std::size_t>(row * length + i)]));
        for (int i = 0; i < length; ++i) {
            const auto at = static_cast<std::size_t>(row * length + i);
            const double expected = std::exp(static_cast<double>(in[at])) / sum;
            // Each addition of the sum may round by half a unit, 2^-24, where no vector unit shortens it.
            const double tolerance = 1e-6 + std::ldexp(length, -24);
            QVERIFY(std::abs(scores[at] - expected) <= tolerance * expected + 1e-12);
            QVERIFY(std::abs(fromBf16(rounded[at]) - expected) <= 0.00392 * expected);  // 2^-8, half a unit
        }
    }
}

void TestRowKernels::softmaxOfFarApartScoresIsOneAndZero() {
    std::vector<float> scores{-3e38F, 0.0F, -1000.0F};
    softmaxRows(scores.data(), 1, 3, Element::F32, nullptr);
    QCOMPARE(scores[1], 1.0F);
    QVERIFY(scores[0] >= 0.0F && scores[0] < 1e-37F);
    QVERIFY(scores[2] >= 0.0F && scores[2] < 1e-37F);
}

void TestRowKernels::aNanStaysVisible() {
    constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
    std::vector<float> scores{1.0F, kNan, 2.0F, 3.0F};
    softmaxRows(scores.data(), 1, 4, Element::F32, nullptr);
    QVERIFY(std::isnan(scores[0]));
    const std::vector<float> rows{1.0F, kNan, 5.0F, 2.0F};  // two rows of two classes
    std::vector<float> logits{0.0F, 0.0F};
    addColumnMax(rows.data(), 2, 2, 0.5F, logits.data());
    QCOMPARE(logits[0], 2.5F);
    QVERIFY(std::isnan(logits[1]));
    std::uint16_t bits = 0;
    const float minusNan = -kNan;
    convertRow(&minusNan, 1, Element::Bf16, &bits);
    QVERIFY(std::isnan(fromBf16(bits)));
}

void TestRowKernels::layerNormIsThatOfFloat64_data() {
    lengths();
}

void TestRowKernels::layerNormIsThatOfFloat64() {
    QFETCH(int, length);
    constexpr int kRows = 2;
    constexpr float kEps = 1e-5F;
    const int stride = length + 3;
    const auto in = randomValues(static_cast<std::size_t>(kRows * stride), 2.0F);
    const auto gamma = randomValues(static_cast<std::size_t>(length), 1.0F);
    const auto beta = randomValues(static_cast<std::size_t>(length), 0.5F);
    std::vector<float> out(static_cast<std::size_t>(kRows * length));
    layerNormRows(in.data(), kRows, length, stride, gamma.data(), beta.data(), kEps, Element::F32,
                  out.data());
    for (int row = 0; row < kRows; ++row) {
        const float* x = in.data() + row * stride;
        double mean = 0, variance = 0;
        for (int i = 0; i < length; ++i)
            mean += x[i] / static_cast<double>(length);
        for (int i = 0; i < length; ++i)
            variance += (x[i] - mean) * (x[i] - mean) / length;
        for (int i = 0; i < length; ++i) {
            const auto column = static_cast<std::size_t>(i);
            const double expected =
                (x[i] - mean) / std::sqrt(variance + static_cast<double>(kEps)) * gamma[column] +
                beta[column];
            QVERIFY(std::abs(out[static_cast<std::size_t>(row * length + i)] - expected) <=
                    2e-6 * (1 + std::abs(expected)));
        }
    }
}

void TestRowKernels::layerNormGivesCodesAndHalves_data() {
    lengths();
}

void TestRowKernels::layerNormGivesCodesAndHalves() {
    QFETCH(int, length);
    const auto in = randomValues(static_cast<std::size_t>(length), 2.0F);
    const std::vector<float> gamma(in.size(), 70.0F), beta(in.size(), 128.0F);  // some fall outside 0..255
    std::vector<float> exact(in.size());
    std::vector<std::uint8_t> codes(in.size() + 1, 77);
    std::vector<std::uint16_t> halves(in.size() + 1, 77);
    const auto norm = [&](Element element, void* out) {
        layerNormRows(in.data(), 1, length, length, gamma.data(), beta.data(), 1e-6F, element, out);
    };
    norm(Element::F32, exact.data());
    norm(Element::U8, codes.data());
    norm(Element::Bf16, halves.data());
    for (std::size_t i = 0; i < in.size(); ++i) {
        QVERIFY(std::abs(std::clamp(exact[i], 0.0F, 255.0F) - static_cast<float>(codes[i])) <= 0.5001F);
        QVERIFY(std::abs(fromBf16(halves[i]) - exact[i]) <= std::ldexp(std::abs(exact[i]), -8));
    }
    QCOMPARE(int{codes.back()}, 77);  // nothing is written beyond the row
    QCOMPARE(int{halves.back()}, 77);
    std::vector<float> poisoned = in;
    poisoned[0] = std::numeric_limits<float>::quiet_NaN();
    layerNormRows(poisoned.data(), 1, length, length, gamma.data(), beta.data(), 1e-6F, Element::U8,
                  codes.data());
    QCOMPARE(int{codes[0]}, 0);
}

void TestRowKernels::geluOfHalvesIsAsExactAsTheyAre() {
    if (!hasAvx512Rows(Element::Bf16)) {
        return;  // cpu:onednn makes no bfloat16 on this processor
    }
    std::vector<Bf16> values(65536);  // all there are
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i].bits = static_cast<std::uint16_t>(i);
    values.push_back({0x3F80});  // a length that fills no whole vector: 1.0
    std::vector<Bf16> out = values;
    geluBf16Avx512(out.data(), static_cast<std::int64_t>(out.size()));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double x = static_cast<double>(fromBf16(values[i].bits));
        const double y = static_cast<double>(fromBf16(out[i].bits));
        if (std::isnan(x) || std::isinf(x)) {
            constexpr double kAlmostNothing = 2e-5;  // what it has sunk to at the left end
            QVERIFY(std::isnan(x) ? std::isnan(y) : x > 0 ? y == x : std::abs(y) < kAlmostNothing);
            continue;
        }
        const double expected = 0.5 * x * std::erfc(-x / std::sqrt(2.0));
        // Half a unit of the result, and the curve's own error.
        const double tolerance = std::ldexp(std::abs(expected), -8) + 7e-5 * std::abs(x);
        QVERIFY2(std::abs(y - expected) <= tolerance || std::abs(x) < 1e-37,
                 qPrintable(QString("GELU(%1) = %2, not %3").arg(x).arg(y).arg(expected)));
    }
}

void TestRowKernels::bfloat16RoundsToNearestEven() {
    // 1 + 2^-8 lies half way between 1 and the next bfloat16 number, 1 + 2^-7; so does 1 + 3 * 2^-8 on the
    // other side.
    const std::vector<float> values{1.0F + 0x1p-8F, 1.0F + 3 * 0x1p-8F, 1.0F + 0x1.1p-8F, -2.5F};
    std::vector<std::uint16_t> bits(values.size());
    convertRow(values.data(), 4, Element::Bf16, bits.data());
    QCOMPARE(fromBf16(bits[0]), 1.0F);
    QCOMPARE(fromBf16(bits[1]), 1.0F + 0x1p-6F);
    QCOMPARE(fromBf16(bits[2]), 1.0F + 0x1p-7F);
    QCOMPARE(fromBf16(bits[3]), -2.5F);
}

void TestRowKernels::theLargestOfEachClassIsAdded() {
    constexpr int kClasses = 70;  // more than one tile
    std::vector<float> rows(3 * kClasses);
    for (int i = 0; i < 3 * kClasses; ++i)
        rows[static_cast<std::size_t>(i)] = static_cast<float>((i * 37) % 101);
    std::vector<float> logits(kClasses, 1.0F);
    addColumnMax(rows.data(), 3, kClasses, 0.5F, logits.data());
    for (std::size_t c = 0; c < kClasses; ++c)
        QCOMPARE(logits[c], 1.0F + 0.5F * std::max({rows[c], rows[c + kClasses], rows[c + 2 * kClasses]}));
}

QTEST_GUILESS_MAIN(TestRowKernels)
#include "tst_row_kernels.moc"
