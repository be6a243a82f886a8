// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

namespace pivot {

/// The exact GELU, x (1 + erf(x / sqrt 2)) / 2, without a division and in half the instructions of a formula
/// with an exponential: with a = |x| it is max(x, 0) - a g(a), where g(a) = erfc(a / sqrt 2) / 2, and g is a
/// polynomial in u = 2 a / end - 1, fitted by least squares whose weights follow the error (Lawson). At `end`
/// a g(a) has sunk to the error.
template <std::size_t Count>
struct GeluPolynomial {
    float end;
    std::array<float, Count> coefficients;  ///< the highest power first
};

/// To 4e-7.
inline constexpr GeluPolynomial<16> kGelu{
    5.3F,
    {-0.00417017005F, 0.00576131511F, 0.0195413381F, -0.0388954245F, -0.0218847897F, 0.105399549F,
     -0.0595068596F, -0.108185783F, 0.202450424F, -0.0898931921F, -0.132365793F, 0.260947734F, -0.222494841F,
     0.110839732F, -0.0315677896F, 0.00402460014F}};

/// To 1.5e-5, and to 5e-5 |x|: for results that are rounded to bfloat16.
inline constexpr GeluPolynomial<10> kGeluForBf16{
    4.5F,
    {-0.0193343721F, 0.0293146987F, 0.0499205478F, -0.128872484F, 0.0372243375F, 0.156382874F, -0.246440932F,
     0.180929482F, -0.0713451356F, 0.0122210849F}};

}  // namespace pivot
