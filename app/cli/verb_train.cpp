// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"
#include "app/cli/json_text.h"
#include "app/cli/number_check.h"
#include "app/cli/progress_line.h"
#include "app/cli/verbs.h"
#include "data/dataset.h"
#include "devices/plugin_library.h"
#include "devices/registry.h"
#include "train/train_plugin.h"

#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

namespace pivot::cli {

namespace {

struct TrainArguments {
    std::string dataset = "fashion-mnist#train[0:55000]", calibration, output, from, path, precision = "fp32";
    ModelSpec spec;
    TrainConfig config;
    bool json = false, overwrite = false;
};

std::string fixed(double value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

/// What a new network is: LV-ViT-like, sized by the arguments, with input statistics of the bundled data.
ModelSpec newNetwork(ModelSpec spec, const DataSet& data) {
    spec.family = Family::LvVit;
    spec.qkvBias = false;
    spec.layerNormEps = 1e-5;
    spec.skipLam = 1.0;
    spec.resizeShort = spec.imgSize;
    spec.labels = data.classNames();
    spec.numClasses = static_cast<int>(spec.labels.size());
    const bool grey = spec.inChans == 1;
    spec.mean = grey ? std::vector<float>{0.286F} : std::vector<float>{0.485F, 0.456F, 0.406F};
    spec.std = grey ? std::vector<float>{0.353F} : std::vector<float>{0.229F, 0.224F, 0.225F};
    return spec;
}

Result<TrainConfig> completed(const TrainArguments& arguments) {
    TrainConfig config = arguments.config;
    auto precision = parsePrecision(arguments.precision);
    if (!precision) {
        return tl::unexpected(precision.error());
    }
    if (*precision == Precision::Int8) {
        return fail(ErrorCode::Usage,
                    "training runs in fp32 or bf16, not in int8; choose one of them with --precision");
    }
    config.precision = *precision;
    config.dataset = arguments.dataset;
    config.output = arguments.output;
    auto data = openDataSet(config.dataset);
    if (!data) {
        return tl::unexpected(data.error());
    }
    if (!arguments.from.empty()) {
        auto model = loadModel(arguments.from);
        if (!model) {
            return tl::unexpected(model.error());
        }
        config.from = *model;
        config.spec = (*model)->spec;
    } else {
        config.spec = newNetwork(arguments.spec, **data);
        if (auto valid = config.spec.validate(); !valid) {
            return tl::unexpected(valid.error());
        }
    }
    if (!arguments.path.empty()) {
        if (!config.from) {
            return fail(ErrorCode::Usage, "--path fine-tunes a trained model: say which with --from");
        }
        auto skip = SkipConfig::parse(arguments.path, config.spec.depth);
        if (!skip) {
            return tl::unexpected(skip.error());
        }
        config.path = *skip;
    }
    config.calibration = arguments.calibration;
    if (config.calibration.empty()) {
        auto spec = calibrationSpec(config.dataset);
        if (!spec) {
            return tl::unexpected(spec.error());
        }
        config.calibration = *spec;
    }
    if (overlaps(config.dataset, config.calibration)) {
        return fail(ErrorCode::Usage, "the training set " + config.dataset +
                                          " shares images with the calibration set " + config.calibration +
                                          "; choose slices that do not overlap");
    }
    return config;
}

/// A folder that holds a training already is only written where that was asked for.
Result<void> checkOutput(const TrainArguments& arguments) {
    if (arguments.config.resume && arguments.overwrite) {
        return fail(ErrorCode::Usage,
                    "--resume goes on with what --overwrite would discard; pass one of them");
    }
    std::error_code ignored;
    for (const char* name : {"resume.pt", "model.safetensors"}) {
        const auto file = std::filesystem::path(arguments.output) / name;
        if (std::filesystem::exists(file, ignored) && !arguments.config.resume && !arguments.overwrite) {
            return fail(ErrorCode::Usage,
                        arguments.output + " holds a trained model already (" + name +
                            "); go on with --resume, discard it with --overwrite, or choose "
                            "another --output");
        }
    }
    return {};
}

nlohmann::json evaluationJson(const TrainEvaluation& evaluation) {
    nlohmann::json paths = nlohmann::json::array();
    for (const auto& [skip, accuracy] : evaluation.accuracy) {
        paths.push_back({{"skip", skip.toString()}, {"accuracy", accuracy}});
    }
    return {{"epoch", evaluation.epoch}, {"paths", paths}};
}

int runTrain(const TrainArguments& arguments) {
    if (auto free = checkOutput(arguments); !free) {
        return report(free.error());
    }
    const auto config = completed(arguments);
    if (!config) {
        return report(config.error());
    }
    auto symbol =
        loadPluginSymbol(DeviceRegistry::defaultPaths().pluginFolders, "pivot_train.so", kTrainPluginSymbol);
    if (!symbol) {
        return report(symbol.error());
    }
    const std::unique_ptr<TrainPlugin> plugin(reinterpret_cast<TrainPluginFactory>(symbol->symbol)());

    ProgressLine line;
    const TrainCallbacks callbacks{
        .progress =
            [&](const TrainProgress& p) {
                stopGracefully();  // from the first step on there is something to keep
                line.show("epoch " + std::to_string(p.epoch) + "/" + std::to_string(p.epochs),
                          static_cast<double>(p.step) / static_cast<double>(p.steps),
                          fixed(p.imagesPerSecond, 0) + " img/s · loss " + fixed(p.lossFull, 3) + " path " +
                              fixed(p.lossPath, 3) + " · " + durationText(p.secondsLeft) + " left");
            },
        .evaluation =
            [&](const TrainEvaluation& e) {
                std::string text = "epoch " + std::to_string(e.epoch) + ":";
                for (const auto& [skip, accuracy] : e.accuracy) {
                    text += "  skip " + skip.toString() + " " + fixed(100.0 * accuracy, 2) + " %";
                }
                line.message(text + (e.best ? "  (kept)" : ""));
            },
    };
    const auto summary = plugin->train(*config, callbacks, interruptToken());
    line.clear();
    if (!summary) {
        return report(summary.error());
    }
    if (arguments.json) {
        nlohmann::json out = evaluationJson(summary->best);
        out["schema_version"] = 1;
        out["model"] = config->output.string();
        out["calibration"] = config->calibration;
        out["wall_s"] = summary->wallSeconds;
        std::cout << jsonText(out);
    } else {
        std::cout << "Trained " << config->output.string() << " in " << durationText(summary->wallSeconds)
                  << "; kept epoch " << summary->best.epoch << ", on " << config->calibration << ":\n";
        for (const auto& [skip, accuracy] : summary->best.accuracy) {
            std::cout << "  skip " << skip.toString() << "  " << fixed(100.0 * accuracy, 2) << " %\n";
        }
    }
    return kSuccess;
}

}  // namespace

VerbEntry addTrain(CLI::App& app) {
    CLI::App* verb =
        app.add_subcommand("train", "Train one any-path model, or fine-tune one path of a model");
    auto arguments = std::make_shared<TrainArguments>();
    ModelSpec& spec = arguments->spec;
    spec.imgSize = 28;
    spec.patchSize = 4;
    spec.inChans = 1;
    spec.dim = 64;
    spec.depth = 12;
    spec.heads = 4;
    spec.mlpRatio = 2.0;
    spec.stemChannels = 32;
    TrainConfig& config = arguments->config;
    verb->add_option("--output,-o", arguments->output, "Folder for the model, the log and the resume state")
        ->required();
    verb->add_option("--dataset", arguments->dataset, "SPEC trained on")->capture_default_str();
    verb->add_option("--calibration", arguments->calibration,
                     "SPEC that chooses the checkpoint (default: the data set's own calibration split)");
    verb->add_option("--from", arguments->from, "Start from this model's weights");
    verb->add_option("--path", arguments->path, "Fine-tune this one path, e.g. 1,3,5 (with --from)");
    verb->add_flag("--resume", config.resume, "Go on from the resume state in --output");
    verb->add_flag("--overwrite", arguments->overwrite, "Discard the training that --output holds");
    verb->add_option("--epochs", config.epochs, "Passes over the data")
        ->capture_default_str()
        ->check(CLI::Range(1, 100000));
    verb->add_option("--batch", config.batch, "Images a step")
        ->capture_default_str()
        ->check(CLI::Range(1, 65536));
    verb->add_option("--lr", config.peakLearningRate, "Peak learning rate of the one-cycle")
        ->capture_default_str()
        ->check(numberFrom(0, 10));
    verb->add_option("--weight-decay", config.weightDecay, "AdamW's weight decay")
        ->capture_default_str()
        ->check(numberFrom(0, 10));
    verb->add_option("--path-share", config.pathShare, "Share of each batch that also runs the random path")
        ->capture_default_str()
        ->check(numberFrom(0, 1));
    verb->add_option("--shift", config.shift, "Random shifts of up to so many pixels")
        ->capture_default_str()
        ->check(CLI::Range(0, 64));
    verb->add_option("--precision", arguments->precision,
                     "fp32, or bf16: matrix products in bfloat16 (fast where the processor has it)")
        ->capture_default_str();
    verb->add_option("--seed", config.seed, "Seed of weights, order, augmentation and paths")
        ->capture_default_str();
    verb->add_option("--threads", config.threads, "Threads (0: the physical cores available)")
        ->capture_default_str()
        ->check(CLI::Range(0, 1024));
    verb->add_option("--img-size", spec.imgSize, "New network: side of the input, pixels")
        ->capture_default_str();
    verb->add_option("--patch-size", spec.patchSize, "New network: side of a patch, pixels")
        ->capture_default_str();
    verb->add_option("--in-chans", spec.inChans, "New network: 1 grey, 3 RGB")->capture_default_str();
    verb->add_option("--dim", spec.dim, "New network: width")->capture_default_str();
    verb->add_option("--depth", spec.depth, "New network: encoder blocks")->capture_default_str();
    verb->add_option("--heads", spec.heads, "New network: attention heads")->capture_default_str();
    verb->add_option("--mlp-ratio", spec.mlpRatio, "New network: MLP width / dim")->capture_default_str();
    verb->add_option("--stem-channels", spec.stemChannels, "New network: channels of the conv stem")
        ->capture_default_str();
    verb->add_flag("--json", arguments->json, "Print the result as JSON");
    return {verb, [arguments] { return runTrain(*arguments); }};
}

}  // namespace pivot::cli
