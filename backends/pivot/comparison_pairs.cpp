// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/comparison_parts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <unordered_map>

namespace pivot::comparison {

namespace {

constexpr std::size_t kFewestBlocks = 30;
constexpr std::size_t kMostBlocks = 512;  // more would cost time and tell nothing more

using ImagePairs = std::vector<std::pair<const ComparedImage*, const ComparedImage*>>;
using Images = std::vector<const ComparedImage*>;

std::string sourceOf(const std::string& spec) {
    return spec.ends_with(']') ? spec.substr(0, spec.rfind('[')) : spec;
}

Images answered(const ComparedRun& run) {
    Images images;
    images.reserve(run.images.size());
    for (const ComparedImage& image : run.images) {
        if (!image.failed) {
            images.push_back(&image);
        }
    }
    return images;
}

/// (reference, run), in the reference's order.
ImagePairs aligned(const Images& reference, const Images& run) {
    std::unordered_map<std::string_view, const ComparedImage*> byKey;
    byKey.reserve(run.size());
    for (const ComparedImage* image : run) {
        byKey.emplace(image->key, image);
    }
    ImagePairs pairs;
    for (const ComparedImage* image : reference) {
        if (const auto other = byKey.find(image->key); other != byKey.end()) {
            pairs.emplace_back(image, other->second);
        }
    }
    return pairs;
}

void compareAnswers(const ImagePairs& images, RunPair& pair) {
    std::map<int, PairedCounts> classes;
    std::int64_t sameAnswer = 0, sameExit = 0;
    for (const auto& [reference, run] : images) {
        sameAnswer += reference->predicted == run->predicted ? 1 : 0;
        sameExit += reference->exitEffort == run->exitEffort ? 1 : 0;
        if (reference->label != run->label) {
            ++pair.otherLabels;
            continue;
        }
        if (!reference->label || !reference->right || !run->right) {
            continue;
        }
        ++pair.imagesCompared;
        pair.counts.add(*run->right, *reference->right);
        classes[*run->label].add(*run->right, *reference->right);
        if (*run->right != *reference->right) {
            pair.flips.push_back({run->index, run->key, *run->label, reference->predicted, run->predicted,
                                  reference->exitEffort, run->exitEffort, *run->right});
        }
    }
    if (!images.empty()) {
        const auto both = static_cast<double>(images.size());
        pair.sameAnswer = static_cast<double>(sameAnswer) / both;
        pair.sameExit = static_cast<double>(sameExit) / both;
    }
    for (const auto& [label, counts] : classes) {
        if (const std::optional<Difference> difference = pairedDifference(counts)) {
            pair.classes.push_back({label, counts.total(), counts.bothRight + counts.onlySecond,
                                    counts.bothRight + counts.onlyFirst, *difference});
        }
    }
    std::sort(pair.flips.begin(), pair.flips.end(),
              [](const FlippedImage& a, const FlippedImage& b) { return a.index < b.index; });
    if (pair.imagesCompared > 0) {
        pair.method = DifferenceMethod::Paired;
        pair.accuracyDifference = pairedDifference(pair.counts);
        pair.mcnemarExact = mcnemarExact(pair.counts.onlyFirst, pair.counts.onlySecond);
        pair.mcnemarMidP = mcnemarMidP(pair.counts.onlyFirst, pair.counts.onlySecond);
    }
}

struct RightOf {
    std::int64_t right = 0, labelled = 0;
    explicit RightOf(const Images& images) {
        for (const ComparedImage* image : images) {
            labelled += image->right ? 1 : 0;
            right += image->right.value_or(false) ? 1 : 0;
        }
    }
};

/// A meter knows the energy of whole walks alone; their mean power is then that of every image. Images are
/// those of the first walk: of the whole phase where that is all that is known.
std::optional<double> meanWatts(const ComparedRun& run) {
    const auto watts = [](double energyJ, double delayMs) {
        return delayMs > 0 ? std::optional(energyJ / (delayMs * 1e-3)) : std::nullopt;
    };
    if (!run.report || !run.report->energyJ) {
        return std::nullopt;
    }
    const RunReport& report = *run.report;
    return report.repeatEnergyJ.empty() || report.repeatEnergyJ.size() != report.repeatDelayMs.size()
               ? watts(*report.energyJ, report.delayMs)
               : watts(report.repeatEnergyJ.front(), report.repeatDelayMs.front());
}

RepeatedBlocks repeated(const ComparedRun& run, const std::vector<CostBlock>& blocks) {
    return run.report ? RepeatedBlocks(blocks, run.report->repeatDelayMs, run.report->repeatEnergyJ)
                      : RepeatedBlocks(blocks);
}

void compareCosts(const ComparedRun& reference, const Images& referenceImages, const ComparedRun& run,
                  const Images& images, RunPair& pair) {
    const std::vector<CostBlock> before =
        costBlocks(referenceImages, reference.record.config.batch, meanWatts(reference));
    const std::vector<CostBlock> after = costBlocks(images, run.record.config.batch, meanWatts(run));
    pair.referenceBlocks = static_cast<std::int64_t>(before.size());
    pair.blocks = static_cast<std::int64_t>(after.size());
    const bool spread = before.size() > 1 && after.size() > 1;
    const RepeatedBlocks above = repeated(reference, before), below = repeated(run, after);
    const auto take = [spread](const std::optional<RatioEstimate>& estimate, std::optional<double>& ratio,
                               std::optional<Interval>& ci95) {
        if (estimate) {
            ratio = estimate->ratio;
            ci95 = spread ? std::optional(estimate->ci95) : std::nullopt;
        }
    };
    take(bootstrapDelayRatio(above, below), pair.delayReduction, pair.delayCi95);
    take(bootstrapEnergyRatio(above, below), pair.energyReduction, pair.energyCi95);
    take(bootstrapEdpReduction(above, below), pair.edpReduction, pair.edpCi95);
}

void addTo(CostBlock& block, const ComparedImage& image, const std::optional<double>& watts) {
    const double delayMs = static_cast<double>(image.delayNs) * 1e-6;
    std::optional<double> energyJ = image.energyJ;
    if (!energyJ && watts) {
        energyJ = *watts * delayMs * 1e-3;
    }
    block.energyJ = block.images == 0          ? energyJ
                    : block.energyJ && energyJ ? std::optional(*block.energyJ + *energyJ)
                                               : std::nullopt;
    ++block.images;
    block.delayMs += delayMs;
}

}  // namespace

DataRelation relationOf(const RunRecord& a, const RunRecord& b) {
    if (a.datasetFingerprint == b.datasetFingerprint && !a.datasetFingerprint.empty()) {
        return DataRelation::Same;
    }
    const bool otherPart = a.datasetRange != b.datasetRange || a.config.limit != b.config.limit ||
                           (a.config.limit > 0 && a.config.seed != b.config.seed);
    return otherPart && sourceOf(a.config.dataset) == sourceOf(b.config.dataset) ? DataRelation::OtherRange
                                                                                 : DataRelation::Different;
}

std::optional<Difference> independentDifference(std::int64_t right, std::int64_t images,
                                                std::int64_t referenceRight, std::int64_t referenceImages) {
    const std::optional<Interval> first = wilson(right, images);
    const std::optional<Interval> second = wilson(referenceRight, referenceImages);
    if (!first || !second) {
        return std::nullopt;
    }
    const double p = static_cast<double>(right) / static_cast<double>(images);
    const double q = static_cast<double>(referenceRight) / static_cast<double>(referenceImages);
    return Difference{p - q,
                      {p - q - std::hypot(p - first->low, second->high - q),
                       p - q + std::hypot(first->high - p, q - second->low)}};
}

std::vector<CostBlock> costBlocks(std::span<const ComparedImage* const> images, int batch,
                                  const std::optional<double>& wattsOtherwise) {
    struct Batch {
        std::size_t first = 0, end = 0;
    };
    std::vector<Batch> batches;
    std::size_t rerunImages = 0;
    const auto most = static_cast<std::size_t>(std::max(1, batch));
    for (std::size_t i = 0; i < images.size(); ++i) {
        const bool goesOn = !batches.empty() && i - batches.back().first < most &&
                            images[i]->firstVisitNs == images[i - 1]->firstVisitNs &&
                            images[i]->segment == images[i - 1]->segment;
        if (!goesOn) {
            batches.push_back({i, i});
        }
        batches.back().end = i + 1;
        rerunImages += images[i]->visits > 1 ? 1 : 0;
    }
    std::size_t together = 1;
    if (rerunImages > 0) {  // so many batches fill one of hard images
        together = (most * batches.size() + rerunImages - 1) / rerunImages;
        together = std::min(together, std::max<std::size_t>(1, batches.size() / kFewestBlocks));
    }
    together = std::max(together, (batches.size() + kMostBlocks - 1) / kMostBlocks);
    std::vector<CostBlock> blocks;
    for (std::size_t b = 0; b < batches.size(); ++b) {
        if (b % together == 0) {
            blocks.emplace_back();
        }
        for (std::size_t i = batches[b].first; i < batches[b].end; ++i) {
            addTo(blocks.back(), *images[i], wattsOtherwise);
        }
    }
    return blocks;
}

RunPair pairOf(const ComparedRun& reference, const ComparedRun& run, std::size_t place) {
    RunPair pair;
    pair.run = place;
    const Images before = answered(reference), after = answered(run);
    if (relationOf(reference.record, run.record) == DataRelation::Different) {
        pair.onlyReference = static_cast<std::int64_t>(before.size());
        pair.onlyThis = static_cast<std::int64_t>(after.size());
        const RightOf first(after), second(before);
        pair.accuracyDifference =
            independentDifference(first.right, first.labelled, second.right, second.labelled);
        pair.method = pair.accuracyDifference ? DifferenceMethod::Independent : DifferenceMethod::None;
        compareCosts(reference, before, run, after, pair);
        return pair;
    }
    const ImagePairs images = aligned(before, after);
    pair.imagesInBoth = static_cast<std::int64_t>(images.size());
    pair.onlyReference = static_cast<std::int64_t>(before.size() - images.size());
    pair.onlyThis = static_cast<std::int64_t>(after.size() - images.size());
    compareAnswers(images, pair);
    Images commonBefore, commonAfter;
    for (const auto& [first, second] : images) {
        commonBefore.push_back(first);
        commonAfter.push_back(second);
    }
    std::sort(commonAfter.begin(), commonAfter.end(),
              [](const ComparedImage* a, const ComparedImage* b) { return a->index < b->index; });
    compareCosts(reference, commonBefore, run, commonAfter, pair);
    return pair;
}

}  // namespace pivot::comparison
