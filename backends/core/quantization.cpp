// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quantization.h"

#include "core/json_fields.h"

#include <array>

namespace pivot {

void to_json(nlohmann::json& out, const Quantization& quantization) {
    nlohmann::json models = nlohmann::json::object();
    for (const auto& [fingerprint, ranges] : quantization.ranges) {
        nlohmann::json& model = models[fingerprint] = nlohmann::json::object();
        for (const auto& [tensor, range] : ranges) {
            model[tensor] = {range.low, range.high};
        }
    }
    out = {{"split", quantization.split}, {"images", quantization.images}, {"models", std::move(models)}};
}

void from_json(const nlohmann::json& in, Quantization& quantization) {
    constexpr std::array<std::string_view, 3> kKeys{"split", "images", "models"};
    const json::Reader reader(in, "the quantization");
    reader.allowOnly(kKeys);
    Quantization next;
    reader.read("split", next.split);
    reader.read("images", next.images);
    if (const nlohmann::json* models = reader.find("models")) {
        for (const auto& [fingerprint, tensors] : models->items()) {
            ActivationRanges& ranges = next.ranges[fingerprint];
            for (const auto& [tensor, range] : tensors.items()) {
                const bool pair =
                    range.is_array() && range.size() == 2 && range[0].is_number() && range[1].is_number();
                ranges[tensor] =
                    pair ? ValueRange{range[0].get<float>(), range[1].get<float>()} : ValueRange();
                if (ranges[tensor].empty()) {
                    json::refuse("The range of " + tensor + " in the quantization is not [low, high].");
                }
            }
        }
    }
    quantization = std::move(next);
}

}  // namespace pivot
