// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/thread_environment.h"

#include <stdlib.h>

namespace pivot {

void prepareThreadEnvironment() {
    if (!::getenv("OMP_WAIT_POLICY") && !::getenv("GOMP_SPINCOUNT"))
        ::setenv("OMP_WAIT_POLICY", "passive", 0);
}

}  // namespace pivot
