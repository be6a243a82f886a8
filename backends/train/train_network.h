// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/skip_config.h"
#include "vit/model.h"

#include <ATen/ATen.h>

#include <map>
#include <string>
#include <vector>

namespace pivot {

/// A vision transformer with gradients. Parameters carry their checkpoint names, so that saving needs no
/// mapping.
class TrainNetwork {
public:
    /// Fresh weights: truncated normal 0.02 for linear layers, Kaiming for the stem, norms at one.
    static TrainNetwork initialised(const ModelSpec& spec);
    /// The weights of a checkpoint.
    static Result<TrainNetwork> fromModel(const Model& model);

    [[nodiscard]] const ModelSpec& spec() const { return m_spec; }
    /// images [B, C, S, S] -> tokens [B, N, dim]. `training` uses and updates batch statistics in the stem.
    [[nodiscard]] at::Tensor embed(const at::Tensor& images, bool training);
    [[nodiscard]] at::Tensor block(const at::Tensor& tokens, int index, bool skipAttention) const;
    /// tokens [B, N, dim] -> logits [B, classes].
    [[nodiscard]] at::Tensor head(const at::Tensor& tokens) const;
    /// The whole network in evaluation mode.
    [[nodiscard]] at::Tensor logits(const at::Tensor& images, const SkipConfig& skip);

    /// Trained by the optimiser, in a fixed order.
    [[nodiscard]] std::map<std::string, at::Tensor>& parameters() { return m_parameters; }
    /// Running statistics: saved, not trained.
    [[nodiscard]] std::map<std::string, at::Tensor>& buffers() { return m_buffers; }
    void requireGradients(bool on);

private:
    [[nodiscard]] const at::Tensor& p(const std::string& name) const { return m_parameters.at(name); }
    [[nodiscard]] at::Tensor batchNorm(const at::Tensor& x, const std::string& name, bool training);

    ModelSpec m_spec;
    std::map<std::string, at::Tensor> m_parameters, m_buffers;
};

}  // namespace pivot
