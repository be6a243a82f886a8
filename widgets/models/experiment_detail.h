// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_record.h"
#include "core/run_report.h"

#include <QString>
#include <QStringList>
#include <optional>
#include <utility>
#include <vector>

namespace pivot {

/// Some facts under one heading, as they are read.
struct DetailSection {
    QString title;
    std::vector<std::pair<QString, QString>> facts;  ///< what, and its value
    bool operator==(const DetailSection&) const = default;
};

/// A delay and an energy of one image that another instrument measured.
struct MeasuredCostRow {
    std::optional<int> effort;  ///< 0 = the cheapest; absent: the whole way
    std::optional<double> delayMs, delaySdMs, energyJ, energySdJ;
    QString instrument, source;  ///< source: name of the imported file
    bool operator==(const MeasuredCostRow&) const = default;
};

/// Everything that the panel beside the list shows of one experiment.
struct ExperimentDetails {
    QString id, name, note;
    QStringList tags;
    bool starred = false, inBin = false;
    std::vector<DetailSection> sections;
    bool operator==(const ExperimentDetails&) const = default;
};

/// Result (where there is one), set-up and machine of an experiment, and what was measured elsewhere.
/// `notes`: further facts of the set-up, such as the shards that it was put together from.
[[nodiscard]] std::vector<DetailSection> describeExperiment(
    const RunRecord& record, const std::optional<RunReport>& report,
    const std::vector<MeasuredCostRow>& measured, const std::vector<std::pair<QString, QString>>& notes = {});

}  // namespace pivot
