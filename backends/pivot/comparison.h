// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "core/run_record.h"
#include "pivot/layer_spends.h"
#include "pivot/statistics.h"
#include "pivot/sweep.h"

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pivot {

/// What a comparison needs of one image of a run.
struct ComparedImage {
    std::int64_t index = 0;  ///< in the whole split
    std::string key;         ///< relative path or index, the same on every machine
    std::optional<int> label;
    std::int32_t predicted = -1;
    int exitEffort = Outcome::kNoExit;
    std::optional<bool> right;
    bool failed = false;
    std::int64_t delayNs = 0;  ///< summed over the efforts that it had to visit
    std::optional<double> energyJ;
    std::int64_t firstVisitNs = 0;  ///< at the first effort: the same for all images of one batch
    int visits = 0;                 ///< efforts that it had to visit
    int segment = 1;
    bool operator==(const ComparedImage&) const = default;
};
[[nodiscard]] ComparedImage comparedImage(const ImageResult& result, int segment = 1);

/// One experiment as it goes into a comparison.
struct ComparedRun {
    RunRecord record;
    RunStatus status = RunStatus::Complete;
    std::optional<RunReport> report;      ///< absent for a run that did not come to its end
    std::vector<ComparedImage> images;    ///< in rising index
    std::vector<SweepPoint> sweep;        ///< of a profiled run, by rising threshold; empty for a routed one
    std::vector<std::string> classNames;  ///< empty where not known
};

/// What one experiment gave. Means are per image, over all its images.
struct RunFigures {
    std::string experimentId, createdUtc, device, model, dataset, datasetRange;
    RunStatus status = RunStatus::Complete;
    RunMode mode = RunMode::Routed;
    Precision precision = Precision::Fp32;
    EffortLadder ladder;
    int numClasses = 0;  ///< of the model; 0: not known
    std::int64_t images = 0, errors = 0, labelled = 0;
    std::optional<double> accuracy, top5;
    std::optional<Interval> accuracyCi95;  ///< Wilson
    std::vector<double> shares;            ///< per effort, ended there
    double unexitedShare = 0;
    std::optional<double> delayMs, energyJ, edpJs;
    std::optional<double> edpReduction, breakEvenShare;  ///< against its own full path
    std::optional<double> throughputImgS;
    std::optional<Provenance> delayProvenance, energyProvenance;  ///< absent without a number
    /// How often an image runs the attention of each block, on average, all efforts together; up to the last
    /// block that any of the compared experiments skips.
    std::vector<double> attentionRuns;
    /// What an image spends in each layer: the same ones in all of the compared experiments, and none where
    /// no experiment timed them.
    std::vector<LayerSpend> layers;
    std::string layersReason;                    ///< why it has no times of layers; empty where it has
    std::optional<Provenance> layersProvenance;  ///< absent without times
    std::vector<SweepPoint> sweep;
};

/// One setting that is not the same in all experiments.
struct ConfigDifference {
    std::string key;                     ///< `efforts[0].skip`, `environment.cpu`
    std::string name;                    ///< for people
    std::vector<nlohmann::json> values;  ///< one an experiment, in their order; null where it is not set
    bool operator==(const ConfigDifference&) const = default;
};

/// What is to be known before the numbers are believed.
struct ComparisonWarning {
    std::string code;               ///< stable: `different-data`, `different-range`, ...
    std::string sentence;           ///< for people
    std::vector<std::size_t> runs;  ///< of which experiments
    bool remark = false;            ///< to be known, but nothing is wrong with it
    bool operator==(const ComparisonWarning&) const = default;
};

/// An image that one of two experiments got right and the other wrong.
struct FlippedImage {
    std::int64_t index = 0;
    std::string key;
    int label = 0;
    std::int32_t referencePredicted = -1, predicted = -1;
    int referenceExit = Outcome::kNoExit, exit = Outcome::kNoExit;
    bool gained = false;  ///< the reference was wrong
    bool operator==(const FlippedImage&) const = default;
};

/// The images of one class in two experiments.
struct ClassDifference {
    int label = 0;
    std::int64_t images = 0, referenceRight = 0, right = 0;
    Difference difference;  ///< accuracy of this one minus the reference's
};

/// How the accuracies were set against each other.
enum class DifferenceMethod {
    None,        ///< one of the two has no labels
    Paired,      ///< on the same images: Tango's score interval
    Independent  ///< on different images: Newcombe's hybrid score interval
};
[[nodiscard]] std::string_view toString(DifferenceMethod method);  ///< `none`, `paired`, `independent`

/// One experiment against the reference.
struct RunPair {
    std::size_t run = 0;                           ///< its place among the experiments; the reference is at 0
    std::int64_t imagesInBoth = 0;                 ///< neither failed on
    std::int64_t imagesCompared = 0;               ///< of these with the same label in both
    std::int64_t onlyReference = 0, onlyThis = 0;  ///< images that the other one lacks or failed on
    std::int64_t otherLabels = 0;                  ///< images whose label is another one
    DifferenceMethod method = DifferenceMethod::None;
    std::optional<Difference> accuracyDifference;  ///< this one minus the reference
    PairedCounts counts;                           ///< first: this one, second: the reference
    std::optional<double> mcnemarExact, mcnemarMidP;
    std::optional<double> mcnemarHolm;  ///< the mid-p value, adjusted for all pairs of the comparison
    std::optional<double> sameAnswer, sameExit;  ///< fractions of the images in both
    /// Mean of the reference / that of this one, so that above 1 this one is better. Block bootstrap over the
    /// batches of the first timed walk, on the images in both (on all where the data differ), and over the
    /// walks where there were repeats. An interval is absent where there are fewer than two blocks.
    std::optional<double> delayReduction, energyReduction, edpReduction;
    std::optional<Interval> delayCi95, energyCi95, edpCi95;
    std::int64_t referenceBlocks = 0, blocks = 0;
    std::vector<ClassDifference> classes;  ///< that have images, by label
    std::vector<FlippedImage> flips;       ///< by index
};

/// Experiments side by side; the first is the reference.
struct Comparison {
    std::vector<RunFigures> runs;
    std::vector<ConfigDifference> differences;
    std::vector<ComparisonWarning> warnings;  ///< the gravest first
    std::vector<RunPair> pairs;               ///< one each but the reference, in their order
    std::vector<std::string> classNames;
    bool isImageNet1k = false;  ///< all of them: published accuracies may stand beside these

    /// By its name in the data set, `class 7` where that is not known.
    [[nodiscard]] std::string className(int label) const;
};

/// Usage when there are fewer than two, or one of them has no image.
[[nodiscard]] Result<Comparison> compareRuns(std::span<const ComparedRun> runs);

/// The first eight characters of an id: what people call an experiment.
[[nodiscard]] std::string shortId(const std::string& experimentId);

}  // namespace pivot
