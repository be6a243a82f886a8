// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"
#include "core/effort.h"
#include "core/entropy_unit.h"
#include "core/quantization.h"
#include "core/result.h"
#include "core/shard.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace pivot {

enum class RunMode { Routed, Profile };
enum class RerunMode { Prefix, Restart };
[[nodiscard]] std::string_view toString(RunMode mode);
[[nodiscard]] std::string_view toString(RerunMode mode);
[[nodiscard]] Result<RunMode> parseRunMode(std::string_view text);
[[nodiscard]] Result<RerunMode> parseRerunMode(std::string_view text);

/// How the thresholds were or are to be chosen: `share=0.7`, `loss=0.2` (points), `edp` (least EDP that loses
/// at most 0.2 points; `edp,loss=0.5` for another bound).
struct CalibrationGoal {
    enum class Kind { Share, Loss, Edp };
    Kind kind = Kind::Edp;
    double share = 0.0;       ///< Share: least fraction that must end at the first effort
    double lossPoints = 0.2;  ///< Loss, Edp: most accuracy points that may be lost against the baseline
    bool operator==(const CalibrationGoal&) const = default;
};
[[nodiscard]] Result<CalibrationGoal> parseCalibrationGoal(std::string_view text);
[[nodiscard]] std::string toString(const CalibrationGoal& goal);

/// Everything that decides what one run on one device computes. A value: stored with the run, resumed from
/// it.
struct RunConfig {
    std::string model;        ///< path of the checkpoint
    std::string modelConfig;  ///< `--config` file, empty for what stands beside the checkpoint
    std::string act;          ///< `--act`, empty for what the config says
    std::string dataset;      ///< SPEC
    std::string labelMap;     ///< file, or empty
    std::string device;       ///< id, `cpu` resolved
    EffortLadder ladder;
    std::optional<CalibrationGoal> calibrate;
    std::string
        calibration;  ///< SPEC the thresholds are chosen on; empty: the data set's own calibration split
    RunMode mode = RunMode::Routed;
    RerunMode rerun = RerunMode::Prefix;
    EntropyUnit entropyUnit = EntropyUnit::Normalized;  ///< for display; thresholds are nats already
    Precision precision = Precision::Fp32;
    std::optional<Quantization> quantization;  ///< of int8; absent until the run is prepared
    int batch = 32;                            ///< 1 is the latency mode
    int limit = 0;                             ///< 0: all images; otherwise a seeded stratified sample
    int repeat = 1;                            ///< the timed phase, so many times
    int threads = 0;                           ///< 0: the physical cores available
    std::uint64_t seed = 1;
    int warmup = 2;  ///< batches before the clock counts, reported
    int baselineImages =
        512;  ///< interleaved images the baseline is measured on; -1: all (its accuracy is known then)
    bool layers = false;  ///< times every piece of the networks too, after the run
    Shard shard;          ///< of the images after `limit`; the whole unless several processes share them
    bool operator==(const RunConfig&) const = default;
};

void to_json(nlohmann::json& json, const RunConfig& config);
void from_json(const nlohmann::json& json, RunConfig& config);  ///< throws nlohmann's exceptions
/// The efforts alone: a configuration has the score beside them.
void to_json(nlohmann::json& json, const EffortLadder& ladder);
void from_json(const nlohmann::json& json, EffortLadder& ladder);

}  // namespace pivot
