// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/skip_ranges.h"

#include <QtTest>

using namespace pivot;

/// Skipped blocks as people write them.
class TestSkipRanges : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void threeInARowAreARange() {
        QCOMPARE(skipRanges({6, 7, 8, 9, 10, 11}), std::string("6\u201311"));
        QCOMPARE(skipRanges({1, 3, 5, 6, 7}), std::string("1, 3, 5\u20137"));
    }
    void twoInARowAreNot() { QCOMPARE(skipRanges({1, 2, 9}), std::string("1, 2, 9")); }
    void noneIsEmpty() { QCOMPARE(skipRanges(SkipConfig()), std::string()); }
};

QTEST_APPLESS_MAIN(TestSkipRanges)
#include "tst_skip_ranges.moc"
