// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/csv_text.h"
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/measured_cost.h"
#include "db/names.h"
#include "db/sample_runs.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace pivot;

namespace {

const CostSource kSource{"zcu102.csv", std::string(64, 'c'), {}};

}  // namespace

/// Delays and energies measured elsewhere, read from a file that nobody vouches for.
class TestMeasuredCosts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyColumnIsReadInItsUnit() {
        const auto costs = parseMeasuredCosts(
            "\xEF\xBB\xBF"
            "Effort,delay_us,delay_sd_us,energy_mJ,energy_sd_mj,samples,instrument,note\r\n"
            "0,1250,12.5,20,0.5,1000,INA226,\"cold, \"\"board\"\"\"\r\n"
            "\r\n"
            "all,4000,,,,500,INA226,\r\n",
            kSource, 2);
        QVERIFY2(costs.has_value(), costs ? "" : costs.error().message.c_str());
        QCOMPARE(costs->size(), std::size_t(2));
        const MeasuredCost& low = costs->front();
        QCOMPARE(low.effort, std::optional(0));
        QCOMPARE(*low.delayMs, 1.25);
        QCOMPARE(*low.delaySdMs, 0.0125);
        QCOMPARE(*low.energyJ, 0.02);
        QCOMPARE(*low.energySdJ, 0.0005);
        QCOMPARE(low.delaySamples, std::optional<std::int64_t>(1000));
        QCOMPARE(low.note, std::string("cold, \"board\""));
        QCOMPARE(low.sourceLine, 2);
        const MeasuredCost& whole = costs->back();
        QVERIFY(!whole.effort && !whole.energyJ && !whole.energySamples);
        QCOMPARE(*whole.delayMs, 4.0);
        QCOMPARE(whole.sourceLine, 4);
    }

    void whatWouldHaveToBeGuessedIsRefusedWithItsLine_data() {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<QString>("said");
        QTest::newRow("empty") << QByteArray() << "no row";
        QTest::newRow("only a header") << QByteArray("delay_ms,instrument\n") << "no row";
        QTest::newRow("no unit") << QByteArray("delay,instrument\n1,x\n") << "\"delay\"";
        QTest::newRow("a strange unit") << QByteArray("energy_kwh,instrument\n1,x\n") << "energy_kwh";
        QTest::newRow("the same quantity twice")
            << QByteArray("delay_ms,delay_us,instrument\n1,1,x\n") << "two columns for delay";
        QTest::newRow("semicolons") << QByteArray("delay_ms;instrument\n1;x\n") << "semicolons";
        QTest::newRow("a field too many") << QByteArray("delay_ms,instrument\n1,x,y\n") << "line 2";
        QTest::newRow("no number") << QByteArray("delay_ms,instrument\n1,x\nfast,x\n") << "line 3";
        QTest::newRow("zero") << QByteArray("delay_ms,instrument\n0,x\n") << "positive";
        QTest::newRow("not finite") << QByteArray("delay_ms,instrument\ninf,x\n") << "positive";
        QTest::newRow("an effort that is not there")
            << QByteArray("effort,delay_ms,instrument\n2,1,x\n") << "efforts 0 to 1";
        QTest::newRow("nothing measured") << QByteArray("delay_ms,energy_j,instrument\n,,x\n") << "neither";
        QTest::newRow("a spread of nothing")
            << QByteArray("delay_ms,energy_j,energy_sd_j,instrument\n1,,0.1,x\n") << "without its mean";
        QTest::newRow("no instrument") << QByteArray("delay_ms\n1\n") << "instrument";
        QTest::newRow("half a sample")
            << QByteArray("delay_ms,samples,instrument\n1,0.5,x\n") << "whole number";
        QTest::newRow("an open quotation mark")
            << QByteArray("delay_ms,instrument\n1,\"x\n") << "never closed";
        QTest::newRow("a stray quotation mark") << QByteArray("delay_ms,instrument\n1,x\"y\n") << "middle";
        QTest::newRow("text after a quotation mark")
            << QByteArray("delay_ms,instrument\n1,\"x\"y\n") << "between";
        QTest::newRow("a NUL byte") << QByteArray("delay_ms,instrument\n1,x\0y\n", 25) << "UTF-8";
        QTest::newRow("Latin 1") << QByteArray("delay_ms,instrument\n1,\xFC\n") << "UTF-8";
        QTest::newRow("an overlong character") << QByteArray("delay_ms,instrument\n1,\xC0\xAF\n") << "UTF-8";
        QTest::newRow("a huge field")
            << QByteArray("delay_ms,instrument\n1,") + QByteArray(5000, 'x') << "bytes";
        QTest::newRow("a huge file") << QByteArray(2 << 20, '\n') << "MiB";
        QTest::newRow("many columns") << QByteArray(100, ',') << "columns";
        QTest::newRow("many rows") << QByteArray("delay_ms,instrument\n") +
                                          QByteArray("1,x\n").repeated(10001)
                                   << "lines";
    }
    void whatWouldHaveToBeGuessedIsRefusedWithItsLine() {
        QFETCH(QByteArray, csv);
        QFETCH(QString, said);
        const auto costs =
            parseMeasuredCosts(std::string_view(csv.constData(), std::size_t(csv.size())), kSource, 2);
        QVERIFY(!costs.has_value());
        QCOMPARE(costs.error().code, ErrorCode::BadFile);
        const QString message = QString::fromStdString(costs.error().message);
        QVERIFY2(message.contains(said) && message.contains("zcu102.csv"), qPrintable(message));
    }

    void anImportStandsBesideTheExperimentOnce() {
        const QTemporaryDir folder;
        const std::filesystem::path file =
            std::filesystem::path(folder.path().toStdString()) / "experiments.db";
        const RunRecord record = samples::record(5);
        auto run = ExperimentStore::create(file);
        QVERIFY((*run)->begin(record).has_value());
        QVERIFY((*run)->add(samples::images(0, 5)).has_value());
        QVERIFY((*run)->finish(RunStatus::Complete, samples::report(record)).has_value());

        const std::string csv = "effort,delay_ms,energy_j\n0,1.5,0.02\n1,4,0.06\n,2.25,0.031\n";
        CostSource source = kSource;
        source.instrument = "power analyser";
        auto done = importMeasuredCosts(file, record.experimentId.substr(0, 8), csv, source);
        QVERIFY2(done.has_value(), done ? "" : done.error().message.c_str());
        QCOMPARE(done->stored, std::size_t(3));
        QCOMPARE(done->experimentId, record.experimentId);
        done = importMeasuredCosts(file, record.experimentId, csv, source);
        QCOMPARE(done->stored, std::size_t(0));
        QCOMPARE(done->known, std::size_t(3));

        auto detail = ExperimentReader::open(file)->show(record.experimentId);
        QCOMPARE(detail->measuredCosts.size(), std::size_t(3));
        QCOMPARE(detail->measuredCosts[1].effort, std::optional(1));
        QCOMPARE(*detail->measuredCosts[2].energyJ, 0.031);
        QCOMPARE(detail->measuredCosts[2].instrument, std::string("power analyser"));
        QCOMPARE(detail->summary.delayMs, std::optional(1.25));  // what the run found stays

        // A file with one bad row changes nothing.
        QVERIFY(!importMeasuredCosts(file, record.experimentId, "delay_ms\n1\nx\n", source).has_value());
        QCOMPARE(ExperimentReader::open(file)->show(record.experimentId)->measuredCosts.size(),
                 std::size_t(3));

        QCOMPARE(removeMeasuredCosts(file, record.experimentId, "cc").error().code, ErrorCode::Usage);
        QCOMPARE(*removeMeasuredCosts(file, record.experimentId, "cccccccc"), std::int64_t(3));
        QVERIFY(ExperimentReader::open(file)->show(record.experimentId)->measuredCosts.empty());
    }
};

QTEST_GUILESS_MAIN(TestMeasuredCosts)
#include "tst_measured_costs.moc"
