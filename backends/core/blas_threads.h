// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace pivot {

/// `OpenBLAS 0.3.21` where that is the BLAS of this process, otherwise empty.
[[nodiscard]] std::string openBlasVersion();

/// While it lives, OpenBLAS does each matrix product on the thread that asks for it; the old setting comes
/// back after.
///
/// For loops that share their rows out over threads of their own, where each does its own products: OpenBLAS'
/// second pool (the pthread build, Debian's default) would only starve the first. Nothing is changed where
/// BLAS is not OpenBLAS or is its OpenMP build, which stays on one thread inside a parallel region by itself.
class SerialBlas {
public:
    SerialBlas();
    ~SerialBlas();
    SerialBlas(const SerialBlas&) = delete;
    SerialBlas& operator=(const SerialBlas&) = delete;

private:
    int m_threadsBefore = 0;  ///< 0: nothing to put back
};

}  // namespace pivot
