// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/torch/torch_session.h"

#include "core/blas_threads.h"
#include "devices/session_checks.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/tensor.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>
#include <torch/cuda.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <utility>

namespace pivot {

namespace {

/// Tokens in the device's memory, with the model they belong to.
class TorchActivations final : public Activations {
public:
    TorchActivations(at::Tensor values, ModelPtr source)
        : m_tokens(std::move(values)), m_model(std::move(source)) {}

    [[nodiscard]] int count() const override { return static_cast<int>(m_tokens.size(0)); }
    [[nodiscard]] const at::Tensor& tokens() const { return m_tokens; }
    [[nodiscard]] const ModelPtr& model() const { return m_model; }

private:
    at::Tensor m_tokens;
    ModelPtr m_model;
};

class Stopwatch {
public:
    [[nodiscard]] std::int64_t elapsedNs() const {
        return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - m_start).count();
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point m_start = Clock::now();
};

std::vector<float> hostValues(const at::Tensor& tensor) {
    const auto host = tensor.to(at::kCPU).contiguous();
    const float* data = host.data_ptr<float>();
    return {data, data + host.numel()};
}

NamedTensor named(std::string name, const at::Tensor& tensor) {
    return {std::move(name), tensor.sizes().vec(), hostValues(tensor)};
}

/// The first line of what LibTorch says; the rest is its stack.
std::string firstLine(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace

TorchSession::TorchSession(std::string deviceId, std::unique_ptr<TorchNetwork> network, int threads)
    : m_deviceId(std::move(deviceId)), m_network(std::move(network)), m_threads(threads) {}

const ModelSpec& TorchSession::spec() const {
    return m_network->model()->spec;
}

std::string TorchSession::numerics() const {
    return "fp32 on " + m_deviceId;
}

template <class Work>
auto TorchSession::guarded(const std::string& what, const Work& work) const -> decltype(work()) {
    const auto failed = [&](const std::string& words) {
        const std::string why = firstLine(words);
        const bool memory = why.find("memory") != std::string::npos || why.find("alloc") != std::string::npos;
        return fail(memory ? ErrorCode::Unavailable : ErrorCode::Internal,
                    m_deviceId + " could not " + what + " (" + why + "): " +
                        (memory ? "choose a smaller batch" : "report it with the model and the command"));
    };
    try {
        const c10::InferenceMode inference;
        const SerialBlas blas;
        // OpenMP keeps this setting by thread, and a session may have moved since its last call.
        if (at::get_num_threads() != m_threads)
            at::set_num_threads(m_threads);
        return work();
    } catch (const c10::Error& error) {
        return failed(error.what_without_backtrace());
    } catch (const std::exception& error) {
        return failed(error.what());
    }
}

Result<at::Tensor> TorchSession::tokensOf(const ActivationsPtr& activations) const {
    if (!activations)
        return fail(ErrorCode::Usage, "there are no activations to go on from: call embed() first");
    const auto* kept = dynamic_cast<const TorchActivations*>(activations.get());
    if (!kept || kept->tokens().device() != m_network->device())
        return fail(ErrorCode::Usage, "these activations belong to another device than " + m_deviceId +
                                          ": make them with embed() of this session");
    if (auto same = checkSameWeights(m_network->model(), kept->model()); !same)
        return tl::unexpected(std::move(same.error()));
    return kept->tokens();
}

at::Tensor TorchSession::imagesOf(const ImageBatch& batch) const {
    const ModelSpec& model = spec();
    // from_blob() wants a pointer to non-const; embed() only reads it.
    return at::from_blob(const_cast<float*>(batch.pixels.data()),
                         {batch.count, model.inChans, model.imgSize, model.imgSize},
                         at::TensorOptions(at::kFloat))
        .to(m_network->device());
}

void TorchSession::runBlocks(at::Tensor& tokens, int from, int to, const SkipConfig& skip) const {
    for (int block = from; block < to; ++block)
        m_network->runBlock(tokens, block, skip.isSkipped(block));
}

ActivationsPtr TorchSession::keep(at::Tensor tokens) const {
    return std::make_shared<TorchActivations>(std::move(tokens), m_network->model());
}

LogitsResult TorchSession::toHost(const at::Tensor& logits) const {
    LogitsResult result;
    result.logits = hostValues(logits);
    result.count = static_cast<int>(logits.size(0));
    result.classes = static_cast<int>(logits.size(1));
    return result;
}

void TorchSession::waitForDevice() const {
    if (m_network->device().is_cuda())
        torch::cuda::synchronize(m_network->device().index());
}

Result<LogitsResult> TorchSession::run(const ImageBatch& batch, const SkipConfig& skip) {
    if (const auto good =
            checkBatch(spec(), batch).and_then([&] { return checkSkip(*m_network->model(), skip); });
        !good)
        return tl::unexpected(good.error());
    return guarded("run a batch of " + std::to_string(batch.count), [&]() -> Result<LogitsResult> {
        const Stopwatch stopwatch;
        auto tokens = m_network->embed(imagesOf(batch));
        runBlocks(tokens, 0, spec().depth, skip);
        LogitsResult result = toHost(m_network->head(tokens));
        result.cost.delayNs = stopwatch.elapsedNs();
        return result;
    });
}

Result<ActivationsResult> TorchSession::embed(const ImageBatch& batch) {
    if (const auto good = checkBatch(spec(), batch); !good)
        return tl::unexpected(good.error());
    return guarded("embed a batch of " + std::to_string(batch.count), [&]() -> Result<ActivationsResult> {
        const Stopwatch stopwatch;
        ActivationsResult result{keep(m_network->embed(imagesOf(batch))), {}};
        waitForDevice();
        result.cost.delayNs = stopwatch.elapsedNs();
        return result;
    });
}

Result<ActivationsResult> TorchSession::blocks(const ActivationsPtr& in, int from, int to,
                                               const SkipConfig& skip) {
    const auto source = tokensOf(in);
    if (!source)
        return tl::unexpected(source.error());
    if (const auto good = checkSkip(*m_network->model(), skip); !good)
        return tl::unexpected(good.error());
    if (const auto good = checkBlockRange(spec(), from, to); !good)
        return tl::unexpected(good.error());
    if (from == to)
        return ActivationsResult{in, {}};
    return guarded("run blocks on a batch of " + std::to_string(in->count()),
                   [&]() -> Result<ActivationsResult> {
                       const Stopwatch stopwatch;
                       auto tokens = source->clone();
                       runBlocks(tokens, from, to, skip);
                       waitForDevice();
                       ActivationsResult result{keep(std::move(tokens)), {}};
                       result.cost.delayNs = stopwatch.elapsedNs();
                       return result;
                   });
}

Result<LogitsResult> TorchSession::head(const ActivationsPtr& in) {
    const auto tokens = tokensOf(in);
    if (!tokens)
        return tl::unexpected(tokens.error());
    return guarded("classify a batch of " + std::to_string(in->count()), [&]() -> Result<LogitsResult> {
        const Stopwatch stopwatch;
        LogitsResult result = toHost(m_network->head(*tokens));
        result.cost.delayNs = stopwatch.elapsedNs();
        return result;
    });
}

Result<ActivationsResult> TorchSession::gather(std::span<const ActivationsPtr> parts,
                                               std::span<const int> rows) {
    std::vector<at::Tensor> tokens;
    std::vector<int> counts;
    for (const ActivationsPtr& part : parts) {
        auto values = tokensOf(part);
        if (!values)
            return tl::unexpected(values.error());
        counts.push_back(static_cast<int>(values->size(0)));
        tokens.push_back(std::move(*values));
    }
    const auto sources = gatherSources(counts, rows);
    if (!sources)
        return tl::unexpected(sources.error());
    // Of each part, which of its rows go where.
    struct Share {
        std::vector<std::int64_t> from, to;
    };
    std::vector<Share> shares(parts.size());
    for (std::size_t target = 0; target < sources->size(); ++target) {
        Share& share = shares[(*sources)[target].part];
        share.from.push_back((*sources)[target].row);
        share.to.push_back(static_cast<std::int64_t>(target));
    }
    return guarded("gather " + std::to_string(rows.size()) + " rows", [&]() -> Result<ActivationsResult> {
        const Stopwatch stopwatch;
        const auto& device = m_network->device();
        auto gathered = at::empty({static_cast<std::int64_t>(rows.size()), spec().tokens(), spec().dim},
                                  at::TensorOptions(at::kFloat).device(device));
        for (std::size_t part = 0; part < shares.size(); ++part) {
            const Share& share = shares[part];
            if (share.from.empty())
                continue;
            const auto from = at::tensor(share.from, at::kLong).to(device);
            const auto to = at::tensor(share.to, at::kLong).to(device);
            gathered.index_copy_(0, to, at::index_select(tokens[part], 0, from));
        }
        waitForDevice();
        ActivationsResult result{keep(std::move(gathered)), {}};
        result.cost.delayNs = stopwatch.elapsedNs();
        return result;
    });
}

Result<std::vector<NamedTensor>> TorchSession::attention(const ImageBatch& batch, const SkipConfig& skip) {
    if (const auto good =
            checkBatch(spec(), batch).and_then([&] { return checkSkip(*m_network->model(), skip); });
        !good)
        return tl::unexpected(good.error());
    return guarded(
        "keep the attention of a batch of " + std::to_string(batch.count),
        [&]() -> Result<std::vector<NamedTensor>> {
            std::vector<NamedTensor> maps;
            auto tokens = m_network->embed(imagesOf(batch));
            const std::int64_t count = spec().tokens();
            for (int block = 0; block < spec().depth; ++block) {
                if (skip.isSkipped(block)) {
                    m_network->runBlock(tokens, block, true);
                    continue;
                }
                const auto map = at::empty({batch.count, spec().heads, count, count}, tokens.options());
                m_network->runBlock(tokens, block, false, map);
                maps.push_back(named("attn.block" + std::to_string(block), map));
            }
            return maps;
        });
}

Result<std::vector<NamedTensor>> TorchSession::blockOutputs(const ImageBatch& batch, const SkipConfig& skip) {
    if (const auto good =
            checkBatch(spec(), batch).and_then([&] { return checkSkip(*m_network->model(), skip); });
        !good)
        return tl::unexpected(good.error());
    return guarded("keep the hidden states of a batch of " + std::to_string(batch.count),
                   [&]() -> Result<std::vector<NamedTensor>> {
                       std::vector<NamedTensor> states;
                       auto tokens = m_network->embed(imagesOf(batch));
                       states.push_back(named("hidden.embed", tokens));
                       for (int block = 0; block < spec().depth; ++block) {
                           m_network->runBlock(tokens, block, skip.isSkipped(block));
                           states.push_back(named("hidden.block" + std::to_string(block), tokens));
                       }
                       states.push_back(named("hidden.norm", m_network->norm(tokens)));
                       return states;
                   });
}

}  // namespace pivot
