// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cost.h"
#include "core/layer_times.h"
#include "core/run_config.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// Percentiles in ms.
struct Percentiles {
    double p50 = 0, p95 = 0, p99 = 0;
    bool operator==(const Percentiles&) const = default;
};

/// A closed interval of a fraction.
struct Interval {
    double low = 0, high = 0;
    bool operator==(const Interval&) const = default;
};

/// On which images and by which aim the thresholds were chosen.
struct ThresholdSource {
    std::string split;      ///< e.g. `train[55000:60000]`, or `given`
    std::string objective;  ///< e.g. `edp,loss=0.2`, or `given`
    bool onReportedImages = false;
    bool operator==(const ThresholdSource&) const = default;
};

/// One effort's part of a report. Fractions are 0..1, costs are per image that visited.
struct EffortReport {
    SkipConfig skip;
    std::string model;
    std::optional<double> thresholdNats;  ///< by entropy
    double share = 0;                     ///< of the images, ended here
    std::optional<double> accuracyExits;  ///< of those that ended here
    std::optional<double> accuracyAll;    ///< of all images; profile mode only
    std::int64_t visits = 0;
    double delayMs = 0;  ///< as it ran: a re-run from a kept prefix costs its suffix
    std::optional<double> energyJ;
    bool tuned = true;
    std::optional<double> thresholdScore = {};  ///< by margin or max-prob
    bool operator==(const EffortReport&) const = default;
};

struct BaselineReport {
    double delayMs = 0;
    std::optional<double> energyJ;
    std::optional<double> edpJs;
    std::optional<double> accuracy;  ///< known only where it ran on every image
    std::int64_t images = 0;         ///< it was measured on; each once, however often the phase was repeated
    bool operator==(const BaselineReport&) const = default;
};

/// What one run on one device gave: the object under `results[]` of `pivot run --json`. Means are per image.
struct RunReport {
    std::string experimentId, groupId, device, model, dataset, numerics;
    RunMode mode = RunMode::Routed;
    RerunMode rerun = RerunMode::Prefix;
    ScoreKind score = ScoreKind::Entropy;  ///< what the thresholds were compared with
    int batch = 0, threads = 0, warmup = 0;
    Precision precision = Precision::Fp32;
    std::uint64_t seed = 0;
    std::string status;  ///< as RunStatus
    int numClasses = 0;  ///< of the model; 0: unknown
    std::int64_t images = 0, errors = 0;
    std::int64_t labelled = 0;
    std::optional<double> accuracy, top5;
    std::optional<Interval> accuracyCi95;      ///< Wilson
    std::optional<double> accuracyLossPoints;  ///< baseline - this, where the baseline's accuracy is known
    std::optional<Interval> accuracyLossCi95Points;  ///< paired
    ThresholdSource thresholdSource;
    std::vector<EffortReport> efforts;
    double unexitedShare = 0;  ///< images that no effort accepted
    double delayMs = 0;
    std::optional<Percentiles> latencyMs;  ///< batch 1 only
    std::optional<Percentiles> batchMs;    ///< otherwise
    double throughputImgS = 0;  ///< 0 where no image was timed, as when a resumed run lacked only its report
    double hostWallS = 0;       ///< of the timed phase; the mean over repeats
    std::optional<double> energyJ, energyNetJ, edpJs;
    Provenance delayProvenance, energyProvenance;
    std::string energyReason;  ///< why energy is null, and what to do
    BaselineReport baseline;
    std::optional<double> edpReduction, breakEvenShare;
    std::string verdict;  ///< one sentence: gains or costs, and what it rests on
    /// Mean service time of every walk, ms an image, the first included; empty where there was one walk.
    std::vector<double> repeatDelayMs;
    /// Measured energy of the same walks, J an image: each one's mean power x its service time. Empty where
    /// there was one walk, or energy was not measured.
    std::vector<double> repeatEnergyJ;
    /// Where it was asked for, the time of every piece of each network; measured after the run, and no part
    /// of its delay, energy or rate.
    std::vector<LayerTable> layers;
    std::string machineNoise;  ///< what disturbed the timed phase, one of the notes; empty: nothing seen
    std::vector<std::string> notes;  ///< a noisy machine, untuned paths, first failed images
    std::string database;            ///< file the experiment was stored in, empty for none
    bool operator==(const RunReport&) const = default;
};

/// The contract's keys; unknown is null. `layers` is absent without times of layers.
void to_json(nlohmann::json& json, const RunReport& report);
/// Reads back what to_json() wrote; unknown keys are read over. Throws nlohmann's exceptions.
void from_json(const nlohmann::json& json, RunReport& report);

}  // namespace pivot
