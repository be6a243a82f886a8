// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/train_data.h"
#include "unit/train/tiny_training.h"

#include <QtTest>

using namespace pivot;

namespace {

/// [1, 1, 3, 3] with the numbers 1 to 9.
at::Tensor numbers() {
    return at::arange(1, 10, at::kByte).view({1, 1, 3, 3});
}

/// `image` [C, H, W] mirrored or not and moved; what comes in from outside is 0.
at::Tensor moved(const at::Tensor& image, bool mirror, std::int64_t dy, std::int64_t dx) {
    const std::int64_t height = image.size(1), width = image.size(2);
    const at::Tensor source = mirror ? image.flip({2}) : image;
    at::Tensor out = at::zeros_like(image);
    for (std::int64_t y = 0; y < height; ++y) {
        for (std::int64_t x = 0; x < width; ++x) {
            if (y - dy >= 0 && y - dy < height && x - dx >= 0 && x - dx < width) {
                out.select(1, y).select(1, x).copy_(source.select(1, y - dy).select(1, x - dx));
            }
        }
    }
    return out;
}

}  // namespace

/// Images as training holds and changes them.
class TestTrainData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutFlipAndShiftNothingChanges() { QVERIFY(augmented(numbers(), false, 0, 1).equal(numbers())); }

    void everyImageIsAMirroredAndShiftedCopyOfItself() {
        const at::Tensor images = at::arange(1, 4 * 2 * 5 * 5 + 1, at::kByte).view({4, 2, 5, 5});
        bool mirrored = false;
        bool shifted = false;
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const at::Tensor changed = augmented(images, true, 2, seed);
            for (std::int64_t n = 0; n < 4; ++n) {
                int fits = 0;
                for (const bool mirror : {false, true}) {
                    for (std::int64_t dy = -2; dy <= 2; ++dy) {
                        for (std::int64_t dx = -2; dx <= 2; ++dx) {
                            if (changed[n].equal(moved(images[n], mirror, dy, dx))) {
                                ++fits;
                                mirrored = mirrored || mirror;
                                shifted = shifted || dy != 0 || dx != 0;
                            }
                        }
                    }
                }
                QCOMPARE(fits, 1);
            }
        }
        QVERIFY(mirrored && shifted);
    }

    void theSameSeedChangesImagesTheSameWay() {
        const at::Tensor images = numbers().repeat({32, 1, 1, 1});
        QVERIFY(augmented(images, true, 1, 5).equal(augmented(images, true, 1, 5)));
        QVERIFY(!augmented(images, true, 1, 5).equal(augmented(images, true, 1, 6)));
    }

    void normalisingTakesMeanAndDeviationOfEachChannel() {
        ModelSpec spec;
        spec.inChans = 2;
        spec.mean = {0.5F, 0.25F};
        spec.std = {0.5F, 0.125F};
        const at::Tensor images = at::full({1, 2, 1, 1}, 255, at::kByte);
        const at::Tensor out = normalised(images, spec);
        QCOMPARE(out[0][0].item<float>(), 1.0F);
        QCOMPARE(out[0][1].item<float>(), 6.0F);
    }

    void aDataSetIsHeldAsItsPixelsAndLabels() {
        const tiny::Training training;
        const auto loaded = loadTrainImages(training.config.dataset, training.config.spec);
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        QCOMPARE(loaded->size(), std::int64_t{tiny::kTrainImages});
        for (const int image : {0, 1, tiny::kTrainImages - 1}) {
            QCOMPARE(loaded->labels[image].item<int>(), tiny::label(image));
            for (const int pixel : {0, 7, tiny::kSide * tiny::kSide - 1}) {
                QCOMPARE(loaded->images[image].view(-1)[pixel].item<int>(), tiny::pixel(image, pixel));
            }
        }
    }

    void aLabelBeyondTheClassesIsRefused() {
        tiny::Training training;
        training.config.spec.numClasses = 1;
        const auto loaded = loadTrainImages(training.config.dataset, training.config.spec);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::BadFile);
    }
};

QTEST_GUILESS_MAIN(TestTrainData)
#include "tst_train_data.moc"
