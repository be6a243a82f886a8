// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/pivot_process.h"

#include <signal.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>
#include <cmath>

using namespace pivot::test;

namespace {

/// About four of five images end at the first effort: the model was trained with smoothed labels, so even its
/// sure answers have a normalized entropy of 0.2 to 0.3.
const QStringList kLadder{QStringLiteral("--effort"), QStringLiteral("skip=6,7,8,9,10,11;threshold=0.35"),
                          QStringLiteral("--effort"), QStringLiteral("skip=none")};

QJsonObject firstResult(const Ended& ended) {
    return ended.json()[QStringLiteral("results")].toArray().at(0).toObject();
}

QJsonArray listed(const QTemporaryDir& home) {
    return pivotEnds({QStringLiteral("db"), QStringLiteral("list"), QStringLiteral("--json")}, home.path())
        .json()[QStringLiteral("experiments")]
        .toArray();
}

/// Of the newest experiment; 0 before there is one.
int imagesDone(const QTemporaryDir& home) {
    const QJsonArray all = listed(home);
    return all.isEmpty() ? 0 : all.at(0)[QStringLiteral("images_done")].toInt();
}

}  // namespace

class TestPivotRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Single images may fail; where all do, a script must not take it for a result.
    void aRunWithoutAnyAnswerIsAFailure() {
        const QTemporaryDir home;
        const auto write = [&](const QString& name, const QByteArray& content) {
            QFile file(home.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
        };
        QVERIFY(QDir(home.path()).mkdir(QStringLiteral("images")));
        QVERIFY(write(QStringLiteral("images/1.png"), "no picture") &&
                write(QStringLiteral("images/2.png"), "none either"));
        const QStringList arguments =
            QStringList{QStringLiteral("run"), QStringLiteral("--json"), QStringLiteral("--no-store"),
                        QStringLiteral("--dataset"), home.filePath(QStringLiteral("images"))} +
            kLadder;
        const Ended none = pivotEnds(arguments, home.path());
        QCOMPARE(none.code, 1);
        QVERIFY2(none.err.contains("none of the 2 images on cpu:"), none.err.constData());
        QCOMPARE(firstResult(none)[QStringLiteral("errors")].toInt(), 2);

        QVERIFY(write(QStringLiteral("images/3.pgm"), "P5 28 28 255\n" + QByteArray(28 * 28, '\x80')));
        const Ended some = pivotEnds(arguments, home.path());
        QVERIFY2(some.code == 0, some.err.constData());
        QCOMPARE(firstResult(some)[QStringLiteral("images")].toInt(), 1);
    }

    void prefixReuseAndRestartEndTheSameOnTheBundledModel() {
        const QTemporaryDir home;
        QList<QJsonObject> results;
        for (const char* rerun : {"prefix", "restart"}) {
            const Ended ended = pivotEnds(
                QStringList{QStringLiteral("run"), QStringLiteral("--json"), QStringLiteral("--limit"),
                            QStringLiteral("600"), QStringLiteral("--rerun"), QString::fromLatin1(rerun)} +
                    kLadder,
                home.path());
            QVERIFY2(ended.code == 0, ended.err.constData());
            results.append(firstResult(ended));
        }
        QCOMPARE(results[0][QStringLiteral("images")].toInt(), 600);
        QCOMPARE(results[0][QStringLiteral("accuracy")], results[1][QStringLiteral("accuracy")]);
        QVERIFY(results[0][QStringLiteral("accuracy")].toDouble() > 0.8);
        const auto share = [](const QJsonObject& r, int effort) {
            return r[QStringLiteral("efforts")]
                .toArray()
                .at(effort)
                .toObject()[QStringLiteral("share")]
                .toDouble();
        };
        QCOMPARE(share(results[0], 0), share(results[1], 0));
        QVERIFY(share(results[0], 0) > 0.0 && share(results[0], 1) > 0.0);
        QVERIFY(results[0][QStringLiteral("edp_js")].isDouble());
        QCOMPARE(
            results[0][QStringLiteral("energy_provenance")].toObject()[QStringLiteral("kind")].toString(),
            QStringLiteral("estimated"));
    }

    void theSimulatorModelsWhatTheProcessorComputes() {
        const QTemporaryDir home;
        const Ended ended = pivotEnds(
            QStringList{QStringLiteral("run"), QStringLiteral("--json"), QStringLiteral("--limit"),
                        QStringLiteral("200"), QStringLiteral("--device"), QStringLiteral("cpu,sim:zcu102")} +
                kLadder,
            home.path());
        QVERIFY2(ended.code == 0, ended.err.constData());
        const QJsonArray results = ended.json()[QStringLiteral("results")].toArray();
        QCOMPARE(results.size(), 2);
        QCOMPARE(results[0][QStringLiteral("accuracy")], results[1][QStringLiteral("accuracy")]);
        QCOMPARE(results[0][QStringLiteral("group_id")], results[1][QStringLiteral("group_id")]);
        QCOMPARE(results[1][QStringLiteral("delay_provenance")][QStringLiteral("kind")].toString(),
                 QStringLiteral("modelled"));
        QVERIFY(results[1][QStringLiteral("edp_reduction")].toDouble() > 1.0);
    }

    /// The layers of a routed run make up its delay, as far as a busy machine lets two timings agree; those
    /// of the simulator do so to the rounding of its nanoseconds.
    void layersAreTimedBesideTheRunAndMakeUpItsDelay() {
        const QTemporaryDir home;
        const QStringList run = QStringList{QStringLiteral("run"),      QStringLiteral("--layers"),
                                            QStringLiteral("--limit"),  QStringLiteral("64"),
                                            QStringLiteral("--device"), QStringLiteral("cpu,sim:zcu102"),
                                            QStringLiteral("--rerun"),  QStringLiteral("restart")} +
                                kLadder;
        const Ended ended = pivotEnds(run + QStringList{QStringLiteral("--json")}, home.path());
        QVERIFY2(ended.code == 0, ended.err.constData());
        const QJsonArray results = ended.json()[QStringLiteral("results")].toArray();
        QCOMPARE(results.size(), 2);
        QStringList ids;
        for (const auto& value : results) {
            const QJsonObject result = value.toObject();
            ids << result[QStringLiteral("experiment_id")].toString();
            const QJsonArray tables = result[QStringLiteral("layers")].toArray();
            QCOMPARE(tables.size(), 1);
            QCOMPARE(tables[0][QStringLiteral("layers")].toArray().size(), 26);
            QCOMPARE(tables[0][QStringLiteral("efforts")].toArray().size(), 2);
        }
        QCOMPARE(results[0][QStringLiteral("layers")][0][QStringLiteral("provenance")][QStringLiteral("kind")]
                     .toString(),
                 QStringLiteral("measured"));
        QCOMPARE(results[1][QStringLiteral("layers")][0][QStringLiteral("provenance")][QStringLiteral("kind")]
                     .toString(),
                 QStringLiteral("modelled"));

        const Ended compared =
            pivotEnds(QStringList{QStringLiteral("compare"), QStringLiteral("--json")} + ids, home.path());
        QVERIFY2(compared.code == 0, compared.err.constData());
        const QJsonArray experiments = compared.json()[QStringLiteral("experiments")].toArray();
        for (int i = 0; i < 2; ++i) {
            double spent = 0;
            for (const auto& layer : experiments[i][QStringLiteral("layers")].toArray()) {
                spent += layer.toObject()[QStringLiteral("ms")].toDouble();
            }
            const double delay = experiments[i][QStringLiteral("delay_ms")].toDouble();
            const double ratio = spent / delay;
            QVERIFY2(i == 0 ? ratio > 0.1 && ratio < 10 : std::abs(ratio - 1) < 1e-3,
                     qPrintable(QStringLiteral("%1 ms of layers, delay %2 ms").arg(spent).arg(delay)));
        }

        const Ended text = pivotEnds(run + QStringList{QStringLiteral("--no-store")}, home.path());
        QVERIFY2(text.out.contains("block 11 attention") && text.out.contains("all layers"),
                 text.out.constData());
        const Ended contradicted =
            pivotEnds({QStringLiteral("run"), QStringLiteral("--resume"), ids[0], QStringLiteral("--layers"),
                       QStringLiteral("--batch"), QStringLiteral("4")},
                      home.path());
        QVERIFY2(contradicted.code == 2 && contradicted.err.contains("--batch"),
                 contradicted.err.constData());  // what repeats the stored configuration is none
    }

    void aKilledRunIsMarkedInterruptedAndResumesToTheSameResult() {
        const QTemporaryDir home;
        // All images on one thread of the slower device, so that there is time to kill it half-way.
        const QStringList run =
            QStringList{QStringLiteral("run"),        QStringLiteral("--json"),    QStringLiteral("--device"),
                        QStringLiteral("cpu:torch"),  QStringLiteral("--threads"), QStringLiteral("1"),
                        QStringLiteral("--baseline"), QStringLiteral("64")} +
            kLadder;
        QProcess killed;
        prepare(killed, run, home.path());
        killed.start();
        QVERIFY(killed.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(imagesDone(home) > 200, 120'000);
        QCOMPARE(killed.state(), QProcess::Running);
        ::kill(static_cast<pid_t>(killed.processId()), SIGKILL);
        QVERIFY(killed.waitForFinished());
        const QJsonObject after = listed(home).at(0).toObject();
        QCOMPARE(after[QStringLiteral("status")].toString(), QStringLiteral("interrupted"));
        const int kept = after[QStringLiteral("images_done")].toInt();
        QVERIFY2(kept > 200 && kept < 10000, qPrintable(QString::number(kept)));
        QCOMPARE(pivotEnds({QStringLiteral("db"), QStringLiteral("check")}, home.path()).code, 0);

        const QString id = after[QStringLiteral("experiment_id")].toString();
        const Ended contradicted = pivotEnds({QStringLiteral("run"), QStringLiteral("--resume"), id.left(8),
                                              QStringLiteral("--batch"), QStringLiteral("4")},
                                             home.path());
        QCOMPARE(contradicted.code, 2);
        QVERIFY2(contradicted.err.contains("--batch"), contradicted.err.constData());
        const Ended otherLadder =
            pivotEnds({QStringLiteral("run"), QStringLiteral("--resume"), id.left(8),
                       QStringLiteral("--effort"), QStringLiteral("skip=6,7,8,9,10,11;threshold=0.3"),
                       QStringLiteral("--effort"), QStringLiteral("skip=none")},
                      home.path());
        QCOMPARE(otherLadder.code, 2);
        QVERIFY2(otherLadder.err.contains("--effort"), otherLadder.err.constData());
        // The same command with --resume added: what repeats the stored configuration contradicts nothing.
        const Ended resumed =
            pivotEnds(run + QStringList{QStringLiteral("--resume"), id.left(8)}, home.path());
        QVERIFY2(resumed.code == 0, resumed.err.constData());
        const Ended whole = pivotEnds(run, home.path());
        QCOMPARE(firstResult(resumed)[QStringLiteral("images")].toInt(), 10000);
        QCOMPARE(firstResult(resumed)[QStringLiteral("accuracy")],
                 firstResult(whole)[QStringLiteral("accuracy")]);
        for (int effort = 0; effort < 2; ++effort) {
            QCOMPARE(
                firstResult(resumed)[QStringLiteral("efforts")].toArray().at(effort)[QStringLiteral("share")],
                firstResult(whole)[QStringLiteral("efforts")].toArray().at(effort)[QStringLiteral("share")]);
        }
    }

    void anInterruptEndsWith130AndKeepsWhatIsDone() {
        const QTemporaryDir home;
        QProcess process;
        prepare(
            process,
            QStringList{QStringLiteral("run"), QStringLiteral("--repeat"), QStringLiteral("1000")} + kLadder,
            home.path());
        process.start();
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(imagesDone(home) > 0, 120'000);
        QCOMPARE(process.state(), QProcess::Running);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        QVERIFY2(process.readAllStandardOutput().contains("accuracy"), "the report of what was done");
        QCOMPARE(listed(home).at(0)[QStringLiteral("status")].toString(), QStringLiteral("cancelled"));
    }
};

QTEST_GUILESS_MAIN(TestPivotRun)
#include "tst_pivot_run.moc"
