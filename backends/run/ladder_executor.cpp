// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/ladder_executor.h"

#include "pivot/entropy.h"
#include "pivot/routing.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace pivot {

namespace {

/// Of a batch's rows: with more of them hard, a copy would cost more than it frees.
constexpr double kMostRowsCopied = 0.75;

std::size_t index(int value) {
    return static_cast<std::size_t>(value);
}

bool isIdentity(const std::vector<int>& rows, int count) {
    if (static_cast<int>(rows.size()) != count) {
        return false;
    }
    for (int i = 0; i < count; ++i) {
        if (rows[index(i)] != i) {
            return false;
        }
    }
    return true;
}

}  // namespace

LadderExecutor::LadderExecutor(std::vector<Stage> stages, Options options, const DataSet& data,
                               BatchObserver observer, LogitsObserver onLogits)
    : m_stages(std::move(stages)),
      m_options(options),
      m_data(data),
      m_observer(std::move(observer)),
      m_onLogits(std::move(onLogits)),
      m_start(m_stages.size()),
      m_pools(m_stages.size()) {
    for (std::size_t k = 1; k < m_stages.size(); ++k) {
        if (m_options.rerun == RerunMode::Prefix && m_stages[k].session == m_stages[k - 1].session) {
            m_start[k] = SkipConfig::firstDifference(m_stages[k - 1].skip, m_stages[k].skip,
                                                     m_stages[k].session->spec().depth);
        }
    }
}

std::vector<int> LadderExecutor::neededAfter(int stage) const {
    std::vector<int> blocks;
    // Activations serve as long as the weights stay the same: up to the next effort that starts at the
    // pixels.
    for (std::size_t k = index(stage) + 1; k < m_stages.size() && m_start[k]; ++k) {
        blocks.push_back(*m_start[k]);
    }
    std::sort(blocks.begin(), blocks.end());
    blocks.erase(std::unique(blocks.begin(), blocks.end()), blocks.end());
    return blocks;
}

bool LadderExecutor::pixelsNeededAfter(int stage) const {
    return std::any_of(m_start.begin() + stage + 1, m_start.end(), [](const auto& start) { return !start; });
}

Result<void> LadderExecutor::feed(PreparedBatch batch, std::vector<ImageResult>& finished) {
    for (ImageError& error : batch.errors) {
        ImageResult failed;
        failed.outcome.imageIndex = m_data.sourceIndex(error.index);
        failed.outcome.imageKey = std::move(error.key);
        failed.outcome.label = m_data.label(error.index);
        failed.outcome.error = std::move(error.message);
        finished.push_back(std::move(failed));
    }
    if (batch.indices.empty()) {
        return {};
    }
    Chunk chunk;
    for (const std::int64_t i : batch.indices) {
        ImageResult image;
        image.outcome.imageIndex = m_data.sourceIndex(i);
        image.outcome.imageKey = m_data.key(i);
        image.outcome.label = m_data.label(i);
        chunk.images.push_back(std::move(image));
    }
    chunk.pixels = std::move(batch.pixels);
    if (auto done = runStage(0, std::move(chunk), finished); !done) {
        return done;
    }
    for (int stage = 1; stage < static_cast<int>(m_stages.size()); ++stage) {
        const auto waiting = [&] {
            std::size_t count = 0;
            for (const Chunk& c : m_pools[index(stage)]) {
                count += c.images.size();
            }
            return static_cast<int>(count);
        };
        while (waiting() >= m_options.batch) {
            auto full = takeBatch(stage, m_options.batch);
            if (!full) {
                return tl::unexpected(full.error());
            }
            if (auto done = runStage(stage, std::move(*full), finished); !done) {
                return done;
            }
        }
    }
    return {};
}

Result<void> LadderExecutor::flush(std::vector<ImageResult>& finished) {
    for (int stage = 1; stage < static_cast<int>(m_stages.size()); ++stage) {
        while (!m_pools[index(stage)].empty()) {
            auto rest = takeBatch(stage, m_options.batch);
            if (!rest) {
                return tl::unexpected(rest.error());
            }
            if (auto done = runStage(stage, std::move(*rest), finished); !done) {
                return done;
            }
        }
    }
    return {};
}

/// Up to `count` images from the pool of `stage`, their kept activations gathered into one batch.
Result<LadderExecutor::Chunk> LadderExecutor::takeBatch(int stage, int count) {
    std::vector<Chunk>& pool = m_pools[index(stage)];
    std::vector<int> needed = neededAfter(stage - 1);
    Chunk out;
    std::map<int, std::vector<ActivationsPtr>> parts;
    std::vector<int> rows;
    int rowsBefore = 0;
    std::size_t whole = 0;  // chunks that are used up
    for (Chunk& chunk : pool) {
        const auto take = std::min(chunk.images.size(), index(count) - out.images.size());
        if (take == 0) {
            break;
        }
        const std::size_t pixelsEach = chunk.images.empty() ? 0 : chunk.pixels.size() / chunk.images.size();
        for (std::size_t i = 0; i < take; ++i) {
            out.images.push_back(std::move(chunk.images[i]));
            if (!chunk.rows.empty()) {
                rows.push_back(rowsBefore + chunk.rows[i]);
            }
        }
        out.pixels.insert(out.pixels.end(), chunk.pixels.begin(),
                          chunk.pixels.begin() + static_cast<std::ptrdiff_t>(take * pixelsEach));
        out.carried += chunk.carried;
        chunk.carried = {};
        for (const int block : needed) {
            parts[block].push_back(chunk.kept.at(block));
        }
        if (!needed.empty()) {
            rowsBefore += chunk.kept.at(needed.front())->count();
        }
        if (take == chunk.images.size()) {
            ++whole;
        } else {  // the rest stays in front of the pool
            chunk.images.erase(chunk.images.begin(),
                               chunk.images.begin() + static_cast<std::ptrdiff_t>(take));
            if (!chunk.rows.empty()) {
                chunk.rows.erase(chunk.rows.begin(), chunk.rows.begin() + static_cast<std::ptrdiff_t>(take));
            }
            chunk.pixels.erase(chunk.pixels.begin(),
                               chunk.pixels.begin() + static_cast<std::ptrdiff_t>(take * pixelsEach));
        }
    }
    pool.erase(pool.begin(), pool.begin() + static_cast<std::ptrdiff_t>(whole));
    for (const int block : needed) {
        const std::vector<ActivationsPtr>& from = parts[block];
        if (from.size() == 1 && isIdentity(rows, from.front()->count())) {
            out.kept[block] = from.front();
            continue;
        }
        auto gathered = m_stages[index(stage)].session->gather(from, rows);
        if (!gathered) {
            return tl::unexpected(gathered.error());
        }
        out.carried += gathered->cost;
        out.kept[block] = gathered->activations;
    }
    out.rows.resize(out.images.size());
    std::iota(out.rows.begin(), out.rows.end(), 0);
    return out;
}

Result<void> LadderExecutor::runStage(int stage, Chunk chunk, std::vector<ImageResult>& finished) {
    const Stage& s = m_stages[index(stage)];
    const int count = static_cast<int>(chunk.images.size());
    const int depth = s.session->spec().depth;
    SessionCost cost = chunk.carried;
    ActivationsPtr x;
    int at = 0;
    if (const auto start = m_start[index(stage)]) {
        x = chunk.kept.at(*start);
        at = *start;
    } else {
        auto embedded = s.session->embed(ImageBatch{count, chunk.pixels});
        if (!embedded) {
            return tl::unexpected(embedded.error());
        }
        cost += embedded->cost;
        x = embedded->activations;
        chunk.kept.clear();  // of other weights
    }
    const auto runTo = [&](int block) -> Result<void> {
        if (block > at) {
            auto done = s.session->blocks(x, at, block, s.skip);
            if (!done) {
                return tl::unexpected(done.error());
            }
            cost += done->cost;
            x = done->activations;
            at = block;
        }
        return {};
    };
    for (const int block : neededAfter(stage)) {
        if (block < at) {
            continue;  // kept by an earlier effort that shares this one's prefix
        }
        if (auto done = runTo(block); !done) {
            return done;
        }
        chunk.kept[block] = x;
    }
    if (auto done = runTo(depth); !done) {
        return done;
    }
    auto logits = s.session->head(x);
    if (!logits) {
        return tl::unexpected(logits.error());
    }
    cost += logits->cost;
    if (m_observer) {
        m_observer(stage, count, cost);
    }

    const bool last = stage + 1 == static_cast<int>(m_stages.size());
    const bool keepPixels = !last && pixelsNeededAfter(stage);
    const std::size_t pixelsEach = chunk.pixels.size() / index(count);
    Chunk hard;
    for (int i = 0; i < count; ++i) {
        ImageResult& image = chunk.images[index(i)];
        const auto row =
            std::span(logits->logits).subspan(index(i) * index(logits->classes), index(logits->classes));
        const auto scores = scoreLogits(row);
        if (!scores) {
            image.outcome.error = scores.error().message;
            finished.push_back(std::move(image));
            continue;
        }
        if (m_onLogits) {
            m_onLogits(stage, image.outcome.imageIndex, row);
        }
        Visit visit = makeVisit(*scores, stage, image.outcome.label);
        visit.delayNs = cost.delayNs / count;
        if (cost.energyJ) {
            visit.energyJ = *cost.energyJ / count;
        } else if (m_options.estimatedWatts) {
            visit.energyJ = *m_options.estimatedWatts * static_cast<double>(visit.delayNs) * 1e-9;
        }
        const bool accepted = accepts(hardness(visit, m_options.score), s.hardestAccepted);
        image.visits.push_back(std::move(visit));
        if (last || (accepted && !m_options.profile)) {
            finish(std::move(image), finished);
            continue;
        }
        hard.images.push_back(std::move(image));
        hard.rows.push_back(i);
        if (keepPixels) {
            const auto from = chunk.pixels.begin() + static_cast<std::ptrdiff_t>(index(i) * pixelsEach);
            hard.pixels.insert(hard.pixels.end(), from, from + static_cast<std::ptrdiff_t>(pixelsEach));
        }
    }
    if (hard.images.empty()) {
        return {};
    }
    for (const int block : neededAfter(stage)) {
        hard.kept[block] = chunk.kept.at(block);
    }
    if (auto thinned = keepHardRows(hard, count, *s.session); !thinned) {
        return thinned;
    }
    m_pools[index(stage) + 1].push_back(std::move(hard));
    return {};
}

/// Lets go of the easy rows of a batch of `count`, so that one hard image does not hold the whole batch's
/// activations while it waits. The re-run pays for the copy. A batch that is mostly hard is kept as it is.
Result<void> LadderExecutor::keepHardRows(Chunk& hard, int count, InferenceSession& session) const {
    if (hard.kept.empty() || static_cast<double>(hard.rows.size()) > kMostRowsCopied * count) {
        return {};
    }
    for (auto& [block, activations] : hard.kept) {
        auto gathered = session.gather({&activations, 1}, hard.rows);
        if (!gathered) {
            return tl::unexpected(gathered.error());
        }
        hard.carried += gathered->cost;
        activations = gathered->activations;
    }
    std::iota(hard.rows.begin(), hard.rows.end(), 0);
    return {};
}

/// Exit, answer and cost of an image from its visits. A profiled image's cost is composed of the visits a
/// routed one would have made.
void LadderExecutor::finish(ImageResult image, std::vector<ImageResult>& finished) const {
    Outcome& outcome = image.outcome;
    outcome.exitEffort = Outcome::kNoExit;
    bool energyKnown = true;
    double energyJ = 0;
    for (const Visit& visit : image.visits) {
        outcome.delayNs += visit.delayNs;
        energyKnown = energyKnown && visit.energyJ.has_value();
        energyJ += visit.energyJ.value_or(0.0);
        if (accepts(hardness(visit, m_options.score), m_stages[index(visit.effort)].hardestAccepted)) {
            outcome.exitEffort = visit.effort;
            outcome.predicted = visit.topIds.front();
            outcome.right = visit.right;
            break;
        }
    }
    if (outcome.exitEffort == Outcome::kNoExit && outcome.label) {
        outcome.right = false;
    }
    if (energyKnown) {
        outcome.energyJ = energyJ;
    }
    finished.push_back(std::move(image));
}

}  // namespace pivot
