// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"
#include "core/run_report.h"

#include <QString>
#include <array>

namespace pivot {

/// One of the four figures that answer "was it worth it".
struct HeadlineFigure {
    QString caption, value;
    QString sub;    ///< against the full path
    QString basis;  ///< what it rests on: images, measured or estimated, energy
    QString toolTip;
    bool known = true;  ///< false: `value` is a muted "not measured" and `sub` says why
    bool operator==(const HeadlineFigure&) const = default;
};
/// Accuracy, ends at low effort, delay, EDP: each against the full path.
using Headline = std::array<HeadlineFigure, 4>;

[[nodiscard]] Headline headlineOf(const RunReport& report);
/// As far as the run has come. No figure while its stage is not the timed phase.
[[nodiscard]] Headline headlineOf(const LiveSnapshot& snapshot);
/// Why there is no EDP against the full path yet, or not at all; empty where there is one.
[[nodiscard]] QString missingEdpReason(const LiveSnapshot& snapshot);
[[nodiscard]] QString missingEdpReason(const RunReport& report);
/// Before anything ran.
[[nodiscard]] Headline emptyHeadline();

}  // namespace pivot
