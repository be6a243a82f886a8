// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/baseline_probe.h"

#include "pivot/entropy.h"
#include "run/ladder_pass.h"

#include <algorithm>
#include <chrono>
#include <span>

namespace pivot {

BaselineProbe::BaselineProbe(const PassRequest& request, RunMetrics& metrics, std::optional<double> watts)
    : m_session(request.run->baselineSession()),
      m_data(*request.data),
      m_metrics(metrics),
      m_watts(watts),
      m_passImages(static_cast<std::int64_t>(request.order.size())) {
    const std::int64_t all = m_passImages + static_cast<std::int64_t>(request.finishedBefore.size());
    m_wanted = request.baselineImages < 0 ? all : std::min<std::int64_t>(request.baselineImages, all);
    // An effort that is the baseline already tells its cost and its answers.
    const std::size_t efforts = request.run->config.ladder.size();
    m_lastEffort = static_cast<int>(efforts) - 1;
    m_isEffort = request.run->lastEffortIsBaseline() && (request.profile || efforts == 1);
    m_pairedByEffort = request.profile && request.run->config.ladder.efforts.back().skip.isFullPath();
}

bool BaselineProbe::dueFor(std::int64_t images, std::int64_t seen) const {
    // Behind the share of the pass that it owes: then a run whose batches divide nothing still reaches it.
    return !m_isEffort && m_measured < m_wanted &&
           static_cast<double>(m_measured) * static_cast<double>(m_passImages) <
               static_cast<double>(m_wanted) * static_cast<double>(seen + images);
}

void BaselineProbe::charge(std::int64_t images, const SessionCost& cost) {
    std::optional<double> energy = cost.energyJ;
    if (!energy && m_watts) {
        energy = *m_watts * static_cast<double>(cost.delayNs) * 1e-9;
    }
    m_metrics.addBaseline(images, cost.delayNs, energy);
    m_measured += images;
}

Result<void> BaselineProbe::run(const PreparedBatch& batch) {
    const auto begun = std::chrono::steady_clock::now();
    const int count = static_cast<int>(batch.indices.size());
    auto logits = m_session.run(ImageBatch{count, batch.pixels}, SkipConfig{});
    if (!logits) {
        return tl::unexpected(logits.error());
    }
    charge(count, logits->cost);
    const auto classes = static_cast<std::size_t>(logits->classes);
    for (int i = 0; i < count; ++i) {
        const std::int64_t image = batch.indices[static_cast<std::size_t>(i)];
        const auto label = m_data.label(image);
        const auto scores =
            scoreLogits(std::span(logits->logits).subspan(static_cast<std::size_t>(i) * classes, classes));
        if (label && scores) {
            m_right[m_data.sourceIndex(image)] = scores->topIds.front() == *label;
        }
    }
    ++m_runs;
    m_seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    return {};
}

void BaselineProbe::compare(const ImageResult& routed) {
    if (m_pairedByEffort || !routed.outcome.right || !routed.outcome.error.empty()) {
        return;
    }
    if (m_isEffort) {  // one effort alone: it is its own baseline
        m_metrics.addPair(*routed.outcome.right, *routed.outcome.right);
        return;
    }
    if (const auto found = m_right.find(routed.outcome.imageIndex); found != m_right.end()) {
        m_metrics.addPair(found->second, *routed.outcome.right);
        m_right.erase(found);
    }
}

void BaselineProbe::adopt(const std::vector<ImageResult>& earlier) {
    if (!m_isEffort) {
        return;
    }
    for (const ImageResult& result : earlier) {
        for (const Visit& visit : result.visits) {
            if (visit.effort == m_lastEffort && result.outcome.error.empty()) {
                m_metrics.addBaseline(1, visit.delayNs, visit.energyJ);
            }
        }
        compare(result);
    }
}

std::vector<std::int64_t> BaselineProbe::stillOwed(const std::vector<ImageResult>& earlier) const {
    std::vector<std::int64_t> owed;
    if (m_isEffort || m_measured >= m_wanted) {
        return owed;
    }
    std::vector<std::int64_t> readable;
    for (const ImageResult& result : earlier) {
        const auto at = m_data.indexOf(result.outcome.imageIndex);
        if (at && result.outcome.error.empty()) {
            readable.push_back(*at);
        }
    }
    const std::size_t count =
        std::min<std::size_t>(readable.size(), static_cast<std::size_t>(m_wanted - m_measured));
    for (std::size_t i = 0; i < count; ++i) {
        owed.push_back(readable[i * readable.size() / count]);
    }
    return owed;
}

}  // namespace pivot
