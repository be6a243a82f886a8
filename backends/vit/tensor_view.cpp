// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/tensor_view.h"

#include "vit/quote.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace pivot {

static_assert(std::endian::native == std::endian::little,
              "checkpoints are little-endian and are mapped, not converted");

std::string_view toString(Dtype dtype) {
    switch (dtype) {
        case Dtype::F64:
            return "F64";
        case Dtype::F32:
            return "F32";
        case Dtype::F16:
            return "F16";
        case Dtype::Bf16:
            return "BF16";
        case Dtype::I64:
            return "I64";
        case Dtype::I32:
            return "I32";
        case Dtype::I16:
            return "I16";
        case Dtype::I8:
            return "I8";
        case Dtype::U8:
            return "U8";
        case Dtype::Bool:
            return "BOOL";
    }
    return "?";
}

std::size_t sizeOf(Dtype dtype) {
    switch (dtype) {
        case Dtype::F64:
        case Dtype::I64:
            return 8;
        case Dtype::F32:
        case Dtype::I32:
            return 4;
        case Dtype::F16:
        case Dtype::Bf16:
        case Dtype::I16:
            return 2;
        case Dtype::I8:
        case Dtype::U8:
        case Dtype::Bool:
            return 1;
    }
    return 1;
}

namespace {

/// IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits.
float halfToFloat(std::uint16_t half) {
    const std::uint32_t sign = (half & 0x8000U) << 16U;
    const std::uint32_t exponent = (half >> 10U) & 31U;
    const std::uint32_t fraction = half & 1023U;
    if (exponent == 0) {
        const float magnitude = std::ldexp(static_cast<float>(fraction), -24);
        return sign != 0 ? -magnitude : magnitude;
    }
    const std::uint32_t wide = exponent == 31 ? 255U : exponent + 112U;
    return std::bit_cast<float>(sign | (wide << 23U) | (fraction << 13U));
}

/// The views of a mapped file need not be aligned, so elements are copied out byte by byte.
template <class T, class Convert>
std::vector<float> convert(std::span<const std::byte> bytes, Convert toFloat) {
    std::vector<float> values(bytes.size() / sizeof(T));
    for (std::size_t i = 0; i < values.size(); ++i) {
        T element{};
        std::memcpy(&element, bytes.data() + i * sizeof(T), sizeof(T));
        values[i] = toFloat(element);
    }
    return values;
}

}  // namespace

std::int64_t TensorView::count() const {
    return static_cast<std::int64_t>(bytes.size() / sizeOf(dtype));
}

Result<std::vector<float>> TensorView::toFloat(std::string_view name) const {
    switch (dtype) {
        case Dtype::F32: {
            std::vector<float> values(bytes.size() / sizeof(float));
            if (!values.empty()) {
                std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
            }
            return values;
        }
        case Dtype::F64:
            return convert<double>(bytes, [](double value) { return static_cast<float>(value); });
        case Dtype::F16:
            return convert<std::uint16_t>(bytes, halfToFloat);
        case Dtype::Bf16:
            return convert<std::uint16_t>(bytes, [](std::uint16_t value) {
                return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16U);
            });
        default:
            break;
    }
    return fail(ErrorCode::BadFile, "tensor " + inQuotes(name) + " is " + std::string(toString(dtype)) +
                                        " where floating-point numbers (F32, F64, F16 or BF16) are needed");
}

}  // namespace pivot
