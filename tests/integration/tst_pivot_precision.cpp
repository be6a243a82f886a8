// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_reader.h"
#include "integration/pivot_process.h"

#include <QJsonArray>
#include <QTest>

using namespace pivot;
using namespace pivot::test;

/// `pivot run --precision` on cpu:onednn: what it computes in, and what it falls back to.
class TestPivotPrecision : public QObject {
    Q_OBJECT

    static Ended run(const QTemporaryDir& home, const char* precision, const QStringList& more = {}) {
        return pivotEnds(
            QStringList{QStringLiteral("run"), QStringLiteral("--json"), QStringLiteral("--limit"),
                        QStringLiteral("64"), QStringLiteral("--device"), QStringLiteral("cpu:onednn"),
                        QStringLiteral("--precision"), QString::fromLatin1(precision), QStringLiteral("--db"),
                        home.filePath(QStringLiteral("e.db")), QStringLiteral("--effort"),
                        QStringLiteral("skip=6,7,8,9,10,11;threshold=0.35"), QStringLiteral("--effort"),
                        QStringLiteral("skip=none")} +
                more,
            home.path());
    }
    static QJsonObject firstResult(const Ended& ended) {
        return ended.json()[QStringLiteral("results")].toArray().at(0).toObject();
    }

private Q_SLOTS:
#ifdef HAS_PIVOT_ONEDNN
    /// The scales are part of the stored run: where they come from, and every tensor's range.
    void int8KeepsItsRangesWithTheRun() {
        const QTemporaryDir home;
        const Ended ended = run(home, "int8");
        QVERIFY2(ended.code == 0, ended.err.constData());
        const QJsonObject result = firstResult(ended);
        QVERIFY(result[QStringLiteral("accuracy")].toDouble() > 0.75);
        auto reader = ExperimentReader::open(home.filePath(QStringLiteral("e.db")).toStdString());
        QVERIFY(reader.has_value());
        const auto record = reader->record(result[QStringLiteral("experiment_id")].toString().toStdString());
        QVERIFY(record.has_value());
        const auto& quantization = record->config.quantization;
        QVERIFY(quantization.has_value());
        QCOMPARE(quantization->split, std::string("fashion-mnist#train[55000:60000]"));
        QCOMPARE(quantization->images, 256);
        QCOMPARE(quantization->ranges.size(), std::size_t(1));
        QCOMPARE(quantization->ranges.begin()->first, record->modelFingerprint.substr(0, 64));
        QCOMPARE(quantization->ranges.begin()->second.size(), std::size_t(12 * 5));
    }

    /// Folders have no calibration split: theirs is named, with no threshold to choose.
    void int8TakesItsRangesFromTheImagesThatAreNamed() {
        const QTemporaryDir home;
        const Ended ended = run(
            home, "int8", {QStringLiteral("--calibration"), QStringLiteral("fashion-mnist#train[100:140]")});
        QVERIFY2(ended.code == 0, ended.err.constData());
        auto reader = ExperimentReader::open(home.filePath(QStringLiteral("e.db")).toStdString());
        QVERIFY(reader.has_value());
        const auto record =
            reader->record(firstResult(ended)[QStringLiteral("experiment_id")].toString().toStdString());
        QVERIFY(record.has_value() && record->config.quantization.has_value());
        QCOMPARE(record->config.quantization->split, std::string("fashion-mnist#train[100:140]"));
        QCOMPARE(record->config.quantization->images, 40);
    }

    /// On a processor without the instructions the run is made in what there is, and says so.
    void fewerInstructionsFallBackWithAReason_data() {
        QTest::addColumn<QByteArray>("isa");
        QTest::addColumn<QByteArray>("precision");
        QTest::addColumn<QString>("numerics");
        QTest::addRow("bf16") << QByteArray("AVX2") << QByteArray("bf16")
                              << QStringLiteral("fp32 on cpu:onednn (bf16 was asked for");
        QTest::addRow("int8") << QByteArray("AVX2") << QByteArray("int8")
                              << QStringLiteral("fp32 on cpu:onednn (int8 was asked for");
    }
    void fewerInstructionsFallBackWithAReason() {
        QFETCH(QByteArray, isa);
        QFETCH(QByteArray, precision);
        QFETCH(QString, numerics);
        const QTemporaryDir home;
        qputenv("DNNL_MAX_CPU_ISA", isa);
        const Ended ended = run(home, precision.constData());
        qunsetenv("DNNL_MAX_CPU_ISA");
        QVERIFY2(ended.code == 0, ended.err.constData());
        const QJsonObject result = firstResult(ended);
        const QString said = result[QStringLiteral("numerics")].toString();
        QVERIFY2(said.startsWith(numerics), qPrintable(said));
        QVERIFY(result[QStringLiteral("notes")].toArray().contains(QString::fromLatin1(precision) +
                                                                   QStringLiteral(" is ") + said));
    }
    /// A table of speeds must not call something by what it is not.
    void aTableOfSpeedsNamesWhatItFellBackTo() {
        const QTemporaryDir home;
        qputenv("DNNL_MAX_CPU_ISA", "AVX2");
        const Ended ended =
            pivotEnds({QStringLiteral("bench"), QStringLiteral("--device"), QStringLiteral("cpu:onednn"),
                       QStringLiteral("--precision"), QStringLiteral("fp32,bf16"),
                       QStringLiteral("--seconds"), QStringLiteral("0.01"), QStringLiteral("--model"),
                       QStringLiteral(PIVOT_SOURCE_DIR "/assets/models/fashion-anypath")},
                      home.path());
        qunsetenv("DNNL_MAX_CPU_ISA");
        QVERIFY2(ended.code == 0, ended.err.constData());
        QVERIFY2(ended.out.contains("\nbf16 is fp32 on cpu:onednn (bf16 was asked for, "),
                 ended.out.constData());
        QVERIFY2(!ended.out.contains("fp32 is"), ended.out.constData());
    }
#endif

    void aDeviceWithoutInt8SaysWhatItHas() {
        const QTemporaryDir home;
        const Ended ended =
            pivotEnds({QStringLiteral("run"), QStringLiteral("--device"), QStringLiteral("cpu:torch"),
                       QStringLiteral("--precision"), QStringLiteral("int8"), QStringLiteral("--limit"),
                       QStringLiteral("8")},
                      home.path());
        QVERIFY(ended.code != 0);
        QVERIFY2(ended.err.contains("does not run int8"), ended.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestPivotPrecision)
#include "tst_pivot_precision.moc"
