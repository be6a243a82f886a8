// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cost.h"
#include "core/result.h"
#include "core/skip_config.h"
#include "cost/hardware_profile.h"
#include "vit/model_spec.h"

namespace pivot {

/// Cycles of one stage (embedding, a block, the head) for one image. Stages run one after another.
struct StageCycles {
    double qkv = 0, qkt = 0, sv = 0, proj = 0, mlp = 0;  ///< matrix products of a block, on the PEs
    double projection = 0;  ///< matrix products of the embedding or the head, on the PEs
    double softmax = 0;     ///< on the softmax unit
    double vector = 0;      ///< norms, activation, residuals, on the vector unit
    double hidden = 0;      ///< of the softmax, behind q k^T and s v of other heads
    double stall = 0;       ///< waiting for external memory
    double ddrBytes = 0;

    [[nodiscard]] double matmul() const { return qkv + qkt + sv + proj + mlp + projection; }
    /// Matrix products and softmax of the attention, as the authors count it.
    [[nodiscard]] double attention() const { return qkv + qkt + softmax + sv + proj; }
    [[nodiscard]] double total() const { return matmul() + softmax + vector - hidden + stall; }
    bool operator==(const StageCycles&) const = default;
};

/// Delay and energy of one image on an accelerator that a profile describes. The authors' cycle formula
/// (their public code; arXiv 2404.15185), with the tile factor of skipped blocks put right: a product [rows,
/// inner] x [inner, out] takes ceil(out/98) ceil(rows/66) ceil(inner/64) / 36 * 98 * 66 cycles, softmax
/// tokens^2 * heads. What fuller profiles add is this project's. A value, and a pure function of spec, skip
/// and profile. Batching gains nothing: n images cost n times one.
class Zcu102Model {
public:
    /// Error (Usage) where the spec cannot be.
    [[nodiscard]] static Result<Zcu102Model> create(const ModelSpec& spec, HardwareProfile profile);

    [[nodiscard]] const HardwareProfile& profile() const { return m_profile; }
    [[nodiscard]] int depth() const { return m_spec.depth; }

    [[nodiscard]] const StageCycles& embedCycles() const { return m_embed; }
    [[nodiscard]] const StageCycles& blockCycles(bool attentionOn) const {
        return attentionOn ? m_full : m_skipped;
    }
    [[nodiscard]] const StageCycles& headCycles() const { return m_head; }
    [[nodiscard]] double toMs(double cycles) const { return cycles * m_profile.cycleNs * 1e-6; }

    /// Pieces, so that a re-run from a kept prefix can be priced: embed + blocks [0, depth) + head = total.
    [[nodiscard]] Cost embed() const { return cost(m_embed, m_profile.energyReading); }
    /// `from` and `to` are clipped to [0, depth].
    [[nodiscard]] Cost blocks(int from, int to, const SkipConfig& skip) const;
    [[nodiscard]] Cost head() const { return cost(m_head, m_profile.energyReading); }

    /// The whole network, with the profile's energy reading or another one.
    [[nodiscard]] Cost total(const SkipConfig& skip) const { return total(skip, m_profile.energyReading); }
    [[nodiscard]] Cost total(const SkipConfig& skip, EnergyReading reading) const;

    /// Delay and energy of a stage.
    [[nodiscard]] Cost cost(const StageCycles& stage, EnergyReading reading) const;

private:
    Zcu102Model(const ModelSpec& spec, HardwareProfile profile);
    [[nodiscard]] double product(double rows, double inner, double out) const;
    [[nodiscard]] StageCycles makeEmbed() const;
    [[nodiscard]] StageCycles makeBlock(bool attentionOn) const;
    [[nodiscard]] StageCycles makeHead() const;
    [[nodiscard]] Cost blocks(int from, int to, const SkipConfig& skip, EnergyReading reading) const;
    void settle(StageCycles& stage) const;

    ModelSpec m_spec;
    HardwareProfile m_profile;
    StageCycles m_embed, m_full, m_skipped, m_head;
};

}  // namespace pivot
