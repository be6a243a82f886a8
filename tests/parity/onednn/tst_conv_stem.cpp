// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/conv_stem.h"

#include <QtTest>
#include <limits>
#include <random>

using namespace pivot;

/// The convolutions before LV-ViT's blocks, worked by several threads in bands of lines.
class TestConvStem : public QObject {
    Q_OBJECT

    static constexpr int kSide = 30, kChannels = 3;

    static std::vector<float> values(int count, unsigned seed) {
        std::mt19937 random(seed);
        std::normal_distribution<float> normal(0.0F, 0.3F);
        std::vector<float> made(static_cast<std::size_t>(count));
        std::generate(made.begin(), made.end(), [&] { return normal(random); });
        return made;
    }
    static FoldedConv layer(int out, int in, int side, int stride, unsigned seed) {
        return {out, in, side, stride, values(out * in * side * side, seed), values(out, seed + 1)};
    }
    /// As LV-ViT's: 7 x 7 in steps of 2, then 3 x 3.
    static std::vector<FoldedConv> layers() {
        return {layer(16, kChannels, 7, 2, 1), layer(16, 16, 3, 1, 3), layer(8, 16, 3, 1, 5)};
    }
    static std::vector<float> pixels(int images) { return values(images * kChannels * kSide * kSide, 7); }
    /// What `bands` threads make of the pixels.
    static std::vector<float> made(ConvStem& stem, int images, const std::vector<float>& pixels, Team& team) {
        const auto* first = static_cast<const float*>(stem.run(pixels.data(), team));
        return {first, first + std::ptrdiff_t{images} * stem.outputSide() * stem.outputSide() * 8};
    }

    /// Sums may be made in another order for another number of lines.
    static float roomOf(const std::vector<float>& values) {
        return 1e-5F * *std::max_element(values.begin(), values.end());
    }

private Q_SLOTS:
    void bandsMakeWhatTheWholeMakes_data() {
        QTest::addColumn<int>("bands");
        for (const int bands : {2, 3, 5, 15, 40}) {  // 40: more than there are lines
            QTest::addRow("%d bands", bands) << bands;
        }
    }
    void bandsMakeWhatTheWholeMakes() {
        QFETCH(int, bands);
        const PrimitivesAlone alone;
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        Team team(bands);
        ConvStem whole(layers(), 1, kSide, Element::F32, 1, engine),
            inBands(layers(), 1, kSide, Element::F32, bands, engine);
        QCOMPARE(inBands.outputSide(), 15);
        const std::vector<float> image = pixels(1);
        const std::vector<float> expected = made(whole, 1, image, team), got = made(inBands, 1, image, team);
        const float room = roomOf(expected);
        QVERIFY(room > 0);
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QVERIFY2(std::abs(got[i] - expected[i]) < room, qPrintable(QString::number(i)));
        }
    }

    void anImageDoesNotDependOnItsNeighbours() {
        const PrimitivesAlone alone;
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        Team team(2);
        ConvStem two(layers(), 2, kSide, Element::F32, 1, engine),
            one(layers(), 1, kSide, Element::F32, 2, engine);
        const std::vector<float> both = pixels(2);
        const std::vector<float> second(both.begin() + kChannels * kSide * kSide, both.end());
        const std::vector<float> together = made(two, 2, both, team), apart = made(one, 1, second, team);
        for (std::size_t i = 0; i < apart.size(); ++i) {
            QVERIFY(std::abs(together[apart.size() + i] - apart[i]) < roomOf(apart));
        }
    }

    void aPixelThatIsNoNumberIsNoticedInEveryBand() {
        const PrimitivesAlone alone;
        const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
        Team team(3);
        ConvStem stem(layers(), 1, kSide, Element::F32, 3, engine);
        for (const int line : {0, kSide / 2, kSide - 1}) {
            std::vector<float> image = pixels(1);
            (void)stem.run(image.data(), team);
            QVERIFY(stem.wasFinite(0));
            image[static_cast<std::size_t>((kSide + line) * kSide + 4)] =
                std::numeric_limits<float>::quiet_NaN();
            (void)stem.run(image.data(), team);
            QVERIFY(!stem.wasFinite(0));
        }
    }
};

QTEST_GUILESS_MAIN(TestConvStem)
#include "tst_conv_stem.moc"
