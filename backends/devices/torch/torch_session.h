// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/inference_session.h"
#include "devices/torch/torch_network.h"

#include <memory>
#include <string>

namespace pivot {

/// A model on a LibTorch device, float32. `delayNs` is the wall time of a call's own work, from its checked
/// arguments to results in host memory (or, for activations, until the device has finished).
class TorchSession final : public InferenceSession {
public:
    /// `deviceId` is `cpu:torch` or `cuda:<n>`; `threads` counts for the CPU only.
    TorchSession(std::string deviceId, std::unique_ptr<TorchNetwork> network, int threads);

    [[nodiscard]] const ModelSpec& spec() const override;
    [[nodiscard]] std::string numerics() const override;
    [[nodiscard]] int threads() const override { return m_threads; }

    [[nodiscard]] Result<LogitsResult> run(const ImageBatch& batch, const SkipConfig& skip) override;
    [[nodiscard]] Result<ActivationsResult> embed(const ImageBatch& batch) override;
    [[nodiscard]] Result<ActivationsResult> blocks(const ActivationsPtr& in, int from, int to,
                                                   const SkipConfig& skip) override;
    [[nodiscard]] Result<LogitsResult> head(const ActivationsPtr& in) override;
    [[nodiscard]] Result<ActivationsResult> gather(std::span<const ActivationsPtr> parts,
                                                   std::span<const int> rows) override;
    [[nodiscard]] Result<std::vector<NamedTensor>> attention(const ImageBatch& batch,
                                                             const SkipConfig& skip) override;
    [[nodiscard]] Result<std::vector<NamedTensor>> blockOutputs(const ImageBatch& batch,
                                                                const SkipConfig& skip) override;

private:
    /// The tokens of activations of this model on this device; anything else is an error (Usage).
    [[nodiscard]] Result<at::Tensor> tokensOf(const ActivationsPtr& activations) const;

    [[nodiscard]] at::Tensor imagesOf(const ImageBatch& batch) const;
    void runBlocks(at::Tensor& tokens, int from, int to, const SkipConfig& skip) const;
    [[nodiscard]] ActivationsPtr keep(at::Tensor tokens) const;
    [[nodiscard]] LogitsResult toHost(const at::Tensor& logits) const;
    void waitForDevice() const;
    /// Runs `work` with this session's threads and in inference mode, and turns what LibTorch throws into an
    /// error that names `what`.
    template <class Work>
    auto guarded(const std::string& what, const Work& work) const -> decltype(work());

    std::string m_deviceId;
    std::unique_ptr<TorchNetwork> m_network;
    int m_threads;
};

}  // namespace pivot
