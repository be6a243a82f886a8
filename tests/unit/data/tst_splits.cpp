// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"
#include "unit/data/data_files.h"

#include <QtTest>

using namespace pivot;
using namespace data_files;

/// Thresholds are chosen on one set of images and reported on another.
class TestSplits : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    [[nodiscard]] QString at(const QString& name) const { return m_dir.path() + "/" + name; }

private Q_SLOTS:
    void initTestCase() {
        writeIdxFolder(at("mnist"), 200, 20);
        QVERIFY(QFile::link(at("mnist"), at("link")));
        writeImage(at("images/val/ant/1.png"));
        writeImage(at("images/val/bee/2.png"));
        writeImage(at("images/train/ant/3.png"));
        writeImage(at("flat/1.png"));
        writeImage(at("flat/2.png"));
        write(at("flat/labels.txt"), "0\n1\n");
        for (int batch = 1; batch <= 5; ++batch) {
            // 2,000 images each, so that the training split has CIFAR's 10,000 at least
            write(at(QStringLiteral("cifar/data_batch_%1.bin").arg(batch)), QByteArray(3073 * 2000, '\0'));
        }
        write(at("cifar/test_batch.bin"), QByteArray(3073, '\0'));
    }

    void overlappingSpecsAreFound_data() {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<bool>("overlap");
        const QString mnist = "idx:" + at("mnist");
        const QString val = "folder:" + at("images/val");
        QTest::newRow("the same") << mnist << mnist << true;
        QTest::newRow("test is what is meant when no split is said") << mnist << mnist + "#test[3:4]" << true;
        QTest::newRow("another split") << mnist + "#train" << mnist + "#test" << false;
        QTest::newRow("ranges that touch") << mnist + "#train[0:100]" << mnist + "#train[100:200]" << false;
        QTest::newRow("ranges that share one image")
            << mnist + "#train[0:101]" << mnist + "#train[100:200]" << true;
        QTest::newRow("to the end") << mnist + "#train[:100]" << mnist + "#train[99:]" << true;
        QTest::newRow("from the back") << mnist + "#train[-50:]" << mnist + "#train[0:150]" << false;
        QTest::newRow("from the back, sharing one")
            << mnist + "#train[-50:]" << mnist + "#train[0:151]" << true;
        QTest::newRow("through a symbolic link") << mnist << "idx:" + at("link") << true;
        QTest::newRow("a bare folder") << mnist << at("mnist") << true;
        QTest::newRow("the file itself") << mnist << at("mnist/t10k-images-idx3-ubyte") << true;
        QTest::newRow("other data") << mnist << "fashion-mnist" << false;
        QTest::newRow("the default by its two names") << ""
                                                      << "idx:/usr/share/datasets/fashion-mnist#test" << true;
        QTest::newRow("one class of a folder") << val << "images:" + at("images/val/ant") << true;
        QTest::newRow("two folders side by side") << val << "folder:" + at("images/train") << false;
        QTest::newRow("a folder inside") << "folder:" + at("images") << val << true;
        QTest::newRow("parts of one folder") << val + "[0:1]" << val + "[1:2]" << false;
        QTest::newRow("one folder with and without labels")
            << "images:" + at("flat") + "[0:1]"
            << "labels:" + at("flat") + "#labels.txt[1:2]" << true;
        QTest::newRow("cifar") << "cifar10:" + at("cifar") << "cifar10:" + at("cifar") + "#train" << false;
    }
    void overlappingSpecsAreFound() {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(bool, overlap);
        QCOMPARE(overlaps(a.toStdString(), b.toStdString()), overlap);
        QCOMPARE(overlaps(b.toStdString(), a.toStdString()), overlap);
    }

    void calibrationSplitsAreTheEndOfTheTrainingImages() {
        const auto small = calibrationSpec(at("mnist").toStdString());  // a tenth of 200
        QVERIFY2(small, qPrintable(messageOf(small)));
        QCOMPARE(*small, ("idx:" + at("mnist") + "#train[180:200]").toStdString());
        const auto cifar = calibrationSpec(("cifar10:" + at("cifar") + "#train[0:5000]").toStdString());
        QVERIFY2(cifar, qPrintable(messageOf(cifar)));
        QCOMPARE(*cifar, ("cifar10:" + at("cifar") + "#train[5000:10000]").toStdString());
    }

    void foldersHaveNoCalibrationSplitOfTheirOwn() {
        const auto spec = calibrationSpec(("folder:" + at("images/val")).toStdString());
        QVERIFY(!spec);
        QCOMPARE(spec.error().code, ErrorCode::NotFound);
        QVERIFY2(messageOf(spec).contains("--calibration"), qPrintable(messageOf(spec)));
    }
};

QTEST_GUILESS_MAIN(TestSplits)
#include "tst_splits.moc"
