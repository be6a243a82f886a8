// SPDX-License-Identifier: GPL-3.0-or-later
#include "export/onnx_model.h"

#include "export/vit_graph.h"

#include <cstdio>
#include <limits>
#include <nlohmann/json.hpp>

namespace pivot {

namespace {

/// Protocol buffers count the bytes of a message in 31 bits. Weights in a second file would go further; no
/// model that this program knows comes near.
constexpr double kMostBytes = std::numeric_limits<std::int32_t>::max();

/// What the nodes and names of a graph take at most, far above what was ever seen.
constexpr double kRoomForNodes = 16.0 * 1024 * 1024;

Result<void> checkSize(const Model& model) {
    double bytes = kRoomForNodes;
    for (const auto& [name, view] : model.weights) {
        double values = sizeof(float);
        for (const std::int64_t side : view.shape) {
            values *= static_cast<double>(side);
        }
        bytes += values;
    }
    if (bytes > kMostBytes) {
        char size[32];
        std::snprintf(size, sizeof size, "%.1f", bytes / 1e9);
        return fail(ErrorCode::Unsupported, model.name + " takes " + size +
                                                " GB as float32, and one ONNX file holds at most 2.1 GB: "
                                                "export a smaller model");
    }
    return {};
}

Result<void> checkSkip(const Model& model, const SkipConfig& skip) {
    const int depth = model.spec.depth;
    if (!skip.isFullPath() && (skip.blocks().front() < 0 || skip.lastSkipped() >= depth)) {
        return fail(ErrorCode::Usage, "the skip set " + skip.toString() + " names a block that " +
                                          model.name + " does not have: its blocks are 0 to " +
                                          std::to_string(depth - 1));
    }
    return {};
}

void addProperty(onnx::ModelProto& made, const char* key, const std::string& value) {
    auto* entry = made.add_metadata_props();
    entry->set_key(key);
    entry->set_value(value);
}

/// Names come from files of others, and readers in other languages refuse what is no UTF-8: it is replaced.
std::string jsonText(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}
std::string validUtf8(const std::string& name) {
    return nlohmann::json::parse(jsonText(name)).get<std::string>();
}

/// `[0.485,0.456,0.406]`: nine digits give every float32 back.
std::string jsonText(const std::vector<float>& values) {
    std::string all = "[";
    for (const float value : values) {
        char one[32];
        std::snprintf(one, sizeof one, "%.9g", static_cast<double>(value));
        all += (all.size() > 1 ? "," : "") + std::string(one);
    }
    return all + "]";
}

/// What somebody who has only the file needs to make its input and to read its output.
void describe(onnx::ModelProto& made, const Model& model, const OnnxOptions& options) {
    const ModelSpec& spec = model.spec;
    addProperty(made, "model", validUtf8(model.name));
    addProperty(made, "model_fingerprint", model.fingerprint);
    addProperty(made, "family", std::string(toString(spec.family)));
    addProperty(made, "skip", options.skip.toString());
    addProperty(made, "skip_tuned", spec.isTuned(options.skip) ? "true" : "false");
    addProperty(made, "image_size", std::to_string(spec.imgSize));
    addProperty(made, "resize_short", std::to_string(spec.resizeShort));
    addProperty(made, "mean", jsonText(spec.mean));
    addProperty(made, "std", jsonText(spec.std));
    if (!spec.labels.empty()) {
        addProperty(made, "class_names", jsonText(nlohmann::json(spec.labels)));
    }
}

}  // namespace

Result<onnx::ModelProto> makeOnnxModel(const Model& model, const OnnxOptions& options) {
    if (auto fits = checkSkip(model, options.skip); !fits) {
        return tl::unexpected(fits.error());
    }
    if (auto fits = checkSize(model); !fits) {
        return tl::unexpected(fits.error());
    }
    onnx::ModelProto made;
    made.set_ir_version(kOnnxIrVersion);
    made.set_producer_name("pivot-workbench");
    made.set_producer_version(options.producerVersion);
    auto* opset = made.add_opset_import();
    opset->set_domain("");
    opset->set_version(kOnnxOpset);
    describe(made, model, options);
    if (auto built = buildVitGraph(model, options.skip, *made.mutable_graph()); !built) {
        return tl::unexpected(built.error());
    }
    return made;
}

}  // namespace pivot
