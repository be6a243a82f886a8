// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"
#include "unit/data/data_files.h"

#include <QtTest>

using namespace pivot;
using namespace data_files;

Q_DECLARE_METATYPE(pivot::ErrorCode)

/// IDX files (MNIST's format), gz or not.
class TestIdx : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    [[nodiscard]] QString at(const QString& name) const { return m_dir.path() + "/" + name; }
    [[nodiscard]] Result<DataSetPtr> open(const QString& spec) const {
        return openDataSet(spec.toStdString());
    }

private Q_SLOTS:
    void initTestCase() {
        writeIdxFolder(at("plain"), 12, 5);
        writeIdxFolder(at("gz"), 12, 5, true);
    }

    void readsImagesAndLabels_data() {
        QTest::addColumn<QString>("folder");
        QTest::newRow("plain") << "plain";
        QTest::newRow("gz") << "gz";
    }
    void readsImagesAndLabels() {
        QFETCH(QString, folder);
        const auto set = open("idx:" + at(folder) + "#train[2:7]");
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE((*set)->size(), std::int64_t{5});
        QCOMPARE((*set)->name(), folder.toStdString() + " train[2:7]");
        QCOMPARE((*set)->range(), std::string("train[2:7]"));
        QCOMPARE((*set)->spec(), ("idx:" + at(folder) + "#train[2:7]").toStdString());
        QCOMPARE((*set)->key(0), std::string("2"));  // the index within the whole split
        QCOMPARE((*set)->sourceIndex(4), std::int64_t{6});
        QCOMPARE((*set)->indexOf(6), std::optional<std::int64_t>(4));
        QVERIFY(!(*set)->indexOf(1) && !(*set)->indexOf(7));
        QCOMPARE((*set)->label(1), std::optional<int>(3));
        QVERIFY((*set)->classNames().empty());
        const auto image = (*set)->image(1);
        QVERIFY(image);
        const RawImage expected{3, 2, 1, {48, 49, 50, 51, 52, 53}};
        QVERIFY(*image == expected);
    }

    void theFingerprintIsOfTheContentNotOfThePlace() {
        const auto plain = open("idx:" + at("plain"));
        const auto gz = open("idx:" + at("gz"));
        const auto part = open("idx:" + at("gz") + "#test[0:4]");
        QVERIFY(plain && gz && part);
        QCOMPARE((*plain)->fingerprint().size(), std::size_t{64});
        QCOMPARE((*plain)->fingerprint(), (*gz)->fingerprint());
        QVERIFY((*plain)->fingerprint() != (*part)->fingerprint());
        QByteArray labels = idxLabels(5);
        labels[8] = 9;  // one label is another
        writeIdxFolder(at("relabelled"), 12, 5);
        write(at("relabelled/t10k-labels-idx1-ubyte"), labels);
        const auto other = open("idx:" + at("relabelled"));
        QVERIFY(other);
        QVERIFY((*plain)->fingerprint() != (*other)->fingerprint());
    }

    void imagesWithoutLabelsCanBeRead() {
        write(at("bare/t10k-images-idx3-ubyte"), idxImages(3));
        const auto set = open(at("bare"));
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE((*set)->label(0), std::optional<int>());
    }

    void aFileCanBeNamedByHand() {
        write(at("named/mine-images.idx3-ubyte"), idxImages(3));
        write(at("named/mine-labels.idx1-ubyte"), idxLabels(3));
        for (const QString& spec :
             {"idx:" + at("named/mine-images.idx3-ubyte"), "idx:" + at("named") + "#mine"}) {
            const auto set = open(spec);
            QVERIFY2(set, qPrintable(messageOf(set)));
            QCOMPARE((*set)->size(), std::int64_t{3});
            QCOMPARE((*set)->label(2), std::optional<int>(2));
        }
        write(at("named/pictures"), idxImages(3));
        const auto set = open("idx:" + at("named/pictures"));
        QVERIFY2(set, qPrintable(messageOf(set)));
        QCOMPARE((*set)->range(), std::string("pictures"));
    }

    void damagedFilesSayWhatIsWrong_data() {
        QTest::addColumn<QByteArray>("images");
        QTest::addColumn<QByteArray>("labels");
        QTest::addColumn<QString>("named");
        const QByteArray images = idxImages(4);
        const QByteArray labels = idxLabels(4);
        const QByteArray squeezed = gzipped(images);
        QByteArray wrongChecksum = squeezed;
        wrongChecksum[wrongChecksum.size() - 6] =
            static_cast<char>(wrongChecksum[wrongChecksum.size() - 6] ^ 1);
        QByteArray wrongData = squeezed;
        wrongData[14] = static_cast<char>(wrongData[14] ^ 0x55);
        const auto header = [](quint32 n, quint32 h, quint32 w) {
            return bigEndian(0x803) + bigEndian(n) + bigEndian(h) + bigEndian(w);
        };
        QTest::newRow("empty") << QByteArray() << labels << "truncated";
        QTest::newRow("half a header") << images.left(10) << labels << "truncated";
        QTest::newRow("another format")
            << QByteArray(100, 'x') << labels << "0x78787878 instead of 0x00000803";
        QTest::newRow("labels as images") << labels << labels << "0x00000801 instead of 0x00000803";
        QTest::newRow("images as labels") << images << images << "0x00000803 instead of 0x00000801";
        QTest::newRow("short of pixels") << images.left(images.size() - 1) << labels << "truncated";
        QTest::newRow("too many pixels") << images + "x" << labels << "longer than its header says";
        QTest::newRow("truncated gz") << squeezed.left(squeezed.size() - 12) << labels << "truncated";
        QTest::newRow("gz without its checksum")
            << squeezed.left(squeezed.size() - 8) << labels << "truncated";
        QTest::newRow("gz with a wrong checksum") << wrongChecksum << labels << "damaged";
        QTest::newRow("gz with damaged data") << wrongData << labels << "damaged";
        QTest::newRow("fewer labels than images") << images << idxLabels(3) << "3 labels";
        QTest::newRow("more labels than images") << images << idxLabels(5) << "5 labels";
        QTest::newRow("short of labels") << images << labels.left(labels.size() - 1) << "truncated";
        QTest::newRow("images of zero width") << header(4, 2, 0) << labels << "0x2 pixels";
        QTest::newRow("images of zero height") << header(4, 0, 3) << labels << "3x0 pixels";
        QTest::newRow("no images") << header(0, 2, 3) << idxLabels(0) << "holds no images";
        QTest::newRow("an enormous image") << header(1, 0xFFFFFFFF, 0xFFFFFFFF) << idxLabels(1) << "16384";
        QTest::newRow("an enormous number of images")
            << header(0xFFFFFFFF, 16384, 16384) << labels << "4 GiB";
        // Nothing is allocated for what a header only promises: 3 GiB here, and the file is 16 bytes long.
        QTest::newRow("a header that lies")
            << header(3 * 1024, 1024, 1024) << idxLabels(3 * 1024) << "truncated";
    }
    void damagedFilesSayWhatIsWrong() {
        QFETCH(QByteArray, images);
        QFETCH(QByteArray, labels);
        QFETCH(QString, named);
        write(at("damaged/t10k-images-idx3-ubyte"), images);
        write(at("damaged/t10k-labels-idx1-ubyte"), labels);
        const auto set = open("idx:" + at("damaged"));
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::BadFile);
        QVERIFY2(messageOf(set).contains(named), qPrintable(messageOf(set)));
        QVERIFY2(messageOf(set).contains(at("damaged")), qPrintable(messageOf(set)));  // names the file
        QVERIFY2(isOneSentence(messageOf(set)), qPrintable(messageOf(set)));
    }

    void aSplitThatIsNotThereIsNamed() {
        const auto set = open("idx:" + at("plain") + "#val");
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::NotFound);
        QVERIFY2(messageOf(set).contains("val-images-idx3-ubyte"), qPrintable(messageOf(set)));
    }

    void aSliceBeyondTheEndSaysTheSize() {
        const auto set = open("idx:" + at("plain") + "#train[0:13]");
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::Usage);
        QVERIFY2(messageOf(set).contains("12 images"), qPrintable(messageOf(set)));
    }

    void anIndexBeyondTheEndIsAnError() {
        const auto set = open("idx:" + at("plain"));
        QVERIFY(set);
        QVERIFY(!(*set)->image(5));
        QVERIFY(!(*set)->image(-1));
    }
};

QTEST_GUILESS_MAIN(TestIdx)
#include "tst_idx.moc"
