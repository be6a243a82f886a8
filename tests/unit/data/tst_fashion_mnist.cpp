// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"
#include "unit/data/data_files.h"

#include <QtTest>

using namespace pivot;
using namespace data_files;

/// The bundled default: Debian's dataset-fashion-mnist.
class TestFashionMnist : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDefaultIsTheTestSplit() {
        const auto set = openDataSet("");
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE((*set)->name(), std::string("Fashion-MNIST test[0:10000]"));
        QCOMPARE((*set)->spec(), std::string("fashion-mnist#test"));
        QCOMPARE((*set)->range(), std::string("test[0:10000]"));
        QCOMPARE((*set)->size(), std::int64_t{10000});
        const std::vector<std::string> names{"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                             "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
        QCOMPARE((*set)->classNames(), names);
        QCOMPARE((*set)->label(0), std::optional<int>(9));  // the first test image is an ankle boot
        const auto image = (*set)->image(0);
        QVERIFY(image);
        QCOMPARE(image->width, 28);
        QCOMPARE(image->height, 28);
        QCOMPARE(image->channels, 1);
        // Not a byte of the content may change unseen: results are stored under this.
        QCOMPARE((*set)->fingerprint(),
                 std::string("1ea8ca6ea94767f3a5eaf24357c69251badf42a697edcb638641cc9459cd25fa"));
    }

    void trainingAndCalibrationAreApart() {
        const auto calibration = calibrationSpec("fashion-mnist");
        QVERIFY(calibration);
        QCOMPARE(*calibration, std::string("fashion-mnist#train[55000:60000]"));
        QVERIFY(!overlaps(*calibration, "fashion-mnist#train[0:55000]"));
        QVERIFY(!overlaps(*calibration, "fashion-mnist"));
        const auto set = openDataSet(*calibration);
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE((*set)->size(), std::int64_t{5000});
        QCOMPARE((*set)->key(0), std::string("55000"));
        QCOMPARE((*set)->range(), std::string("train[55000:60000]"));
    }

    void itsFolderIsRecognised() {
        const auto set = openDataSet("/usr/share/datasets/fashion-mnist#test[0:10]");
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE((*set)->spec(), std::string("fashion-mnist#test[0:10]"));
        QVERIFY(!(*set)->classNames().empty());
    }

    void whereItIsMissingTheErrorSaysHowToGetIt() {
        const auto set = openDataSet("fashion-mnist:/no/such/place");
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::NotFound);
        QVERIFY2(messageOf(set).contains("apt-get install dataset-fashion-mnist"),
                 qPrintable(messageOf(set)));
        QVERIFY2(messageOf(set).contains("fashion-mnist:/path"), qPrintable(messageOf(set)));
        // The split is known without the files, so that a configuration can be written down before.
        const auto calibration = calibrationSpec("fashion-mnist:/no/such/place");
        QVERIFY(calibration);
        QCOMPARE(*calibration, std::string("fashion-mnist:/no/such/place#train[55000:60000]"));
    }

    void aLabelBeyondTheTenClassesIsAnError() {
        QTemporaryDir dir;
        writeIdxFolder(dir.path(), 12, 12);
        write(dir.path() + "/t10k-labels-idx1-ubyte", idxLabels(12, 11));
        const auto set = openDataSet(("fashion-mnist:" + dir.path()).toStdString());
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::BadFile);
        QVERIFY2(messageOf(set).contains("image 10 with class 10"), qPrintable(messageOf(set)));
    }
};

QTEST_GUILESS_MAIN(TestFashionMnist)
#include "tst_fashion_mnist.moc"
