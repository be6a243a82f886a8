// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/zcu102_model.h"

#include <algorithm>
#include <cmath>

namespace pivot {

Result<Zcu102Model> Zcu102Model::create(const ModelSpec& spec, HardwareProfile profile) {
    if (auto valid = spec.validate(); !valid)
        return tl::unexpected(std::move(valid.error()));
    return Zcu102Model(spec, std::move(profile));
}

Zcu102Model::Zcu102Model(const ModelSpec& spec, HardwareProfile profile)
    : m_spec(spec),
      m_profile(std::move(profile)),
      m_embed(makeEmbed()),
      m_full(makeBlock(true)),
      m_skipped(makeBlock(false)),
      m_head(makeHead()) {}

double Zcu102Model::product(double rows, double inner, double out) const {
    const double tiles = std::ceil(out / m_profile.tileOut) * std::ceil(rows / m_profile.tileRows) *
                         std::ceil(inner / m_profile.tileInner);
    return tiles / m_profile.peCount * m_profile.tileOut * m_profile.tileRows;
}

StageCycles Zcu102Model::makeEmbed() const {
    StageCycles stage;
    if (!m_profile.charges.stem)
        return stage;
    const double dim = m_spec.dim;
    const double channels = m_spec.inChans;
    const double patches = m_spec.tokens() - 1;
    const double patch = m_spec.patchSize;
    double weights = 0;
    if (m_spec.family == Family::LvVit) {
        // Convolutions as matrix products over unfolded windows; BatchNorm and ReLU are folded into them.
        const double stem = m_spec.stemChannels;
        const double side = (m_spec.imgSize + 1) / 2;
        const double kernel = m_spec.patchSize / 2;
        stage.projection = product(side * side, 49 * channels, stem) +
                           2 * product(side * side, 9 * stem, stem) +
                           product(patches, kernel * kernel * stem, dim);
        weights = 49 * channels * stem + 2 * 9 * stem * stem + kernel * kernel * stem * dim;
    } else {
        stage.projection = product(patches, patch * patch * channels, dim);
        weights = patch * patch * channels * dim;
    }
    if (m_profile.charges.residual)  // the position embedding
        stage.vector = m_spec.tokens() * dim / m_profile.vectorLanes;
    if (m_profile.charges.ddr) {
        const double image = channels * m_spec.imgSize * m_spec.imgSize;
        stage.ddrBytes = weights * m_profile.bytesPerWeight +
                         (image + m_spec.tokens() * dim) * m_profile.bytesPerActivation;
    }
    settle(stage);
    return stage;
}

StageCycles Zcu102Model::makeBlock(bool attentionOn) const {
    const HardwareProfile::Charges& charges = m_profile.charges;
    const double n = m_spec.tokens();
    const double dim = m_spec.dim;
    const double heads = m_spec.heads;
    const double square = product(n, dim, dim);
    StageCycles stage;
    double weights = 2 * dim * m_spec.mlpDim();
    double spilled = 0;  // elements that do not fit on the chip between two products
    const auto spillUnlessFits = [&](double working, double intermediate) {
        if (working * m_profile.bytesPerActivation > m_profile.onChipBytes)
            spilled += 2 * intermediate;  // written and read back
    };

    // The authors count the MLP as 2 * ratio products of [N, dim] x [dim, dim], and qkv as three.
    stage.mlp = 2 * m_spec.mlpRatio * square;
    spillUnlessFits(n * dim + n * m_spec.mlpDim(), n * m_spec.mlpDim());
    double norms = 1;
    if (attentionOn) {
        norms = 2;
        stage.qkv = 3 * square;
        stage.proj = square;
        if (charges.perHead) {
            stage.qkt = heads * product(n, m_spec.headDim(), n);
            stage.sv = heads * product(n, n, m_spec.headDim());
        } else {
            stage.qkt = product(n, dim, n);
            stage.sv = product(n, n, dim);
        }
        stage.softmax = n * n * heads / m_profile.softmaxPerCycle;
        // One head's softmax runs while the PEs work on the next; the first and last have nothing to hide
        // behind.
        stage.hidden =
            m_profile.softmaxOverlap * (heads - 1) / heads * std::min(stage.softmax, stage.qkt + stage.sv);
        weights += 4 * dim * dim;
        spillUnlessFits(4 * n * dim + heads * n * n, heads * n * n);
    }
    double elements = 0;
    if (charges.norms)
        elements += norms * n * dim * m_profile.normPasses;
    if (charges.residual)
        elements += norms * n * dim;
    if (charges.activation)
        elements += n * m_spec.mlpDim();
    if (elements > 0)
        stage.vector = elements / m_profile.vectorLanes;
    if (charges.ddr)
        stage.ddrBytes =
            weights * m_profile.bytesPerWeight +
            (2 * n * dim + spilled) * m_profile.bytesPerActivation;  // the block's input and output
    settle(stage);
    return stage;
}

StageCycles Zcu102Model::makeHead() const {
    StageCycles stage;
    if (!m_profile.charges.head)
        return stage;
    const double dim = m_spec.dim;
    const double classes = m_spec.numClasses;
    const bool auxiliary = m_spec.family == Family::LvVit;
    stage.projection = product(1, dim, classes);
    if (auxiliary)
        stage.projection += product(m_spec.tokens() - 1, dim, classes);
    if (m_profile.charges.norms)
        stage.vector = m_spec.tokens() * dim * m_profile.normPasses / m_profile.vectorLanes;
    if (m_profile.charges.ddr)
        stage.ddrBytes = (auxiliary ? 2 : 1) * dim * classes * m_profile.bytesPerWeight +
                         (m_spec.tokens() * dim + classes) * m_profile.bytesPerActivation;
    settle(stage);
    return stage;
}

void Zcu102Model::settle(StageCycles& stage) const {
    if (stage.ddrBytes <= 0)
        return;
    const double transfer = stage.ddrBytes / m_profile.ddrBytesPerCycle;
    const double compute = stage.matmul() + stage.softmax + stage.vector - stage.hidden;
    stage.stall = transfer - m_profile.ddrOverlap * std::min(transfer, compute);
}

Cost Zcu102Model::cost(const StageCycles& stage, EnergyReading reading) const {
    const double pes = m_profile.peCount * (m_profile.pePowerMw + m_profile.peSramPowerMw);
    const double vectorPower = m_profile.usesVectorUnit() ? m_profile.vectorPowerMw : 0.0;
    Cost cost;
    cost.delayMs = toMs(stage.total());
    double microJoules = 0;  // mW x ms
    if (reading == EnergyReading::AlwaysOn)
        microJoules = cost.delayMs * (pes + m_profile.softmaxPowerMw + vectorPower);
    else
        microJoules = toMs(stage.matmul()) * pes + toMs(stage.softmax) * m_profile.softmaxPowerMw +
                      toMs(stage.vector) * vectorPower;
    microJoules += stage.ddrBytes * m_profile.ddrEnergyPjPerByte * 1e-6;
    cost.energyJ = microJoules * 1e-6;
    return cost;
}

Cost Zcu102Model::blocks(int from, int to, const SkipConfig& skip) const {
    return blocks(from, to, skip, m_profile.energyReading);
}

Cost Zcu102Model::blocks(int from, int to, const SkipConfig& skip, EnergyReading reading) const {
    const int first = std::clamp(from, 0, m_spec.depth);
    const int end = std::clamp(to, first, m_spec.depth);
    int skipped = 0;
    for (const int block : skip.blocks())
        skipped += block >= first && block < end ? 1 : 0;
    const Cost full = cost(m_full, reading) * static_cast<double>(end - first - skipped);
    return full + cost(m_skipped, reading) * static_cast<double>(skipped);
}

Cost Zcu102Model::total(const SkipConfig& skip, EnergyReading reading) const {
    return cost(m_embed, reading) + blocks(0, m_spec.depth, skip, reading) + cost(m_head, reading);
}

}  // namespace pivot
