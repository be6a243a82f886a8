// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cost.h"
#include "core/outcome.h"
#include "core/score_histogram.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// Where a run stands, for a progress bar or a line on stderr.
struct RunProgress {
    std::string stage;  ///< "calibrating", "warming up", "running"
    std::string device;
    std::int64_t done = 0, total = 0;  ///< images of this stage
    double imagesPerSecond = 0;
    double secondsLeft = 0;  ///< 0 while unknown
    bool paused = false;     ///< waits between two batches until it is told to go on
};

/// One point of the live curves, after `images` images.
struct LivePoint {
    std::int64_t images = 0;
    double accuracy = 0, accuracyLow = 0, accuracyHigh = 0;  ///< fraction and Wilson 95 %
    std::optional<double> edpOfBaseline;  ///< EDP / baseline EDP so far; absent until both are known
    double delayOfBaseline = 0;           ///< delay / baseline delay so far, 0 until known
};

/// One image of the live strip.
struct LiveImage {
    std::int64_t index = 0;  ///< as Outcome::imageIndex: in the whole split
    int exitEffort = Outcome::kNoExit;
    std::optional<int> label;
    int predicted = -1;
    std::optional<bool> right;
};

/// What the window shows of a run in progress: a value, copied out under a lock by whoever pulls (10-30 Hz).
struct LiveSnapshot {
    RunProgress
        progress;  ///< all there is while thresholds are chosen: a calibration's figures are no results
    std::vector<LivePoint> curve;     ///< at most a few hundred points, thinned as the run grows
    std::vector<std::int64_t> exits;  ///< images that ended at each effort
    std::int64_t unexited = 0, errors = 0, images = 0, labelled = 0, right = 0;
    std::vector<ScoreHistogram> histograms;  ///< one an effort, of the images that reached it
    std::optional<double> breakEvenShare;
    std::optional<double> delayMs, energyJ, baselineDelayMs, baselineEnergyJ;
    std::optional<Provenance> delayProvenance;   ///< of the delays; absent before the run itself
    std::optional<Provenance> energyProvenance;  ///< of the energies; absent too where there are none
    std::vector<LiveImage> latest;               ///< newest last, at most 32
};

}  // namespace pivot
