// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"

#include <QString>

namespace pivot {

/// The `pivot run` command that does the same, quoted for a POSIX shell. Thresholds are in nats, with every
/// digit, so that exits are the same to the image.
[[nodiscard]] QString commandLineOf(const RunConfig& config, const QString& database = {});

}  // namespace pivot
