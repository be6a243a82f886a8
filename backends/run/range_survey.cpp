// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/range_survey.h"

#include "data/preprocess.h"
#include "run/prepared_run.h"

#include <algorithm>

namespace pivot {

Result<ActivationRanges> surveyRanges(InferenceSession& session, const ImageBatch& batch,
                                      const std::vector<SkipConfig>& paths) {
    ActivationRanges all;
    std::vector<SkipConfig> every = paths;
    every.emplace_back();  // the full path: the baseline takes it, and it names every tensor
    for (const SkipConfig& path : every) {
        auto seen = session.activationRanges(batch, path);
        if (!seen) {
            return seen;
        }
        all = united(std::move(all), *seen);
    }
    return all;
}

Result<ActivationRanges> surveyRanges(InferenceSession& session, const DataSet& images,
                                      const std::vector<SkipConfig>& paths) {
    constexpr int kBatch = 32;
    const PreprocessSpec wanted = preprocessSpecOf(session.spec());
    const auto each = static_cast<std::size_t>(wanted.channels) * static_cast<std::size_t>(wanted.size) *
                      static_cast<std::size_t>(wanted.size);
    const std::int64_t count = std::min<std::int64_t>(kSurveyImages, images.size());
    ActivationRanges all;
    std::optional<Error> damaged;
    std::vector<float> pixels;
    int waiting = 0;
    for (std::int64_t i = 0; i < count; ++i) {
        pixels.resize((static_cast<std::size_t>(waiting) + 1) * each);
        const auto image = images.image(i * images.size() / count);
        const auto done = image ? preprocess(*image, wanted, std::span(pixels).last(each))
                                : Result<void>(tl::unexpected(image.error()));
        if (done) {
            ++waiting;
        } else {
            damaged = done.error();
        }
        if (waiting == kBatch || (i + 1 == count && waiting > 0)) {
            auto seen = surveyRanges(
                session, {waiting, std::span(pixels).first(static_cast<std::size_t>(waiting) * each)}, paths);
            if (!seen) {
                return seen;
            }
            all = united(std::move(all), *seen);
            waiting = 0;
        }
    }
    if (all.empty()) {
        return tl::unexpected(
            damaged.value_or(Error{ErrorCode::Usage,
                                   "there are no calibration images to take the ranges of int8 from: "
                                   "name some with --calibration"}));
    }
    return all;
}

}  // namespace pivot
