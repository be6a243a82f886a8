// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"
#include "data/dataset.h"
#include "devices/registry.h"
#include "run/session_cache.h"
#include "widgets/figures/figure_builders.h"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace pivot::cli {

/// What a figure of attention shows.
struct AttentionWish {
    std::vector<std::int64_t> images;  ///< indices in the whole split
    std::string maps;   ///< `all`, `heads`, ...; empty: all of one image, the rollouts of several
    std::string token;  ///< which token asks: `class`, or the `ROW,COLUMN` of a patch; empty: the class token
};

/// Has the attention of stored images computed again, on the device that ran them where it is there and keeps
/// attention. What is not as in the run is said on stderr.
class FigureAttention {
public:
    FigureAttention();
    /// Rows of maps, by image and effort. Usage errors of the wish; those of the data, the model or the
    /// device else.
    [[nodiscard]] Result<figures::FigureData> figureOf(const RunConfig& config, const DataSetPtr& data,
                                                       const AttentionWish& wish);

private:
    DeviceRegistry m_registry;
    SessionCache m_sessions;  ///< goes before the registry
    std::set<std::string> m_said;
};

}  // namespace pivot::cli
