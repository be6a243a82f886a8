// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cost.h"

#include "core/number_text.h"

namespace pivot {

std::string_view toString(ProvenanceKind kind) {
    switch (kind) {
        case ProvenanceKind::Measured:
            return "measured";
        case ProvenanceKind::Modelled:
            return "modelled";
        case ProvenanceKind::Composed:
            return "composed";
        case ProvenanceKind::Estimated:
            return "estimated";
    }
    return "estimated";
}

Result<ProvenanceKind> parseProvenanceKind(std::string_view text) {
    for (const ProvenanceKind kind : {ProvenanceKind::Measured, ProvenanceKind::Modelled,
                                      ProvenanceKind::Composed, ProvenanceKind::Estimated}) {
        if (text == toString(kind)) {
            return kind;
        }
    }
    return fail(ErrorCode::Usage,
                inQuotes(text) + " is not a provenance: it is measured, modelled, composed or estimated.");
}

const Provenance& weaker(const Provenance& a, const Provenance& b) {
    return static_cast<int>(b.kind) > static_cast<int>(a.kind) ? b : a;
}

Cost& Cost::operator+=(const Cost& other) {
    delayMs += other.delayMs;
    energyJ = energyJ && other.energyJ ? std::optional<double>(*energyJ + *other.energyJ) : std::nullopt;
    return *this;
}

Cost& Cost::operator-=(const Cost& other) {
    return *this += other * -1.0;
}

Cost operator+(Cost a, const Cost& b) {
    a += b;
    return a;
}

Cost operator-(Cost a, const Cost& b) {
    a -= b;
    return a;
}

Cost operator*(Cost a, double factor) {
    a.delayMs *= factor;
    if (a.energyJ) {
        *a.energyJ *= factor;
    }
    return a;
}

}  // namespace pivot
