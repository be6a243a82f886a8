// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/experiment_file.h"

#include "core/json_fields.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace pivot {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestBytes = 1U << 20U;
constexpr int kDeepest = 64;  // the JSON library recurses when it takes a value apart

/// The sentence of an exception without the library's number in front and without line breaks.
std::string sentenceOf(const std::exception& error) {
    std::string text = error.what();
    if (const auto end = text.find("] "); text.starts_with("[json.exception") && end != std::string::npos) {
        text.erase(0, end + 2);
    }
    std::ranges::replace(text, '\n', ' ');
    while (!text.empty() && (text.back() == '.' || text.back() == ' ')) {
        text.pop_back();
    }
    constexpr std::size_t kLongest = 200;
    if (text.size() > kLongest) {
        text.resize(kLongest);
        text += "...";
    }
    return text;
}

Error notAnExperiment(const fs::path& file, const std::string& why) {
    return {ErrorCode::BadFile, "the experiment file " + file.string() + " is not a run configuration (" +
                                    why +
                                    "); save one in the window (Ctrl+S) or write one with pivot db show ID "
                                    "--config"};
}

Result<std::string> readText(const fs::path& file) {
    std::error_code failed;
    if (!fs::exists(file, failed)) {
        return fail(ErrorCode::NotFound,
                    "the experiment file " + file.string() + " cannot be read; check the path");
    }
    if (fs::is_directory(file, failed)) {
        return tl::unexpected(notAnExperiment(file, "it is a folder"));
    }
    // Also from a pipe, which tells no size beforehand.
    std::ifstream in(file, std::ios::binary);
    std::string text(kLargestBytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || !in.is_open()) {
        return fail(ErrorCode::NotFound,
                    "the experiment file " + file.string() + " cannot be read; check the path");
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > kLargestBytes) {
        return tl::unexpected(notAnExperiment(file, "it is larger than 1 MiB"));
    }
    if (text.empty()) {
        return tl::unexpected(notAnExperiment(file, "it is empty"));
    }
    return text;
}

nlohmann::json parse(const std::string& text) {
    const auto limitDepth = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        if (depth > kDeepest) {
            json::refuse("it is nested too deeply");
        }
        return true;
    };
    return nlohmann::json::parse(text, limitDepth);
}

std::vector<std::string> takeTexts(nlohmann::json& object, const char* key) {
    std::vector<std::string> texts;
    const auto member = object.find(key);
    if (member == object.end()) {
        return texts;
    }
    if (!member->is_array()) {
        json::refuse(inQuotes(key) + " is not a list");
    }
    for (const nlohmann::json& item : *member) {
        if (!item.is_string() || item.get<std::string>().empty()) {
            json::refuse(inQuotes(key) + " holds something that is not a text");
        }
        texts.push_back(item.get<std::string>());
    }
    object.erase(member);
    return texts;
}

std::optional<ThresholdSource> takeSource(nlohmann::json& object) {
    const auto member = object.find("threshold_source");
    if (member == object.end()) {
        return std::nullopt;
    }
    const json::Reader reader(*member, "threshold_source");
    reader.allowOnly(std::array<std::string_view, 3>{"split", "objective", "on_reported_images"});
    ThresholdSource source{"given", "given", false};
    reader.read("split", source.split);
    reader.read("objective", source.objective);
    reader.read("on_reported_images", source.onReportedImages);
    object.erase(member);
    return source;
}

/// What no part of a run can make sense of is refused here, before a model is read for it.
void checkNumbers(const RunConfig& config) {
    const auto within = [](const char* key, long long value, long long least, long long most) {
        if (value < least || value > most) {
            json::refuse(inQuotes(key) + " is " + std::to_string(value) + ", which is not between " +
                         std::to_string(least) + " and " + std::to_string(most));
        }
    };
    within("batch", config.batch, 1, 4096);
    within("limit", config.limit, 0, 100'000'000);
    within("repeat", config.repeat, 1, 1000);
    within("threads", config.threads, 0, 4096);
    within("warmup", config.warmup, 0, 10'000);
    within("baseline_images", config.baselineImages, -1, 1'000'000'000);
}

/// A file that travels with its model names it from where it lies.
void placeBeside(std::string& path, const fs::path& folder) {
    std::error_code failed;
    if (!path.empty() && fs::path(path).is_relative() && !fs::exists(path, failed) &&
        fs::exists(folder / path, failed)) {
        path = (folder / path).lexically_normal().string();
    }
}

ExperimentFile fromJson(nlohmann::json object, const fs::path& folder) {
    if (!object.is_object()) {
        json::refuse("it is not a JSON object");
    }
    ExperimentFile experiment;
    experiment.devices = takeTexts(object, "devices");
    for (const std::string& text : takeTexts(object, "candidates")) {
        if (text == "all") {
            json::refuse("a candidate \"all\" needs the depth of a network: list the blocks");
        }
        constexpr int kAnyDepth = 4096;  // the model says which blocks there are
        experiment.request.lowCandidates.push_back(json::accept(SkipConfig::parse(text, kAnyDepth)));
    }
    experiment.request.thresholdSource = takeSource(object);
    RunConfig& config = experiment.request.config;
    config = object.get<RunConfig>();
    checkNumbers(config);
    if (config.ladder.efforts.empty()) {
        json::refuse("it has no efforts");
    }
    if (experiment.devices.empty() && !config.device.empty()) {
        experiment.devices = {config.device};
    }
    if (!experiment.devices.empty()) {
        config.device = experiment.devices.front();
    }
    if (!experiment.request.lowCandidates.empty() && !config.calibrate) {
        json::refuse("it has candidates and no \"calibrate\" to choose among them by");
    }
    for (std::string* path : {&config.model, &config.modelConfig, &config.labelMap}) {
        placeBeside(*path, folder);
    }
    for (Effort& effort : config.ladder.efforts) {
        placeBeside(effort.modelPath, folder);
    }
    return experiment;
}

}  // namespace

Result<ExperimentFile> readExperimentFile(const fs::path& file) {
    const Result<std::string> text = readText(file);
    if (!text) {
        return tl::unexpected(text.error());
    }
    try {
        return fromJson(parse(*text), file.parent_path());
    } catch (const std::exception& error) {
        return tl::unexpected(notAnExperiment(file, sentenceOf(error)));
    }
}

Result<void> writeExperimentFile(const fs::path& file, const ExperimentFile& experiment) {
    nlohmann::json object = experiment.request.config;
    if (experiment.devices.size() > 1) {
        object["devices"] = experiment.devices;
    }
    for (const SkipConfig& candidate : experiment.request.lowCandidates) {
        object["candidates"].push_back(candidate.toString());
    }
    if (const auto& source = experiment.request.thresholdSource) {
        object["threshold_source"] = {{"split", source->split},
                                      {"objective", source->objective},
                                      {"on_reported_images", source->onReportedImages}};
    }
    const auto cannot = [&file](int error) {
        return fail(ErrorCode::Io, "the experiment cannot be written to " + file.string() + ": " +
                                       std::strerror(error) + "; choose another folder");
    };
    const fs::path half = file.string() + ".part-" + std::to_string(::getpid());
    errno = 0;
    std::ofstream out(half, std::ios::binary);
    out << object.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    out.close();
    std::error_code failed;
    if (!out) {
        const int error = errno == 0 ? EIO : errno;
        fs::remove(half, failed);
        return cannot(error);
    }
    fs::rename(half, file, failed);
    if (failed) {
        const int error = failed.value();
        fs::remove(half, failed);
        return cannot(error);
    }
    return {};
}

}  // namespace pivot
