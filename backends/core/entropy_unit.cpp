// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/entropy_unit.h"

#include "core/number_text.h"

#include <cmath>
#include <string>

namespace pivot {

Result<EntropyUnit> parseEntropyUnit(std::string_view text) {
    for (const EntropyUnit unit : {EntropyUnit::Nats, EntropyUnit::Normalized, EntropyUnit::ClassMean}) {
        if (text == toString(unit)) {
            return unit;
        }
    }
    return fail(ErrorCode::Usage,
                inQuotes(text) + " is not an entropy unit: choose nats, normalized or class-mean.");
}

std::string_view toString(EntropyUnit unit) {
    switch (unit) {
        case EntropyUnit::Nats:
            return "nats";
        case EntropyUnit::Normalized:
            return "normalized";
        case EntropyUnit::ClassMean:
            return "class-mean";
    }
    return "nats";
}

double toNats(double value, EntropyUnit unit, int classes) {
    switch (unit) {
        case EntropyUnit::Nats:
            return value;
        case EntropyUnit::Normalized:
            return value * std::log(static_cast<double>(classes));
        case EntropyUnit::ClassMean:
            return value * classes;
    }
    return value;
}

double fromNats(double nats, EntropyUnit unit, int classes) {
    switch (unit) {
        case EntropyUnit::Nats:
            return nats;
        case EntropyUnit::Normalized:
            return nats / std::log(static_cast<double>(classes));
        case EntropyUnit::ClassMean:
            return nats / classes;
    }
    return nats;
}

}  // namespace pivot
