// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/comparison_parts.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

namespace pivot::comparison {

namespace {

using Settings = std::map<std::string, nlohmann::json>;

struct Name {
    std::string_view key, name;
};
/// In the order in which people look at them; of an effort the part behind `efforts[k].`.
constexpr std::array kNames{
    Name{"model", "model"},
    Name{"model_fingerprint", "weights (SHA-256)"},
    Name{"config", "model configuration file"},
    Name{"act", "activation"},
    Name{"dataset", "data set"},
    Name{"dataset_range", "images"},
    Name{"dataset_fingerprint", "content of the images (SHA-256)"},
    Name{"label_map", "label map"},
    Name{"limit", "limit of images"},
    Name{"device", "device"},
    Name{"precision", "precision"},
    Name{"quantization.split", "int8 ranges from"},
    Name{"quantization.images", "images of the int8 ranges"},
    Name{"quantization.models", "int8 ranges"},
    Name{"efforts", "efforts"},
    Name{"score", "score"},
    Name{"calibrate", "thresholds chosen for"},
    Name{"calibration", "thresholds to be chosen on"},
    Name{"threshold_source.split", "thresholds chosen on"},
    Name{"threshold_source.objective", "thresholds' aim"},
    Name{"threshold_source.on_reported_images", "thresholds chosen on reported images"},
    Name{"mode", "mode"},
    Name{"rerun", "re-run"},
    Name{"batch", "batch"},
    Name{"repeat", "repeats"},
    Name{"warmup", "warm-up batches"},
    Name{"baseline_images", "images of the full path"},
    Name{"threads", "threads"},
    Name{"seed", "seed"},
    Name{"entropy_unit", "unit of entropies"},
    Name{"layers", "layers timed"},
    Name{"environment.host", "host"},
    Name{"environment.cpu", "processor"},
    Name{"environment.numerics", "computed in"},
    Name{"environment.cores_available", "cores available"},
    Name{"environment.memory_total", "memory"},
    Name{"environment.gpu_driver", "GPU driver"},
    Name{"environment.kernel", "kernel"},
    Name{"environment.program", "program"},
    Name{"environment.git_commit", "program's commit"},
    Name{"environment.build_type", "build type"},
    Name{"environment.compiler", "compiler"},
    Name{"environment.libraries", "library"},
    Name{"environment.cpu_flags", "processor's flags"}};
constexpr std::array kEffortNames{Name{"skip", "skips"}, Name{"model", "weights"},
                                  Name{"threshold_nats", "threshold/nats"},
                                  Name{"threshold_score", "threshold"}, Name{"tuned", "tuned"}};
/// How the machine was found at one moment: never the same twice, and no setting.
constexpr std::array<std::string_view, 2> kMoments{"load_average_1", "cpu_clock_mhz"};

constexpr int kDeepest = 8;
constexpr std::size_t kMostSettings = 4096;

/// A stored environment may hold anything: below `kDeepest` it stays in one piece, and beyond kMostSettings
/// nobody reads on.
void flatten(const nlohmann::json& value, const std::string& key, Settings& settings, int depth = 0) {
    if (settings.size() >= kMostSettings) {
        return;
    }
    if (value.is_object() && depth < kDeepest) {
        for (const auto& [name, member] : value.items()) {
            flatten(member, key.empty() ? name : key + '.' + name, settings, depth + 1);
        }
    } else if (value.is_array() && depth < kDeepest) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            flatten(value[i], key + '[' + std::to_string(i) + ']', settings, depth + 1);
        }
    } else {
        settings[key] = value;
    }
}

/// Thousands of numbers that are alike or not: which, not what.
std::string digestOf(const nlohmann::json& value) {
    std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
    for (const char c : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    }
    std::ostringstream text;
    text << std::hex << (hash >> 32U);
    return text.str();
}

/// A fingerprint an effort, joined by +: the weights that a run has, each once, however many efforts share
/// them.
std::string distinctWeights(const std::string& fingerprints) {
    std::vector<std::string> all;
    std::istringstream parts(fingerprints);
    for (std::string one; std::getline(parts, one, '+');) {
        if (std::find(all.begin(), all.end(), one) == all.end()) {
            all.push_back(one);
        }
    }
    std::string joined;
    for (const std::string& one : all) {
        joined += (joined.empty() ? "" : "+") + one;
    }
    return joined;
}

Settings settingsOf(const ComparedRun& run) {
    const RunRecord& record = run.record;
    Settings settings;
    nlohmann::json config = record.config;
    if (const auto quantization = config.find("quantization"); quantization != config.end()) {
        if (quantization->is_object() && quantization->contains("models")) {
            (*quantization)["models"] = digestOf(quantization->at("models"));
        }
    }
    flatten(config, {}, settings);
    settings["model_fingerprint"] = distinctWeights(record.modelFingerprint);
    settings["dataset_fingerprint"] = record.datasetFingerprint;
    settings["dataset_range"] = record.datasetRange;
    settings["threshold_source.split"] = record.thresholdSource.split;
    settings["threshold_source.objective"] = record.thresholdSource.objective;
    settings["threshold_source.on_reported_images"] = record.thresholdSource.onReportedImages;
    flatten(record.environment, "environment", settings);
    for (const std::string_view moment : kMoments) {
        settings.erase("environment." + std::string(moment));
    }
    return settings;
}

struct Place {
    std::size_t order = kNames.size();
    std::string name;
};

Place placeOf(const std::string& key) {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        const std::string_view known = kNames[i].key;
        if (key == known) {
            return {i, std::string(kNames[i].name)};
        }
        if (!key.starts_with(known) || key.size() <= known.size()) {
            continue;
        }
        const std::string rest = key.substr(known.size());
        if (known == "efforts" && rest.front() == '[') {
            const auto close = rest.find("].");
            const std::string member = close == std::string::npos ? std::string() : rest.substr(close + 2);
            const long effort = std::strtol(rest.c_str() + 1, nullptr, 10) + 1;
            for (const Name& part : kEffortNames) {
                if (member == part.key) {
                    return {i, "effort " + std::to_string(effort) + " " + std::string(part.name)};
                }
            }
        }
        if (rest.front() == '.') {
            return {i, std::string(kNames[i].name) + " " + rest.substr(1)};
        }
    }
    return {kNames.size(), key};
}

std::set<std::string> wordsOf(const nlohmann::json& value) {
    std::set<std::string> words;
    if (value.is_string()) {
        std::istringstream in(value.get<std::string>());
        for (std::string word; in >> word;) {
            words.insert(word);
        }
    }
    return words;
}

/// A hundred words of which three differ: those that not all have.
void keepOddWords(std::vector<nlohmann::json>& values) {
    std::vector<std::set<std::string>> each;
    std::map<std::string, std::size_t> counts;
    for (const nlohmann::json& value : values) {
        each.push_back(wordsOf(value));
        for (const std::string& word : each.back()) {
            ++counts[word];
        }
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::string odd;
        for (const std::string& word : each[i]) {
            if (counts[word] < values.size()) {
                odd += (odd.empty() ? "" : " ") + word;
            }
        }
        if (!values[i].is_null()) {
            values[i] = odd;
        }
    }
}

}  // namespace

std::vector<ConfigDifference> configurationDifferences(std::span<const ComparedRun> runs) {
    std::vector<Settings> settings;
    std::set<std::string> keys;
    for (const ComparedRun& run : runs) {
        settings.push_back(settingsOf(run));
        for (const auto& [key, value] : settings.back()) {
            keys.insert(key);
        }
    }
    std::vector<std::pair<Place, ConfigDifference>> found;
    for (const std::string& key : keys) {
        ConfigDifference difference;
        difference.key = key;
        for (const Settings& one : settings) {
            const auto value = one.find(key);
            // An empty text is one that was not given.
            const bool given = value != one.end() && !(value->second.is_string() &&
                                                       value->second.get_ref<const std::string&>().empty());
            difference.values.push_back(given ? value->second : nlohmann::json());
        }
        const bool differs =
            std::any_of(difference.values.begin(), difference.values.end(),
                        [&](const nlohmann::json& value) { return value != difference.values.front(); });
        if (!differs) {
            continue;
        }
        if (key == "environment.cpu_flags") {
            keepOddWords(difference.values);
        }
        Place place = placeOf(key);
        difference.name = place.name;
        found.emplace_back(std::move(place), std::move(difference));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first.order < b.first.order; });
    std::vector<ConfigDifference> differences;
    for (auto& [place, difference] : found) {
        differences.push_back(std::move(difference));
    }
    return differences;
}

}  // namespace pivot::comparison
