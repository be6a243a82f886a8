// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/number_text.h"
#include "pivot/comparison_parts.h"

#include <algorithm>
#include <functional>

namespace pivot::comparison {

namespace {

using Places = std::vector<std::size_t>;

class Warnings {
public:
    Warnings(std::span<const ComparedRun> runs, const Comparison& comparison)
        : m_runs(runs), m_comparison(comparison) {}

    std::vector<ComparisonWarning> collect() {
        for (const RunPair& pair : m_comparison.pairs) {
            lookAtData(pair);
        }
        lookAtEach();
        lookAtProvenance("delay", "delay-provenance", &RunFigures::delayProvenance);
        lookAtProvenance("energy", "energy-provenance", &RunFigures::energyProvenance);
        lookAtEstimates();
        lookAtSettings();
        std::stable_partition(m_found.begin(), m_found.end(),
                              [](const ComparisonWarning& warning) { return !warning.remark; });
        return std::move(m_found);
    }

private:
    [[nodiscard]] std::string id(std::size_t place) const {
        return shortId(m_runs[place].record.experimentId);
    }
    [[nodiscard]] std::string ids(const Places& places) const {
        std::string text = places.size() == 1 ? "experiment " : "experiments ";
        for (std::size_t i = 0; i < places.size(); ++i) {
            text += (i == 0 ? "" : i + 1 == places.size() ? " and " : ", ") + id(places[i]);
        }
        return text;
    }
    [[nodiscard]] Places where(const std::function<bool(std::size_t)>& holds) const {
        Places places;
        for (std::size_t i = 0; i < m_runs.size(); ++i) {
            if (holds(i)) {
                places.push_back(i);
            }
        }
        return places;
    }
    void warn(const char* code, Places places, std::string sentence) {
        m_found.push_back({code, std::move(sentence), std::move(places), false});
    }
    void remark(const char* code, Places places, std::string sentence) {
        m_found.push_back({code, std::move(sentence), std::move(places), true});
    }

    void lookAtData(const RunPair& pair) {
        const RunRecord& reference = m_runs.front().record;
        const RunRecord& record = m_runs[pair.run].record;
        const Places both{0, pair.run};
        const DataRelation relation = relationOf(reference, record);
        if (relation == DataRelation::Different) {
            warn("different-data", both,
                 ids(both) + " ran on different images (" + reference.config.dataset + " and " +
                     record.config.dataset +
                     "): nothing can be paired, and a difference may be that of the images");
            return;
        }
        if (relation == DataRelation::OtherRange) {
            warn("different-range", both,
                 ids(both) + " ran on different parts of the data (" + rangeOf(reference) + " and " +
                     rangeOf(record) + "): " +
                     (pair.imagesInBoth > 0 ? "only the " + counted(pair.imagesInBoth, "image", "images") +
                                                  " in both are paired, told by their names alone"
                                            : std::string("they have no image in common")));
        } else if (pair.onlyReference + pair.onlyThis > 0) {
            remark("missing-images", both,
                   ids(both) + ": " +
                       counted(pair.onlyReference + pair.onlyThis, "image was", "images were") +
                       " answered by one of the two alone; the " +
                       counted(pair.imagesInBoth, "image", "images") + " in both are paired");
        }
        if (pair.otherLabels > 0) {
            warn("different-labels", both,
                 ids(both) + " have other labels for " + counted(pair.otherLabels, "image", "images") +
                     ", which count in no pair: look at their label maps");
        } else if (pair.imagesInBoth > 0 && pair.imagesCompared == 0) {
            remark("no-labels", both,
                   ids(both) + " share no labelled image: only what they answered can be compared");
        }
    }

    [[nodiscard]] static std::string rangeOf(const RunRecord& record) {
        std::string text = record.datasetRange;
        if (record.config.limit > 0) {
            text += ", a sample of " + std::to_string(record.config.limit) + " with seed " +
                    std::to_string(record.config.seed);
        }
        return text;
    }

    void lookAtEach() {
        if (const Places places =
                where([this](std::size_t i) { return m_runs[i].record.thresholdSource.onReportedImages; });
            !places.empty()) {
            warn("thresholds-on-reported-images", places,
                 ids(places) + " chose the thresholds on images that are reported on: the accuracy flatters");
        }
        if (const Places places = where([this](std::size_t i) {
                const auto& efforts = m_runs[i].record.config.ladder.efforts;
                return std::any_of(efforts.begin(), efforts.end(),
                                   [](const Effort& effort) { return !effort.tuned; });
            });
            !places.empty()) {
            warn("untuned-effort", places,
                 ids(places) +
                     " used weights that were never trained for one of the paths (untuned): its "
                     "accuracy is not that of the method");
        }
        if (const Places places =
                where([this](std::size_t i) { return m_runs[i].status != RunStatus::Complete; });
            !places.empty()) {
            warn(
                "not-complete", places,
                ids(places) + " did not come to an end so far: the figures are of the images that were done");
        }
        const auto fallbackOf = [this](std::size_t i) {
            const std::optional<RunReport>& report = m_runs[i].report;
            return report ? fallbackNote(report->precision, report->numerics) : std::string();
        };
        if (const Places fallen = where([&](std::size_t i) { return !fallbackOf(i).empty(); });
            !fallen.empty()) {
            warn("other-precision", fallen,
                 ids(fallen) + (fallen.size() > 1 ? " were" : " was") + " not computed as asked" +
                     (fallen.size() > 1 ? "; in the first " : ": ") + fallbackOf(fallen.front()));
        }
        const auto noiseOf = [this](std::size_t i) {
            return m_runs[i].report ? m_runs[i].report->machineNoise : std::string();
        };
        const Places noisy = where([&](std::size_t i) { return !noiseOf(i).empty(); });
        if (!noisy.empty()) {
            // Each run's own sentence stands with that run; here the first is enough.
            warn("noisy-machine", noisy,
                 "the times of " + ids(noisy) + " were disturbed" +
                     (noisy.size() > 1 ? ", as in the first: " : ": ") + noiseOf(noisy.front()));
        }
    }

    /// Of what kind the numbers are: a measured one beside a modelled one is no comparison of the two.
    void lookAtProvenance(const char* what, const char* code,
                          std::optional<Provenance> RunFigures::*provenance) {
        std::string kinds;
        Places places;
        bool differ = false, parts = true;  // of measured parts alone
        std::optional<ProvenanceKind> first;
        for (std::size_t i = 0; i < m_comparison.runs.size(); ++i) {
            const std::optional<Provenance>& one = m_comparison.runs[i].*provenance;
            if (!one) {
                continue;
            }
            places.push_back(i);
            differ = differ || (first && *first != one->kind);
            parts = parts && (one->kind == ProvenanceKind::Measured || one->kind == ProvenanceKind::Composed);
            first = first.value_or(one->kind);
            kinds += (kinds.empty() ? "" : ", ") + std::string(toString(one->kind)) + " in " + id(i);
        }
        if (differ && parts) {
            remark(code, places,
                   std::string("the ") + what + " is of different kinds (" + kinds +
                       "): what is composed leaves out what routing itself costs");
        } else if (differ) {
            warn(code, places,
                 std::string("the ") + what + " is of different kinds (" + kinds +
                     "): a ratio of the two is no measurement");
        }
        if (!places.empty() && places.size() < m_runs.size()) {
            const Places lacking =
                where([&](std::size_t i) { return !(m_comparison.runs[i].*provenance).has_value(); });
            remark((std::string("no-") + what).c_str(), lacking,
                   ids(lacking) + (lacking.size() == 1 ? " has no " : " have no ") + what +
                       ": nothing measured or modelled it");
        }
    }

    /// A constant power says nothing that the delay does not say.
    void lookAtEstimates() {
        const Places places = where([this](std::size_t i) {
            const std::optional<Provenance>& energy = m_comparison.runs[i].energyProvenance;
            return energy && energy->kind == ProvenanceKind::Estimated;
        });
        if (places.size() > 1) {
            remark(
                "estimated-energy", places,
                "the energy of " + ids(places) +
                    " is a constant power x delay: their ratio of energies is that of the delays, and that "
                    "of EDP its square");
        }
    }

    void remarkIfDiffers(const char* code, const std::string& sentence,
                         const std::function<std::string(const RunConfig&)>& valueOf) {
        const std::string first = valueOf(m_runs.front().record.config);
        const Places others = where([&](std::size_t i) { return valueOf(m_runs[i].record.config) != first; });
        if (others.empty()) {
            return;
        }
        std::string values = first + " in " + id(0);
        for (const std::size_t i : others) {
            values += ", " + valueOf(m_runs[i].record.config) + " in " + id(i);
        }
        remark(code, others, sentence + " (" + values + ")");
    }

    void lookAtSettings() {
        remarkIfDiffers("different-device", "delay and energy are of different devices",
                        [](const RunConfig& config) { return config.device; });
        remarkIfDiffers("different-batch", "delay and energy are at different batches",
                        [](const RunConfig& config) { return std::to_string(config.batch); });
        remarkIfDiffers("different-mode", "one was profiled and the other routed",
                        [](const RunConfig& config) { return std::string(toString(config.mode)); });
        remarkIfDiffers("different-score", "easy images were told by different scores",
                        [](const RunConfig& config) { return std::string(toString(config.ladder.score)); });
        const auto host = [this](std::size_t i) {
            const nlohmann::json& environment = m_runs[i].record.environment;
            return environment.is_object() && environment.contains("host") ? environment["host"].dump()
                                                                           : std::string();
        };
        if (const Places others = where([&](std::size_t i) { return host(i) != host(0); }); !others.empty()) {
            remark("different-host", others,
                   ids(others) + " ran on another machine than " + id(0) + ": delays are those of both");
        }
    }

    std::span<const ComparedRun> m_runs;
    const Comparison& m_comparison;
    std::vector<ComparisonWarning> m_found;
};

}  // namespace

std::vector<ComparisonWarning> warningsOf(std::span<const ComparedRun> runs, const Comparison& comparison) {
    return Warnings(runs, comparison).collect();
}

}  // namespace pivot::comparison
