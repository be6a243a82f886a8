// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <string_view>

namespace pivot {

/// How an entropy is shown and typed; it is stored in nats.
enum class EntropyUnit {
    Nats,        ///< H = -sum p ln p
    Normalized,  ///< H / ln C, in 0..1
    ClassMean    ///< H / C, the unit of the authors' code
};

/// `nats`, `normalized`, `class-mean`.
[[nodiscard]] Result<EntropyUnit> parseEntropyUnit(std::string_view text);
[[nodiscard]] std::string_view toString(EntropyUnit unit);
/// Conversions for C = `classes` >= 2.
[[nodiscard]] double toNats(double value, EntropyUnit unit, int classes);
[[nodiscard]] double fromNats(double nats, EntropyUnit unit, int classes);

}  // namespace pivot
