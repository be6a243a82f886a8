// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/blas_check.h"

#include <dlfcn.h>

#include <system_error>

namespace pivot {

BlasInfo classifyBlas(const std::filesystem::path& realPath) {
    BlasInfo info{realPath, false};
    const std::string text = realPath.string();
    for (const char* fast : {"openblas", "blis", "atlas", "mkl", "armpl", "flexiblas"}) {
        if (text.find(fast) != std::string::npos)
            return info;
    }
    const std::string name = realPath.filename().string();
    info.reference =
        name.starts_with("libblas.so") || name.starts_with("libblas-") || name.starts_with("libblas3");
    return info;
}

BlasInfo blasOf(void* libraryHandle) {
    if (!libraryHandle)
        return {};
    // A handle's scope is the library and all it depends on, so this finds what LibTorch calls.
    void* sgemm = ::dlsym(libraryHandle, "sgemm_");
    Dl_info where{};
    if (!sgemm || ::dladdr(sgemm, &where) == 0 || !where.dli_fname)
        return {};
    std::error_code ignored;
    const auto real = std::filesystem::canonical(where.dli_fname, ignored);
    return classifyBlas(ignored ? std::filesystem::path(where.dli_fname) : real);
}

std::string referenceBlasAdvice(const BlasInfo& blas) {
    return "matrix products use the reference BLAS (" + blas.file.string() +
           "), which is many times slower than this machine: install libopenblas0-pthread";
}

}  // namespace pivot
