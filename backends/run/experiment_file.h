// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "run/runner.h"

#include <filesystem>
#include <string>
#include <vector>

namespace pivot {

/// An experiment that was written down before it ran: what `pivot run --experiment FILE.json` and the window
/// read and the window writes. The file is the configuration's JSON (as `pivot db show ID --config` prints
/// it) with, where there are any, `devices` (a list, run one after the other), `candidates` (paths the first
/// effort is chosen among) and `threshold_source` (`split`, `objective`).
struct ExperimentFile {
    RunRequest request;                ///< without a group id; its device is the first of `devices`
    std::vector<std::string> devices;  ///< empty: the file names none
};

/// NotFound, or BadFile in one sentence that says what to do; a file over 1 MiB is refused; a pipe will do. A
/// path of a model, its configuration or a label map is taken from the file's folder where it is there and is
/// not found from the current one.
[[nodiscard]] Result<ExperimentFile> readExperimentFile(const std::filesystem::path& file);

/// Replaces `file` in one step: another reader sees the old file or the new one. Io when it cannot be.
[[nodiscard]] Result<void> writeExperimentFile(const std::filesystem::path& file,
                                               const ExperimentFile& experiment);

}  // namespace pivot
