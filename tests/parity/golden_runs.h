// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/skip_config.h"
#include "devices/inference_session.h"
#include "support/golden_weights.h"

#include <string>
#include <vector>

namespace pivot::parity {

/// One expected result of the golden files: a case, an activation and a skip set.
struct GoldenRun {
    std::string caseName;
    Activation act = Activation::Gelu;
    SkipConfig skip;
    std::string logits;               ///< tensor of the golden file, e.g. `logits.gelu.alt`
    std::string suffix;               ///< what follows `attn.` and `hidden.`, e.g. `gelu.alt`
    std::vector<double> entropyNats;  ///< an image each; empty where the manifest has none
    std::vector<int> argmax;          ///< likewise
    bool traced = false;              ///< maps and hidden states of image 0 are in the file

    [[nodiscard]] std::string rowName() const { return caseName + " " + suffix; }
};

/// Every run of the cases of a kind: `mini`, `predictor` (whose predictors are read over), `full`, `cascade`.
[[nodiscard]] std::vector<GoldenRun> goldenRuns(const std::string& kind);

/// The run of that row name; throws std::runtime_error where there is none.
[[nodiscard]] const GoldenRun& goldenRun(const std::string& rowName);

/// A case with its model and input. The last few are kept, since a full-size model takes a second to make.
struct GoldenCase {
    ModelPtr model;
    std::vector<float> input;
    int count = 0;
    TensorMap golden;

    [[nodiscard]] ImageBatch batch() const { return {count, input}; }
    /// `images` of them from `first` on.
    [[nodiscard]] ImageBatch batch(int first, int images) const;
    [[nodiscard]] std::vector<float> tensor(const std::string& name) const;
};
[[nodiscard]] const GoldenCase& goldenCase(const std::string& caseName, Activation act);

}  // namespace pivot::parity
