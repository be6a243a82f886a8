// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/thread_environment.h"

#include <stdlib.h>

#include <string_view>

namespace pivot {

void prepareThreadEnvironment() {
    if (!::getenv("OMP_WAIT_POLICY") && !::getenv("GOMP_SPINCOUNT"))
        ::setenv("OMP_WAIT_POLICY", "passive", 0);
}

std::vector<std::string> threadEnvironmentWarnings() {
    std::vector<std::string> warnings;
    if (const char* bind = ::getenv("OMP_PROC_BIND"); bind && std::string_view(bind) != "false")
        warnings.push_back("OMP_PROC_BIND=" + std::string(bind) +
                           " pins threads of this program to one core: unset it");
    if (const char* core = ::getenv("OPENBLAS_CORETYPE"))
        warnings.push_back("OPENBLAS_CORETYPE=" + std::string(core) +
                           " may make OpenBLAS use the kernels of another processor: unset it unless it was "
                           "set to work round a fault");
    return warnings;
}

}  // namespace pivot
