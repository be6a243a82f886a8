// SPDX-License-Identifier: GPL-3.0-or-later
#include "vit/model.h"

#include "vit/checkpoint.h"
#include "vit/model_config.h"
#include "vit/quote.h"
#include "vit/safetensors_header.h"
#include "vit/sha256.h"
#include "vit/spec_inference.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace pivot {

namespace {

namespace fs = std::filesystem;

bool isFloat(Dtype dtype) {
    return dtype == Dtype::F32 || dtype == Dtype::F64 || dtype == Dtype::F16 || dtype == Dtype::Bf16;
}

/// Exactly the expected tensors, each of its shape and of floating-point numbers.
Result<void> checkTensors(const TensorMap& tensors, const ModelSpec& spec, const std::string& source) {
    const auto expected = expectedTensors(spec);
    const auto misfit = [&](const std::string& what) {
        return fail(ErrorCode::ShapeMismatch, inQuotes(source) + " does not fit the model: " + what +
                                                  "; check its config.json or name the right checkpoint");
    };
    for (const auto& [name, shape] : expected) {
        const auto it = tensors.find(name);
        if (it == tensors.end()) {
            return misfit("the tensor " + inQuotes(name) + " of shape " + shapeText(shape) + " is missing");
        }
        if (it->second.shape != shape) {
            return misfit("the tensor " + inQuotes(name) + " was expected with shape " + shapeText(shape) +
                          " and came with shape " + shapeText(it->second.shape));
        }
        if (!isFloat(it->second.dtype)) {
            return misfit("the tensor " + inQuotes(name) +
                          " was expected in F32, F64, F16 or BF16 and came in " +
                          std::string(toString(it->second.dtype)));
        }
    }
    for (const auto& [name, view] : tensors) {
        if (!expected.contains(name)) {
            return misfit("the tensor " + inQuotes(name, 200) + " of shape " + shapeText(view.shape) +
                          " was not expected in a " + std::string(toString(spec.family)) + " of depth " +
                          std::to_string(spec.depth));
        }
    }
    return {};
}

std::string fingerprintOf(const ModelSpec& spec, const TensorMap& weights) {
    Sha256 hash;
    const auto addNumber = [&hash](double value) {
        std::array<char, 32> buffer{};
        const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
        hash.add(std::string_view(buffer.data(), static_cast<std::size_t>(end - buffer.data())));
        hash.add(";");
    };
    hash.add("pivot-model-1;");
    hash.add(toString(spec.family));
    hash.add(toString(spec.act));
    for (const double value : {double(spec.imgSize), double(spec.patchSize), double(spec.heads),
                               spec.layerNormEps, spec.skipLam, double(spec.resizeShort)}) {
        addNumber(value);
    }
    for (const std::vector<float>* values : {&spec.mean, &spec.std}) {
        std::for_each(values->begin(), values->end(), addNumber);
    }
    for (const auto& [name, view] : weights) {  // a map: sorted by name
        hash.add(name + ":" + std::string(toString(view.dtype)) + shapeText(view.shape) + ";");
        hash.add(view.bytes);
    }
    return hash.hexDigest();
}

struct Files {
    fs::path checkpoint;
    std::optional<fs::path> config;
    bool configWasFound = false;  ///< beside a bare file, where nobody named it
};

/// Which files a path stands for.
Result<Files> filesOf(const fs::path& path, const ModelOverrides& overrides) {
    Files files{path, overrides.config};
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
        return fail(ErrorCode::NotFound, "there is no model at " + inQuotes(path.native()) +
                                             "; name a folder with config.json and model.safetensors, a "
                                             ".safetensors or a .pth file");
    }
    fs::path beside = path.parent_path() / "config.json";
    if (status.type() == fs::file_type::directory) {
        files.checkpoint = path / "model.safetensors";
        beside = path / "config.json";
        if (!fs::exists(files.checkpoint, error)) {
            return fail(ErrorCode::NotFound,
                        "the folder " + inQuotes(path.native()) +
                            " has no model.safetensors; name a folder as the timm hub has it, or "
                            "the checkpoint file itself");
        }
        if (!files.config && !fs::exists(beside, error)) {
            return fail(ErrorCode::NotFound, "the folder " + inQuotes(path.native()) +
                                                 " has no config.json; put one there or pass --config FILE");
        }
    }
    if (!files.config && fs::exists(beside, error)) {
        files.config = beside;
        files.configWasFound = status.type() != fs::file_type::directory;
    }
    return files;
}

std::string nameOf(const fs::path& path) {
    const fs::path name = path.filename().empty() ? path.parent_path().filename() : path.filename();
    return name.empty() || name == "." || name == ".." ? fs::absolute(path).lexically_normal().string()
                                                       : name.string();
}

Result<ModelPtr> assemble(ModelSpec spec, TensorMap weights, const std::string& source, std::string name,
                          std::string path) {
    if (const auto fits = checkTensors(weights, spec, source); !fits) {
        return tl::unexpected(fits.error());
    }
    auto model = std::make_shared<Model>();
    model->fingerprint = fingerprintOf(spec, weights);
    model->spec = std::move(spec);
    model->weights = std::move(weights);
    model->name = std::move(name);
    model->path = std::move(path);
    return model;
}

}  // namespace

ModelOverrides overridesOf(const std::string& config, const std::string& act) {
    ModelOverrides overrides;
    if (!config.empty()) {
        overrides.config = config;
    }
    if (!act.empty()) {
        overrides.act = act == "relu" ? Activation::Relu : Activation::Gelu;
    }
    return overrides;
}

Result<ModelPtr> loadModel(const fs::path& path, const ModelOverrides& overrides) {
    const auto files = filesOf(path, overrides);
    if (!files) {
        return tl::unexpected(files.error());
    }
    std::optional<ModelConfig> config;
    if (files->config) {
        auto read = readModelConfig(*files->config);
        if (!read) {
            return tl::unexpected(read.error());
        }
        config = std::move(*read);
        if (files->configWasFound) {
            config->notes.insert(
                config->notes.begin(),
                "The shape is described by " + inQuotes(files->config->native()) + " beside the file.");
        }
    }
    auto checkpoint = readCheckpoint(files->checkpoint);
    if (!checkpoint) {
        return tl::unexpected(checkpoint.error());
    }
    auto spec = resolveSpec(*checkpoint, config, overrides.act);
    if (!spec) {
        return tl::unexpected(spec.error());
    }
    return assemble(std::move(*spec), std::move(checkpoint->tensors), checkpoint->source, nameOf(path),
                    path.string());
}

Result<ModelPtr> makeModel(ModelSpec spec, TensorMap weights, std::string name) {
    if (const auto valid = spec.validate(); !valid) {
        return tl::unexpected(valid.error());
    }
    eraseReadOver(weights);
    const std::string source = name;
    return assemble(std::move(spec), std::move(weights), source, std::move(name), "");
}

}  // namespace pivot
