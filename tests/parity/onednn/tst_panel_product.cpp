// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/packed_linear.h"
#include "devices/onednn/panel_product.h"
#include "parity/onednn/product_values.h"

#include <QtTest>
#include <cmath>
#include <limits>
#include <random>

using namespace pivot;
using namespace pivot::parity;

/// Products of panels in AVX2 against float64. Every processor with AVX-512 runs them too.
class TestPanelProduct : public QObject {
    Q_OBJECT

    /// Elsewhere the engine must not take them, which each test then holds it to.
    static bool runHere() {
#ifdef __x86_64__
        return __builtin_cpu_supports("avx2") > 0 && __builtin_cpu_supports("fma") > 0;
#else
        return false;
#endif
    }

private Q_SLOTS:
    void itIsThatOfFloat64_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        QTest::newRow("a layer of DeiT-S") << 20 << 384 << 1152;
        QTest::newRow("more inputs than are worked at once") << 13 << 1536 << 384;
        QTest::newRow("a last panel that is not full") << 6 << 64 << 1000;
        QTest::newRow("few of everything") << 1 << 3 << 5;
        for (int rows = 1; rows < 13; ++rows) {
            QTest::addRow("%d rows", rows) << rows << 17 << 33;
        }
    }
    void itIsThatOfFloat64() {
        if (!runHere()) {
            QVERIFY(!hasPanelProducts());
            return;
        }
        QFETCH(int, rows);
        QFETCH(int, in);
        QFETCH(int, out);
        const auto r = static_cast<std::size_t>(rows), n = static_cast<std::size_t>(in),
                   m = static_cast<std::size_t>(out);
        const std::vector<float> x = normalValues(r * n, 1.0F, 1), w = normalValues(m * n, 0.1F, 2),
                                 bias = normalValues(m, 1.0F, 3);
        const Buffer panels(static_cast<std::size_t>(panelValues(in, out)) * sizeof(float));
        packPanels(w.data(), in, in, out, panels.as<float>());
        for (const After what : {After::Nothing, After::Gelu, After::Relu, After::AddToTarget}) {
            for (const bool withBias : {false, true}) {
                const std::int64_t stride = out + 3;  // what lies between the rows is not touched
                std::vector<float> y(r * static_cast<std::size_t>(stride), 0.25F);
                PanelProduct product;
                product.a = x.data();
                product.aStride = product.in = in;
                product.rows = rows;
                product.out = out;
                product.panels = panels.as<float>();
                product.bias = withBias ? bias.data() : nullptr;
                product.after = what;
                product.c = y.data();
                product.cStride = stride;
                multiplyPanels(product);
                for (std::size_t i = 0; i < r; ++i) {
                    const float* row = y.data() + i * static_cast<std::size_t>(stride);
                    for (std::size_t j = 0; j < m; ++j) {
                        double sum = withBias ? static_cast<double>(bias[j]) : 0.0;
                        for (std::size_t k = 0; k < n; ++k) {
                            sum += static_cast<double>(x[i * n + k]) * static_cast<double>(w[j * n + k]);
                        }
                        const double wanted = finished(sum, 0.25, what);
                        QVERIFY2(
                            std::abs(static_cast<double>(row[j]) - wanted) < 2e-5,
                            qPrintable(
                                QStringLiteral("%1 %2: %3, not %4").arg(i).arg(j).arg(row[j]).arg(wanted)));
                    }
                    QCOMPARE(row[m], 0.25F);
                }
            }
        }
    }

    void columnsBecomeTheSamePanels() {
        if (!runHere()) {
            QVERIFY(!hasPanelProducts());
            return;
        }
        constexpr int kIn = 21, kOut = 37;
        const std::vector<float> w = normalValues(kIn * kOut, 1.0F, 4);
        std::vector<float> turned(w.size());
        for (std::size_t o = 0; o < kOut; ++o) {
            for (std::size_t i = 0; i < kIn; ++i) {
                turned[i * kOut + o] = w[o * kIn + i];
            }
        }
        const auto count = static_cast<std::size_t>(panelValues(kIn, kOut));
        const Buffer rows(count * sizeof(float)), columns(count * sizeof(float));
        packPanels(w.data(), kIn, kIn, kOut, rows.as<float>());
        packPanelColumns(turned.data(), kOut, kIn, kOut, columns.as<float>());
        QVERIFY(std::equal(rows.as<float>(), rows.as<float>() + count, columns.as<float>()));
        QCOMPARE(rows.as<float>()[panelIndex(kIn, 36, 20)], w[36 * kIn + 20]);
    }

    void geluIsExactToTheEndsOfItsRange() {
        if (!runHere()) {
            QVERIFY(!hasPanelProducts());
            return;
        }
        std::vector<float> x;
        for (float value = -12.0F; value <= 12.0F; value += 0.001F) {
            x.push_back(value);
        }
        x.insert(x.end(), {-1e30F, -100.0F, -0.0F, 0.0F, 100.0F, 1e30F});
        const float one = 1.0F;
        const Buffer panels(static_cast<std::size_t>(panelValues(1, 1)) * sizeof(float));
        packPanels(&one, 1, 1, 1, panels.as<float>());
        std::vector<float> y(x.size());
        multiplyPanels({x.data(), 1, static_cast<std::int64_t>(x.size()), 1, 1, panels.as<float>(), nullptr,
                        After::Gelu, y.data(), 1});
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double wanted = finished(static_cast<double>(x[i]), 0, After::Gelu);
            const double room = 4e-7 + 1e-7 * std::abs(wanted);
            QVERIFY2(std::abs(static_cast<double>(y[i]) - wanted) < room,
                     qPrintable(QStringLiteral("%1: %2, not %3").arg(x[i]).arg(y[i]).arg(wanted)));
        }
        const float ends[] = {std::numeric_limits<float>::infinity(),
                              -std::numeric_limits<float>::infinity()};
        float made[2];
        multiplyPanels({ends, 1, 2, 1, 1, panels.as<float>(), nullptr, After::Gelu, made, 1});
        QCOMPARE(made[0], std::numeric_limits<float>::infinity());
        QVERIFY(std::abs(made[1]) < 4e-7F);
    }

    void aNanPoisonsItsOwnRowAlone() {
        if (!runHere()) {
            QVERIFY(!hasPanelProducts());
            return;
        }
        constexpr int kRows = 7, kIn = 16, kOut = 32;
        std::vector<float> x = normalValues(kRows * kIn, 1.0F, 5);
        x[3 * kIn + 2] = std::numeric_limits<float>::quiet_NaN();
        const std::vector<float> w = normalValues(kIn * kOut, 1.0F, 6);
        const Buffer panels(static_cast<std::size_t>(panelValues(kIn, kOut)) * sizeof(float));
        packPanels(w.data(), kIn, kIn, kOut, panels.as<float>());
        for (const After what : {After::Nothing, After::Gelu, After::Relu}) {
            std::vector<float> y(kRows * kOut);
            multiplyPanels(
                {x.data(), kIn, kRows, kIn, kOut, panels.as<float>(), nullptr, what, y.data(), kOut});
            for (std::size_t i = 0; i < y.size(); ++i) {
                QCOMPARE(std::isnan(y[i]), i / kOut == 3);
            }
        }
    }

    void aLinearCallTakesThemWhereAvx2IsTheBest() {
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        LinearCall::Shape shape;
        shape.rows = 9;
        shape.in = 48;
        shape.out = 40;
        shape.after = After::Gelu;
        LinearCall call(shape, engine);
        QCOMPARE(call.by() == LinearCall::By::PanelsAvx2, hasPanelProducts());
        const std::vector<float> x = normalValues(9 * 48, 1.0F, 7), w = normalValues(40 * 48, 0.1F, 8),
                                 bias = normalValues(40, 1.0F, 9);
        PackedLinear weights(48, 40, w, bias);
        call.prepare(weights, engine);
        std::vector<float> y(9 * 40);
        const Buffer scratch(call.scratchBytes() + 1);
        const dnnl::stream stream(engine);
        call.run(weights, x.data(), y.data(), scratch.as(), stream);
        for (std::size_t i = 0; i < 9; ++i) {
            for (std::size_t j = 0; j < 40; ++j) {
                double sum = static_cast<double>(bias[j]);
                for (std::size_t k = 0; k < 48; ++k) {
                    sum += static_cast<double>(x[i * 48 + k]) * static_cast<double>(w[j * 48 + k]);
                }
                QVERIFY(std::abs(static_cast<double>(y[i * 40 + j]) - finished(sum, 0, After::Gelu)) < 1e-5);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestPanelProduct)
#include "tst_panel_product.moc"
