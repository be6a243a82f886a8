// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/pivot_process.h"

#include <QJsonArray>
#include <QTest>
#include <cmath>

using namespace pivot::test;

namespace {

QStringList words(const QString& line) {
    return line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

QStringList compare(const QString& rest) {
    return words(QStringLiteral("compare ") + rest);
}

}  // namespace

/// `pivot compare` on runs that were really made and stored.
class TestPivotCompare : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;
    QString m_early, m_odd, m_modelled, m_part;

    QString stored(const QString& how) {
        const Ended run = pivotEnds(words(QStringLiteral("run --json --baseline 32 ") + how), m_home.path());
        if (run.code != 0) {
            qFatal("%s", run.err.constData());
        }
        return run.json()[QStringLiteral("results")][0][QStringLiteral("experiment_id")].toString();
    }
    QJsonObject json(const QString& ids) {
        const Ended ended = pivotEnds(compare(ids + QStringLiteral(" --json")), m_home.path());
        return ended.code == 0 ? ended.json() : QJsonObject();
    }
    static QJsonObject pairOf(const QJsonObject& json, int place = 0) {
        return json[QStringLiteral("comparisons")][place].toObject();
    }
    static QStringList codesOf(const QJsonObject& json) {
        QStringList codes;
        for (const auto& warning : json[QStringLiteral("warnings")].toArray()) {
            codes << warning.toObject()[QStringLiteral("code")].toString();
        }
        return codes;
    }

private Q_SLOTS:
    void initTestCase() {
        const QString end = QStringLiteral(" --effort skip=none");
        m_early = stored(
            QStringLiteral("--mode profile --limit 300 --effort skip=0,1,2,3,4,5;threshold=0.9") + end);
        m_odd = stored(QStringLiteral("--limit 300 --effort skip=6,7,8,9,10,11;threshold=0.2") + end);
        m_modelled = stored(
            QStringLiteral("--device sim:zcu102 --limit 300 --effort skip=6,7,8,9,10,11;threshold=0.2") +
            end);
        m_part = stored(QStringLiteral("--limit 100 --effort skip=6,7,8,9,10,11;threshold=0.2") + end);
    }

    void whatDiffersIsToldAndWhatIsAlikeIsNot() {
        const QJsonObject told = json(m_early + QLatin1Char(' ') + m_odd);
        QStringList keys;
        for (const auto& difference : told[QStringLiteral("differences")].toArray()) {
            keys << difference.toObject()[QStringLiteral("key")].toString();
            QCOMPARE(difference.toObject()[QStringLiteral("values")].toArray().size(), 2);
        }
        QCOMPARE(keys, (QStringList{QStringLiteral("efforts[0].skip"),
                                    QStringLiteral("efforts[0].threshold_nats"), QStringLiteral("mode")}));
    }

    void theNumbersFitTogether() {
        const QJsonObject told = json(m_early + QLatin1Char(' ') + m_odd);
        QCOMPARE(told[QStringLiteral("schema_version")].toInt(), 1);
        const QJsonObject pair = pairOf(told);
        QCOMPARE(pair[QStringLiteral("images_compared")].toInt(), 300);
        const int gained = pair[QStringLiteral("only_this_right")].toInt();
        const int lost = pair[QStringLiteral("only_reference_right")].toInt();
        QVERIFY2(gained + lost > 0, "the two paths answer alike: nothing is tested");
        const double difference = pair[QStringLiteral("accuracy_difference")].toDouble();
        QVERIFY(std::abs(difference - (gained - lost) / 300.0) < 1e-12);
        const auto experiments = told[QStringLiteral("experiments")].toArray();
        QVERIFY(std::abs(experiments[1][QStringLiteral("accuracy")].toDouble() -
                         experiments[0][QStringLiteral("accuracy")].toDouble() - difference) < 1e-12);
        const auto flips = pair[QStringLiteral("flips")].toArray();
        QCOMPARE(flips.size(), gained + lost);
        for (const auto& flip : flips) {
            const bool isGained = flip.toObject()[QStringLiteral("gained")].toBool();
            QCOMPARE(flip.toObject()[isGained ? "predicted" : "reference_predicted"].toInt(),
                     flip.toObject()[QStringLiteral("label")].toInt());
        }
        const double p = pair[QStringLiteral("mcnemar_mid_p")].toDouble(-1);
        QVERIFY(p >= 0 && p <= 1 && p <= pair[QStringLiteral("mcnemar_exact_p")].toDouble());
        const auto interval = pair[QStringLiteral("delay_reduction_ci95")].toArray();
        QVERIFY(interval.at(0).toDouble() <= interval.at(1).toDouble());
        // A profiled experiment has its thresholds, a routed one has not.
        QVERIFY(experiments[0][QStringLiteral("sweep")].toArray().size() > 10);
        QVERIFY(experiments[1][QStringLiteral("sweep")].isNull());
    }

    void theOtherWayRoundIsTheMirrorImage() {
        const QJsonObject there = pairOf(json(m_early + QLatin1Char(' ') + m_odd));
        const QJsonObject back = pairOf(json(m_odd + QLatin1Char(' ') + m_early));
        QCOMPARE(back[QStringLiteral("only_this_right")], there[QStringLiteral("only_reference_right")]);
        QCOMPARE(back[QStringLiteral("accuracy_difference")].toDouble(),
                 -there[QStringLiteral("accuracy_difference")].toDouble());
        QVERIFY(std::abs(back[QStringLiteral("delay_reduction")].toDouble() *
                             there[QStringLiteral("delay_reduction")].toDouble() -
                         1.0) < 1e-9);
    }

    void aWrongComparisonIsSaid() {
        const QJsonObject told = json(m_odd + QLatin1Char(' ') + m_modelled + QLatin1Char(' ') + m_part);
        const QStringList codes = codesOf(told);
        QVERIFY(codes.contains(QStringLiteral("delay-provenance")));
        QVERIFY(codes.contains(QStringLiteral("different-device")));
        QVERIFY(codes.contains(QStringLiteral("different-range")));
        // The same path on the same images answers alike, whatever models the time.
        QCOMPARE(pairOf(told)[QStringLiteral("images_in_both")].toInt(), 300);
        QVERIFY(pairOf(told)[QStringLiteral("same_answer")].toDouble() > 0.98);
        QVERIFY(pairOf(told, 1)[QStringLiteral("images_in_both")].toInt() <= 100);
    }

    void peopleGetATable() {
        const Ended ended =
            pivotEnds(compare(m_early.left(13) + QLatin1Char(' ') + m_odd + QStringLiteral(" --flips 1")),
                      m_home.path());
        QVERIFY2(ended.code == 0 && ended.err.isEmpty(), ended.err.constData());
        for (const char* part :
             {"effort 1 skips", "0,1,2,3,4,5", "B against A: 300 images in both", "McNemar", "paired)",
              "\n  flipped ", "more; --json and --flips list them"}) {
            QVERIFY2(ended.out.contains(part), ended.out.constData());
        }
    }

    void wrongUsageIsSaid_data() {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("says");
        QTest::newRow("no id") << QString() << QStringLiteral("id is required");
        QTest::newRow("one") << QStringLiteral("EARLY") << QStringLiteral("at least two");
        QTest::newRow("twice") << QStringLiteral("EARLY EARLY") << QStringLiteral("named twice");
        QTest::newRow("twice, short") << QStringLiteral("EARLY SHORT") << QStringLiteral("named twice");
        QTest::newRow("unknown") << QStringLiteral("EARLY 00000000-0000-0000")
                                 << QStringLiteral("no experiment");
        QTest::newRow("no id at all") << QStringLiteral("EARLY xyz") << QStringLiteral("not the id");
    }
    void wrongUsageIsSaid() {
        QFETCH(QString, arguments);
        QFETCH(QString, says);
        arguments.replace(QStringLiteral("EARLY"), m_early)
            .replace(QStringLiteral("SHORT"), m_early.left(13));
        const Ended ended = pivotEnds(compare(arguments), m_home.path());
        QCOMPARE(ended.code, 2);
        QVERIFY(ended.out.isEmpty());
        QVERIFY2(ended.err.contains(says.toUtf8()), ended.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestPivotCompare)
#include "tst_pivot_compare.moc"
