// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/inference_session.h"

namespace pivot {

SessionCost& SessionCost::operator+=(const SessionCost& other) {
    const bool empty = delayNs == 0 && !energyJ;
    const bool otherEmpty = other.delayNs == 0 && !other.energyJ;
    if (empty)
        energyJ = other.energyJ;
    else if (!otherEmpty)
        energyJ = energyJ && other.energyJ ? std::optional<double>(*energyJ + *other.energyJ) : std::nullopt;
    delayNs += other.delayNs;
    return *this;
}

Result<LogitsResult> InferenceSession::run(const ImageBatch& batch, const SkipConfig& skip) {
    auto embedded = embed(batch);
    if (!embedded)
        return tl::unexpected(std::move(embedded.error()));
    auto encoded = blocks(embedded->activations, 0, spec().depth, skip);
    if (!encoded)
        return tl::unexpected(std::move(encoded.error()));
    auto result = head(encoded->activations);
    if (!result)
        return result;
    SessionCost cost = embedded->cost;
    cost += encoded->cost;
    cost += result->cost;
    result->cost = cost;
    return result;
}

Result<ActivationRanges> InferenceSession::activationRanges(const ImageBatch&, const SkipConfig&) {
    return fail(ErrorCode::Unsupported,
                "this device (" + numerics() + ") does not run int8: choose another precision or device");
}

Result<GemmLimit> InferenceSession::gemmLimit(int) {
    return fail(ErrorCode::Unsupported, "this device does not measure the limit of its matrix products");
}

}  // namespace pivot
