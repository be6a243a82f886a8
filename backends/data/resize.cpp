// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/preprocess.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace pivot {
namespace {

// Pillow's 8-bit resampling: weights in fixed point, each pass rounds to uint8.
constexpr int kPrecisionBits = 32 - 8 - 2;
constexpr double kBicubicSupport = 2.0;

double bicubic(double x) {
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1.0) {
        return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
    }
    if (x < 2.0) {
        return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
    }
    return 0.0;
}

/// For each output pixel: the first input pixel it sees, how many, and their weights.
struct Weights {
    std::vector<int> first, count;
    std::vector<std::int32_t> fixed;  ///< [output, stride]
    std::size_t stride = 0;
};

Weights weightsFor(int inSize, int outSize) {
    const double scale = static_cast<double>(inSize) / outSize;
    const double filterScale = std::max(scale, 1.0);  // antialias only when shrinking
    const double support = kBicubicSupport * filterScale;
    Weights weights;
    weights.stride = static_cast<std::size_t>(std::ceil(support)) * 2 + 1;
    weights.first.resize(static_cast<std::size_t>(outSize));
    weights.count.resize(static_cast<std::size_t>(outSize));
    weights.fixed.assign(static_cast<std::size_t>(outSize) * weights.stride, 0);
    std::vector<double> real(weights.stride);
    for (int out = 0; out < outSize; ++out) {
        const double center = (out + 0.5) * scale;
        const int first = std::max(static_cast<int>(center - support + 0.5), 0);
        const int count = std::min(static_cast<int>(center + support + 0.5), inSize) - first;
        double sum = 0.0;
        for (int i = 0; i < count; ++i) {
            real[static_cast<std::size_t>(i)] = bicubic((i + first - center + 0.5) * (1.0 / filterScale));
            sum += real[static_cast<std::size_t>(i)];
        }
        auto* const fixed = weights.fixed.data() + static_cast<std::size_t>(out) * weights.stride;
        for (int i = 0; i < count; ++i) {
            const double weight =
                sum != 0.0 ? real[static_cast<std::size_t>(i)] / sum : real[static_cast<std::size_t>(i)];
            fixed[i] = static_cast<std::int32_t>((weight < 0 ? -0.5 : 0.5) + weight * (1 << kPrecisionBits));
        }
        weights.first[static_cast<std::size_t>(out)] = first;
        weights.count[static_cast<std::size_t>(out)] = count;
    }
    return weights;
}

std::uint8_t clip8(std::int32_t value) {
    return static_cast<std::uint8_t>(std::clamp(value >> kPrecisionBits, 0, 255));
}

RawImage emptyLike(const RawImage& image, int width, int height) {
    RawImage result{width, height, image.channels, {}};
    result.pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                         static_cast<std::size_t>(image.channels));
    return result;
}

RawImage resizeHorizontally(const RawImage& image, int width) {
    const Weights weights = weightsFor(image.width, width);
    RawImage result = emptyLike(image, width, image.height);
    const auto channels = static_cast<std::size_t>(image.channels);
    auto* to = result.pixels.data();
    for (int y = 0; y < image.height; ++y) {
        const auto* const row = image.pixels.data() + static_cast<std::size_t>(y) *
                                                          static_cast<std::size_t>(image.width) * channels;
        for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x) {
            const auto* const fixed = weights.fixed.data() + x * weights.stride;
            const auto* const from = row + static_cast<std::size_t>(weights.first[x]) * channels;
            for (std::size_t c = 0; c < channels; ++c) {
                std::int32_t sum = 1 << (kPrecisionBits - 1);
                for (std::size_t i = 0; i < static_cast<std::size_t>(weights.count[x]); ++i) {
                    sum += from[i * channels + c] * fixed[i];
                }
                *to++ = clip8(sum);
            }
        }
    }
    return result;
}

RawImage resizeVertically(const RawImage& image, int height) {
    const Weights weights = weightsFor(image.height, height);
    RawImage result = emptyLike(image, image.width, height);
    const auto rowBytes = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.channels);
    std::vector<std::int32_t> sums(rowBytes);
    for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
        std::fill(sums.begin(), sums.end(), 1 << (kPrecisionBits - 1));
        const auto* const fixed = weights.fixed.data() + y * weights.stride;
        for (std::size_t i = 0; i < static_cast<std::size_t>(weights.count[y]); ++i) {
            const auto* const from =
                image.pixels.data() + (static_cast<std::size_t>(weights.first[y]) + i) * rowBytes;
            for (std::size_t x = 0; x < rowBytes; ++x) {
                sums[x] += from[x] * fixed[i];
            }
        }
        std::transform(sums.begin(), sums.end(),
                       result.pixels.begin() + static_cast<std::ptrdiff_t>(y * rowBytes), clip8);
    }
    return result;
}

}  // namespace

RawImage resizeBicubic(const RawImage& image, int width, int height) {
    if (image.pixels.empty() || width <= 0 || height <= 0) {
        return {std::max(width, 0), std::max(height, 0), image.channels, {}};
    }
    if (width == image.width && height == image.height) {
        return image;
    }
    if (width == image.width) {
        return resizeVertically(image, height);
    }
    RawImage narrowed = resizeHorizontally(image, width);
    return height == image.height ? narrowed : resizeVertically(narrowed, height);
}

}  // namespace pivot
