// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/layer_timing.h"

#include "pivot/statistics.h"

#include <algorithm>
#include <chrono>
#include <random>

namespace pivot {

namespace {

constexpr double kSeconds = 1.0;
constexpr int kLeastWalks = 3, kMostWalks = 25;

/// The times of one walk through the pieces, ms for the whole batch; the median of several in place.
struct Walk {
    double embedMs = 0, headMs = 0;
    std::vector<double> blockMs;
};

double milliseconds(const SessionCost& cost) {
    return static_cast<double>(cost.delayNs) * 1e-6;
}

Result<void> goesOn(const std::stop_token& stop) {
    return stop.stop_requested() ? fail(ErrorCode::Cancelled, "timing the layers was stopped")
                                 : Result<void>{};
}

Result<Walk> walk(InferenceSession& session, const ImageBatch& batch, const SkipConfig& skip,
                  const std::stop_token& stop) {
    Walk times;
    auto tokens = session.embed(batch);
    if (!tokens) {
        return tl::unexpected(tokens.error());
    }
    times.embedMs = milliseconds(tokens->cost);
    for (int block = 0; block < session.spec().depth; ++block) {
        if (auto on = goesOn(stop); !on) {
            return tl::unexpected(on.error());
        }
        tokens = session.blocks(tokens->activations, block, block + 1, skip);
        if (!tokens) {
            return tl::unexpected(tokens.error());
        }
        times.blockMs.push_back(milliseconds(tokens->cost));
    }
    const auto logits = session.head(tokens->activations);
    if (!logits) {
        return tl::unexpected(logits.error());
    }
    times.headMs = milliseconds(logits->cost);
    return times;
}

/// `of(walk)` of the one in the middle.
template <class Of>
double medianMs(const std::vector<Walk>& walks, Of of) {
    std::vector<double> times;
    for (const Walk& one : walks) {
        times.push_back(of(one));
    }
    return *quantile(times, 0.5);
}

Provenance provenanceOf(const PreparedRun& run, int batches, int images) {
    if (run.device.modelledTiming) {
        return {ProvenanceKind::Modelled, run.device.name};
    }
    return {ProvenanceKind::Measured, "steady clock around each piece alone, after the run: median of " +
                                          std::to_string(batches) + " batches of " + std::to_string(images)};
}

/// So that whoever watches knows why it isn't over yet.
void tell(const PreparedRun& run, const RunHooks& hooks) {
    RunProgress progress;
    progress.stage = "timing the layers";
    progress.device = run.config.device;
    progress.done = progress.total = run.data->size();
    if (hooks.progress) {
        hooks.progress(progress);
    }
    if (hooks.live != nullptr) {
        LiveSnapshot snapshot = hooks.live->snapshot();
        snapshot.progress = progress;
        hooks.live->publish(std::move(snapshot));
    }
}

}  // namespace

std::vector<float> randomPixels(const ModelSpec& spec, int count, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<float> normal;
    const auto side = static_cast<std::size_t>(spec.imgSize);
    std::vector<float> pixels(static_cast<std::size_t>(count) * static_cast<std::size_t>(spec.inChans) *
                              side * side);
    for (float& pixel : pixels) {
        pixel = normal(random);
    }
    return pixels;
}

Result<TimedLayers> timeLayers(InferenceSession& session, const ImageBatch& batch, const SkipConfig& skip,
                               std::stop_token stop) {
    using Clock = std::chrono::steady_clock;
    const int depth = session.spec().depth;
    const SkipConfig noAttention = SkipConfig::all(depth);
    const auto begun = Clock::now();
    std::vector<Walk> whole, bare;
    while (static_cast<int>(whole.size()) < kLeastWalks ||
           (static_cast<int>(whole.size()) < kMostWalks &&
            std::chrono::duration<double>(Clock::now() - begun).count() < kSeconds)) {
        for (const auto& [path, walks] : {std::pair{&skip, &whole}, std::pair{&noAttention, &bare}}) {
            auto one = walk(session, batch, *path, stop);
            if (!one) {
                return tl::unexpected(one.error());
            }
            walks->push_back(std::move(*one));
        }
    }
    std::vector<Walk> both = whole;
    both.insert(both.end(), bare.begin(), bare.end());
    const double images = batch.count;
    TimedLayers timed;
    timed.batches = static_cast<int>(whole.size());
    const auto add = [&](LayerPiece piece, int block, double ms) {
        timed.layers.push_back({piece, block, std::max(0.0, ms) / images});  // noise is no time
    };
    add(LayerPiece::Embed, -1, medianMs(both, [](const Walk& one) { return one.embedMs; }));
    for (int block = 0; block < depth; ++block) {
        const auto at = static_cast<std::size_t>(block);
        const auto blockMs = [at](const Walk& one) { return one.blockMs[at]; };
        const double mlpMs = medianMs(bare, blockMs);
        if (!skip.isSkipped(block)) {
            add(LayerPiece::Attention, block, medianMs(whole, blockMs) - mlpMs);
        }
        add(LayerPiece::Mlp, block, mlpMs);
    }
    add(LayerPiece::Head, -1, medianMs(both, [](const Walk& one) { return one.headMs; }));
    return timed;
}

Result<std::vector<LayerTable>> timeLayers(const PreparedRun& run, const RunHooks& hooks) {
    tell(run, hooks);
    const auto images = static_cast<int>(
        std::min<std::int64_t>(run.config.batch, std::max<std::int64_t>(1, run.data->size())));
    const std::vector<float> pixels = randomPixels(run.spec(), images, run.config.seed);
    std::vector<LayerTable> tables;
    for (const auto& session : run.sessions) {
        auto timed = timeLayers(*session, ImageBatch{images, pixels}, SkipConfig{}, hooks.stop);
        if (!timed) {
            return tl::unexpected(timed.error());
        }
        LayerTable table;
        for (std::size_t k = 0; k < run.sessionOf.size(); ++k) {
            if (run.sessionOf[k] == session.get()) {
                table.efforts.push_back(static_cast<int>(k));
            }
        }
        table.batch = images;
        table.batches = timed->batches;
        table.provenance = provenanceOf(run, timed->batches, images);
        table.layers = std::move(timed->layers);
        tables.push_back(std::move(table));
    }
    return tables;
}

}  // namespace pivot
