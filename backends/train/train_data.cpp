// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/train_data.h"

#include "data/dataset.h"
#include "data/preprocess.h"

#include <cstring>
#include <random>

namespace pivot {

Result<TrainImages> loadTrainImages(const std::string& dataset, const ModelSpec& spec) {
    auto opened = openDataSet(dataset);
    if (!opened) {
        return tl::unexpected(opened.error());
    }
    const DataSet& data = **opened;
    const std::int64_t count = data.size();
    const std::int64_t imageBytes = static_cast<std::int64_t>(spec.inChans) * spec.imgSize * spec.imgSize;
    constexpr std::int64_t kMostBytes = std::int64_t{8} << 30;
    if (count == 0) {
        return fail(ErrorCode::Usage, "the training set " + dataset + " has no images");
    }
    if (count > kMostBytes / imageBytes) {
        return fail(ErrorCode::Unsupported, "the training set " + dataset +
                                                " needs more than 8 GiB in memory at " +
                                                std::to_string(spec.imgSize) +
                                                " pixels; choose a slice of it, such as #train[0:50000]");
    }
    const PreprocessSpec preprocessing{.size = spec.imgSize,
                                       .resizeShort = spec.resizeShort,
                                       .channels = spec.inChans,
                                       .mean = spec.mean,
                                       .std = spec.std};
    TrainImages out{at::empty({count, spec.inChans, spec.imgSize, spec.imgSize}, at::kByte),
                    at::empty({count}, at::kLong)};
    std::vector<float> unit(static_cast<std::size_t>(imageBytes));
    PreprocessSpec asBytes = preprocessing;  // mean 0 and deviation 1/255 give the pixels themselves
    asBytes.mean.assign(static_cast<std::size_t>(spec.inChans), 0.0F);
    asBytes.std.assign(static_cast<std::size_t>(spec.inChans), 1.0F / 255.0F);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto label = data.label(i);
        if (!label || *label < 0 || *label >= spec.numClasses) {
            return fail(ErrorCode::BadFile, "image " + data.key(i) + " of " + dataset +
                                                " has no label in 0.." + std::to_string(spec.numClasses - 1) +
                                                "; training needs one for every image");
        }
        auto image = data.image(i);
        if (!image) {
            return tl::unexpected(image.error());
        }
        if (auto done = preprocess(*image, asBytes, unit); !done) {
            return tl::unexpected(done.error());
        }
        auto* bytes = out.images.data_ptr<std::uint8_t>() + i * imageBytes;
        for (std::int64_t k = 0; k < imageBytes; ++k) {
            bytes[k] = static_cast<std::uint8_t>(unit[static_cast<std::size_t>(k)] + 0.5F);
        }
        out.labels.data_ptr<std::int64_t>()[i] = *label;
    }
    return out;
}

at::Tensor normalised(const at::Tensor& images, const ModelSpec& spec) {
    const auto perChannel = [&](const std::vector<float>& values) {
        return at::tensor(at::ArrayRef<float>(values)).view({1, spec.inChans, 1, 1});
    };
    return images.to(at::kFloat).div_(255.0).sub_(perChannel(spec.mean)).div_(perChannel(spec.std));
}

at::Tensor augmented(const at::Tensor& images, bool flip, int shift, std::uint64_t seed) {
    const std::int64_t count = images.size(0), channels = images.size(1), height = images.size(2),
                       width = images.size(3);
    at::Tensor out = at::zeros_like(images);
    std::mt19937_64 random(seed);
    const auto* from = images.data_ptr<std::uint8_t>();
    auto* to = out.data_ptr<std::uint8_t>();
    const auto span = static_cast<std::uint64_t>(2 * shift + 1);
    for (std::int64_t n = 0; n < count; ++n) {
        const bool mirror = flip && (random() & 1U) != 0;
        const std::int64_t dy = static_cast<std::int64_t>(random() % span) - shift;
        const std::int64_t dx = static_cast<std::int64_t>(random() % span) - shift;
        for (std::int64_t c = 0; c < channels; ++c) {
            const auto* source = from + (n * channels + c) * height * width;
            auto* target = to + (n * channels + c) * height * width;
            for (std::int64_t y = std::max<std::int64_t>(0, dy); y < std::min(height, height + dy); ++y) {
                for (std::int64_t x = std::max<std::int64_t>(0, dx); x < std::min(width, width + dx); ++x) {
                    const std::int64_t column = mirror ? width - 1 - (x - dx) : x - dx;
                    target[y * width + x] = source[(y - dy) * width + column];
                }
            }
        }
    }
    return out;
}

}  // namespace pivot
