// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/bundled_experiment.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace pivot {

namespace {

RunConfig commonConfig(const BundledExperiment& bundled, const std::string& device, const SkipConfig& low) {
    RunConfig config;
    config.model = bundled.model.string();
    config.dataset = bundled.dataset;
    config.device = device;
    config.ladder.efforts.resize(2);  // the last one is the full path
    config.ladder.efforts.front().skip = low;
    config.baselineImages = -1;  // so that the accuracy lost is known, not believed
    return config;
}

/// `train[55000:60000]` of `fashion-mnist` as a SPEC that opens it, so that it can be held against other
/// images.
std::string wholeSpec(const std::string& split, const std::string& dataset) {
    return split.find('#') != std::string::npos ? split : dataset.substr(0, dataset.find('#')) + '#' + split;
}

}  // namespace

RunRequest BundledExperiment::requestFor(const std::string& deviceId) const {
    const auto found = std::find_if(choices.begin(), choices.end(), [&](const Choice& choice) {
        return deviceId == choice.device || deviceId.starts_with(choice.device + ":");
    });
    if (found == choices.end()) {
        return requestToChoose(deviceId);
    }
    RunRequest request;
    request.config = commonConfig(*this, deviceId, found->low);
    request.config.ladder.efforts.front().thresholdNats = found->thresholdNats;
    request.thresholdSource = found->source;
    return request;
}

RunRequest BundledExperiment::requestToChoose(const std::string& deviceId) const {
    RunRequest request;
    request.config = commonConfig(*this, deviceId, candidates.empty() ? SkipConfig{} : candidates.front());
    request.config.calibrate = CalibrationGoal{};  // least EDP that loses at most 0.2 points
    request.lowCandidates = candidates;
    return request;
}

Result<BundledExperiment> loadBundledExperiment(const std::filesystem::path& assets) {
    const auto file = assets / "experiments" / "bundled.json";
    std::ifstream in(file);
    if (!in) {
        return fail(ErrorCode::NotFound,
                    "the bundled experiment " + file.string() +
                        " is not there; install the program again, or say --model and --effort");
    }
    try {
        const auto json = nlohmann::json::parse(in);
        BundledExperiment bundled;
        bundled.model = assets / json.at("model").get<std::string>();
        bundled.dataset = json.at("dataset").get<std::string>();
        const int depth = json.at("depth").get<int>();
        const auto skipOf = [depth](const nlohmann::json& text) {
            auto skip = SkipConfig::parse(text.get<std::string>(), depth);
            if (!skip) {
                throw std::runtime_error(skip.error().message);
            }
            return *skip;
        };
        for (const auto& text : json.at("candidates")) {
            bundled.candidates.push_back(skipOf(text));
        }
        for (const auto& [device, choice] : json.at("choices").items()) {
            bundled.choices.push_back(
                {device, skipOf(choice.at("low")), choice.at("threshold_nats").get<double>(),
                 ThresholdSource{wholeSpec(choice.at("split").get<std::string>(), bundled.dataset),
                                 choice.at("objective").get<std::string>(), false}});
        }
        return bundled;
    } catch (const std::exception& e) {
        return fail(ErrorCode::BadFile, "the bundled experiment " + file.string() +
                                            " is damaged; install the program again (" +
                                            std::string(e.what()) + ")");
    }
}

}  // namespace pivot
