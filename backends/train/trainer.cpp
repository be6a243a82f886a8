// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/trainer.h"

#include "train/train_checkpoint.h"
#include "train/train_data.h"
#include "train/train_network.h"

#include <ATen/autocast_mode.h>
#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

namespace pivot {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Weight decay is for matrices; biases, norms and embeddings go without, as in DeiT's recipe.
torch::optim::AdamW makeOptimizer(TrainNetwork& network, const TrainConfig& config) {
    std::vector<at::Tensor> decayed, plain;
    for (const auto& [name, tensor] : network.parameters()) {
        const bool decays = tensor.dim() > 1 && name != "cls_token" && name != "pos_embed";
        (decays ? decayed : plain).push_back(tensor);
    }
    const auto options = [&](double decay) {
        return std::make_unique<torch::optim::AdamWOptions>(
            torch::optim::AdamWOptions(config.peakLearningRate).weight_decay(decay));
    };
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(decayed, options(config.weightDecay));
    groups.emplace_back(plain, options(0.0));
    return torch::optim::AdamW(std::move(groups), torch::optim::AdamWOptions(config.peakLearningRate));
}

at::Tensor smoothedCrossEntropy(const at::Tensor& logits, const at::Tensor& labels, double smoothing) {
    return at::cross_entropy_loss(logits, labels, {}, at::Reduction::Mean, -100, smoothing);
}

/// KL(teacher || student), mean over the batch, nats. No gradient flows into the teacher.
at::Tensor distillation(const at::Tensor& student, const at::Tensor& teacher) {
    const at::Tensor target = at::log_softmax(teacher.detach(), -1);
    return (target.exp() * (target - at::log_softmax(student, -1))).sum(-1).mean();
}

/// The authors' regulariser: mean entropy (nats) weighted by the batch's accuracy, so that confidence is
/// asked for where it is earned.
at::Tensor entropyRegulariser(const at::Tensor& logits, const at::Tensor& labels) {
    const at::Tensor logP = at::log_softmax(logits, -1);
    const at::Tensor accuracy = logits.detach().argmax(-1).eq(labels).to(at::kFloat).mean();
    return -(logP.exp() * logP).sum(-1).mean() * accuracy;
}

/// While it lives, matrix products and convolutions of this thread are computed in bfloat16 where that was
/// asked for.
class Autocast {
public:
    explicit Autocast(Precision precision) : m_on(precision == Precision::Bf16) {
        if (m_on) {
            at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
            at::autocast::set_cpu_enabled(true);
        }
    }
    ~Autocast() {
        if (m_on) {
            at::autocast::clear_cache();  // of the weights as they are before the optimiser's step
            at::autocast::set_cpu_enabled(false);
        }
    }
    Autocast(const Autocast&) = delete;
    Autocast& operator=(const Autocast&) = delete;

private:
    bool m_on;
};

struct StepLoss {
    at::Tensor total;
    double full = 0, path = 0;
};

/// Any-path: the full path learns the labels, one random path learns from it. What both share before the
/// first skipped block is computed once.
StepLoss anyPathLoss(TrainNetwork& network, const at::Tensor& images, const at::Tensor& labels,
                     const SkipConfig& path, const TrainConfig& config) {
    const int depth = network.spec().depth;
    const int fork = path.isFullPath() ? depth : path.blocks().front();
    const std::int64_t taught =
        std::max<std::int64_t>(1, std::llround(config.pathShare * static_cast<double>(images.size(0))));
    at::Tensor x = network.embed(images, true), shared;
    for (int i = 0; i < depth; ++i) {
        if (i == fork) {
            shared = x.slice(0, 0, taught);
        }
        x = network.block(x, i, false);
    }
    const at::Tensor full = network.head(x).to(at::kFloat);
    x = shared;
    for (int i = fork; i < depth; ++i) {
        x = network.block(x, i, path.isSkipped(i));
    }
    const at::Tensor student = network.head(x).to(at::kFloat);
    const at::Tensor taughtLabels = labels.slice(0, 0, taught);
    const at::Tensor fullLoss = smoothedCrossEntropy(full, labels, config.labelSmoothing);
    constexpr double kLabelsForPath =
        0.5;  // the labels keep a deep path from copying the full path's mistakes alone
    const at::Tensor pathLoss =
        config.distillWeight * distillation(student, full.slice(0, 0, taught)) +
        kLabelsForPath * smoothedCrossEntropy(student, taughtLabels, config.labelSmoothing);
    return {fullLoss + pathLoss, fullLoss.item<double>(), pathLoss.item<double>()};
}

/// One path, taught by the frozen full path of the weights it started from.
StepLoss singlePathLoss(TrainNetwork& network, TrainNetwork& teacher, const at::Tensor& images,
                        const at::Tensor& labels, const SkipConfig& path, const TrainConfig& config) {
    at::Tensor target;
    {
        const torch::NoGradGuard noGradients;
        target = teacher.logits(images, {}).to(at::kFloat);
    }
    at::Tensor x = network.embed(images, true);
    for (int i = 0; i < network.spec().depth; ++i) {
        x = network.block(x, i, path.isSkipped(i));
    }
    const at::Tensor logits = network.head(x).to(at::kFloat);
    const at::Tensor loss = smoothedCrossEntropy(logits, labels, config.labelSmoothing) +
                            config.distillWeight * distillation(logits, target) +
                            entropyRegulariser(logits, labels);
    return {loss, 0.0, loss.item<double>()};
}

/// In float32 also where training is not: it decides what is kept.
double accuracyOf(TrainNetwork& network, const TrainImages& data, const SkipConfig& path) {
    const torch::NoGradGuard noGradients;
    constexpr std::int64_t kBatch = 500;
    std::int64_t right = 0;
    for (std::int64_t at = 0; at < data.size(); at += kBatch) {
        const std::int64_t end = std::min(data.size(), at + kBatch);
        const at::Tensor images = normalised(data.images.slice(0, at, end), network.spec());
        right += network.logits(images, path)
                     .argmax(-1)
                     .eq(data.labels.slice(0, at, end))
                     .sum()
                     .item<std::int64_t>();
    }
    return static_cast<double>(right) / static_cast<double>(data.size());
}

/// The order in which an epoch sees the images: the same after a resume.
at::Tensor epochOrder(std::int64_t count, std::uint64_t seed, int epoch) {
    auto generator = at::detail::createCPUGenerator(seed * 1000003U + static_cast<std::uint64_t>(epoch));
    return at::randperm(count, generator, at::TensorOptions().dtype(at::kLong));
}

}  // namespace

Result<TrainSummary> trainNetwork(const TrainConfig& config, const TrainCallbacks& callbacks,
                                  std::stop_token stop) {
    const auto begun = Clock::now();
    torch::manual_seed(config.seed);
    TrainNetwork network = TrainNetwork::initialised(config.from ? config.from->spec : config.spec);
    TrainNetwork teacher = network;
    if (config.from) {
        auto loaded = TrainNetwork::fromModel(*config.from);
        auto frozen = TrainNetwork::fromModel(*config.from);
        if (!loaded || !frozen) {
            return tl::unexpected(loaded ? frozen.error() : loaded.error());
        }
        network = std::move(*loaded);
        teacher = std::move(*frozen);
    }
    const ModelSpec& spec = network.spec();
    auto training = loadTrainImages(config.dataset, spec);
    if (!training) {
        return tl::unexpected(training.error());
    }
    auto calibration = loadTrainImages(config.calibration, spec);
    if (!calibration) {
        return tl::unexpected(calibration.error());
    }
    if (training->size() < config.batch) {
        return fail(ErrorCode::Usage, "the training set has " + std::to_string(training->size()) +
                                          " images, fewer than one batch of " + std::to_string(config.batch) +
                                          "; pass a smaller --batch");
    }
    network.requireGradients(true);
    torch::optim::AdamW optimizer = makeOptimizer(network, config);

    const std::int64_t stepsPerEpoch = training->size() / config.batch;
    const std::int64_t steps = stepsPerEpoch * config.epochs;
    TrainState state;
    if (!config.resume) {
        std::error_code ignored;  // of an earlier training; a kill from now on must not go on with it
        std::filesystem::remove(config.output / "resume.pt", ignored);
    } else {
        if (auto read = readTrainState(config.output, config, network, optimizer, state); !read) {
            return tl::unexpected(read.error());
        }
    }
    std::vector<SkipConfig> followed = evaluationPaths(spec.depth);
    if (config.path) {
        followed = {*config.path, SkipConfig{}};
    }
    TrainLog log(config.output, config.resume);

    at::Tensor order;
    int orderOfEpoch = -1;
    auto savedAt = Clock::now(), rateFrom = Clock::now();
    std::int64_t rateSteps = 0;
    double fullSum = 0, pathSum = 0;
    while (state.step < steps) {
        const int epoch = static_cast<int>(state.step / stepsPerEpoch);
        if (epoch != orderOfEpoch) {
            order = epochOrder(training->size(), config.seed, epoch);
            orderOfEpoch = epoch;
        }
        const std::uint64_t stepSeed = config.seed * 0x51ED2701ULL + static_cast<std::uint64_t>(state.step);
        const std::int64_t at = (state.step % stepsPerEpoch) * config.batch;
        const at::Tensor rows = order.slice(0, at, at + config.batch);
        const at::Tensor images = normalised(
            augmented(training->images.index_select(0, rows), config.flip, config.shift, stepSeed), spec);
        const at::Tensor labels = training->labels.index_select(0, rows);

        const double rate = learningRateAt(state.step, steps, config.peakLearningRate);
        for (auto& group : optimizer.param_groups()) {
            static_cast<torch::optim::AdamWOptions&>(group.options()).lr(rate);
        }
        optimizer.zero_grad();
        const StepLoss loss = [&] {
            const Autocast autocast(config.precision);
            return config.path
                       ? singlePathLoss(network, teacher, images, labels, *config.path, config)
                       : anyPathLoss(network, images, labels, randomPath(spec.depth, stepSeed), config);
        }();
        if (!std::isfinite(loss.full) || !std::isfinite(loss.path)) {
            return fail(ErrorCode::Usage, "the loss is no finite number any more at step " +
                                              std::to_string(state.step + 1) + " of " +
                                              std::to_string(steps) + ": train with a smaller --lr");
        }
        loss.total.backward();
        optimizer.step();
        ++state.step;
        ++rateSteps;
        fullSum += loss.full;
        pathSum += loss.path;

        const bool epochDone = state.step % stepsPerEpoch == 0;
        if (const double passed = secondsSince(rateFrom); passed > 0.5 || epochDone) {
            const double perSecond = static_cast<double>(rateSteps) / std::max(passed, 1e-9);
            if (callbacks.progress) {
                const auto n = static_cast<double>(rateSteps);
                callbacks.progress({epoch + 1, config.epochs, state.step, steps, fullSum / n, pathSum / n,
                                    rate, perSecond * config.batch,
                                    static_cast<double>(steps - state.step) / perSecond});
            }
            rateFrom = Clock::now();
            rateSteps = 0;
            fullSum = pathSum = 0;
        }
        if (epochDone) {
            TrainEvaluation evaluation{epoch + 1, {}, false};
            double score = 0;
            for (const SkipConfig& path : followed) {
                evaluation.accuracy.emplace_back(path, accuracyOf(network, *calibration, path));
                score += evaluation.accuracy.back().second;
            }
            evaluation.best = score >= state.bestScore;
            if (evaluation.best) {
                state.bestScore = score;
                state.best = evaluation;
                if (auto written = writeTrainedModel(config, network); !written) {
                    return tl::unexpected(written.error());
                }
            }
            log.evaluation(evaluation, loss.full, loss.path, rate, secondsSince(begun));
            if (callbacks.evaluation) {
                callbacks.evaluation(evaluation);
            }
        }
        const bool stopping = stop.stop_requested();
        if (stopping || epochDone || secondsSince(savedAt) > config.checkpointSeconds) {
            if (auto saved = writeTrainState(config.output, config, network, optimizer, state); !saved) {
                return tl::unexpected(saved.error());
            }
            savedAt = Clock::now();
        }
        if (stopping && state.step < steps) {
            return fail(ErrorCode::Cancelled, "training stopped at step " + std::to_string(state.step) +
                                                  " of " + std::to_string(steps) + "; go on with --resume");
        }
    }
    return TrainSummary{state.best, secondsSince(begun)};
}

}  // namespace pivot
