// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/database_option.h"
#include "app/cli/json_text.h"
#include "app/cli/number_check.h"
#include "app/cli/verbs.h"
#include "db/experiment_reader.h"
#include "pivot/stored_sweep.h"

#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

namespace pivot::cli {

namespace {

struct SweepArguments {
    std::string experiment, database, score;
    int thresholds = 50;
    bool json = false;
};

struct SweptExperiment {
    ExperimentDetail detail;
    ScoreKind score = ScoreKind::Entropy;
    std::vector<SweepPoint> points;
};

Result<SweptExperiment> sweepStored(const SweepArguments& arguments) {
    const auto file = databaseFile(arguments.database);
    if (!file) {
        return tl::unexpected(file.error());
    }
    auto reader = ExperimentReader::open(*file);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    auto detail = reader->show(arguments.experiment);
    if (!detail) {
        return tl::unexpected(detail.error());
    }
    const EffortLadder& ladder = detail->record.config.ladder;
    if (detail->record.config.mode != RunMode::Profile) {
        return fail(ErrorCode::Usage,
                    "experiment " + detail->summary.experimentId +
                        " was routed: its easy images never saw the later efforts; run it with "
                        "--mode profile to sweep thresholds");
    }
    const Result<ScoreKind> wanted = arguments.score.empty() ? ladder.score : parseScoreKind(arguments.score);
    if (!wanted) {
        return tl::unexpected(wanted.error());
    }
    if (*wanted != ladder.score &&
        (ladder.size() > 2 || hardestAccepted(ladder.efforts.back(), ladder.score))) {
        return fail(ErrorCode::Usage, "experiment " + detail->summary.experimentId + " has thresholds by " +
                                          std::string(toString(ladder.score)) +
                                          " that stay while one is swept: leave out --score, or run it with "
                                          "--score " +
                                          std::string(toString(*wanted)));
    }
    const auto results = reader->allResults(detail->summary.experimentId);
    if (!results) {
        return tl::unexpected(results.error());
    }
    const ScoreKind score = *wanted;
    const auto profile = ProfileTable::fromResults(*results, static_cast<int>(ladder.size()), score);
    if (!profile) {
        return tl::unexpected(profile.error());
    }
    SweepRequest request =
        storedSweepRequest(detail->report ? &*detail->report : nullptr, *results, ladder.size());
    request.thresholds = *wanted == ladder.score ? thresholdsOf(ladder) : Thresholds(ladder.size());
    request.points = arguments.thresholds;
    auto points = sweep(*profile, request);
    if (!points) {
        return tl::unexpected(points.error());
    }
    return SweptExperiment{std::move(*detail), score, std::move(*points)};
}

nlohmann::json orNull(const std::optional<double>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

nlohmann::json composedJson(const Provenance& stored) {
    const Provenance told = composedOf(stored);
    return {{"kind", toString(told.kind)}, {"detail", told.detail}};
}

/// Of a run that never reported: rows hold modelled costs of a simulated device, and estimated energy of any
/// other.
Provenance withoutReport(const std::string& device, ProvenanceKind otherwise) {
    if (device.starts_with("sim:")) {
        return {ProvenanceKind::Modelled, device};
    }
    return {otherwise, "from the stored images of a run that did not end"};
}

nlohmann::json delayProvenance(const ExperimentDetail& detail) {
    return composedJson(detail.report ? detail.report->delayProvenance
                                      : withoutReport(detail.summary.device, ProvenanceKind::Measured));
}

nlohmann::json energyProvenance(const ExperimentDetail& detail, const std::vector<SweepPoint>& points) {
    if (points.empty() || !points.front().cost.energyJ) {
        return nullptr;  // no number that a provenance could be of
    }
    return composedJson(detail.report ? detail.report->energyProvenance
                                      : withoutReport(detail.summary.device, ProvenanceKind::Estimated));
}

std::optional<double> inScore(const std::optional<double>& hardness, ScoreKind score) {
    return hardness ? std::optional(scoreOfHardness(*hardness, score)) : std::nullopt;
}

nlohmann::json toJson(const SweepPoint& point, ScoreKind score) {
    nlohmann::json thresholds = nlohmann::json::array();
    for (const auto& threshold : point.thresholds) {
        thresholds.push_back(orNull(inScore(threshold, score)));
    }
    const char* key = score == ScoreKind::Entropy ? "thresholds_nats" : "thresholds_score";
    return {{key, thresholds},
            {"accuracy", orNull(point.accuracy)},
            {"shares", point.shares},
            {"unexited_share", point.unexitedShare},
            {"delay_ms", point.cost.delayMs},
            {"energy_j", orNull(point.cost.energyJ)},
            {"edp_js", orNull(point.edpJs)},
            {"edp_reduction", orNull(point.edpReduction)}};
}

int runSweep(const SweepArguments& arguments) {
    const auto swept = sweepStored(arguments);
    if (!swept) {
        return report(swept.error());
    }
    if (arguments.json) {
        nlohmann::json out{{"schema_version", 1},
                           {"experiment_id", swept->detail.summary.experimentId},
                           {"score", toString(swept->score)},
                           {"delay_provenance", delayProvenance(swept->detail)},
                           {"energy_provenance", energyProvenance(swept->detail, swept->points)},
                           {"points", nlohmann::json::array()}};
        for (const SweepPoint& point : swept->points) {
            out["points"].push_back(toJson(point, swept->score));
        }
        std::cout << jsonText(out);
        return kSuccess;
    }
    const std::string heading = swept->score == ScoreKind::Entropy
                                    ? "threshold/nats"
                                    : std::string(toString(swept->score)) + " at least";
    const std::size_t efforts = swept->points.empty() ? 0 : swept->points.front().thresholds.size();
    const std::size_t varied = efforts > 1 ? efforts - 2 : 0;
    if (efforts > 2) {
        std::printf("the threshold of effort %zu moves, those before it stay\n", varied + 1);
    }
    std::printf("%17s %9s %9s %10s %11s %9s\n", heading.c_str(), "accuracy", "early", "delay/ms", "energy/mJ",
                "EDP gain");
    for (const SweepPoint& p : swept->points) {
        const auto number = [](const std::optional<double>& value, double scale, const char* pattern) {
            char text[32];
            if (!value) {
                return std::string("-");
            }
            std::snprintf(text, sizeof text, pattern, *value * scale);
            return std::string(text);
        };
        std::printf("%17s %9s %9.3f %10.4g %11s %9s\n",
                    number(inScore(p.thresholds[varied], swept->score), 1, "%.5f").c_str(),
                    number(p.accuracy, 100, "%.2f %%").c_str(), earlyShare(p), p.cost.delayMs,
                    number(p.cost.energyJ, 1e3, "%.4g").c_str(), number(p.edpReduction, 1, "%.2fx").c_str());
    }
    return kSuccess;
}

}  // namespace

VerbEntry addSweep(CLI::App& app) {
    CLI::App* verb = app.add_subcommand(
        "sweep",
        "Accuracy, shares, delay, energy and EDP at each threshold of a profiled experiment, without a run");
    auto a = std::make_shared<SweepArguments>();
    verb->add_option("--experiment", a->experiment, "Id or a unique prefix")->required();
    verb->add_option("--score", a->score, "entropy, margin or max-prob (default: what it was run with)");
    verb->add_option("--thresholds", a->thresholds, "Points, evenly by rank (0: every distinct threshold)")
        ->capture_default_str()
        ->check(numberFrom(0));
    verb->add_option("--db", a->database, "Database file (default: the platform's data folder)");
    verb->add_flag("--json", a->json, "One JSON object on stdout");
    return {verb, [a] { return runSweep(*a); }};
}

}  // namespace pivot::cli
