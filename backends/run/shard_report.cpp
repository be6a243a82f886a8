// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/shard_report.h"

#include "core/shard_config.h"
#include "pivot/batch_times.h"
#include "pivot/metrics.h"
#include "pivot/verdict.h"
#include "vit/sha256.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

namespace pivot {

namespace {

/// Mean of `value` over the shards, weighted by `weight`; absent where one that counts does not know it.
template <class Value, class Weight>
std::optional<double> weightedMean(const std::vector<RunReport>& shards, Value value, Weight weight) {
    double sum = 0, weights = 0;
    for (const RunReport& shard : shards) {
        const auto w = static_cast<double>(weight(shard));
        if (w <= 0) {
            continue;
        }
        const std::optional<double> v = value(shard);
        if (!v) {
            return std::nullopt;
        }
        sum += w * *v;
        weights += w;
    }
    return weights > 0 ? std::optional(sum / weights) : std::nullopt;
}

auto imagesOf() {
    return [](const RunReport& shard) { return shard.images; };
}

/// A meter's energies are of its window and not of single visits: only the shards' reports have them.
void combineMeasuredEnergy(const std::vector<RunReport>& shards, RunReport& report) {
    report.energyJ = weightedMean(
        shards, [](const RunReport& shard) { return shard.energyJ; }, imagesOf());
    for (std::size_t k = 0; k < report.efforts.size(); ++k) {
        const auto effortOf = [k](const RunReport& shard) -> const EffortReport* {
            return k < shard.efforts.size() ? &shard.efforts[k] : nullptr;
        };
        report.efforts[k].energyJ = weightedMean(
            shards,
            [&](const RunReport& shard) {
                const EffortReport* effort = effortOf(shard);
                return effort != nullptr ? effort->energyJ : std::nullopt;
            },
            [&](const RunReport& shard) {
                const EffortReport* effort = effortOf(shard);
                return effort != nullptr ? effort->visits : 0;
            });
    }
    report.baseline.energyJ = weightedMean(
        shards, [](const RunReport& shard) { return shard.baseline.energyJ; },
        [](const RunReport& shard) { return shard.baseline.images; });
    RunMetrics::updateEdp(report);
}

void combineEnergy(const std::vector<RunReport>& shards, RunReport& report) {
    if (!report.energyJ) {
        combineMeasuredEnergy(shards, report);
    }
    report.energyNetJ = weightedMean(
        shards, [](const RunReport& shard) { return shard.energyNetJ; }, imagesOf());
    report.energyReason.clear();
    for (const RunReport& shard : shards) {
        if (!report.energyJ && report.energyReason.empty()) {
            report.energyReason = shard.energyReason;
        }
        if (shard.energyJ) {
            report.energyProvenance = weaker(report.energyProvenance, shard.energyProvenance);
        }
    }
}

/// A baseline that ran beside a routed run on every image: its accuracy is exact, its pairs are not stored.
void combineBaselineAccuracy(const std::vector<RunReport>& shards, RunReport& report) {
    if (report.baseline.accuracy) {
        return;  // a profile: counted image by image
    }
    report.baseline.accuracy = weightedMean(
        shards, [](const RunReport& shard) { return shard.baseline.accuracy; },
        [](const RunReport& shard) { return shard.labelled; });
    if (report.baseline.accuracy && report.accuracy) {
        report.accuracyLossPoints = 100.0 * (*report.baseline.accuracy - *report.accuracy);
        report.notes.emplace_back(
            "the interval of the accuracy lost is not known: the shards keep the baseline's accuracy and not "
            "its "
            "answers");
    }
}

/// Of every walk over all images, from its parts; empty where a shard does not know them all.
std::vector<double> combinedRepeats(const std::vector<RunReport>& shards,
                                    std::vector<double> RunReport::*means) {
    std::vector<double> combined;
    for (std::size_t walk = 0; walk < (shards.front().*means).size(); ++walk) {
        const std::optional<double> mean = weightedMean(
            shards,
            [&](const RunReport& shard) {
                return walk < (shard.*means).size() ? std::optional((shard.*means)[walk]) : std::nullopt;
            },
            imagesOf());
        if (!mean) {
            return {};
        }
        combined.push_back(*mean);
    }
    return combined;
}

void combineRate(const std::vector<RunReport>& shards, RunReport& report) {
    report.hostWallS = 0;
    double seconds = 0;
    bool known = true;
    for (const RunReport& shard : shards) {
        report.hostWallS += shard.hostWallS;
        known = known && (shard.throughputImgS > 0 || shard.images == 0);
        seconds += shard.throughputImgS > 0 ? static_cast<double>(shard.images) / shard.throughputImgS : 0.0;
    }
    if (report.delayProvenance.kind == ProvenanceKind::Modelled) {
        report.throughputImgS = report.delayMs > 0 ? 1e3 / report.delayMs : 0.0;
    } else {
        report.throughputImgS = known && seconds > 0 ? static_cast<double>(report.images) / seconds : 0.0;
    }
}

/// Every shard may have run on a machine of its own: the times of one are of one machine, a mean of none.
void takeLayers(const std::vector<RunReport>& shards, RunReport& report) {
    const auto first =
        std::ranges::find_if(shards, [](const RunReport& shard) { return !shard.layers.empty(); });
    if (first != shards.end()) {
        report.layers = first->layers;
        report.notes.push_back("the times of the layers are those of shard " +
                               std::to_string(first - shards.begin() + 1));
    }
}

/// The shards of one run may be computed in what their own machines have.
void combineNumerics(const std::vector<RunReport>& shards, RunReport& report) {
    for (std::size_t i = 1; i < shards.size(); ++i) {
        if (shards[i].numerics != report.numerics) {
            report.notes.push_back("shard " + std::to_string(i + 1) + " is " + shards[i].numerics +
                                   ", shard 1 " + report.numerics);
        }
    }
}

/// Sentences of all shards are of the whole; others say whose they are.
void combineNotes(const std::vector<RunReport>& shards, RunReport& report) {
    for (std::size_t i = 0; i < shards.size(); ++i) {
        for (const std::string& note : shards[i].notes) {
            const bool everywhere = std::ranges::all_of(shards, [&](const RunReport& shard) {
                return std::ranges::find(shard.notes, note) != shard.notes.end();
            });
            if (!everywhere) {
                report.notes.push_back("shard " + std::to_string(i + 1) + ": " + note);
            } else if (i == 0) {
                report.notes.push_back(note);
            }
        }
        if (report.machineNoise.empty()) {
            report.machineNoise = shards[i].machineNoise;
        }
    }
}

}  // namespace

std::string shardGroupId(const RunRecord& record, const std::string& label) {
    RunConfig config = sharedByShards(record.config);
    config.device.clear();
    Sha256 hash;
    // With a zero after each part, so that no two parts can be cut in another place.
    for (const std::string& part :
         {nlohmann::json(config).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
          record.modelFingerprint, record.datasetRange, label}) {
        hash.add(part);
        hash.add(std::string_view("\0", 1));
    }
    std::string hex = hash.hexDigest().substr(0, 32);
    hex[12] = '8';  // a UUID of one's own making (RFC 9562)
    hex[16] = "89ab"[hex[16] % 4];
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) +
           "-" + hex.substr(20, 12);
}

std::string fingerprintOfShards(const std::vector<RunRecord>& shards) {
    Sha256 hash;
    for (const RunRecord& shard : shards) {
        hash.add(shard.datasetFingerprint);
        hash.add(std::string_view("\0", 1));
    }
    return hash.hexDigest();
}

RunReport reportOnShards(const RunRecord& whole, const std::vector<RunReport>& shards,
                         const ShardImages& forEachImage) {
    RunReport report = shards.front();  // what describes the run is the same in all of them, but for machines
    report.experimentId = whole.experimentId;
    report.groupId = whole.groupId;
    report.model = whole.config.model;
    report.dataset = whole.config.dataset;
    report.status = std::string(toString(RunStatus::Complete));
    report.notes.clear();
    report.machineNoise.clear();
    const RunConfig& config = whole.config;
    RunMetrics metrics({.efforts = static_cast<int>(config.ladder.size()),
                        .classes = report.numClasses,
                        .score = config.ladder.score,
                        .profile = config.mode == RunMode::Profile,
                        .lastIsBaseline = config.ladder.efforts.back().skip.isFullPath(),
                        .perImageLatency = config.batch == 1});
    BatchTimes batches(config.batch);
    forEachImage([&](const ImageResult& image, int stretch) {
        metrics.add(image);
        batches.add(image, stretch);
    });
    for (const double batchMs : batches.takeMs()) {
        metrics.addBatchMs(batchMs);
    }
    for (const RunReport& shard : shards) {
        const BaselineReport& baseline = shard.baseline;
        if (baseline.images > 0 && baseline.delayMs > 0) {
            const auto images = static_cast<double>(baseline.images);
            metrics.addBaseline(baseline.images, std::llround(baseline.delayMs * 1e6 * images),
                                baseline.energyJ ? std::optional(*baseline.energyJ * images) : std::nullopt);
        }
    }
    report.notes.push_back("put together of " + std::to_string(shards.size()) +
                           " shards; the rate is that of one machine");
    metrics.fill(report);
    if (config.repeat > 1) {
        report.notes.emplace_back(
            "delays and times of batches are of the first of the repeats, the baseline's of all of them");
    }
    report.repeatDelayMs = combinedRepeats(shards, &RunReport::repeatDelayMs);
    report.repeatEnergyJ = combinedRepeats(shards, &RunReport::repeatEnergyJ);
    combineEnergy(shards, report);
    combineBaselineAccuracy(shards, report);
    combineRate(shards, report);
    takeLayers(shards, report);
    combineNumerics(shards, report);
    combineNotes(shards, report);
    report.verdict = verdictOf(report);
    return report;
}

}  // namespace pivot
