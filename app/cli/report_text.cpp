// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/report_text.h"

#include "app/cli/formatted.h"
#include "app/cli/layers_text.h"

namespace pivot::cli {

namespace {

std::string percent(const std::optional<double>& fraction) {
    return fraction ? formatted("%.2f %%", 100.0 * *fraction) : "unknown";
}

std::string millijoules(const std::optional<double>& joules) {
    return joules ? formatted("%.4g mJ", 1e3 * *joules) : "unknown";
}

std::string milliseconds(bool known, double ms) {
    return known ? formatted("%.4g ms", ms) : "unknown";
}

std::string line(const char* label, const std::string& value) {
    return formatted("  %-12s", label) + value + '\n';
}

}  // namespace

std::string reportText(const RunReport& r, EntropyUnit unitWanted) {
    const int classes = r.numClasses;
    const EntropyUnit unit = classes > 1 ? unitWanted : EntropyUnit::Nats;
    std::string out = r.device + " · " + numericsBesideNote(r.precision, r.numerics) + " · batch " +
                      std::to_string(r.batch) + " · " + std::string(toString(r.mode)) + " · re-run " +
                      std::string(toString(r.rerun)) + '\n';
    std::string accuracy = percent(r.accuracy);
    if (r.accuracyCi95) {
        accuracy +=
            formatted(" (95 %%: %.2f to %.2f)", 100 * r.accuracyCi95->low, 100 * r.accuracyCi95->high);
    }
    if (r.baseline.accuracy) {
        accuracy += ", full path " + percent(r.baseline.accuracy);
    }
    if (r.accuracyLossPoints && r.accuracyLossCi95Points) {
        accuracy += formatted(", lost %.2f points (95 %%: %.2f to %.2f)", *r.accuracyLossPoints,
                              r.accuracyLossCi95Points->low, r.accuracyLossCi95Points->high);
    }
    out += line("images",
                std::to_string(r.images) +
                    (r.errors > 0 ? formatted(", %lld failed", static_cast<long long>(r.errors)) : ""));
    out += line("accuracy", accuracy);
    for (std::size_t k = 0; k < r.efforts.size(); ++k) {
        const EffortReport& e = r.efforts[k];
        std::string text = "skip " + e.skip.toString() + (e.tuned ? "" : " (untuned)");
        if (e.thresholdNats) {
            text += formatted(", threshold %.4g %s", fromNats(*e.thresholdNats, unit, classes),
                              std::string(toString(unit)).c_str());
        } else if (e.thresholdScore) {
            text += formatted(", threshold %s at least %.4g", std::string(toString(r.score)).c_str(),
                              *e.thresholdScore);
        }
        text += formatted(": %.1f %% end here, ", 100 * e.share) + milliseconds(e.visits > 0, e.delayMs) +
                ", " + millijoules(e.energyJ);
        out += line(("effort " + std::to_string(k + 1)).c_str(), text);
    }
    if (r.unexitedShare > 0) {
        out +=
            line("no exit", formatted("%.1f %% of the images; they count as wrong", 100 * r.unexitedShare));
    }
    if (r.breakEvenShare && !r.efforts.empty()) {
        out += line("share", formatted("%.1f %% end at effort 1; routing gains above %.1f %%",
                                       100 * r.efforts.front().share, 100 * *r.breakEvenShare));
    }
    out += r.images > 0 ? line("delay", formatted("%.4g ms an image (%s), full path ", r.delayMs,
                                                  std::string(toString(r.delayProvenance.kind)).c_str()) +
                                            milliseconds(r.baseline.delayMs > 0.0, r.baseline.delayMs))
                        : line("delay", "not measured: no image was answered");
    if (r.latencyMs) {
        out += line("latency", formatted("p50 %.4g, p95 %.4g, p99 %.4g ms", r.latencyMs->p50,
                                         r.latencyMs->p95, r.latencyMs->p99));
    }
    if (r.energyJ) {
        out += line("energy",
                    millijoules(r.energyJ) + " an image (" + std::string(toString(r.energyProvenance.kind)) +
                        ": " + r.energyProvenance.detail + "), full path " + millijoules(r.baseline.energyJ));
    } else {
        out += line("energy", r.energyReason.empty() ? "not measured" : "not measured: " + r.energyReason);
    }
    if (r.edpJs) {
        out += line("EDP",
                    formatted("%.4g µJs an image", 1e6 * *r.edpJs) +
                        (r.baseline.edpJs ? formatted(", full path %.4g µJs", 1e6 * *r.baseline.edpJs) : ""));
    }
    if (r.throughputImgS > 0) {
        out += line("rate", formatted("%.0f img/s", r.throughputImgS));
    }
    if (!r.verdict.empty()) {
        out += line("verdict", r.verdict);
    }
    const ThresholdSource& source = r.thresholdSource;
    out +=
        line("threshold", source.split == "given" ? source.objective  // by a person
                                                  : "chosen on " + source.split + " for " + source.objective);
    for (const std::string& note : r.notes) {
        out += line("note", note);
    }
    if (!r.database.empty()) {
        out += line("stored", r.experimentId + " in " + r.database);
    }
    return out + layersText(r);
}

}  // namespace pivot::cli
