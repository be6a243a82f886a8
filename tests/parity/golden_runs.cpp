// SPDX-License-Identifier: GPL-3.0-or-later
#include "parity/golden_runs.h"

#include "parity/parity_devices.h"

#include <algorithm>
#include <list>
#include <stdexcept>

namespace pivot::parity {

namespace {

SkipConfig skipOf(const nlohmann::json& blocks) {
    return SkipConfig(blocks.get<std::vector<int>>());
}

void addCascade(std::vector<GoldenRun>& runs, const nlohmann::json& manifest) {
    int effort = 0;
    for (const auto& skip : manifest.at("skip_sets")) {
        GoldenRun run;
        run.caseName = manifest.at("name");
        run.skip = skipOf(skip);
        run.suffix = "effort" + std::to_string(++effort);
        run.logits = "logits." + run.suffix;
        runs.push_back(std::move(run));
    }
}

void addOrdinary(std::vector<GoldenRun>& runs, const nlohmann::json& manifest) {
    const bool predictor = manifest.at("kind") == "predictor";
    const auto traced = manifest.value("traced_skip_sets", std::vector<std::string>{});
    for (const auto& [name, entry] : manifest.at("cases").items()) {
        GoldenRun run;
        run.caseName = manifest.at("name");
        run.act = name.starts_with("relu.") ? Activation::Relu : Activation::Gelu;
        run.skip = skipOf(entry.at("skip"));
        run.suffix = name;
        run.logits = std::string("logits.") + (predictor ? "plain." : "") + name;
        run.entropyNats = entry.at("entropy").at("sum_nats").get<std::vector<double>>();
        run.argmax = entry.at("argmax").get<std::vector<int>>();
        const std::string set = name.substr(name.find('.') + 1);  // the whole name where there is no dot
        run.traced = std::ranges::find(traced, set) != traced.end();
        runs.push_back(std::move(run));
    }
}

}  // namespace

std::vector<GoldenRun> goldenRuns(const std::string& kind) {
    std::vector<GoldenRun> runs;
    for (const std::string& name : golden::Case::namesOfKind(kind)) {
        const auto golden = golden::Case::named(name);
        if (kind == "cascade")
            addCascade(runs, golden.manifest());
        else
            addOrdinary(runs, golden.manifest());
    }
    return runs;
}

const GoldenRun& goldenRun(const std::string& rowName) {
    static const auto all = [] {
        std::vector<GoldenRun> runs;
        for (const char* kind : {"mini", "predictor", "full", "cascade"})
            std::ranges::move(goldenRuns(kind), std::back_inserter(runs));
        return runs;
    }();
    const auto found = std::ranges::find(all, rowName, &GoldenRun::rowName);
    if (found == all.end())
        throw std::runtime_error("the golden manifest has no run " + rowName);
    return *found;
}

ImageBatch GoldenCase::batch(int first, int images) const {
    const std::size_t imageValues = input.size() / static_cast<std::size_t>(count);
    return {images, std::span(input).subspan(static_cast<std::size_t>(first) * imageValues,
                                             static_cast<std::size_t>(images) * imageValues)};
}

std::vector<float> GoldenCase::tensor(const std::string& name) const {
    const auto found = golden.find(name);
    if (found == golden.end())
        throw std::runtime_error("the golden file has no tensor " + name);
    return valueOf(found->second.toFloat(name));
}

const GoldenCase& goldenCase(const std::string& caseName, Activation act) {
    struct Kept {
        std::string key;
        GoldenCase made;
    };
    static std::list<Kept> kept;
    constexpr std::size_t kMost = 4;
    const std::string key = caseName + "/" + std::string(toString(act));
    const auto found = std::ranges::find(kept, key, &Kept::key);
    if (found != kept.end())
        return found->made;
    const auto source = golden::Case::named(caseName);
    GoldenCase made;
    made.model = valueOf(source.model(act));
    made.input = valueOf(source.input());
    made.count = source.batch();
    made.golden = valueOf(source.golden());
    if (kept.size() == kMost)
        kept.pop_front();
    return kept.emplace_back(Kept{key, std::move(made)}).made;
}

}  // namespace pivot::parity
