// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/inference_session.h"
#include "devices/onednn/activation_pool.h"
#include "devices/onednn/onednn_network.h"

#include <memory>
#include <string>

namespace pivot {

/// A model on `cpu:onednn`. `delayNs` is the wall time of a call's own work, from its checked arguments to
/// results.
class OneDnnSession final : public InferenceSession {
public:
    /// `numerics`: what numerics() says, with the reason where another precision was asked for.
    OneDnnSession(std::unique_ptr<OneDnnNetwork> network, std::string numerics);

    [[nodiscard]] const ModelSpec& spec() const override { return m_network->model()->spec; }
    [[nodiscard]] std::string numerics() const override { return m_numerics; }
    [[nodiscard]] int threads() const override { return m_network->threads(); }

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
    [[nodiscard]] Result<ActivationRanges> activationRanges(const ImageBatch& batch,
                                                            const SkipConfig& skip) override;
    /// The same for every batch: threads work apart, each on as many rows as it takes at a time.
    [[nodiscard]] Result<GemmLimit> gemmLimit(int batch) override;

private:
    /// The tokens of activations of this model on this device; anything else is an error (Usage).
    [[nodiscard]] Result<const float*> tokensOf(const ActivationsPtr& activations) const;
    [[nodiscard]] std::shared_ptr<float> newTokens(int count) const;
    [[nodiscard]] ActivationsPtr keep(std::shared_ptr<float> tokens, int count) const;
    [[nodiscard]] LogitsResult emptyLogits(int count) const;
    /// A float32 tensor for `count` images with these dimensions each.
    [[nodiscard]] static NamedTensor emptyTensor(std::string name, std::vector<std::int64_t> shape);
    /// Runs `work` with this session's threads, puts its wall time into `cost`, and turns what oneDNN throws
    /// into an error that names `what`.
    template <class Work>
    [[nodiscard]] Result<void> timed(const std::string& what, SessionCost& cost, const Work& work) const;

    std::unique_ptr<OneDnnNetwork> m_network;
    std::string m_numerics;
    std::shared_ptr<ActivationPool> m_pool = std::make_shared<ActivationPool>();
};

}  // namespace pivot
