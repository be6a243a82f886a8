// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/stored_run.h"

#include "pivot/statistics.h"

#include <algorithm>
#include <cmath>

namespace pivot {
namespace {

constexpr std::int64_t kPoints = 300;
constexpr std::size_t kLatest = 32;

}  // namespace

StoredRunBuilder::StoredRunBuilder(RunReport report, QDateTime createdUtc, int classes, QStringList labels) {
    m_stride = std::max<std::int64_t>(1, report.images / kPoints);
    m_run.report = std::move(report);
    m_run.createdUtc = std::move(createdUtc);
    m_run.classes = classes;
    m_run.labels = std::move(labels);
}

void StoredRunBuilder::add(const ImageResult& image) {
    const Outcome& outcome = image.outcome;
    if (!outcome.error.empty()) {
        return;
    }
    ++m_images;
    if (outcome.right) {
        ++m_labelled;
        m_right += *outcome.right ? 1 : 0;
    }
    m_delayMs += static_cast<double>(outcome.delayNs) * 1e-6;
    if (outcome.energyJ) {
        ++m_metered;
        m_energyJ += *outcome.energyJ;
    }
    m_largestClass = std::max({m_largestClass, outcome.label.value_or(-1), outcome.predicted});
    for (const Visit& visit : image.visits) {
        if (visit.effort == 0) {
            // Unlabelled count as right, as in a run that goes on.
            m_entropies.emplace_back(static_cast<float>(visit.entropyNats), visit.right.value_or(true));
        }
    }
    m_latest.push_back(
        {outcome.imageIndex, outcome.exitEffort, outcome.label, outcome.predicted, outcome.right});
    if (m_latest.size() > kLatest) {
        m_latest.pop_front();
    }
    if (m_images % m_stride == 0) {
        m_run.curve.push_back(pointNow());
    }
}

std::optional<double> StoredRunBuilder::edpNow(double delayOfBaseline) const {
    const BaselineReport& baseline = m_run.report.baseline;
    if (m_metered == m_images && baseline.energyJ && *baseline.energyJ > 0) {
        return delayOfBaseline * (m_energyJ / static_cast<double>(m_images)) / *baseline.energyJ;
    }
    // A constant power: the energies are to each other as the delays are.
    if (m_run.report.edpReduction && m_run.report.energyProvenance.kind == ProvenanceKind::Estimated) {
        return delayOfBaseline * delayOfBaseline;
    }
    return std::nullopt;
}

LivePoint StoredRunBuilder::pointNow() const {
    LivePoint point;
    point.images = m_images;
    if (m_labelled > 0) {
        point.accuracy = static_cast<double>(m_right) / static_cast<double>(m_labelled);
        if (const std::optional<Interval> interval = wilson(m_right, m_labelled)) {
            point.accuracyLow = interval->low;
            point.accuracyHigh = interval->high;
        }
    }
    if (m_run.report.baseline.delayMs > 0) {
        point.delayOfBaseline = m_delayMs / static_cast<double>(m_images) / m_run.report.baseline.delayMs;
        point.edpOfBaseline = edpNow(point.delayOfBaseline);
    }
    return point;
}

StoredRun StoredRunBuilder::build() const {
    StoredRun run = m_run;
    if (m_images > 0 && (run.curve.empty() || run.curve.back().images != m_images)) {
        run.curve.push_back(pointNow());
    }
    if (run.classes < 2 && m_largestClass > 0) {
        run.classes = m_largestClass + 1;
    }
    if (run.classes > 1) {
        const double most = std::log(static_cast<double>(run.classes));
        for (const auto& [nats, right] : m_entropies) {
            const double bin =
                std::clamp(nats / most * LiveSnapshot::kEntropyBins, 0.0, LiveSnapshot::kEntropyBins - 1.0);
            ++(right ? run.entropyRight : run.entropyWrong)[static_cast<std::size_t>(bin)];
        }
    }
    run.latest.assign(m_latest.begin(), m_latest.end());
    return run;
}

}  // namespace pivot
