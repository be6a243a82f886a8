// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device_info.h"

#include "core/number_text.h"

namespace pivot {

std::string_view toString(Precision precision) {
    switch (precision) {
        case Precision::Fp32:
            return "fp32";
        case Precision::Bf16:
            return "bf16";
        case Precision::Int8:
            return "int8";
    }
    return "fp32";
}

Result<Precision> parsePrecision(std::string_view text) {
    for (const Precision precision : {Precision::Fp32, Precision::Bf16, Precision::Int8}) {
        if (text == toString(precision)) {
            return precision;
        }
    }
    return fail(ErrorCode::Usage, inQuotes(text) + " is not a precision: choose fp32, bf16 or int8.");
}

std::string fallbackNote(Precision asked, std::string_view numerics) {
    const std::string_view name = toString(asked);
    const bool asAsked = numerics.empty() || numerics.starts_with(name);
    return asAsked ? std::string() : std::string(name) + " is " + std::string(numerics);
}

std::string computedPrecision(Precision asked, std::string_view numerics) {
    return std::string(numerics.empty() ? toString(asked) : numerics.substr(0, numerics.find(' ')));
}

std::string numericsBesideNote(Precision asked, std::string_view numerics) {
    return std::string(fallbackNote(asked, numerics).empty() ? numerics
                                                             : numerics.substr(0, numerics.find(" (")));
}

}  // namespace pivot
