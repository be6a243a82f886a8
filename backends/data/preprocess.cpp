// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/preprocess.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace pivot {
namespace {

constexpr int kMaxSide = 65536;

std::string sizeText(const RawImage& image) {
    return std::to_string(image.width) + "x" + std::to_string(image.height);
}

Result<void> checkImage(const RawImage& image) {
    if (image.width <= 0 || image.height <= 0) {
        return fail(ErrorCode::BadFile,
                    "The image is " + sizeText(image) + " pixels large: there is nothing to see.");
    }
    if (image.channels != 1 && image.channels != 3) {
        return fail(ErrorCode::Unsupported, "The image has " + std::to_string(image.channels) +
                                                " channels; grey (1) and RGB (3) can be used.");
    }
    const auto bytes = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) *
                       static_cast<std::size_t>(image.channels);
    if (image.width > kMaxSide || image.height > kMaxSide || image.pixels.size() != bytes) {
        return fail(ErrorCode::Internal, "The image says " + sizeText(image) + "x" +
                                             std::to_string(image.channels) + " and brings " +
                                             std::to_string(image.pixels.size()) + " bytes.");
    }
    return {};
}

RawImage cropCentre(const RawImage& image, int size) {
    // Python's round(), which torchvision uses: a half goes to the even side, as nearbyint() does by default.
    const auto offset = [size](int side) { return static_cast<int>(std::nearbyint((side - size) / 2.0)); };
    const int left = offset(image.width);
    const int top = offset(image.height);
    RawImage result{size, size, image.channels, {}};
    const auto channels = static_cast<std::size_t>(image.channels);
    const auto rowBytes = static_cast<std::size_t>(size) * channels;
    result.pixels.resize(static_cast<std::size_t>(size) * rowBytes);
    for (int y = 0; y < size; ++y) {
        const auto from = (static_cast<std::size_t>(top + y) * static_cast<std::size_t>(image.width) +
                           static_cast<std::size_t>(left)) *
                          channels;
        std::copy_n(
            image.pixels.begin() + static_cast<std::ptrdiff_t>(from), rowBytes,
            result.pixels.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(y) * rowBytes));
    }
    return result;
}

/// ITU-R 601-2 luma in Pillow's fixed point.
std::uint8_t luma(const std::uint8_t* rgb) {
    return static_cast<std::uint8_t>((rgb[0] * 19595U + rgb[1] * 38470U + rgb[2] * 7471U + 0x8000U) >> 16U);
}

RawImage withChannels(RawImage image, int channels) {
    if (image.channels == channels) {
        return image;
    }
    const std::size_t count = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
    std::vector<std::uint8_t> pixels(count * static_cast<std::size_t>(channels));
    for (std::size_t i = 0; i < count; ++i) {
        if (channels == 1) {
            pixels[i] = luma(&image.pixels[3 * i]);
        } else {
            std::fill_n(pixels.begin() + static_cast<std::ptrdiff_t>(3 * i), 3, image.pixels[i]);
        }
    }
    return {image.width, image.height, channels, std::move(pixels)};
}

Result<void> checkSpec(const PreprocessSpec& spec) {
    if (spec.size <= 0 || spec.size > kMaxSide || spec.resizeShort > kMaxSide) {
        return fail(ErrorCode::Usage, "An input size of " + std::to_string(spec.size) + " (resized to " +
                                          std::to_string(spec.resizeShort) + ") cannot be made; use 1 to " +
                                          std::to_string(kMaxSide) + " pixels.");
    }
    if (spec.resizeShort < spec.size) {
        return fail(ErrorCode::Usage, "resize_short (" + std::to_string(spec.resizeShort) +
                                          ") is smaller than the model's input (" +
                                          std::to_string(spec.size) + "); make it at least as large.");
    }
    return {};
}

}  // namespace

Result<RawImage> resizeAndCrop(const RawImage& image, const PreprocessSpec& spec) {
    if (auto ok = checkSpec(spec); !ok) {
        return tl::unexpected(ok.error());
    }
    if (auto ok = checkImage(image); !ok) {
        return tl::unexpected(ok.error());
    }
    if (image.width == spec.size && image.height == spec.size) {
        return image;
    }
    const bool wide = image.width > image.height;
    const int shortSide = std::min(image.width, image.height);
    const int longSide = std::max(image.width, image.height);
    const double longTarget = std::int64_t{spec.resizeShort} * longSide / static_cast<double>(shortSide);
    if (longTarget > kMaxSide) {
        return fail(ErrorCode::BadFile,
                    "The image is " + sizeText(image) + " pixels large: too thin to be resized.");
    }
    const int resizedLong = static_cast<int>(longTarget);
    return cropCentre(
        resizeBicubic(image, wide ? resizedLong : spec.resizeShort, wide ? spec.resizeShort : resizedLong),
        spec.size);
}

Result<void> preprocess(const RawImage& image, const PreprocessSpec& spec, std::span<float> out) {
    if (spec.channels != 1 && spec.channels != 3) {
        return fail(ErrorCode::Unsupported, "The model wants " + std::to_string(spec.channels) +
                                                " channels; images can be made grey (1) or RGB (3).");
    }
    const auto channels = static_cast<std::size_t>(spec.channels);
    if (spec.mean.size() != channels || spec.std.size() != channels) {
        return fail(ErrorCode::Usage, "mean and std have " + std::to_string(spec.mean.size()) + " and " +
                                          std::to_string(spec.std.size()) + " values; the model's " +
                                          std::to_string(channels) + " channels need one each.");
    }
    for (std::size_t c = 0; c < channels; ++c) {
        if (!std::isfinite(spec.mean[c]) || !std::isfinite(spec.std[c]) || spec.std[c] <= 0.0F) {
            return fail(ErrorCode::Usage, "mean must be a number and std a positive one in every channel.");
        }
    }
    auto resized = resizeAndCrop(image, spec);
    if (!resized) {
        return tl::unexpected(resized.error());
    }
    const std::size_t plane = static_cast<std::size_t>(spec.size) * static_cast<std::size_t>(spec.size);
    if (out.size() != channels * plane) {
        return fail(ErrorCode::Internal, "preprocess() was given room for " + std::to_string(out.size()) +
                                             " floats and needs " + std::to_string(channels * plane) + ".");
    }
    const RawImage ready = withChannels(std::move(*resized), spec.channels);
    for (std::size_t c = 0; c < channels; ++c) {
        std::array<float, 256> value{};  // float32 steps in torchvision's order: /255, -mean, /std
        for (std::size_t byte = 0; byte < value.size(); ++byte) {
            value[byte] = (static_cast<float>(byte) / 255.0F - spec.mean[c]) / spec.std[c];
        }
        for (std::size_t i = 0; i < plane; ++i) {
            out[c * plane + i] = value[ready.pixels[i * channels + c]];
        }
    }
    return {};
}

}  // namespace pivot
