// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/number_text.h"
#include "core/run_config.h"

#include <optional>

namespace pivot {

namespace {

struct KeyValue {
    std::string_view key, value;
};

KeyValue split(std::string_view item) {
    const std::size_t equals = item.find('=');
    if (equals == std::string_view::npos) {
        return {trimmed(item), {}};
    }
    return {trimmed(item.substr(0, equals)), trimmed(item.substr(equals + 1))};
}

Result<double> number(const KeyValue& item, double low, double high) {
    const std::optional<double> value = parseNumber(item.value);
    if (!value || *value < low || *value > high) {
        return fail(ErrorCode::Usage, inQuotes(item.value) + " is no value for the calibration goal " +
                                          std::string(item.key) + ": give a number from " + numberText(low) +
                                          " to " + numberText(high) + ".");
    }
    return *value;
}

tl::unexpected<Error> unknownGoal(std::string_view text) {
    return fail(
        ErrorCode::Usage,
        inQuotes(text) + " is not a calibration goal: write share=0.7, loss=0.2, edp, or edp,loss=0.2.");
}

}  // namespace

Result<CalibrationGoal> parseCalibrationGoal(std::string_view text) {
    const std::size_t comma = text.find(',');
    const KeyValue first = split(text.substr(0, comma));
    CalibrationGoal goal;
    if (first.key == "share" && comma == std::string_view::npos) {
        const Result<double> share = number(first, 0.0, 1.0);
        if (!share) {
            return tl::unexpected(share.error());
        }
        goal.kind = CalibrationGoal::Kind::Share;
        goal.share = *share;
        return goal;
    }
    if (first.key == "loss" && comma == std::string_view::npos) {
        const Result<double> loss = number(first, 0.0, 100.0);
        if (!loss) {
            return tl::unexpected(loss.error());
        }
        goal.kind = CalibrationGoal::Kind::Loss;
        goal.lossPoints = *loss;
        return goal;
    }
    if (first.key != "edp" || !first.value.empty()) {
        return unknownGoal(text);
    }
    goal.kind = CalibrationGoal::Kind::Edp;
    if (comma != std::string_view::npos) {
        const KeyValue second = split(text.substr(comma + 1));
        if (second.key != "loss") {
            return unknownGoal(text);
        }
        const Result<double> loss = number(second, 0.0, 100.0);
        if (!loss) {
            return tl::unexpected(loss.error());
        }
        goal.lossPoints = *loss;
    }
    return goal;
}

std::string toString(const CalibrationGoal& goal) {
    switch (goal.kind) {
        case CalibrationGoal::Kind::Share:
            return "share=" + numberText(goal.share);
        case CalibrationGoal::Kind::Loss:
            return "loss=" + numberText(goal.lossPoints);
        case CalibrationGoal::Kind::Edp:
            return "edp,loss=" + numberText(goal.lossPoints);
    }
    return "edp";
}

}  // namespace pivot
