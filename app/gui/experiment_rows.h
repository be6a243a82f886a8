// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "db/experiment_query.h"
#include "db/experiment_reader.h"
#include "widgets/models/experiment_detail.h"
#include "widgets/models/experiment_wish.h"

#include <cstddef>
#include <filesystem>
#include <optional>

namespace pivot {

// What the database says of experiments, as the window shows it. The reading functions may block.

[[nodiscard]] ExperimentRow rowOf(const ExperimentSummary& summary);
[[nodiscard]] ExperimentQuery queryOf(const ExperimentFilter& filter);

/// One page of a list.
struct ExperimentRows {
    std::vector<ExperimentRow> rows;
    std::optional<ExperimentCursor> next;  ///< absent: that was all
};
/// Nothing where there is no file yet.
[[nodiscard]] Result<ExperimentRows> readRows(const std::filesystem::path& database,
                                              const ExperimentQuery& query);

[[nodiscard]] Result<ExperimentChoices> readChoices(const std::filesystem::path& database);

[[nodiscard]] Result<ExperimentDetails> readDetails(const std::filesystem::path& database,
                                                    const std::string& id);

}  // namespace pivot
