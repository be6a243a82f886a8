// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "core/run_report.h"

#include <QString>
#include <array>

namespace pivot {

/// One of the four figures that answer "was it worth it".
struct HeadlineFigure {
    QString caption, value, sub, toolTip;
    bool known = true;  ///< false: `value` is a muted "not measured" and `sub` says why
    bool operator==(const HeadlineFigure&) const = default;
};
/// Accuracy, ends at low effort, delay, EDP: each against the full path.
using Headline = std::array<HeadlineFigure, 4>;

[[nodiscard]] Headline headlineOf(const RunReport& report);
/// `energyReason`: why the energy is unknown, where it is.
[[nodiscard]] Headline headlineOf(const LiveSnapshot& snapshot, const QString& energyReason = {});
/// Before anything ran.
[[nodiscard]] Headline emptyHeadline();

}  // namespace pivot
