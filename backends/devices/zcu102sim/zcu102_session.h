// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cost/zcu102_model.h"
#include "devices/inference_session.h"

#include <memory>
#include <string>
#include <vector>

namespace pivot {

/// A session whose numbers another (CPU) session makes and whose delay and energy the ZCU102 model gives. The
/// model works image by image, so a batch of n costs n images; gathering kept activations costs nothing.
class Zcu102Session final : public InferenceSession {
public:
    Zcu102Session(std::unique_ptr<InferenceSession> numbers, Zcu102Model model);

    const ModelSpec& spec() const override { return m_numbers->spec(); }
    std::string numerics() const override;
    int threads() const override { return m_numbers->threads(); }

    Result<LogitsResult> run(const ImageBatch& batch, const SkipConfig& skip) override;
    Result<ActivationsResult> embed(const ImageBatch& batch) override;
    Result<ActivationsResult> blocks(const ActivationsPtr& in, int from, int to,
                                     const SkipConfig& skip) override;
    Result<LogitsResult> head(const ActivationsPtr& in) override;
    Result<ActivationsResult> gather(std::span<const ActivationsPtr> parts,
                                     std::span<const int> rows) override;
    Result<std::vector<NamedTensor>> attention(const ImageBatch& batch, const SkipConfig& skip) override;
    Result<std::vector<NamedTensor>> blockOutputs(const ImageBatch& batch, const SkipConfig& skip) override;
    Result<ActivationRanges> activationRanges(const ImageBatch& batch, const SkipConfig& skip) override;

private:
    std::unique_ptr<InferenceSession> m_numbers;
    Zcu102Model m_model;
};

}  // namespace pivot
