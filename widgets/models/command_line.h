// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"
#include "widgets/figures/figure_spec.h"

#include <QString>
#include <QStringList>
#include <vector>

namespace pivot {

/// The arguments after `pivot run` that do the same. Thresholds are in nats, with every digit, so that exits
/// are the same to the image; where they are to be calibrated none is named. `candidates` are the paths that
/// the first effort is chosen among then.
[[nodiscard]] QStringList runArgumentsOf(const RunConfig& config, const std::vector<SkipConfig>& candidates,
                                         const QString& database = {});

/// The same as a line for a POSIX shell, beginning with `pivot run`.
[[nodiscard]] QString commandLineOf(const RunConfig& config, const std::vector<SkipConfig>& candidates,
                                    const QString& database = {});

/// `pivot compare ID ID`, the first the reference.
[[nodiscard]] QString compareLineOf(const QStringList& ids, const QString& database = {});

/// `pivot export --figure` with what `recipe` says of the experiments of `spec`, in its style, written to
/// `output`.
[[nodiscard]] QString exportLineOf(const figures::FigureRecipe& recipe, const figures::FigureSpec& spec,
                                   const QString& output, const QString& database = {});

}  // namespace pivot
