// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/model_config.h"

#include "vit/file_io.h"
#include "vit/json_text.h"
#include "vit/quote.h"
#include "vit/timm_architecture.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace pivot {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxConfigBytes = 64U << 20U;
constexpr int kMaxDepth = 16;

/// Takes values out of one JSON object; the first one that cannot be is the error.
class FieldReader {
public:
    FieldReader(const json& object, std::string source) : m_object(object), m_source(std::move(source)) {}

    void read(const char* key, std::optional<int>& value) {
        if (const json* field =
                find(key, "a whole number", [](const json& j) { return j.is_number_integer(); })) {
            const bool fits = field->is_number_unsigned() ? field->get<std::uint64_t>() <= 1'000'000'000U
                                                          : field->get<std::int64_t>() >= -1'000'000'000;
            if (!fits) {
                return reject(key, "a whole number of a sensible size");
            }
            value = field->get<int>();
        }
    }
    void read(const char* key, std::optional<double>& value) {
        if (const json* field = find(key, "a number", [](const json& j) { return j.is_number(); })) {
            value = field->get<double>();
        }
    }
    void read(const char* key, std::optional<bool>& value) {
        if (const json* field = find(key, "true or false", [](const json& j) { return j.is_boolean(); })) {
            value = field->get<bool>();
        }
    }
    void read(const char* key, std::optional<std::string>& value) {
        if (const json* field = find(key, "a text", [](const json& j) { return j.is_string(); })) {
            value = field->get<std::string>();
        }
    }
    void read(const char* key, std::optional<std::vector<float>>& value) {
        readList(
            key, "a list of numbers", [](const json& j) { return j.is_number(); }, value);
    }
    void read(const char* key, std::optional<std::vector<int>>& value) {
        const auto isSize = [](const json& j) {
            return j.is_number_unsigned() && j.get<std::uint64_t>() <= 1'000'000U;
        };
        readList(key, "a list of sizes", isSize, value);
    }
    void read(const char* key, std::optional<std::vector<std::string>>& value) {
        readList(
            key, "a list of texts", [](const json& j) { return j.is_string(); }, value);
    }
    void reject(const char* key, const std::string& needed) {
        if (m_error.empty()) {
            m_error =
                inQuotes(m_source) + ": the key " + inQuotes(key) + " must be " + needed + "; correct it";
        }
    }
    [[nodiscard]] const json* raw(const char* key) const {
        const auto it = m_object.find(key);
        return it == m_object.end() || it->is_null() ? nullptr : &*it;
    }
    [[nodiscard]] const std::string& error() const { return m_error; }

private:
    template <class Test>
    const json* find(const char* key, const char* needed, Test test) {
        const json* field = raw(key);
        if (field != nullptr && !test(*field)) {
            reject(key, needed);
            return nullptr;
        }
        return field;
    }
    template <class T, class Test>
    void readList(const char* key, const char* needed, Test test, std::optional<std::vector<T>>& value) {
        const json* field = find(key, needed, [](const json& j) { return j.is_array(); });
        if (field == nullptr) {
            return;
        }
        std::vector<T> list;
        for (const json& element : *field) {
            if (!test(element)) {
                return reject(key, needed);
            }
            list.push_back(element.get<T>());
        }
        value = std::move(list);
    }

    const json& m_object;
    std::string m_source, m_error;
};

void readActivation(FieldReader& fields, const char* key, std::optional<Activation>& value) {
    std::optional<std::string> text;
    fields.read(key, text);
    if (text == "gelu") {
        value = Activation::Gelu;
    } else if (text == "relu") {
        value = Activation::Relu;
    } else if (text) {
        fields.reject(key, "\"gelu\" (exact, not the tanh form) or \"relu\"");
    }
}

void noteUnused(const json& object, std::initializer_list<std::string_view> known, const std::string& where,
                ModelConfig& config) {
    for (const auto& [key, value] : object.items()) {
        if (std::find(known.begin(), known.end(), key) == known.end()) {
            config.notes.push_back("The key " + inQuotes(key) + " of " + where +
                                   " is not known here and was not used.");
        }
    }
}

Result<ModelConfig> readOurs(const json& object, ModelConfig config) {
    FieldReader fields(object, config.source);
    std::optional<std::string> family;
    fields.read("family", family);
    if (family == "deit" || family == "vit") {
        config.family = Family::Deit;
    } else if (family == "lvvit") {
        config.family = Family::LvVit;
    } else if (family) {
        fields.reject("family", "\"deit\" or \"lvvit\"");
    }
    fields.read("img_size", config.imgSize);
    fields.read("patch_size", config.patchSize);
    fields.read("in_chans", config.inChans);
    fields.read("dim", config.dim);
    fields.read("depth", config.depth);
    fields.read("heads", config.heads);
    fields.read("num_classes", config.numClasses);
    fields.read("stem_channels", config.stemChannels);
    fields.read("resize_short", config.resizeShort);
    fields.read("mlp_ratio", config.mlpRatio);
    fields.read("layer_norm_eps", config.layerNormEps);
    fields.read("skip_lam", config.skipLam);
    fields.read("qkv_bias", config.qkvBias);
    fields.read("mean", config.mean);
    fields.read("std", config.std);
    fields.read("labels", config.labels);
    readActivation(fields, "act", config.act);
    std::optional<bool> anyPath;
    fields.read("any_path", anyPath);
    config.anyPath = anyPath.value_or(false);
    const json* paths = fields.raw("trained_paths");
    if (paths != nullptr && paths->is_string() && paths->get<std::string>() == "any") {
        config.anyPath = true;
    } else {
        std::optional<std::vector<std::string>> texts;
        fields.read("trained_paths", texts);
        config.trainedPaths = texts.value_or(std::vector<std::string>{});
    }
    if (!fields.error().empty()) {
        return fail(ErrorCode::BadFile, fields.error());
    }
    noteUnused(object, {"family",    "img_size",       "patch_size",  "in_chans",      "dim",
                        "depth",     "heads",          "num_classes", "stem_channels", "resize_short",
                        "mlp_ratio", "layer_norm_eps", "skip_lam",    "qkv_bias",      "mean",
                        "std",       "labels",         "act",         "any_path",      "trained_paths"},
               inQuotes(config.source), config);
    return config;
}

/// timm's `model_args` override what the architecture's name says.
void readModelArgs(const json& arguments, ModelConfig& config, std::string& error) {
    FieldReader fields(arguments, config.source);
    fields.read("img_size", config.imgSize);
    fields.read("patch_size", config.patchSize);
    fields.read("in_chans", config.inChans);
    fields.read("embed_dim", config.dim);
    fields.read("depth", config.depth);
    fields.read("num_heads", config.heads);
    fields.read("mlp_ratio", config.mlpRatio);
    fields.read("qkv_bias", config.qkvBias);
    fields.read("num_classes", config.numClasses);
    readActivation(fields, "act_layer", config.act);
    noteUnused(arguments,
               {"img_size", "patch_size", "in_chans", "embed_dim", "depth", "num_heads", "mlp_ratio",
                "qkv_bias", "num_classes", "act_layer"},
               "model_args", config);
    error = fields.error();
}

/// Where and how the images are cropped and scaled, from `pretrained_cfg` (or the flat form of older files).
Result<void> readPretrained(const json& object, ModelConfig& config) {
    FieldReader fields(object, config.source);
    std::optional<std::vector<int>> inputSize;
    std::optional<std::string> interpolation, cropMode;
    std::optional<int> classes;
    fields.read("input_size", inputSize);
    fields.read("crop_pct", config.cropPct);
    fields.read("interpolation", interpolation);
    fields.read("crop_mode", cropMode);
    fields.read("num_classes", classes);
    fields.read("mean", config.mean);
    fields.read("std", config.std);
    fields.read("label_names", config.labels);
    if (inputSize && (inputSize->size() != 3 || (*inputSize)[1] != (*inputSize)[2])) {
        fields.reject("input_size", "[channels, size, size] of a square image");
    }
    if (config.cropPct && !(*config.cropPct > 0.0 && *config.cropPct <= 1.0)) {
        fields.reject("crop_pct", "above 0 and at most 1");
    }
    if (!fields.error().empty()) {
        return fail(ErrorCode::BadFile, fields.error());
    }
    if (inputSize) {
        config.inChans = inputSize->at(0);
        config.imgSize = inputSize->at(1);
    }
    if (classes) {
        config.numClasses = classes;
    }
    if (interpolation && *interpolation != "bicubic") {
        config.notes.push_back("The file asks for " + inQuotes(*interpolation, 40) +
                               " resizing; bicubic is used.");
    }
    if (cropMode && *cropMode != "center") {
        config.notes.push_back("The file asks for the crop mode " + inQuotes(*cropMode, 40) +
                               "; the centre is used.");
    }
    return {};
}

Result<ModelConfig> readTimm(const json& object, ModelConfig config) {
    FieldReader fields(object, config.source);
    std::optional<std::string> architecture, pool;
    std::optional<int> classes;
    fields.read("architecture", architecture);
    fields.read("global_pool", pool);
    fields.read("num_classes", classes);
    const json* pretrained = fields.raw("pretrained_cfg");
    if (pretrained != nullptr && !pretrained->is_object()) {
        fields.reject("pretrained_cfg", "an object");
    }
    const json* arguments = fields.raw("model_args");
    if (arguments != nullptr && !arguments->is_object()) {
        fields.reject("model_args", "an object");
    }
    if (!fields.error().empty()) {
        return fail(ErrorCode::BadFile, fields.error());
    }
    if (auto known = applyArchitecture(architecture.value_or(""), config); !known) {
        return tl::unexpected(known.error());
    }
    if (pool && *pool != "token") {
        return fail(ErrorCode::Unsupported, inQuotes(config.source) + " pools tokens by " + inQuotes(*pool) +
                                                ", and only the class token ('token') is supported");
    }
    if (const auto read = readPretrained(pretrained != nullptr ? *pretrained : object, config); !read) {
        return tl::unexpected(read.error());
    }
    if (arguments != nullptr) {
        std::string error;
        readModelArgs(*arguments, config, error);
        if (!error.empty()) {
            return fail(ErrorCode::BadFile, error);
        }
    }
    if (classes) {
        config.numClasses = classes;
    }
    if (config.imgSize) {  // 0.9 is what timm takes for a ViT whose file is silent
        config.resizeShort = static_cast<int>(std::floor(*config.imgSize / config.cropPct.value_or(0.9)));
    }
    // A fine-tuned head may still carry the names of the classes before it.
    if (config.labels && config.numClasses &&
        config.labels->size() != static_cast<std::size_t>(*config.numClasses)) {
        config.labels.reset();
    }
    return config;
}

/// 0.485F is written as 0.485 and not as the double next to it.
std::vector<double> shortest(const std::vector<float>& values) {
    std::vector<double> result;
    for (const float value : values) {
        std::array<char, 32> buffer{};
        const char* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
        std::from_chars(buffer.data(), end, result.emplace_back());
    }
    return result;
}

}  // namespace

Result<ModelConfig> parseModelConfig(std::string_view text, const std::string& source) {
    const auto document = parseJsonText(text, kMaxDepth);
    if (!document) {
        return fail(ErrorCode::BadFile, inQuotes(source) + " " + document.error().message + "; correct it");
    }
    if (!document->is_object()) {
        return fail(ErrorCode::BadFile,
                    inQuotes(source) + " is not a JSON object; a model's config.json is one");
    }
    ModelConfig config;
    config.source = source;
    return document->contains("architecture") ? readTimm(*document, std::move(config))
                                              : readOurs(*document, std::move(config));
}

Result<ModelConfig> readModelConfig(const std::filesystem::path& file) {
    const auto text = readTextFile(file, kMaxConfigBytes);
    if (!text) {
        return tl::unexpected(text.error());
    }
    return parseModelConfig(*text, file.string());
}

ModelSpec familyDefaults(Family family) {
    ModelSpec spec;
    if (family == Family::LvVit) {
        spec.family = family;
        spec.depth = 16;
        spec.mlpRatio = 3.0;
        spec.layerNormEps = 1e-5;
        spec.qkvBias = false;
        spec.skipLam = 2.0;
        spec.resizeShort = defaultResizeShort(family, spec.imgSize);
    }
    return spec;
}

int defaultResizeShort(Family family, int imgSize) {
    return static_cast<int>(imgSize / (family == Family::Deit ? 0.875 : 0.9));
}

Result<void> writeModelConfig(const std::filesystem::path& file, const ModelSpec& spec) {
    if (const auto valid = spec.validate(); !valid) {
        return tl::unexpected(valid.error());
    }
    nlohmann::ordered_json object;
    object["family"] = toString(spec.family);
    object["img_size"] = spec.imgSize;
    object["patch_size"] = spec.patchSize;
    object["in_chans"] = spec.inChans;
    object["dim"] = spec.dim;
    object["depth"] = spec.depth;
    object["heads"] = spec.heads;
    object["mlp_ratio"] = spec.mlpRatio;
    object["num_classes"] = spec.numClasses;
    object["act"] = toString(spec.act);
    object["layer_norm_eps"] = spec.layerNormEps;
    object["qkv_bias"] = spec.qkvBias;
    object["skip_lam"] = spec.skipLam;
    if (spec.family == Family::LvVit) {
        object["stem_channels"] = spec.stemChannels;
    }
    object["mean"] = shortest(spec.mean);
    object["std"] = shortest(spec.std);
    object["resize_short"] = spec.resizeShort;
    object["labels"] = spec.labels;
    object["trained_paths"] = nlohmann::ordered_json::array();
    for (const SkipConfig& path : spec.trainedPaths) {
        object["trained_paths"].push_back(path.toString());
    }
    object["any_path"] = spec.anyPath;
    std::string text;
    try {
        text = object.dump(2) + "\n";
    } catch (const json::exception&) {
        return fail(ErrorCode::Usage, "cannot write " + inQuotes(file.native()) + ": a label is not UTF-8");
    }
    return writeFileAtomically(file, {std::as_bytes(std::span(text))});
}

}  // namespace pivot
