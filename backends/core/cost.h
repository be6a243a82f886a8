// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace pivot {

/// Where a number comes from, strongest first.
enum class ProvenanceKind { Measured, Modelled, Composed, Estimated };
[[nodiscard]] std::string_view toString(
    ProvenanceKind kind);  ///< `measured`, `modelled`, `composed`, `estimated`
[[nodiscard]] Result<ProvenanceKind> parseProvenanceKind(std::string_view text);

/// Kind and, in words, sensor, profile or constant.
struct Provenance {
    ProvenanceKind kind = ProvenanceKind::Measured;
    std::string detail;
    bool operator==(const Provenance&) const = default;
};

/// A product (EDP) takes the weaker of the two.
[[nodiscard]] const Provenance& weaker(const Provenance& a, const Provenance& b);

/// Delay and energy of one image (or one batch where the name says so).
struct Cost {
    double delayMs = 0.0;
    std::optional<double> energyJ;  ///< absent where nothing measures or models it; never zero for "unknown"
    [[nodiscard]] std::optional<double> edpJs() const {
        return energyJ ? std::optional<double>(*energyJ * delayMs * 1e-3) : std::nullopt;
    }
    Cost& operator+=(const Cost& other);
    Cost& operator-=(const Cost& other);
    bool operator==(const Cost&) const = default;
};
/// Energy is known only where both know it.
[[nodiscard]] Cost operator+(Cost a, const Cost& b);
/// What `a` costs more than `b`; negative where it costs less.
[[nodiscard]] Cost operator-(Cost a, const Cost& b);
[[nodiscard]] Cost operator*(Cost a, double factor);

}  // namespace pivot
