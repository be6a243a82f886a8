// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtTest>
#include <cmath>

/// |actual - expected| <= tolerance, with both numbers in the failure.
#define COMPARE_CLOSE(actual, expected, tolerance)                                                         \
    do {                                                                                                   \
        const double closeActual = (actual);                                                               \
        const double closeExpected = (expected);                                                           \
        QVERIFY2(                                                                                          \
            std::abs(closeActual - closeExpected) <= (tolerance),                                          \
            qPrintable(                                                                                    \
                QString("%1 instead of %2").arg(closeActual, 0, 'g', 12).arg(closeExpected, 0, 'g', 12))); \
    } while (false)
