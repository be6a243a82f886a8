// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/comparison_reader.h"

#include "data/dataset.h"
#include "db/experiment_reader.h"
#include "pivot/metrics.h"

#include <algorithm>
#include <utility>

namespace pivot::app {

namespace {

/// Of every effort's answers: as `pivot sweep` has it. None where an image lacks an effort.
class SweepColumns {
public:
    explicit SweepColumns(const RunConfig& config)
        : m_ladder(config.ladder),
          m_profile(static_cast<int>(config.ladder.size())),
          m_costs(m_ladder.size()) {
        m_usable = config.mode == RunMode::Profile;
    }

    void add(const ImageResult& result) {
        if (!m_usable || !result.outcome.error.empty()) {
            return;
        }
        std::vector<double> hardness(m_ladder.size());
        std::vector<ProfileTable::Answer> answers(m_ladder.size());
        std::vector<bool> seen(m_ladder.size());
        for (const Visit& visit : result.visits) {
            const auto k = static_cast<std::size_t>(visit.effort);
            if (k >= m_ladder.size()) {
                continue;
            }
            seen[k] = true;
            hardness[k] = pivot::hardness(visit, m_ladder.score);
            answers[k] = !visit.right   ? ProfileTable::Answer::Unlabelled
                         : *visit.right ? ProfileTable::Answer::Right
                                        : ProfileTable::Answer::Wrong;
            m_costs[k].add(visit.delayNs, visit.energyJ);
        }
        m_usable = std::all_of(seen.begin(), seen.end(), [](bool there) { return there; });
        if (m_usable) {
            m_profile.add(hardness, answers, result.outcome.imageIndex);
        }
    }

    [[nodiscard]] std::vector<SweepPoint> points(const std::optional<RunReport>& report) const {
        if (!m_usable) {
            return {};
        }
        SweepRequest request;
        request.thresholds = thresholdsOf(m_ladder);
        request.points = kSweepPoints;
        if (report && report->efforts.size() == m_ladder.size()) {
            for (const EffortReport& effort : report->efforts) {
                request.effortCosts.push_back({effort.delayMs, effort.energyJ});
            }
            if (report->baseline.delayMs > 0) {
                request.baseline = Cost{report->baseline.delayMs, report->baseline.energyJ};
            }
        } else {  // it did not come to its end: the rows know the costs
            for (const CostSum& sum : m_costs) {
                request.effortCosts.push_back(sum.mean().value_or(Cost{}));
            }
        }
        return sweep(m_profile, request).value_or(std::vector<SweepPoint>());
    }

private:
    EffortLadder m_ladder;
    ProfileTable m_profile;
    std::vector<CostSum> m_costs;
    bool m_usable = false;
};

Result<ComparedRun> readRun(ExperimentReader& reader, const std::string& id,
                            const std::function<bool()>& stop) {
    auto detail = reader.show(id);
    if (!detail) {
        return tl::unexpected(detail.error());
    }
    ComparedRun run;
    run.record = std::move(detail->record);
    run.status = detail->summary.status;
    const bool underWay = run.status == RunStatus::Running || run.status == RunStatus::Paused;
    if (underWay && isProvablyDead(detail->leaseState)) {
        run.status = RunStatus::Interrupted;
    }
    run.report = std::move(detail->report);
    run.images.reserve(static_cast<std::size_t>(std::max<std::int64_t>(0, detail->summary.imagesDone)));
    SweepColumns columns(run.record.config);
    bool stopped = false;
    const auto read = reader.forEachResult(run.record.experimentId, [&](const StoredResult& stored) {
        run.images.push_back(comparedImage(stored.result, stored.segment));
        columns.add(stored.result);
        stopped = stop && stop();
        return !stopped;
    });
    if (!read) {
        return tl::unexpected(read.error());
    }
    if (stopped) {
        return fail(ErrorCode::Cancelled, "reading the experiments was stopped");
    }
    run.sweep = columns.points(run.report);
    return run;
}

/// Names for people; where the data set is gone the classes have their numbers.
void addClassNames(ComparedRun& run) {
    const RunConfig& config = run.record.config;
    if (const Result<DataSetPtr> data = openDataSet(config.dataset, {.labelMap = config.labelMap})) {
        run.classNames = (*data)->classNames();
    }
}

}  // namespace

Result<Comparison> compareStored(const std::filesystem::path& database, const std::vector<std::string>& ids,
                                 const std::function<bool()>& stop) {
    if (ids.size() < 2) {
        return fail(ErrorCode::Usage, "a comparison needs at least two experiments: name two ids");
    }
    if (ids.size() > kMostCompared) {
        return fail(ErrorCode::Usage, std::to_string(ids.size()) +
                                          " experiments are too many: compare at most " +
                                          std::to_string(kMostCompared));
    }
    auto reader = ExperimentReader::open(database);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    std::vector<std::string> whole;  // all of them before the first image is read
    for (const std::string& id : ids) {
        const auto resolved = reader->resolve(id);
        if (!resolved) {  // what was named is wrong, not what was stored
            return fail(
                resolved.error().code == ErrorCode::NotFound ? ErrorCode::Usage : resolved.error().code,
                resolved.error().message);
        }
        if (std::find(whole.begin(), whole.end(), *resolved) != whole.end()) {
            return fail(ErrorCode::Usage,
                        "experiment " + *resolved + " is named twice: name another one to compare it with");
        }
        whole.push_back(*resolved);
    }
    std::vector<ComparedRun> runs;
    for (const std::string& id : whole) {
        auto run = readRun(*reader, id, stop);
        if (!run) {
            return tl::unexpected(run.error());
        }
        // A data set of a million files takes its time to open: once is enough for the same one.
        const auto same = std::find_if(runs.begin(), runs.end(), [&](const ComparedRun& other) {
            return other.record.config.dataset == run->record.config.dataset &&
                   other.record.config.labelMap == run->record.config.labelMap;
        });
        if (same != runs.end()) {
            run->classNames = same->classNames;
        } else {
            addClassNames(*run);
        }
        runs.push_back(std::move(*run));
    }
    return compareRuns(runs);
}

}  // namespace pivot::app
