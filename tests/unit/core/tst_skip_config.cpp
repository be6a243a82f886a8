// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/skip_config.h"

#include <QtTest>

using namespace pivot;

/// A skip set is written `none`, `all`, `1,3,5` or, as the authors do, `1_3_5`.
class TestSkipConfig : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsItsFourForms_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("canonical");
        QTest::newRow("full path") << "none"
                                   << "none";
        QTest::newRow("every block") << "all"
                                     << "0,1,2,3,4,5";
        QTest::newRow("commas") << "1,3,5"
                                << "1,3,5";
        QTest::newRow("underscores") << "1_3_5"
                                     << "1,3,5";
        QTest::newRow("blanks") << " 1, 3 ,5 "
                                << "1,3,5";
        QTest::newRow("unsorted") << "5,1,3"
                                  << "1,3,5";
        QTest::newRow("one block") << "0"
                                   << "0";
    }
    void readsItsFourForms() {
        QFETCH(QString, text);
        QFETCH(QString, canonical);
        const auto skip = SkipConfig::parse(text.toStdString(), 6);
        QVERIFY2(skip, skip ? "" : skip.error().message.c_str());
        QCOMPARE(QString::fromStdString(skip->toString()), canonical);
        QCOMPARE(SkipConfig::parse(skip->toString(), 6), skip);  // what it writes, it reads
    }

    void errorsNameWhatIsWrongAndTheRange_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("named");
        QTest::newRow("past the end") << "1,6" << QStringList{"Block 6", "0 to 5"};
        QTest::newRow("negative") << "-1" << QStringList{"Block -1", "0 to 5"};
        QTest::newRow("twice") << "1,3,1" << QStringList{"Block 1", "twice"};
        QTest::newRow("word") << "1,two" << QStringList{"\"two\""};
        QTest::newRow("fraction") << "1.5" << QStringList{"\"1.5\""};
        QTest::newRow("gap") << "1,,3" << QStringList{"\"\"", "1,,3"};
        QTest::newRow("trailing comma") << "1," << QStringList{"\"\""};
        QTest::newRow("empty") << "  " << QStringList{"empty"};
        QTest::newRow("beyond every integer")
            << "99999999999999999999" << QStringList{"99999999999999999999"};
        QTest::newRow("case matters") << "None" << QStringList{"\"None\""};
    }
    void errorsNameWhatIsWrongAndTheRange() {
        QFETCH(QString, text);
        QFETCH(QStringList, named);
        const auto skip = SkipConfig::parse(text.toStdString(), 6);
        QVERIFY(!skip);
        QCOMPARE(skip.error().code, ErrorCode::Usage);
        const QString message = QString::fromStdString(skip.error().message);
        for (const QString& part : named) {
            QVERIFY2(message.contains(part), qPrintable(message));
        }
    }

    void isASet() {
        const SkipConfig skip{5, 1, 3, 1};
        QCOMPARE(skip.blocks(), (std::vector<int>{1, 3, 5}));
        QVERIFY(skip.isSkipped(3));
        QVERIFY(!skip.isSkipped(2));
        QCOMPARE(skip.skippedCount(), std::size_t{3});
        QCOMPARE(skip.lastSkipped(), 5);
        QCOMPARE(skip.toggled(3), (SkipConfig{1, 5}));
        QCOMPARE(skip.toggled(0), (SkipConfig{0, 1, 3, 5}));
        QCOMPARE(skip.toggled(2).toggled(2), skip);
        QVERIFY(SkipConfig().isFullPath());
        QCOMPARE(SkipConfig().lastSkipped(), -1);
        QVERIFY(SkipConfig::all(0).isFullPath());
    }

    /// Everything before the first difference may be kept for a re-run that shares the weights.
    void firstDifferenceIsWhereAReRunStarts() {
        const SkipConfig full;
        QCOMPARE(SkipConfig::firstDifference({6, 7, 8, 9, 10, 11}, full, 12), 6);
        QCOMPARE(SkipConfig::firstDifference(full, {6, 7, 8, 9, 10, 11}, 12), 6);
        QCOMPARE(SkipConfig::firstDifference({1, 3, 5}, {1, 5}, 12), 3);
        QCOMPARE(SkipConfig::firstDifference({1, 3}, {1, 3, 11}, 12), 11);
        QCOMPARE(SkipConfig::firstDifference({0}, full, 12), 0);
        QCOMPARE(SkipConfig::firstDifference({1, 3}, {1, 3}, 12), 12);
        QCOMPARE(SkipConfig::firstDifference(full, full, 12), 12);
    }
};

QTEST_GUILESS_MAIN(TestSkipConfig)
#include "tst_skip_config.moc"
