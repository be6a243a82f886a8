// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/train_checkpoint.h"

#include "vit/model_config.h"
#include "vit/safetensors.h"

#include <torch/serialize.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <span>

namespace pivot {

namespace {

/// What must be the same for a resume to go on with the same batches.
nlohmann::json recipeOf(const TrainConfig& config, const ModelSpec& spec) {
    nlohmann::json shapes = nlohmann::json::object();
    for (const auto& [name, shape] : expectedTensors(spec)) {
        shapes[name] = shape;
    }
    return {{"shapes", shapes},
            {"family", toString(spec.family)},
            {"heads", spec.heads},
            {"act", toString(spec.act)},
            {"skip_lam", spec.skipLam},
            {"layer_norm_eps", spec.layerNormEps},
            {"patch_size", spec.patchSize},
            {"resize_short", spec.resizeShort},
            {"mean", spec.mean},
            {"std", spec.std},
            {"from", config.from ? config.from->fingerprint : ""},  // the teacher of a path, too
            {"calibration", config.calibration},
            {"dataset", config.dataset},
            {"path", config.path ? config.path->toString() : ""},
            {"epochs", config.epochs},
            {"batch", config.batch},
            {"seed", config.seed},
            {"flip", config.flip},
            {"shift", config.shift},
            {"peak_learning_rate", config.peakLearningRate},
            {"weight_decay", config.weightDecay},
            {"label_smoothing", config.labelSmoothing},
            {"precision", toString(config.precision)},
            {"distill_weight", config.distillWeight},
            {"path_share", config.pathShare}};
}

/// Names of what two recipes do not agree in: `heads, seed`.
std::string differences(const nlohmann::json& stored, const nlohmann::json& now) {
    std::string names;
    for (const auto& [key, value] : now.items()) {
        if (!stored.contains(key) || stored.at(key) != value) {
            names += (names.empty() ? "" : ", ") + key;
        }
    }
    return names;
}

nlohmann::json toJson(const TrainEvaluation& evaluation) {
    nlohmann::json accuracy = nlohmann::json::object();
    for (const auto& [skip, value] : evaluation.accuracy) {
        accuracy[skip.toString()] = value;
    }
    return {{"epoch", evaluation.epoch}, {"accuracy", accuracy}, {"best", evaluation.best}};
}

std::string keyOf(const std::string& name) {  // archives take no dots in names
    std::string key = "t_" + name;
    std::replace(key.begin(), key.end(), '.', '/');
    return key;
}

template <class Visit>
void eachTensor(TrainNetwork& network, Visit visit) {
    for (auto& [name, tensor] : network.parameters()) {
        visit(name, tensor);
    }
    for (auto& [name, tensor] : network.buffers()) {
        visit(name, tensor);
    }
}

}  // namespace

Result<void> writeTrainedModel(const TrainConfig& config, TrainNetwork& network) {
    std::vector<TensorToWrite> tensors;
    std::vector<at::Tensor> kept;
    eachTensor(network, [&](const std::string& name, at::Tensor& tensor) {
        kept.push_back(tensor.detach().contiguous());
        const at::Tensor& t = kept.back();
        tensors.push_back(
            {name, Dtype::F32, t.sizes().vec(),
             std::as_bytes(std::span(t.data_ptr<float>(), static_cast<std::size_t>(t.numel())))});
    });
    if (auto done = writeSafetensors(config.output / "model.safetensors", tensors); !done) {
        return done;
    }
    ModelSpec spec = network.spec();
    if (config.path) {
        spec.anyPath = false;
        spec.trainedPaths = {*config.path};
    } else {
        spec.anyPath = true;
    }
    return writeModelConfig(config.output / "config.json", spec);
}

Result<void> writeTrainState(const std::filesystem::path& output, const TrainConfig& config,
                             TrainNetwork& network, torch::optim::AdamW& optimizer, const TrainState& state) {
    const auto file = output / "resume.pt";
    const auto beside = output / "resume.pt.part";
    try {
        torch::serialize::OutputArchive archive, optimizerArchive;
        eachTensor(network, [&](const std::string& name, at::Tensor& tensor) {
            archive.write(keyOf(name), tensor.detach(), true);
        });
        optimizer.save(optimizerArchive);
        archive.write("optimizer", optimizerArchive);
        const nlohmann::json json{{"step", state.step},
                                  {"best_score", state.bestScore},
                                  {"best", toJson(state.best)},
                                  {"recipe", recipeOf(config, network.spec())}};
        archive.write("state",
                      c10::IValue(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
        archive.save_to(beside.string());
        std::filesystem::rename(beside, file);
    } catch (const std::exception& e) {
        return fail(ErrorCode::Io, "the training state could not be written to " + file.string() +
                                       "; is the disk full or read-only? (" +
                                       std::string(e.what()).substr(0, 200) + ")");
    }
    return {};
}

Result<void> readTrainState(const std::filesystem::path& output, const TrainConfig& config,
                            TrainNetwork& network, torch::optim::AdamW& optimizer, TrainState& state) {
    const auto file = output / "resume.pt";
    if (!std::filesystem::exists(file)) {
        return fail(ErrorCode::NotFound,
                    "there is no " + file.string() + " to resume from; start without --resume");
    }
    try {
        torch::serialize::InputArchive archive, optimizerArchive;
        archive.load_from(file.string());
        c10::IValue text;
        archive.read("state", text);
        const auto json = nlohmann::json::parse(text.toStringRef());
        const std::string other = differences(json.at("recipe"), recipeOf(config, network.spec()));
        if (!other.empty()) {
            return fail(ErrorCode::Usage, file.string() + " was made with another recipe (" + other +
                                              "); pass the same arguments or start without --resume");
        }
        const torch::NoGradGuard noGradients;
        eachTensor(network, [&](const std::string& name, at::Tensor& tensor) {
            at::Tensor stored;
            archive.read(keyOf(name), stored, true);
            tensor.copy_(stored);
        });
        archive.read("optimizer", optimizerArchive);
        optimizer.load(optimizerArchive);
        state.step = json.at("step");
        state.bestScore = json.at("best_score");
        state.best = {json.at("best").at("epoch").get<int>(), {}, true};
        for (const auto& [skip, value] : json.at("best").at("accuracy").items()) {
            if (auto parsed = SkipConfig::parse(skip, network.spec().depth)) {
                state.best.accuracy.emplace_back(*parsed, value.get<double>());
            }
        }
    } catch (const std::exception& e) {
        return fail(ErrorCode::BadFile, file.string() +
                                            " cannot be read as a training state; start without --resume (" +
                                            std::string(e.what()).substr(0, 200) + ")");
    }
    return {};
}

TrainLog::TrainLog(std::filesystem::path output, bool append)
    : m_file(std::move(output) / "train_log.jsonl") {
    if (!append) {
        std::error_code ignored;
        std::filesystem::remove(m_file, ignored);
    }
}

void TrainLog::evaluation(const TrainEvaluation& evaluation, double lossFull, double lossPath,
                          double learningRate, double wallSeconds) {
    nlohmann::json line = toJson(evaluation);
    line["loss_full"] = lossFull;
    line["loss_path"] = lossPath;
    line["learning_rate"] = learningRate;
    line["wall_s"] = wallSeconds;
    std::ofstream(m_file, std::ios::app) << line.dump() << '\n';
}

}  // namespace pivot
