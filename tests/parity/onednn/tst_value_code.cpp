// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/row_kernels.h"
#include "devices/onednn/value_code.h"

#include <QtTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

using namespace pivot;

/// Eight-bit codes of activations, and the kernels that make and map them.
class TestValueCode : public QObject {
    Q_OBJECT

    static std::vector<float> randomValues(std::size_t count) {
        std::mt19937 random(5);
        std::normal_distribution<float> normal(0.3F, 2.0F);
        std::vector<float> values(count);
        for (float& value : values)
            value = normal(random);
        return values;
    }

private Q_SLOTS:
    void aCodeIsAtMostHalfAStepAway_data() {
        QTest::addColumn<float>("low");
        QTest::addColumn<float>("high");
        QTest::addRow("both sides") << -1.5F << 3.0F;
        QTest::addRow("above zero alone") << 0.5F << 3.0F;  // the code still reaches down to zero
        QTest::addRow("below zero alone") << -3.0F << -0.5F;
        QTest::addRow("a small span far from zero") << 100.0F << 100.1F;
    }
    void aCodeIsAtMostHalfAStepAway() {
        QFETCH(float, low);
        QFETCH(float, high);
        const ValueCode code = ValueCode::of({low, high});
        QVERIFY(code.zero >= 0 && code.zero <= 255);
        QCOMPARE(code.value(code.zero), 0.0F);
        for (int i = 0; i <= 100; ++i) {
            const float value = low + (high - low) * static_cast<float>(i) / 100.0F;
            // The ends may lose another half to the zero, which has a code of its own.
            QVERIFY(std::abs(code.value(code.code(value)) - value) <= 1.01F * code.scale);
        }
        QCOMPARE(int(code.code(1e9F)), 255);
        QCOMPARE(int(code.code(-1e9F)), 0);
    }

    void aTensorThatIsAlwaysZeroHasACode() {
        const ValueCode code = ValueCode::of({0.0F, 0.0F});
        QCOMPARE(code.value(code.code(0.0F)), 0.0F);
    }

    /// The vector loop and its tail give what the table says.
    void aTableIsAppliedToEveryByte() {
        ByteTable table;
        for (std::size_t i = 0; i < table.size(); ++i)
            table[i] = static_cast<std::uint8_t>(i * 37 + 11);
        for (const std::size_t count : {0U, 1U, 63U, 64U, 65U, 1000U}) {
            std::vector<std::uint8_t> data(count + 1, 200);  // one behind, which stays
            std::iota(data.begin(), data.end() - 1, std::uint8_t{3});
            const auto before = data;
            applyTable(table, data.data(), static_cast<std::int64_t>(count));
            for (std::size_t i = 0; i < count; ++i)
                QCOMPARE(data[i], table[before[i]]);
            QCOMPARE(int(data.back()), 200);
        }
    }

    void rowsAreEncodedAsSingleValues() {
        const auto values = randomValues(203);
        const ValueCode code = ValueCode::of({-4.0F, 5.0F});
        std::vector<std::uint8_t> codes(values.size());
        encodeRow(values.data(), Element::F32, 203, code.scale, code.zero, codes.data());
        for (std::size_t i = 0; i < values.size(); ++i)
            QVERIFY(std::abs(codes[i] - code.code(values[i])) <= 1);  // a value half-way may go either way
        std::vector<std::uint16_t> half(values.size());
        convertRow(values.data(), 203, Element::Bf16, half.data());
        encodeRow(half.data(), Element::Bf16, 203, code.scale, code.zero, codes.data());
        for (std::size_t i = 0; i < values.size(); ++i)
            QVERIFY(std::abs(codes[i] - code.code(values[i])) <= 1);
    }

    void aNormGivesCodes() {
        constexpr int kDim = 77;
        const auto values = randomValues(kDim);
        std::vector<float> gamma(kDim, 20.0F), beta(kDim, 128.0F), wide(kDim);
        std::vector<std::uint8_t> codes(kDim);
        layerNormRows(values.data(), 1, kDim, kDim, gamma.data(), beta.data(), 1e-6F, Element::F32,
                      wide.data());
        layerNormRows(values.data(), 1, kDim, kDim, gamma.data(), beta.data(), 1e-6F, Element::U8,
                      codes.data());
        for (std::size_t i = 0; i < kDim; ++i)
            QVERIFY(std::abs(codes[i] - std::min(255.0F, std::max(0.0F, wide[i]))) <= 0.501F);
    }

    void extremesAreFound() {
        const auto values = randomValues(1001);
        float low = 0, high = 0;
        extremes(values.data(), 1001, low, high);
        QCOMPARE(low, *std::min_element(values.begin(), values.end()));
        QCOMPARE(high, *std::max_element(values.begin(), values.end()));
    }
};

QTEST_GUILESS_MAIN(TestValueCode)
#include "tst_value_code.moc"
