// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_reader.h"
#include "integration/pivot_process.h"

#include <QJsonArray>
#include <QTest>

using namespace pivot;
using namespace pivot::test;

namespace {

const QStringList kRun{QStringLiteral("run"),      QStringLiteral("--json"),
                       QStringLiteral("--limit"),  QStringLiteral("301"),
                       QStringLiteral("--effort"), QStringLiteral("skip=6,7,8,9,10,11;threshold=0.35"),
                       QStringLiteral("--effort"), QStringLiteral("skip=none")};

/// What the images of the only experiment of a file were found to be, whatever it cost.
std::vector<Outcome> exitsIn(const QString& file) {
    auto reader = ExperimentReader::open(file.toStdString());
    const auto list = reader->list();
    if (!list || list->experiments.size() != 1) {
        return {};
    }
    std::vector<Outcome> outcomes;
    const auto stored = reader->allResults(list->experiments[0].experimentId);
    if (!stored) {
        return {};
    }
    for (const ImageResult& result : *stored) {
        Outcome outcome = result.outcome;
        outcome.delayNs = 0;
        outcome.energyJ.reset();
        outcomes.push_back(outcome);
    }
    return outcomes;
}

}  // namespace

/// Two processes at the same time, each with its shard and its file.
class TestPivotShards : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void twoProcessesTogetherFindWhatOneFindsAlone() {
        const QTemporaryDir home;
        const auto file = [&](const char* name) { return home.filePath(QString::fromLatin1(name)); };
        const Ended whole =
            pivotEnds(kRun + QStringList{QStringLiteral("--db"), file("undivided.db")}, home.path());
        QVERIFY2(whole.code == 0, whole.err.constData());

        QProcess first, second;
        prepare(first,
                kRun + QStringList{QStringLiteral("--shard"), QStringLiteral("1/2"), QStringLiteral("--db"),
                                   file("1.db")},
                home.path());
        prepare(second,
                kRun + QStringList{QStringLiteral("--shard"), QStringLiteral("2/2"), QStringLiteral("--db"),
                                   file("2.db")},
                home.path());
        first.start();
        second.start();
        for (QProcess* process : {&first, &second}) {
            QVERIFY(process->waitForFinished(300'000));
            QCOMPARE(process->exitCode(), 0);
        }
        const Ended merged = pivotEnds({QStringLiteral("db"), QStringLiteral("merge"), file("all.db"),
                                        file("1.db"), file("2.db"), QStringLiteral("--json")},
                                       home.path());
        QVERIFY2(merged.code == 0, merged.err.constData());
        const QJsonArray united = merged.json()[QStringLiteral("united")].toArray();
        QCOMPARE(united.size(), 1);
        QCOMPARE(united[0][QStringLiteral("images")].toInt(), 301);

        const std::vector<Outcome> together = exitsIn(file("all.db"));
        QCOMPARE(together.size(), std::size_t(301));
        QVERIFY(together == exitsIn(file("undivided.db")));
        auto reader = ExperimentReader::open(file("all.db").toStdString());
        const std::string id = united[0][QStringLiteral("experiment_id")].toString().toStdString();
        const auto report = reader->report(id);
        QVERIFY(report.has_value());
        const QJsonObject alone = whole.json()[QStringLiteral("results")].toArray().at(0).toObject();
        QCOMPARE(*report->accuracy, alone[QStringLiteral("accuracy")].toDouble());
        QCOMPARE(report->efforts[0].share,
                 alone[QStringLiteral("efforts")].toArray().at(0)[QStringLiteral("share")].toDouble());
        QCOMPARE(
            pivotEnds({QStringLiteral("db"), QStringLiteral("check"), QStringLiteral("--db"), file("all.db")},
                      home.path())
                .code,
            0);
    }

    void whatShardsCannotDecideForThemselvesIsWrongUsage() {
        const QTemporaryDir home;
        const Ended none =
            pivotEnds(kRun + QStringList{QStringLiteral("--shard"), QStringLiteral("3/2")}, home.path());
        QCOMPARE(none.code, 2);
        QVERIFY(none.err.contains("i/n"));
        const Ended calibrated =
            pivotEnds(kRun + QStringList{QStringLiteral("--shard"), QStringLiteral("1/2"),
                                         QStringLiteral("--calibrate"), QStringLiteral("edp")},
                      home.path());
        QCOMPARE(calibrated.code, 2);
        QVERIFY(calibrated.err.contains("thresholds of its own"));
        const Ended tooMany =
            pivotEnds(kRun + QStringList{QStringLiteral("--shard"), QStringLiteral("400/400")}, home.path());
        QCOMPARE(tooMany.code, 2);
        QVERIFY2(tooMany.err.contains("shard 400/400 has no images"), tooMany.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestPivotShards)
#include "tst_pivot_shards.moc"
