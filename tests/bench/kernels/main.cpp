// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/thread_environment.h"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdlib>

/// The kernels of cpu:onednn one by one. Threads wait as they do in the engine: libgomp reads how when it is
/// loaded, here before main(), so the program starts itself again where that was not said.
int main(int argc, char** argv) {
    if (!std::getenv("OMP_WAIT_POLICY") && !std::getenv("GOMP_SPINCOUNT")) {
        pivot::prepareThreadEnvironment();
        ::execv("/proc/self/exe",
                argv);  // comes back only where it fails: the times are then those of spinning threads
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
