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
        warnings.push_back("OMP_PROC_BIND is set, which pins threads of this program to one core: unset it");
    if (::getenv("OPENBLAS_CORETYPE"))
        warnings.push_back(
            "OPENBLAS_CORETYPE is set, so that OpenBLAS may use the kernels of another processor: unset it "
            "unless it was set to work round a fault");
    return warnings;
}

}  // namespace pivot
