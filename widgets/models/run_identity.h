// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"
#include "core/run_report.h"

#include <QDateTime>
#include <QString>

namespace pivot {

/// `6f1c2b0e · fashion-anypath · fashion-mnist#test · cpu:torch · low skips 6-11, ends at 0.235 · high skips
/// none · 2024-05-06 09:12`: what a result is a result of. `classes`: of the model, 0 where not known (a
/// threshold is in nats then). An invalid time is left out.
[[nodiscard]] QString runIdentity(const RunReport& report, int classes, const QDateTime& whenUtc);
/// The same of a run that has not reported yet. Thresholds that are yet to be chosen are said to be.
[[nodiscard]] QString runIdentity(const RunConfig& config, int classes, const QDateTime& whenUtc);
/// Blocks as short as they can be named: `6–11`, `1, 3, 5`, `none`.
[[nodiscard]] QString skipText(const SkipConfig& skip);
/// The same of every effort of a stored experiment: `6,7,8,9 | none` as `6–9 | none`. What is no skip set
/// stays as it is.
[[nodiscard]] QString shortSkips(const QString& skips);
/// The last part of a checkpoint's path.
[[nodiscard]] QString modelName(const std::string& path);

}  // namespace pivot
