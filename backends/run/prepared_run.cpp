// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/prepared_run.h"

#include "run/class_match.h"
#include "run/range_survey.h"

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

namespace pivot {

namespace {

Result<ModelPtr> openModel(const RunConfig& config, const std::string& path, const RunServices& services) {
    ModelOverrides overrides;
    if (path == config.model && !config.modelConfig.empty()) {
        overrides.config = config.modelConfig;
    }
    if (!config.act.empty()) {
        if (config.act != "gelu" && config.act != "relu") {
            return fail(ErrorCode::Usage, "the activation is gelu or relu, not \"" + config.act + "\"");
        }
        overrides.act = config.act == "relu" ? Activation::Relu : Activation::Gelu;
    }
    return services.openModel(path, overrides);
}

Result<void> checkSameTask(const ModelSpec& first, const ModelSpec& other, const std::string& path) {
    if (first.imgSize != other.imgSize || first.inChans != other.inChans ||
        first.numClasses != other.numClasses || first.mean != other.mean || first.std != other.std ||
        first.resizeShort != other.resizeShort ||
        (!first.labels.empty() && !other.labels.empty() && first.labels != other.labels)) {
        return fail(ErrorCode::Usage,
                    "the effort model " + path +
                        " wants other images or classes than the first effort's model; the efforts "
                        "of a ladder must solve the same task");
    }
    return {};
}

/// Makes `config.quantization` ready for `model`: what it holds already stays, so that a resumed run computes
/// with the same scales.
Result<std::shared_ptr<const ActivationRanges>> rangesFor(RunConfig& config, const ModelPtr& model,
                                                          const RunServices& services) {
    if (config.precision != Precision::Int8) {
        return std::shared_ptr<const ActivationRanges>();
    }
    Quantization quantization = config.quantization.value_or(Quantization{});
    if (const auto known = quantization.ranges.find(model->fingerprint); known != quantization.ranges.end()) {
        return std::make_shared<const ActivationRanges>(known->second);
    }
    const auto spec = calibrationSpecOf(config);
    if (!spec) {
        return tl::unexpected(spec.error());
    }
    const auto images = services.openData(*spec, {.labelMap = {}, .limit = 0, .seed = config.seed});
    if (!images) {
        return tl::unexpected(images.error());
    }
    const auto session = services.openSession(config.device, model, {Precision::Fp32, config.threads, {}});
    if (!session) {
        return tl::unexpected(session.error());
    }
    std::vector<SkipConfig> paths;
    for (const Effort& effort : config.ladder.efforts) {
        paths.push_back(effort.skip);
    }
    const auto ranges = surveyRanges(**session, **images, paths);
    if (!ranges) {
        return tl::unexpected(ranges.error());
    }
    quantization.split = (*images)->spec();
    quantization.images = static_cast<int>(std::min<std::int64_t>(kSurveyImages, (*images)->size()));
    quantization.ranges[model->fingerprint] = *ranges;
    config.quantization = std::move(quantization);
    return std::make_shared<const ActivationRanges>(*ranges);
}

/// As it may be opened from another folder; empty stays empty.
void makeAbsolute(std::string& path) {
    std::error_code failed;
    if (const auto whole = std::filesystem::absolute(path, failed); !path.empty() && !failed) {
        path = whole.lexically_normal().string();
    }
}

}  // namespace

PreprocessSpec preprocessSpecOf(const ModelSpec& spec) {
    return {.size = spec.imgSize,
            .resizeShort = spec.resizeShort,
            .channels = spec.inChans,
            .mean = spec.mean,
            .std = spec.std};
}

std::vector<LadderExecutor::Stage> PreparedRun::stages() const {
    std::vector<LadderExecutor::Stage> out;
    for (std::size_t k = 0; k < config.ladder.size(); ++k) {
        const Effort& effort = config.ladder.efforts[k];
        out.push_back({sessionOf[k], effort.skip, hardestAccepted(effort, config.ladder.score)});
    }
    return out;
}

std::vector<std::string> PreparedRun::untunedNotes() const {
    std::vector<std::string> out;
    for (std::size_t k = 0; k < config.ladder.size(); ++k) {
        const Effort& effort = config.ladder.efforts[k];
        if (!effort.tuned) {
            out.push_back("untuned: the weights of " + models[k]->name + " were never trained for skip " +
                          effort.skip.toString() + ", so its accuracy says little of the path");
        }
    }
    return out;
}

bool PreparedRun::lastEffortIsBaseline() const {
    const std::size_t n = config.ladder.size();
    const bool fromPixels =
        n == 1 || config.rerun == RerunMode::Restart || sessionOf[n - 1] != sessionOf[n - 2];
    return config.ladder.efforts.back().skip.isFullPath() && fromPixels;
}

Result<DataSetPtr> openImages(const std::string& spec, const DataSetOptions& options, const ModelSpec& model,
                              const RunServices& services) {
    auto data = services.openData(spec, options);
    if (!data) {
        return data;
    }
    if ((*data)->size() == 0) {
        return fail(ErrorCode::Usage, "the data set " + (*data)->name() + " has no images in that range");
    }
    return matchClasses(std::move(*data), model, options.labelMap);
}

std::string placedSpec(const std::string& asked, const DataSet& data) {
    const std::string whole = data.spec();
    return asked.empty() || whole.find(':') != std::string::npos ? whole : asked;
}

Result<std::string> calibrationSpecOf(const RunConfig& config) {
    return config.calibration.empty() ? calibrationSpec(config.dataset)
                                      : Result<std::string>(config.calibration);
}

Result<PreparedRun> prepareRun(RunConfig config, const RunServices& services, bool thresholdsKnown) {
    if (config.ladder.efforts.empty()) {
        return fail(ErrorCode::Usage, "a run needs at least one effort, such as --effort \"skip=none\"");
    }
    if (config.batch < 1 || config.batch > 4096) {
        return fail(ErrorCode::Usage, "the batch is " + std::to_string(config.batch) + "; choose 1 to 4096");
    }
    PreparedRun run;
    auto device = services.resolveDevice(config.device.empty() ? "cpu" : config.device);
    if (!device) {
        return tl::unexpected(device.error());
    }
    run.device = *device;
    config.device = device->id;

    makeAbsolute(config.model);
    makeAbsolute(config.modelConfig);
    makeAbsolute(config.labelMap);
    std::map<std::string, ModelPtr> opened;
    std::map<const Model*, InferenceSession*> sessions;
    for (Effort& effort : config.ladder.efforts) {
        makeAbsolute(effort.modelPath);
        const std::string& path = effort.modelPath.empty() ? config.model : effort.modelPath;
        ModelPtr& model = opened[path];
        if (!model) {
            auto loaded = openModel(config, path, services);
            if (!loaded) {
                return tl::unexpected(loaded.error());
            }
            model = *loaded;
            for (const auto& [otherPath, other] : opened) {  // the same weights under two names are shared
                if (other && other != model && other->fingerprint == model->fingerprint) {
                    model = other;
                }
            }
            for (const std::string& note : model->spec.inferred) {
                run.notes.push_back(model->name + ": " + note);
            }
        }
        run.models.push_back(model);
        if (auto same = checkSameTask(run.spec(), model->spec, path); !same) {
            return tl::unexpected(same.error());
        }
        effort.tuned = model->spec.isTuned(effort.skip);
        InferenceSession*& session = sessions[model.get()];
        if (session == nullptr) {
            auto ranges = rangesFor(config, model, services);
            if (!ranges) {
                return tl::unexpected(ranges.error());
            }
            auto made = services.openSession(config.device, model,
                                             {config.precision, config.threads, std::move(*ranges)});
            if (!made) {
                return tl::unexpected(made.error());
            }
            session = made->get();
            run.sessions.push_back(std::move(*made));
            std::string note = fallbackNote(config.precision, session->numerics());
            if (!note.empty() && std::ranges::find(run.notes, note) == run.notes.end()) {
                run.notes.push_back(std::move(note));
            }
        }
        run.sessionOf.push_back(session);
    }
    if (auto valid = config.ladder.validate(run.spec().depth, thresholdsKnown); !valid) {
        return tl::unexpected(valid.error());
    }
    config.threads = run.sessionOf.front()->threads();
    if (auto known = services.resolveDevice(config.device)) {
        run.device = *known;  // with a session open, a device knows which libraries compute
    }

    auto data = openImages(
        config.dataset,
        {.labelMap = config.labelMap, .limit = config.limit, .seed = config.seed, .shard = config.shard},
        run.spec(), services);
    if (!data) {
        return tl::unexpected(data.error());
    }
    run.data = std::move(*data);
    config.dataset = placedSpec(config.dataset, *run.data);
    run.config = std::move(config);
    return run;
}

}  // namespace pivot
