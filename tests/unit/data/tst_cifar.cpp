// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/dataset.h"
#include "unit/data/data_files.h"

#include <QtTest>

using namespace pivot;
using namespace data_files;

Q_DECLARE_METATYPE(pivot::ErrorCode)

/// CIFAR-10 and CIFAR-100 in their binary form: label bytes, then a red, a green and a blue plane of 32x32.
class TestCifar : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    [[nodiscard]] QString at(const QString& name) const { return m_dir.path() + "/" + name; }
    [[nodiscard]] Result<DataSetPtr> open(const QString& spec) const {
        return openDataSet(spec.toStdString());
    }

    /// One image of one colour, its first pixel brighter by one in each channel.
    static QByteArray record(const QByteArray& labels, char red, char green, char blue) {
        QByteArray bytes = labels;
        for (const char value : {red, green, blue}) {
            QByteArray plane(1024, value);
            plane[0] = static_cast<char>(value + 1);
            bytes += plane;
        }
        return bytes;
    }
    static QByteArray label(int value) { return QByteArray(1, static_cast<char>(value)); }

    void writeTen(const QString& folder) const {
        for (int batch = 1; batch <= 5; ++batch) {
            write(folder + QStringLiteral("/data_batch_%1.bin").arg(batch),
                  record(label(batch), 1, 2, static_cast<char>(batch)) + record(label(0), 4, 5, 6));
        }
        write(folder + "/test_batch.bin", record(label(7), 10, 20, 30));
        write(folder + "/batches.meta.txt",
              "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
    }

private Q_SLOTS:
    void readsCifar10() {
        writeTen(at("ten"));
        const auto test = open("cifar10:" + at("ten"));
        QVERIFY2(test, qPrintable(messageOf(test)));
        QCOMPARE((*test)->name(), std::string("CIFAR-10 test[0:1]"));
        QCOMPARE((*test)->label(0), std::optional<int>(7));
        QCOMPARE((*test)->classNames().at(7), std::string("horse"));
        const auto image = (*test)->image(0);
        QVERIFY(image);
        QCOMPARE(image->width, 32);
        QCOMPARE(image->height, 32);
        QCOMPARE(image->channels, 3);
        // Planes on disk, pixels in memory.
        const std::vector<std::uint8_t> firstTwo(image->pixels.begin(), image->pixels.begin() + 6);
        QCOMPARE(firstTwo, (std::vector<std::uint8_t>{11, 21, 31, 10, 20, 30}));
    }

    void theFiveTrainingBatchesAreOneSplit() {
        writeTen(at("five"));
        const auto train = open("cifar10:" + at("five") + "#train[2:10]");
        QVERIFY2(train, qPrintable(messageOf(train)));
        QCOMPARE((*train)->size(), std::int64_t{8});
        QCOMPARE((*train)->key(0), std::string("2"));
        QCOMPARE((*train)->label(0), std::optional<int>(2));  // the first of the second batch
        QCOMPARE((*train)->label(6), std::optional<int>(5));  // the first of the fifth
    }

    void readsCifar100WithItsFineLabels() {
        const QString folder = at("hundred");
        write(folder + "/cifar-100-binary/test.bin", record(label(3) + label(42), 1, 2, 3));
        write(folder + "/cifar-100-binary/train.bin", record(label(3) + label(41), 1, 2, 3));
        QByteArray names;
        for (int i = 0; i < 100; ++i) {
            names += "fine" + QByteArray::number(i) + "\n";
        }
        write(folder + "/cifar-100-binary/fine_label_names.txt", names);
        const auto test = open(folder);  // what it is, and its subfolder, are found out
        QVERIFY2(test, qPrintable(messageOf(test)));
        QCOMPARE((*test)->name(), std::string("CIFAR-100 test[0:1]"));
        QCOMPARE((*test)->label(0), std::optional<int>(42));
        QCOMPARE((*test)->classNames().at(42), std::string("fine42"));
        const auto train = open("cifar100:" + folder + "#train");
        QVERIFY2(train, qPrintable(messageOf(train)));
        QCOMPARE((*train)->label(0), std::optional<int>(41));
    }

    void damagedFilesSayWhatIsWrong_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("split");
        QTest::addColumn<QString>("named");
        const QByteArray good = record(label(1), 1, 2, 3);
        QTest::newRow("empty") << "test_batch.bin" << QByteArray() << "test"
                               << "0 bytes";
        QTest::newRow("truncated") << "test_batch.bin" << good.left(3000) << "test"
                                   << "3000 bytes";
        QTest::newRow("one training batch truncated") << "data_batch_3.bin" << good.left(3072) << "train"
                                                      << "data_batch_3";
        QTest::newRow("a label out of range")
            << "test_batch.bin" << good + record(label(10), 1, 2, 3) << "test"
            << "image 1 with class 10";
        QTest::newRow("too few class names") << "batches.meta.txt" << QByteArray("cat\ndog\n") << "test"
                                             << "2 class names";
    }
    void damagedFilesSayWhatIsWrong() {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QFETCH(QString, split);
        QFETCH(QString, named);
        writeTen(at("damaged"));
        write(at("damaged/" + file), content);
        const auto set = open("cifar10:" + at("damaged") + "#" + split);
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::BadFile);
        QVERIFY2(messageOf(set).contains(named) && messageOf(set).contains(file), qPrintable(messageOf(set)));
        QVERIFY2(isOneSentence(messageOf(set)), qPrintable(messageOf(set)));
    }

    void aMissingBatchIsNamed() {
        writeTen(at("missing"));
        QVERIFY(QFile::remove(at("missing/data_batch_4.bin")));
        const auto set = open("cifar10:" + at("missing") + "#train");
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::NotFound);
        QVERIFY2(messageOf(set).contains("data_batch_4.bin"), qPrintable(messageOf(set)));
        QVERIFY(open("cifar10:" + at("missing")));  // the test split needs none of them
    }

    void anUnknownSplitIsNamed() {
        writeTen(at("splits"));
        const auto set = open("cifar10:" + at("splits") + "#val");
        QVERIFY(!set);
        QVERIFY2(messageOf(set).contains("'val'"), qPrintable(messageOf(set)));
    }
};

QTEST_GUILESS_MAIN(TestCifar)
#include "tst_cifar.moc"
