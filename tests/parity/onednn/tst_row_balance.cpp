// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/row_balance.h"

#include <QtTest>
#include <cmath>
#include <vector>

using namespace pivot;

/// How the rows of a lone image move between threads that are not equally fast.
class TestRowBalance : public QObject {
    Q_OBJECT

    static std::vector<std::int64_t> counts(const RowBalance& balance, int lanes) {
        std::vector<std::int64_t> made;
        for (int lane = 0; lane < lanes; ++lane) {
            made.push_back(balance.count(lane));
        }
        return made;
    }
    /// `images` images on lanes that need `perRow` for a row.
    static void run(RowBalance& balance, const std::vector<double>& perRow, int images) {
        for (int i = 0; i < images; ++i) {
            std::vector<double> times;
            for (std::size_t lane = 0; lane < perRow.size(); ++lane) {
                times.push_back(perRow[lane] * static_cast<double>(balance.count(static_cast<int>(lane))));
            }
            balance.note(times);
        }
    }

private Q_SLOTS:
    void sharesAreEqualAtFirst() {
        const RowBalance balance(197, 2);
        QCOMPARE(balance.first(0), 0);
        QCOMPARE(counts(balance, 2), (std::vector<std::int64_t>{98, 99}));
    }

    void equallyFastLanesKeepTheirRows() {
        RowBalance balance(197, 4);
        const auto before = counts(balance, 4);
        run(balance, {1.0, 1.01, 0.99, 1.0}, 200);
        QCOMPARE(counts(balance, 4), before);
    }

    void aSlowLaneIsGivenFewerRowsUntilAllTakeAsLong() {
        RowBalance balance(197, 2);
        run(balance, {1.0, 1.2}, 400);
        const double fast = static_cast<double>(balance.count(0)),
                     slow = 1.2 * static_cast<double>(balance.count(1));
        QCOMPARE(balance.count(0) + balance.count(1), 197);
        QVERIFY2(std::abs(fast - slow) < 4.0, qPrintable(QStringLiteral("%1 and %2").arg(fast).arg(slow)));
        run(balance, {1.0, 1.0}, 400);  // and back
        QVERIFY(std::abs(static_cast<double>(balance.count(0) - balance.count(1))) < 4.0);
    }

    void aSingleDisturbedImageMovesNothing_data() {
        QTest::addColumn<int>("tokens");
        QTest::addColumn<int>("before");
        for (const int tokens : {197, 577}) {
            for (const int before : {0, 7, 50}) {
                QTest::addRow("%d tokens, after %d images", tokens, before) << tokens << before;
            }
        }
    }
    void aSingleDisturbedImageMovesNothing() {
        QFETCH(int, tokens);
        QFETCH(int, before);
        RowBalance balance(tokens, 2);
        const auto equal = counts(balance, 2);
        run(balance, {1.0, 1.0}, before);
        run(balance, {1.0, 30.0}, 1);
        QCOMPARE(counts(balance, 2), equal);
        run(balance, {1.0, 1.0}, 100);
        QCOMPARE(counts(balance, 2), equal);
    }

    void noLaneLosesAllItsRows() {
        for (const int lanes : {2, 3, 7}) {
            RowBalance balance(7, lanes);
            std::vector<double> perRow(static_cast<std::size_t>(lanes), 1.0);
            perRow.front() = 1000.0;
            run(balance, perRow, 500);
            std::int64_t all = 0;
            for (const std::int64_t count : counts(balance, lanes)) {
                QVERIFY(count >= 1);
                all += count;
            }
            QCOMPARE(all, 7);
        }
    }

    void timesThatSayNothingAreLeftOut() {
        RowBalance balance(10, 2);
        QVERIFY(!balance.note(std::vector{0.0, 1.0}));  // a lane that has not run
        QVERIFY(!balance.note(std::vector{1.0}));
        QVERIFY(!balance.note(std::vector{std::nan(""), 1.0}));
        QCOMPARE(counts(balance, 2), (std::vector<std::int64_t>{5, 5}));
    }
};

QTEST_GUILESS_MAIN(TestRowBalance)
#include "tst_row_balance.moc"
