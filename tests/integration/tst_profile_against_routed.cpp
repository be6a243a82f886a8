// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_reader.h"
#include "integration/pivot_process.h"
#include "pivot/threshold_scrub.h"

#include <QJsonArray>
#include <QTest>

using namespace pivot;
using namespace pivot::test;

/// What moving a profile's threshold promises, against a run that was really routed there.
class TestProfileAgainstRouted : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;

    QJsonObject run(const char* mode, const char* threshold, const char* score = "entropy") {
        const Ended ended = pivotEnds(
            {QStringLiteral("run"), QStringLiteral("--json"), QStringLiteral("--limit"),
             QStringLiteral("400"), QStringLiteral("--device"), QStringLiteral("sim:zcu102"),
             QStringLiteral("--mode"), QLatin1String(mode), QStringLiteral("--score"), QLatin1String(score),
             QStringLiteral("--baseline"), QStringLiteral("all"), QStringLiteral("--db"),
             m_home.filePath(QStringLiteral("e.db")), QStringLiteral("--effort"),
             QStringLiteral("skip=6,7,8,9,10,11;threshold=") + QLatin1String(threshold),
             QStringLiteral("--effort"), QStringLiteral("skip=none")},
            m_home.path());
        if (ended.code != 0) {
            qFatal("%s", ended.err.constData());
        }
        return ended.json()[QStringLiteral("results")].toArray().at(0).toObject();
    }

private Q_SLOTS:
    /// A profile by entropy answers for the other scores too: the same exits as a run that routed by them.
    void anyScoreCanBeSweptFromOneProfile() {
        const QString id = run("profile", "0.35")[QStringLiteral("experiment_id")].toString();
        for (const char* score : {"margin", "max-prob"}) {
            const Ended swept = pivotEnds(
                {QStringLiteral("sweep"), QStringLiteral("--experiment"), id, QStringLiteral("--thresholds"),
                 QStringLiteral("0"), QStringLiteral("--score"), QLatin1String(score), QStringLiteral("--db"),
                 m_home.filePath(QStringLiteral("e.db")), QStringLiteral("--json")},
                m_home.path());
            QVERIFY2(swept.code == 0, swept.err.constData());
            QCOMPARE(swept.json()[QStringLiteral("score")].toString(), QLatin1String(score));
            const QJsonObject routed = run("routed", "0.7", score);
            QCOMPARE(routed[QStringLiteral("score")].toString(), QLatin1String(score));
            const QJsonObject low = routed[QStringLiteral("efforts")].toArray().at(0).toObject();
            QCOMPARE(low[QStringLiteral("threshold_score")].toDouble(), 0.7);
            QVERIFY(low[QStringLiteral("threshold_nats")].isNull());
            // The least strict threshold that still is at least 0.7 lets the same images leave.
            QJsonObject at;
            for (const auto& point : swept.json()[QStringLiteral("points")].toArray()) {
                const auto thresholds = point.toObject()[QStringLiteral("thresholds_score")].toArray();
                if (thresholds.at(0).toDouble() >= 0.7) {
                    at = point.toObject();
                }
            }
            QCOMPARE(at[QStringLiteral("accuracy")].toDouble(),
                     routed[QStringLiteral("accuracy")].toDouble());
            const double share = low[QStringLiteral("share")].toDouble();
            QCOMPARE(at[QStringLiteral("shares")].toArray().at(0).toDouble(), share);
            QVERIFY(share > 0.05 && share < 0.95);
        }
    }

    /// On a modelled device every cost is the same again, so that even the composed ones must agree.
    void aMovedThresholdIsWhatARoutedRunGives() {
        const std::string id =
            run("profile", "0.35")[QStringLiteral("experiment_id")].toString().toStdString();
        auto reader = ExperimentReader::open(m_home.filePath(QStringLiteral("e.db")).toStdString());
        QVERIFY(reader.has_value());
        const auto results = reader->allResults(id);
        const auto report = reader->report(id);
        QVERIFY(results.has_value() && report.has_value());
        auto profile = ProfileTable::fromResults(*results, 2);
        QVERIFY(profile.has_value());
        const auto scrub = ThresholdScrub::create(std::move(*profile), *report);
        QVERIFY(scrub.has_value());

        const QJsonObject routed = run("routed", "0.25");
        const QJsonObject low = routed[QStringLiteral("efforts")].toArray().at(0).toObject();
        const auto moved = scrub->at({low[QStringLiteral("threshold_nats")].toDouble(), std::nullopt});
        QVERIFY(moved.has_value());
        QCOMPARE(*moved->report.accuracy, routed[QStringLiteral("accuracy")].toDouble());
        QCOMPARE(moved->report.efforts[0].share, low[QStringLiteral("share")].toDouble());
        QVERIFY(moved->report.efforts[0].share > 0.05 && moved->report.efforts[0].share < 0.95);
        const auto near = [](double a, double b) { return std::abs(a - b) <= 1e-3 * std::abs(b); };
        QVERIFY(near(moved->report.delayMs, routed[QStringLiteral("delay_ms")].toDouble()));
        QVERIFY(near(*moved->report.energyJ, routed[QStringLiteral("energy_j")].toDouble()));
        QVERIFY(near(*moved->report.edpReduction, routed[QStringLiteral("edp_reduction")].toDouble()));
        QVERIFY(near(*moved->report.breakEvenShare, routed[QStringLiteral("break_even_share")].toDouble()));
        QVERIFY(near(*moved->report.accuracyLossPoints + 1,
                     routed[QStringLiteral("accuracy_loss_points")].toDouble() + 1));
    }
};

QTEST_GUILESS_MAIN(TestProfileAgainstRouted)
#include "tst_profile_against_routed.moc"
