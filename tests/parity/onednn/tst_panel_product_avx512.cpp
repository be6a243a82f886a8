// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/packed_linear.h"
#include "devices/onednn/panel_product_avx512.h"
#include "parity/onednn/product_values.h"

#include <QtTest>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

using namespace pivot;
using namespace pivot::parity;

/// Products of panels in AVX-512 against float64, in every element that they read and write. Where the
/// processor lacks the instructions the engine must not take them, which each test then holds it to.
class TestPanelProductAvx512 : public QObject {
    Q_OBJECT

    struct Case {
        Element from = Element::F32, to = Element::F32;
        After after = After::Nothing;
        int rows = 1, in = 4, out = 1;
        bool bias = true;
    };

    static std::vector<float> wholes(std::size_t count, int low, int high, unsigned seed) {
        std::mt19937 random(seed);
        std::uniform_int_distribution<int> any(low, high);
        std::vector<float> made(count);
        std::generate(made.begin(), made.end(), [&] { return static_cast<float>(any(random)); });
        return made;
    }
    /// As its element stores it.
    static float rounded(float x, Element element) {
        if (element != Element::Bf16) {
            return x;
        }
        const auto bits = std::bit_cast<std::uint32_t>(x);
        return std::bit_cast<float>((bits + 0x7FFFU + ((bits >> 16) & 1U)) & 0xFFFF0000U);
    }
    static void write(std::byte* at, std::size_t index, float x, Element element) {
        if (element == Element::F32) {
            std::memcpy(at + 4 * index, &x, sizeof x);
        } else if (element == Element::Bf16) {
            const auto half =
                static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(rounded(x, element)) >> 16);
            std::memcpy(at + 2 * index, &half, sizeof half);
        } else {
            at[index] = static_cast<std::byte>(x);
        }
    }
    static float read(const std::byte* at, std::size_t index, Element element) {
        if (element == Element::U8) {
            return static_cast<float>(std::to_integer<int>(at[index]));
        }
        std::uint32_t bits = 0;
        if (element == Element::F32) {
            std::memcpy(&bits, at + 4 * index, 4);
        } else {
            std::uint16_t half = 0;
            std::memcpy(&half, at + 2 * index, 2);
            bits = std::uint32_t{half} << 16;
        }
        return std::bit_cast<float>(bits);
    }

    static void check(const Case& c) {
        const auto rows = static_cast<std::size_t>(c.rows), in = static_cast<std::size_t>(c.in),
                   out = static_cast<std::size_t>(c.out);
        const bool codes = c.from == Element::U8;
        std::vector<float> x = codes ? wholes(rows * in, 0, 255, 1) : normalValues(rows * in, 1.0F, 1);
        std::vector<float> w = codes ? wholes(out * in, -127, 127, 2) : normalValues(out * in, 0.1F, 2);
        const std::vector<float> bias = codes ? wholes(out, -20000, 20000, 3) : normalValues(out, 1.0F, 3);
        std::vector<float> scales(codes ? out : 0, 0.0F);
        for (std::size_t j = 0; j < scales.size(); ++j) {
            scales[j] = (c.to == Element::U8 ? 2e-3F : 2e-5F) * static_cast<float>(j % 5 + 1);
        }
        const Buffer a(rows * in * bytesOf(c.from)), scratch(panelScratchBytesAvx512(c.rows));
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = rounded(x[i], c.from);
            write(a.as<std::byte>(), i, x[i], c.from);
        }
        const Buffer panels(panelBytesAvx512(c.from, c.in, c.out));
        packPanelsAvx512(w.data(), c.from, c.in, c.out, panels.as());
        constexpr std::byte kBeyond{0x5A};  // what follows the last row is not touched
        std::vector<std::byte> y(rows * out * bytesOf(c.to) + 64, kBeyond);
        for (std::size_t i = 0; i < rows * out; ++i) {
            write(y.data(), i, c.to == Element::U8 ? 0.0F : 0.25F, c.to);
        }
        multiplyPanelsAvx512({.from = c.from,
                              .to = c.to,
                              .a = a.as(),
                              .rows = c.rows,
                              .in = c.in,
                              .out = c.out,
                              .panels = panels.as(),
                              .bias = c.bias ? bias.data() : nullptr,
                              .scales = codes ? scales.data() : nullptr,
                              .after = c.after,
                              .c = y.data()},
                             scratch.as());
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = 0; j < out; ++j) {
                double sum = c.bias ? static_cast<double>(bias[j]) : 0.0, size = std::abs(sum);
                for (std::size_t k = 0; k < in; ++k) {
                    const double term = static_cast<double>(x[i * in + k]) *
                                        static_cast<double>(rounded(w[j * in + k], c.from));
                    sum += term;
                    size += std::abs(term);
                }
                const double scale = codes ? static_cast<double>(scales[j]) : 1.0;
                double wanted = finished(sum * scale, 0.25, c.after);
                double room = 1e-6 + 6e-7 * size * scale;
                if (c.to == Element::Bf16) {
                    room += std::abs(wanted) / 256 + (c.after == After::Gelu ? 1.5e-5 : 0.0);
                } else if (c.to == Element::U8) {
                    wanted = std::clamp(wanted, 0.0, 255.0);
                    room = 0.501;
                }
                const auto got = static_cast<double>(read(y.data(), i * out + j, c.to));
                QVERIFY2(
                    std::abs(got - wanted) <= room,
                    qPrintable(
                        QStringLiteral("row %1, output %2: %3, not %4").arg(i).arg(j).arg(got).arg(wanted)));
            }
        }
        for (std::size_t i = y.size() - 64; i < y.size(); ++i) {
            QCOMPARE(y[i], kBeyond);
        }
    }

    /// The elements that a product of `from` is written in.
    static std::vector<Element> targetsOf(Element from) {
        return from == Element::Bf16 ? std::vector{Element::F32, Element::Bf16}
               : from == Element::U8 ? std::vector{Element::F32, Element::Bf16, Element::U8}
                                     : std::vector{Element::F32};
    }
    /// Whether the engine takes them here; the processor's own flags say whether it may.
    static bool runsHere(Element from) {
        const bool has = hasPanelProductsAvx512(from, Element::F32, 384);
#ifdef __x86_64__
        return has && __builtin_cpu_supports("avx512f") > 0;
#else
        return has && false;
#endif
    }

private Q_SLOTS:
    void itIsThatOfFloat64_data() {
        QTest::addColumn<Element>("from");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("in");
        QTest::addColumn<int>("out");
        for (const auto& [name, from] :
             {std::pair{"fp32", Element::F32}, {"bf16", Element::Bf16}, {"int8", Element::U8}}) {
            QTest::addRow("%s, a layer of DeiT-S", name) << from << 20 << 384 << 1152;
            QTest::addRow("%s, more inputs than are worked at once", name) << from << 13 << 1536 << 384;
            QTest::addRow("%s, steps that are not divided evenly", name) << from << 9 << 1004 << 64;
            QTest::addRow("%s, a last panel that is not full", name) << from << 6 << 64 << 1000;
            QTest::addRow("%s, few of everything", name) << from << 1 << 4 << 5;
            for (int rows = 1; rows < 14; ++rows) {
                QTest::addRow("%s, %d rows", name, rows) << from << rows << 20 << 17 + 16 * (rows % 4);
            }
        }
    }
    void itIsThatOfFloat64() {
        QFETCH(Element, from);
        QFETCH(int, rows);
        QFETCH(int, in);
        QFETCH(int, out);
        LinearCall::Shape shape;
        shape.from = from;
        shape.in = in;
        if (!runsHere(from)) {
            QVERIFY(LinearCall::best(shape) != LinearCall::By::PanelsAvx512);
            return;
        }
        QCOMPARE(LinearCall::best(shape), LinearCall::By::PanelsAvx512);
        for (const Element to : targetsOf(from)) {
            if (!hasPanelProductsAvx512(from, to, in)) {
                QCOMPARE(to, Element::Bf16);  // there is VNNI without BF16
                continue;
            }
            for (const After after : {After::Nothing, After::Gelu, After::Relu, After::AddToTarget}) {
                if (after == After::AddToTarget && to != Element::F32) {
                    continue;
                }
                check({from, to, after, rows, in, out, true});
                check({from, to, after, rows, in, out, false});
            }
        }
    }

    void rowsOfHalfAWordAreLeftToOneDnn() {
        QVERIFY(!hasPanelProductsAvx512(Element::Bf16, Element::F32, 21));
        QVERIFY(!hasPanelProductsAvx512(Element::U8, Element::F32, 22));
    }

    void whichRowsShareATileChangesNothing() {
        constexpr int kRows = 23, kIn = 768, kOut = 80;
        for (const Element from : {Element::F32, Element::Bf16}) {
            if (!runsHere(from)) {
                QVERIFY(!hasPanelProductsAvx512(from, Element::F32, kIn));
                continue;
            }
            const std::vector<float> x = normalValues(kRows * kIn, 1.0F, 5),
                                     w = normalValues(kOut * kIn, 0.1F, 6);
            const Buffer a(kRows * kIn * bytesOf(from)), panels(panelBytesAvx512(from, kIn, kOut)),
                scratch(panelScratchBytesAvx512(kRows));
            for (std::size_t i = 0; i < x.size(); ++i) {
                write(a.as<std::byte>(), i, x[i], from);
            }
            packPanelsAvx512(w.data(), from, kIn, kOut, panels.as());
            std::vector<float> whole(kRows * kOut), parts(whole.size());
            PanelProductAvx512 product{.from = from, .a = a.as(), .rows = kRows, .in = kIn, .out = kOut};
            product.panels = panels.as();
            product.c = whole.data();
            multiplyPanelsAvx512(product, scratch.as());
            for (const auto& [first, count] : {std::pair{0, 4}, {4, 11}, {15, 8}}) {
                product.rows = count;
                product.a = a.at(static_cast<std::size_t>(first) * kIn * bytesOf(from));
                product.c = parts.data() + first * kOut;
                multiplyPanelsAvx512(product, scratch.as());
            }
            QVERIFY(whole == parts);
        }
    }

    void aNanPoisonsItsOwnRowAlone() {
        constexpr int kRows = 7, kIn = 16, kOut = 32;
        if (!runsHere(Element::F32)) {
            QVERIFY(!hasPanelProductsAvx512(Element::F32, Element::F32, kIn));
            return;
        }
        std::vector<float> x = normalValues(kRows * kIn, 1.0F, 7);
        x[3 * kIn + 2] = std::numeric_limits<float>::quiet_NaN();
        const std::vector<float> w = normalValues(kIn * kOut, 1.0F, 8);
        const Buffer panels(panelBytesAvx512(Element::F32, kIn, kOut)),
            scratch(panelScratchBytesAvx512(kRows));
        packPanelsAvx512(w.data(), Element::F32, kIn, kOut, panels.as());
        for (const After what : {After::Nothing, After::Gelu, After::Relu}) {
            std::vector<float> y(kRows * kOut);
            PanelProductAvx512 product{.a = x.data(), .rows = kRows, .in = kIn, .out = kOut};
            product.panels = panels.as();
            product.after = what;
            product.c = y.data();
            multiplyPanelsAvx512(product, scratch.as());
            for (std::size_t i = 0; i < y.size(); ++i) {
                QCOMPARE(std::isnan(y[i]), i / kOut == 3);
            }
        }
    }

    void geluIsExactToTheEndsOfItsRange() {
        if (!runsHere(Element::F32)) {
            QVERIFY(!hasPanelProductsAvx512(Element::F32, Element::F32, 1));
            return;
        }
        std::vector<float> x;
        for (float value = -12.0F; value <= 12.0F; value += 0.001F) {
            x.push_back(value);
        }
        constexpr float kInfinity = std::numeric_limits<float>::infinity();
        x.insert(x.end(), {-1e30F, -100.0F, -0.0F, 0.0F, 100.0F, 1e30F, -kInfinity, kInfinity});
        const float one = 1.0F;
        const auto rows = static_cast<std::int64_t>(x.size());
        const Buffer panels(panelBytesAvx512(Element::F32, 1, 1)), scratch(panelScratchBytesAvx512(rows));
        packPanelsAvx512(&one, Element::F32, 1, 1, panels.as());
        std::vector<float> y(x.size());
        PanelProductAvx512 product{.a = x.data(), .rows = rows, .in = 1, .out = 1};
        product.panels = panels.as();
        product.after = After::Gelu;
        product.c = y.data();
        multiplyPanelsAvx512(product, scratch.as());
        for (std::size_t i = 0; i + 2 < x.size(); ++i) {
            const double wanted = finished(static_cast<double>(x[i]), 0, After::Gelu);
            const double room = 4e-7 + 1e-7 * std::abs(wanted);
            QVERIFY2(std::abs(static_cast<double>(y[i]) - wanted) < room,
                     qPrintable(QStringLiteral("%1: %2, not %3").arg(x[i]).arg(y[i]).arg(wanted)));
        }
        QVERIFY(std::abs(y[y.size() - 2]) < 4e-7F);
        QCOMPARE(y.back(), kInfinity);
    }
};

QTEST_GUILESS_MAIN(TestPanelProductAvx512)
#include "tst_panel_product_avx512.moc"
