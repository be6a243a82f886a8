// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace pivot {

/// Sets up OpenMP for the libraries that plug-ins bring in: `OMP_WAIT_POLICY=passive`, so that idle threads
/// of libgomp sleep instead of starving the other pools of the process. What the user set (OMP_WAIT_POLICY or
/// GOMP_SPINCOUNT) is left as it is; OMP_PROC_BIND is never set, since it pins the loading thread and all
/// that it starts to one core. Only has an effect before libgomp is loaded: where Qt itself brings it in
/// (Debian 12's does), the default holds, and threads wait awake for some milliseconds; cpu:onednn has
/// threads of its own and does not depend on it. The registry calls it before it opens a plug-in; a program
/// with several threads calls it first thing in main(), because changing the environment is not thread-safe.
void prepareThreadEnvironment();

/// What the user set that makes inference slow, a sentence each: OMP_PROC_BIND (pins whole threads of the
/// program) and OPENBLAS_CORETYPE (kernels of another processor).
[[nodiscard]] std::vector<std::string> threadEnvironmentWarnings();

}  // namespace pivot
