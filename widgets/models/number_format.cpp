// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/number_format.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace pivot {
namespace {

const QLocale& locale() {
    static const QLocale english(QLocale::English, QLocale::UnitedStates);
    return english;
}

QString withRealMinus(QString text) {
    return text.replace(QLatin1Char('-'), QChar(0x2212));
}

QString fixed(double value, int decimals) {
    return withRealMinus(locale().toString(value, 'f', decimals));
}

QString dash() {
    return QString(QChar(0x2013));
}

struct Unit {
    double factor;
    const char* name;
};

// The largest unit in which the value is at least 1 (0.1 for the last, so that 0.58 ms stays ms).
template <std::size_t N>
QString inUnit(double value, const std::array<Unit, N>& units) {
    if (!std::isfinite(value)) {
        return dash();
    }
    for (const Unit& unit : units) {
        if (std::abs(value) >= 0.0995 * unit.factor || &unit == &units.back()) {
            return formatSignificant(value / unit.factor) + QLatin1Char(' ') + QString::fromUtf8(unit.name);
        }
    }
    return dash();
}

}  // namespace

QString formatSignificant(double value, int digits) {
    if (!std::isfinite(value)) {
        return dash();
    }
    if (value == 0.0) {
        return QStringLiteral("0");
    }
    const int shown = std::clamp(digits, 1, 4);
    int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
    // 0.99996 rounds up to the next power of ten, which has one digit more before the point.
    const double step = std::pow(10.0, exponent - shown + 1);
    if (std::round(std::abs(value) / step) * step >= std::pow(10.0, exponent + 1) * (1 - 1e-12)) {
        ++exponent;
    }
    if (exponent < -6 || exponent > 9) {
        return withRealMinus(locale().toString(value, 'e', shown - 1));
    }
    return fixed(value, std::max(0, shown - 1 - exponent));
}

QString formatCount(std::int64_t count) {
    return withRealMinus(locale().toString(static_cast<qlonglong>(count)));
}

QString formatPercent(double fraction, int decimals) {
    return std::isfinite(fraction) ? fixed(100.0 * fraction, decimals) + QStringLiteral(" %") : dash();
}

QString formatHalfWidth(double low, double high) {
    const double points = 50.0 * (high - low);
    if (!std::isfinite(points)) {
        return dash();
    }
    return QChar(0x00B1) + fixed(points, points < 0.095 ? 2 : 1);
}

QString formatShareOf(double ratio) {
    if (!std::isfinite(ratio)) {
        return dash();
    }
    return std::abs(ratio) < 9.995 ? fixed(ratio, 2) : formatSignificant(ratio);
}

QString formatFactor(double factor) {
    if (!std::isfinite(factor)) {
        return dash();
    }
    const int decimals = factor < 9.95 ? (std::abs(factor - 1.0) < 0.0995 ? 2 : 1) : 0;
    return fixed(factor, decimals) + QChar(0x00D7);
}

QString formatEdpReduction(double reduction) {
    if (std::abs(reduction - 1.0) < 0.005) {
        return QCoreApplication::translate("NumberFormat", "unchanged");
    }
    return reduction > 1.0
               ? QCoreApplication::translate("NumberFormat", "%1 less").arg(formatFactor(reduction))
               : QCoreApplication::translate("NumberFormat", "costs %1").arg(formatFactor(1.0 / reduction));
}

QString formatDelayMs(double delayMs) {
    static constexpr std::array kUnits{Unit{1e3, "s"}, Unit{1.0, "ms"}, Unit{1e-3, "µs"}};
    // Seconds only from one on: 250 ms reads better than 0.25 s.
    if (std::isfinite(delayMs) && std::abs(delayMs) >= 99.5 && std::abs(delayMs) < 999.5) {
        return formatSignificant(delayMs) + QStringLiteral(" ms");
    }
    return inUnit(delayMs, kUnits);
}

QString formatEnergyJ(double energyJ) {
    static constexpr std::array kUnits{Unit{1.0, "J"}, Unit{1e-3, "mJ"}, Unit{1e-6, "µJ"}};
    return inUnit(energyJ, kUnits);
}

QString formatEdpJs(double edpJs) {
    static constexpr std::array kUnits{Unit{1.0, "J·s"}, Unit{1e-3, "mJ·s"}, Unit{1e-6, "µJ·s"},
                                       Unit{1e-9, "nJ·s"}};
    return inUnit(edpJs, kUnits);
}

QString formatRate(double imagesPerSecond) {
    return formatSignificant(imagesPerSecond) + QCoreApplication::translate("NumberFormat", " img/s");
}

QString formatWait(double seconds) {
    if (!std::isfinite(seconds) || seconds < 0) {
        return dash();
    }
    const auto whole = static_cast<std::int64_t>(std::ceil(seconds));
    if (whole < 60) {
        return QCoreApplication::translate("NumberFormat", "%1 s").arg(whole);
    }
    if (whole < 3600) {
        return QCoreApplication::translate("NumberFormat", "%1 min %2 s")
            .arg(whole / 60)
            .arg(whole % 60, 2, 10, QLatin1Char('0'));
    }
    return QCoreApplication::translate("NumberFormat", "%1 h %2 min")
        .arg(whole / 3600)
        .arg(whole % 3600 / 60, 2, 10, QLatin1Char('0'));
}

}  // namespace pivot
