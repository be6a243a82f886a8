// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "core/result.h"
#include "core/run_config.h"
#include "data/dataset.h"
#include "data/prefetcher.h"
#include "devices/inference_session.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace pivot {

/// Sends batches through the efforts of a ladder. Images that an effort does not accept are pooled and
/// re-batched, so that the next effort runs full batches too; with batch 1 each image takes its whole way
/// before the next begins.
///
/// Prefix reuse (this project's): where two neighbouring efforts share a session and so the weights, the
/// activations that enter the first block in which their skips differ are kept, and the re-run starts there:
/// the same logits, less work. `restart` begins every effort at the pixels, as in arXiv 2404.15185.
class LadderExecutor {
public:
    struct Stage {
        InferenceSession* session = nullptr;  ///< the same pointer where weights are shared
        SkipConfig skip;
        std::optional<double> hardestAccepted;  ///< by Options::score; absent accepts all
    };
    struct Options {
        RerunMode rerun = RerunMode::Prefix;
        ScoreKind score = ScoreKind::Entropy;
        bool profile = false;  ///< every effort on every image; exits follow from the thresholds all the same
        int batch = 32;
        std::optional<double>
            estimatedWatts;  ///< energy of a visit = watts x delay where the session models none
    };
    /// Called with the logits [classes] of every image at every stage that it visits, before they are
    /// dropped.
    using LogitsObserver =
        std::function<void(int stage, std::int64_t imageIndex, std::span<const float> logits)>;
    /// Called after a stage ran a batch: the stage, its images and what the session took.
    using BatchObserver = std::function<void(int stage, int images, const SessionCost& cost)>;

    LadderExecutor(std::vector<Stage> stages, Options options, const DataSet& data,
                   BatchObserver observer = {}, LogitsObserver onLogits = {});

    /// Runs one batch; images that are finished (also those of earlier batches) are appended.
    [[nodiscard]] Result<void> feed(PreparedBatch batch, std::vector<ImageResult>& finished);
    /// Runs what still waits in the pools.
    [[nodiscard]] Result<void> flush(std::vector<ImageResult>& finished);

    /// The block at which the re-run of `stage` starts; absent where it starts at the pixels.
    [[nodiscard]] std::optional<int> startBlock(int stage) const {
        return m_start[static_cast<std::size_t>(stage)];
    }

private:
    /// Images on their way to one stage, with what that stage and later ones may start from.
    struct Chunk {
        std::vector<ImageResult> images;
        std::vector<float> pixels;           ///< empty unless a later stage starts at the pixels
        std::map<int, ActivationsPtr> kept;  ///< by block, rows as in `rows`
        std::vector<int> rows;               ///< row of each image in the kept activations
        SessionCost carried;                 ///< of gathering, paid by the re-run
    };

    [[nodiscard]] Result<void> runStage(int stage, Chunk chunk, std::vector<ImageResult>& finished);
    [[nodiscard]] Result<void> keepHardRows(Chunk& hard, int count, InferenceSession& session) const;
    [[nodiscard]] Result<Chunk> takeBatch(int stage, int count);
    [[nodiscard]] std::vector<int> neededAfter(int stage) const;
    [[nodiscard]] bool pixelsNeededAfter(int stage) const;
    void finish(ImageResult image, std::vector<ImageResult>& finished) const;

    std::vector<Stage> m_stages;
    Options m_options;
    const DataSet& m_data;
    BatchObserver m_observer;
    LogitsObserver m_onLogits;
    std::vector<std::optional<int>> m_start;
    std::vector<std::vector<Chunk>> m_pools;
};

}  // namespace pivot
