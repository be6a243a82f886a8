// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace pivot {

/// Which BLAS a library does its float32 matrix products with.
struct BlasInfo {
    std::filesystem::path file;  ///< empty: none is linked (or it is inside the library itself)
    bool reference =
        false;  ///< the reference implementation: correct, and many times slower than the machine
};

/// Judges by the file's real path: Debian keeps the reference BLAS in `.../blas/libblas.so.3*`, faster ones
/// in folders or files of their names (openblas, blis, atlas, mkl).
[[nodiscard]] BlasInfo classifyBlas(const std::filesystem::path& realPath);

/// The BLAS that a library opened by dlopen() resolves `sgemm_` to.
[[nodiscard]] BlasInfo blasOf(void* libraryHandle);

/// What a person can do about a slow BLAS: one sentence.
[[nodiscard]] std::string referenceBlasAdvice(const BlasInfo& blas);

}  // namespace pivot
