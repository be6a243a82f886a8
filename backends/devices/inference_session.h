// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/activation_ranges.h"
#include "core/device_info.h"
#include "core/result.h"
#include "core/skip_config.h"
#include "vit/model.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pivot {

/// A batch of normalised images: row-major [count, channels, size, size] float32. A view; the caller keeps it
/// alive.
struct ImageBatch {
    int count = 0;
    std::span<const float> pixels;
};

/// What one call cost the session, for the whole batch.
struct SessionCost {
    std::int64_t delayNs = 0;       ///< measured by the session around its own work, or modelled
    std::optional<double> energyJ;  ///< only where the device models it
    /// Energy stays known only where both know it; a cost of nothing (default) changes nothing.
    SessionCost& operator+=(const SessionCost& other);
};

/// Logits of a batch, row-major [count, classes].
struct LogitsResult {
    std::vector<float> logits;
    int count = 0, classes = 0;
    SessionCost cost;
};

/// Activations [count, tokens, dim] that a device keeps in its own memory. Immutable, shared by value.
class Activations {
public:
    virtual ~Activations() = default;
    [[nodiscard]] virtual int count() const = 0;
};
using ActivationsPtr = std::shared_ptr<const Activations>;

struct ActivationsResult {
    ActivationsPtr activations;
    SessionCost cost;
};

/// A float32 tensor with a name, for maps and hidden states.
struct NamedTensor {
    std::string name;  ///< `attn.block3`, `hidden.embed`, `hidden.block3`, `hidden.norm`
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};

/// How fast a device multiplies matrices of a model's shapes, with nothing around it.
struct GemmLimit {
    double gopS = 0;     ///< best of several, all threads busy
    std::string shapes;  ///< which products, for people
};

/// A model opened on a device. Used from one thread at a time. Every call checks its arguments: a batch of
/// the wrong size or a skip out of range is an error, never undefined.
class InferenceSession {
public:
    virtual ~InferenceSession() = default;

    [[nodiscard]] virtual const ModelSpec& spec() const = 0;
    /// With what precision and by what the logits are made, the precision's name first: `fp32 on cpu:torch`.
    /// Where another was asked for, the reason ends it in brackets (fallbackNote()).
    [[nodiscard]] virtual std::string numerics() const = 0;
    [[nodiscard]] virtual int threads() const = 0;

    /// The whole network under `skip`. The default runs the three pieces.
    [[nodiscard]] virtual Result<LogitsResult> run(const ImageBatch& batch, const SkipConfig& skip);

    /// Pieces, for prefix reuse and the walk over all paths: embed -> blocks [0, depth) -> head is run().
    [[nodiscard]] virtual Result<ActivationsResult> embed(const ImageBatch& batch) = 0;
    /// Runs blocks [from, to) under `skip` on a copy; `in` stays valid.
    [[nodiscard]] virtual Result<ActivationsResult> blocks(const ActivationsPtr& in, int from, int to,
                                                           const SkipConfig& skip) = 0;
    [[nodiscard]] virtual Result<LogitsResult> head(const ActivationsPtr& in) = 0;
    /// Rows of several activations, in the order given by `rows` of the concatenation. Its time is part of
    /// the cost.
    [[nodiscard]] virtual Result<ActivationsResult> gather(std::span<const ActivationsPtr> parts,
                                                           std::span<const int> rows) = 0;

    /// Attention after softmax, `attn.block<i>` [count, heads, tokens, tokens], of every block that is not
    /// skipped.
    [[nodiscard]] virtual Result<std::vector<NamedTensor>> attention(const ImageBatch& batch,
                                                                     const SkipConfig& skip) = 0;
    /// `hidden.embed`, `hidden.block<i>`, `hidden.norm` [count, tokens, dim].
    [[nodiscard]] virtual Result<std::vector<NamedTensor>> blockOutputs(const ImageBatch& batch,
                                                                        const SkipConfig& skip) = 0;

    /// What the tensors between the products hold for these images: what an int8 session is made from.
    /// Unsupported where the device has no int8, or computes in it itself.
    [[nodiscard]] virtual Result<ActivationRanges> activationRanges(const ImageBatch& batch,
                                                                    const SkipConfig& skip);

    /// The rate of this device's own matrix products in the shapes of this model for such batches.
    /// Unsupported where the device does not measure it.
    [[nodiscard]] virtual Result<GemmLimit> gemmLimit(int batch);
};

struct SessionOptions {
    Precision precision = Precision::Fp32;
    int threads = 0;  ///< 0: the physical cores available to the process
    /// For Int8: what activationRanges() of a float32 session gave over calibration images.
    std::shared_ptr<const ActivationRanges> ranges = nullptr;
};

}  // namespace pivot
