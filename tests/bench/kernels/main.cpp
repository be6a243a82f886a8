// SPDX-License-Identifier: GPL-3.0-or-later
#include <benchmark/benchmark.h>

/// The kernels of cpu:onednn one by one, each on one thread, as a thread of the engine runs them.
BENCHMARK_MAIN();
