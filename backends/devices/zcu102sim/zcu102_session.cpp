// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/zcu102sim/zcu102_session.h"

#include <cmath>

namespace pivot {

namespace {

SessionCost forImages(const Cost& perImage, int count) {
    const Cost all = perImage * static_cast<double>(count);
    return {std::llround(all.delayMs * 1e6), all.energyJ};
}

}  // namespace

Zcu102Session::Zcu102Session(std::unique_ptr<InferenceSession> numbers, Zcu102Model model)
    : m_numbers(std::move(numbers)), m_model(std::move(model)) {}

std::string Zcu102Session::numerics() const {
    return m_numbers->numerics() + "; delay and energy modelled by profile " + m_model.profile().id +
           " (energy " + std::string(toString(m_model.profile().energyReading)) + ")";
}

Result<LogitsResult> Zcu102Session::run(const ImageBatch& batch, const SkipConfig& skip) {
    auto result = m_numbers->run(batch, skip);
    if (result) {
        // Summed like the pieces, so that both ways give the same nanoseconds.
        result->cost = forImages(m_model.embed(), result->count);
        result->cost += forImages(m_model.blocks(0, m_model.depth(), skip), result->count);
        result->cost += forImages(m_model.head(), result->count);
    }
    return result;
}

Result<ActivationsResult> Zcu102Session::embed(const ImageBatch& batch) {
    auto result = m_numbers->embed(batch);
    if (result)
        result->cost = forImages(m_model.embed(), batch.count);
    return result;
}

Result<ActivationsResult> Zcu102Session::blocks(const ActivationsPtr& in, int from, int to,
                                                const SkipConfig& skip) {
    auto result = m_numbers->blocks(in, from, to, skip);
    if (result)
        result->cost = forImages(m_model.blocks(from, to, skip), result->activations->count());
    return result;
}

Result<LogitsResult> Zcu102Session::head(const ActivationsPtr& in) {
    auto result = m_numbers->head(in);
    if (result)
        result->cost = forImages(m_model.head(), result->count);
    return result;
}

Result<ActivationsResult> Zcu102Session::gather(std::span<const ActivationsPtr> parts,
                                                std::span<const int> rows) {
    auto result = m_numbers->gather(parts, rows);
    if (result)
        result->cost = {0, 0.0};
    return result;
}

Result<std::vector<NamedTensor>> Zcu102Session::attention(const ImageBatch& batch, const SkipConfig& skip) {
    return m_numbers->attention(batch, skip);
}

Result<std::vector<NamedTensor>> Zcu102Session::blockOutputs(const ImageBatch& batch,
                                                             const SkipConfig& skip) {
    return m_numbers->blockOutputs(batch, skip);
}

Result<ActivationRanges> Zcu102Session::activationRanges(const ImageBatch& batch, const SkipConfig& skip) {
    return m_numbers->activationRanges(batch, skip);
}

}  // namespace pivot
