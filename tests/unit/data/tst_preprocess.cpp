// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/preprocess.h"
#include "unit/data/data_files.h"

#include <QtTest>
#include <cmath>
#include <limits>

using namespace pivot;
using namespace data_files;

Q_DECLARE_METATYPE(pivot::ErrorCode)
Q_DECLARE_METATYPE(pivot::RawImage)
Q_DECLARE_METATYPE(pivot::PreprocessSpec)

/// From an image to a model's input: resize, crop, grey or RGB, normalise. (What Pillow gives:
/// tst_preprocess_golden.)
class TestPreprocess : public QObject {
    Q_OBJECT

    static PreprocessSpec specOf(int size, int resizeShort, int channels) {
        const auto count = static_cast<std::size_t>(channels);
        return {size, resizeShort, channels, std::vector<float>(count, 0.5F),
                std::vector<float>(count, 0.25F)};
    }
    static RawImage plain(int width, int height, int channels, std::uint8_t value) {
        const auto bytes = static_cast<std::size_t>(width * height * channels);
        return {width, height, channels, std::vector<std::uint8_t>(bytes, value)};
    }

private Q_SLOTS:
    void anImageOfTheInputsSizeIsPassedThroughUntouched() {
        RawImage image = plain(4, 4, 1, 7);
        image.pixels[5] = 200;
        const auto same = resizeAndCrop(image, specOf(4, 6, 1));  // a margin is for larger images
        QVERIFY(same);
        QVERIFY(*same == image);
    }

    void theShorterSideIsResizedAndTheMiddleCut() {
        RawImage image = plain(9, 4, 1, 0);
        for (int y = 0; y < 4; ++y) {
            for (int x = 0; x < 9; ++x) {
                image.pixels[static_cast<std::size_t>(y * 9 + x)] = static_cast<std::uint8_t>(10 * x);
            }
        }
        const auto cut = resizeAndCrop(image, specOf(4, 4, 1));  // no resize: 4 is the shorter side already
        QVERIFY(cut);
        // (9 - 4) / 2 = 2.5 is rounded to the even 2.
        QCOMPARE(std::vector<std::uint8_t>(cut->pixels.begin(), cut->pixels.begin() + 4),
                 (std::vector<std::uint8_t>{20, 30, 40, 50}));
    }

    void aPlainImageStaysPlainAtAnySize() {
        for (const int side : {1, 3, 17, 300}) {
            const RawImage resized = resizeBicubic(plain(20, 10, 3, 77), side, side);
            QCOMPARE(resized.pixels,
                     std::vector<std::uint8_t>(static_cast<std::size_t>(side * side * 3), 77));
        }
    }

    void greyBecomesRgb() {
        RawImage image = plain(2, 2, 1, 0);
        image.pixels = {0, 51, 102, 255};
        std::vector<float> out(12);
        const auto done = preprocess(image, specOf(2, 2, 3), out);
        QVERIFY2(done, qPrintable(messageOf(done)));
        const std::vector<float> plane{-2.0F, -1.2F, -0.4F, 2.0F};  // (v / 255 - 0.5) / 0.25
        for (std::size_t c = 0; c < 3; ++c) {
            for (std::size_t i = 0; i < 4; ++i) {
                QVERIFY(std::abs(out[c * 4 + i] - plane[i]) < 1e-6F);
            }
        }
    }

    void rgbBecomesGreyByTheLumaOfItuR601() {
        RawImage image = plain(2, 2, 3, 0);
        image.pixels = {255, 0, 0, 0, 255, 0, 0, 0, 255, 12, 34, 56};
        PreprocessSpec spec = specOf(2, 2, 1);
        spec.mean = {0.0F};
        spec.std = {1.0F / 255.0F};
        std::vector<float> out(4);
        QVERIFY(preprocess(image, spec, out));
        const std::vector<int> expected{76, 150, 29, 30};  // what Pillow's convert("L") gives
        for (std::size_t i = 0; i < 4; ++i) {
            QCOMPARE(static_cast<int>(std::lround(out[i])), expected[i]);
        }
    }

    void channelsAreNormalisedOneByOneAndWrittenPlaneByPlane() {
        RawImage image = plain(1, 1, 3, 0);
        image.pixels = {255, 0, 51};
        PreprocessSpec spec{1, 1, 3, {0.5F, 0.25F, 0.2F}, {0.5F, 0.5F, 1.0F}};
        std::vector<float> out(3);
        QVERIFY(preprocess(image, spec, out));
        QCOMPARE(out[0], 1.0F);
        QCOMPARE(out[1], -0.5F);
        QVERIFY(std::abs(out[2]) < 1e-7F);
    }

    void whatCannotBePreparedIsAnError_data() {
        QTest::addColumn<RawImage>("image");
        QTest::addColumn<PreprocessSpec>("spec");
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<QString>("named");
        const auto good = specOf(4, 4, 3);
        const auto image = plain(8, 8, 3, 1);
        QTest::newRow("zero width") << RawImage{0, 5, 3, {}} << good << ErrorCode::BadFile << "0x5";
        QTest::newRow("zero height") << RawImage{5, 0, 3, {}} << good << ErrorCode::BadFile << "5x0";
        QTest::newRow("two channels") << plain(8, 8, 2, 1) << good << ErrorCode::Unsupported << "2 channels";
        QTest::newRow("fewer bytes than pixels")
            << RawImage{8, 8, 3, {1, 2, 3}} << good << ErrorCode::Internal << "3 bytes";
        QTest::newRow("a thread of an image")
            << plain(1, 20000, 1, 1) << specOf(4, 4, 1) << ErrorCode::BadFile << "too thin";
        QTest::newRow("four channels wanted")
            << image << specOf(4, 4, 4) << ErrorCode::Unsupported << "4 channels";
        QTest::newRow("a margin below zero")
            << image << specOf(4, 3, 3) << ErrorCode::Usage << "resize_short (3)";
        QTest::newRow("no size") << image << specOf(0, 0, 3) << ErrorCode::Usage << "input size of 0";
        auto spec = good;
        spec.mean.pop_back();
        QTest::newRow("two means for three channels") << image << spec << ErrorCode::Usage << "mean and std";
        spec = good;
        spec.std[1] = 0.0F;
        QTest::newRow("std of zero") << image << spec << ErrorCode::Usage << "std";
        spec = good;
        spec.mean[2] = std::numeric_limits<float>::quiet_NaN();
        QTest::newRow("mean is no number") << image << spec << ErrorCode::Usage << "mean";
    }
    void whatCannotBePreparedIsAnError() {
        QFETCH(RawImage, image);
        QFETCH(PreprocessSpec, spec);
        QFETCH(ErrorCode, code);
        QFETCH(QString, named);
        std::vector<float> out(static_cast<std::size_t>(spec.channels * spec.size * spec.size));
        const auto done = preprocess(image, spec, out);
        QVERIFY(!done);
        QCOMPARE(done.error().code, code);
        QVERIFY2(messageOf(done).contains(named), qPrintable(messageOf(done)));
    }

    void roomOfAnotherSizeIsRefused() {
        std::vector<float> out(47);
        QVERIFY(!preprocess(plain(8, 8, 3, 1), specOf(4, 4, 3), out));
    }
};

QTEST_GUILESS_MAIN(TestPreprocess)
#include "tst_preprocess.moc"
