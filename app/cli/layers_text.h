// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_report.h"

#include <string>

namespace pivot::cli {

/// The layers of a report, a table for each of its networks: the time of each piece alone, how often an image
/// runs it and what it spends there; below, all of them beside the delay. Empty without times of layers.
[[nodiscard]] std::string layersText(const RunReport& report);

}  // namespace pivot::cli
