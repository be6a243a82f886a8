// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/axis_ticks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace pivot::figures {
namespace {

std::string fixed(double value, int decimals) {
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value == 0.0 ? 0.0 : value,
                                   std::chars_format::fixed, std::clamp(decimals, 0, 12));
    std::string written(text.data(), end.ptr);
    if (written.starts_with('-')) {
        written.replace(0, 1, "\u2212");
    }
    return written;
}

std::string powerOfTen(int exponent) {
    static const std::array<const char*, 10> kDigits{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text = "10";
    if (exponent < 0) {
        text += "⁻";
    }
    for (const char digit : std::to_string(std::abs(exponent))) {
        text += kDigits[static_cast<std::size_t>(digit - '0')];
    }
    return text;
}

std::string timesPower(double value, int exponent, int decimals) {
    const double mantissa = value / std::pow(10.0, exponent);
    const std::string text = fixed(mantissa, decimals);
    return value == 0.0 ? "0" : text == "1" ? powerOfTen(exponent) : text + "×" + powerOfTen(exponent);
}

int exponentOf(double value) {
    return value == 0.0 ? 0 : static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-9));
}

std::vector<Tick> multiples(double low, double high, double step) {
    const int decimals = std::max(0, -exponentOf(step));
    const double largest = std::max(std::abs(low), std::abs(high));
    const int exponent = exponentOf(largest);
    const bool powers = exponent >= 6 || decimals > 4;
    std::vector<Tick> ticks;
    const auto first = static_cast<long long>(std::ceil(low / step - 1e-6));
    const auto last = static_cast<long long>(std::floor(high / step + 1e-6));
    for (long long i = first; i <= last; ++i) {
        const double value = static_cast<double>(i) * step;
        ticks.push_back({value, powers ? timesPower(value, exponent, std::max(0, exponent - exponentOf(step)))
                                       : fixed(value, decimals)});
    }
    return ticks;
}

}  // namespace

std::vector<Tick> linearTicks(double low, double high, int most) {
    if (!(high > low) || !std::isfinite(high - low) || high - low < 1e-12 * std::abs(high)) {
        return {{low, labelText(low)}};
    }
    const int limit = std::max(2, most);
    // From too fine to the first step that is coarse enough.
    for (int exponent = exponentOf((high - low) / limit) - 1;; ++exponent) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double step = factor * std::pow(10.0, exponent);
            const double count = std::floor(high / step + 1e-6) - std::ceil(low / step - 1e-6) + 1;
            if (count <= limit) {
                return multiples(low, high, step);
            }
        }
    }
}

std::vector<Tick> logTicks(double low, double high, int most) {
    const int first = static_cast<int>(std::floor(std::log10(low))), last = exponentOf(high);
    const auto inside = [&](double value) { return value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9); };
    std::vector<Tick> ticks;
    const int step = std::max(1, (last - first + most) / std::max(1, most));
    for (int e = first; e <= last; e += step) {
        const double value = std::pow(10.0, e);
        if (inside(value)) {
            ticks.push_back({value, e >= -3 && e <= 4 ? fixed(value, std::max(0, -e)) : powerOfTen(e)});
        }
    }
    if (ticks.size() >= 2) {
        return ticks;
    }
    ticks.clear();
    for (int e = first; e <= last; ++e) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            const double value = factor * std::pow(10.0, e);
            if (inside(value)) {
                ticks.push_back(
                    {value, e >= -3 && e <= 4 ? fixed(value, std::max(0, -e)) : timesPower(value, e, 0)});
            }
        }
    }
    return ticks.size() >= 2 ? ticks : linearTicks(low, high, most);
}

std::string labelText(double value) {
    const int exponent = exponentOf(value);
    if (value != 0.0 && (exponent >= 6 || exponent < -4)) {
        return timesPower(value, exponent, 2);
    }
    std::string text = fixed(value, std::max(0, 3 - exponent));
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.')) {
            text.pop_back();
        }
    }
    return text;
}

}  // namespace pivot::figures
