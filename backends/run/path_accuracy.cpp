// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/path_accuracy.h"

#include "data/prefetcher.h"
#include "pivot/entropy.h"
#include "pivot/statistics.h"
#include "run/prepared_run.h"

#include <chrono>
#include <numeric>

namespace pivot {

namespace {

constexpr int kBatch = 16;  // a stop is heard between two of them

}  // namespace

Result<PathAccuracy> measurePathAccuracy(InferenceSession& session, const SkipConfig& skip,
                                         const DataSetPtr& images, double seconds,
                                         const std::stop_token& stop) {
    using Clock = std::chrono::steady_clock;
    PathAccuracy made;
    made.split = images->range();
    std::vector<std::int64_t> order(static_cast<std::size_t>(images->size()));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    Prefetcher prefetcher(images, preprocessSpecOf(session.spec()), std::move(order), kBatch);
    const auto begin = Clock::now();
    while (auto batch = prefetcher.next()) {
        if (stop.stop_requested()) {
            return fail(ErrorCode::Cancelled, "stopped while a path was tried");
        }
        if (batch->indices.empty()) {
            continue;
        }
        const auto count = static_cast<int>(batch->indices.size());
        const auto answered = session.run(ImageBatch{count, batch->pixels}, skip);
        if (!answered) {
            return tl::unexpected(answered.error());
        }
        const auto classes = static_cast<std::size_t>(answered->classes);
        for (std::size_t i = 0; i < batch->indices.size(); ++i) {
            const std::optional<int> label = images->label(batch->indices[i]);
            const auto scores = scoreLogits(std::span(answered->logits).subspan(i * classes, classes));
            if (label && scores) {
                ++made.images;
                made.right += scores->topIds[0] == *label ? 1 : 0;
            }
        }
        if (std::chrono::duration<double>(Clock::now() - begin).count() > seconds) {
            break;
        }
    }
    const auto interval = wilson(made.right, made.images);
    if (!interval) {
        return fail(ErrorCode::Usage, "none of these images has a label: " + images->name());
    }
    made.ci95 = *interval;
    return made;
}

}  // namespace pivot
