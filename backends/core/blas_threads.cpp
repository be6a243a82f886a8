// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/blas_threads.h"

#include <dlfcn.h>

namespace pivot {

namespace {

/// OpenBLAS' own functions, looked up because another BLAS may stand in its place.
struct OpenBlas {
    void (*setThreads)(int) = nullptr;
    int (*threads)() = nullptr;

    OpenBlas() {
        constexpr int kPthreadBuild = 1;
        const auto parallel = find<int (*)()>("openblas_get_parallel");
        if (!parallel || parallel() != kPthreadBuild)
            return;
        setThreads = find<void (*)(int)>("openblas_set_num_threads");
        threads = find<int (*)()>("openblas_get_num_threads");
    }

    // RTLD_DEFAULT also looks through the libraries that came in with the plug-in that this is linked into.
    template <class Function>
    static Function find(const char* name) {
        return reinterpret_cast<Function>(::dlsym(RTLD_DEFAULT, name));
    }
};

const OpenBlas& openBlas() {
    static const OpenBlas functions;
    return functions;
}

}  // namespace

std::string openBlasVersion() {
    const auto config = OpenBlas::find<const char* (*)()>("openblas_get_config");
    if (!config)
        return {};
    const std::string text = config();  // name, version, options
    return text.substr(0, text.find(' ', text.find(' ') + 1));
}

SerialBlas::SerialBlas() {
    const OpenBlas& blas = openBlas();
    if (!blas.setThreads || !blas.threads)
        return;
    const int before = blas.threads();
    if (before <= 1)
        return;
    m_threadsBefore = before;
    blas.setThreads(1);
}

SerialBlas::~SerialBlas() {
    if (m_threadsBefore > 0)
        openBlas().setThreads(m_threadsBefore);
}

}  // namespace pivot
