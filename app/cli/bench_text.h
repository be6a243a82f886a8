// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"
#include "cost/macs.h"
#include "run/bench.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace pivot::cli {

/// One timing with what it was made on. GMAC: 1e9 multiply-accumulates of matrix products and convolutions; 1
/// GMAC is 2 GOP.
struct BenchRow {
    std::string device;
    Precision precision = Precision::Fp32;
    ModelMacs macs;
    int depth = 0;
    BenchResult result;

    [[nodiscard]] double gmacs() const { return macs.total(depth, result.skip); }
    [[nodiscard]] double gopS() const { return 2.0 * gmacs() * result.throughputImgS; }
    [[nodiscard]] std::optional<double> shareOfLimit() const {
        return result.limit ? std::optional<double>(gopS() / result.limit->gopS) : std::nullopt;
    }
};

/// The contract's row of `pivot bench --json`.
[[nodiscard]] nlohmann::json benchJson(const BenchRow& row);
/// A table, and below it the layers of each row that has them.
[[nodiscard]] std::string benchText(const std::vector<BenchRow>& rows);

}  // namespace pivot::cli
