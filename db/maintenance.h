// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace pivot {

/// Marks as interrupted every run whose lease is provably dead (see isProvablyDead()); their ids. Runs of
/// other machines are left alone, a file that is not there has none, and one that cannot be written now (it
/// may only be read, the disk is full, another program holds it) is left as it is: ExperimentReader::list()
/// judges leases by itself. Call it before listing experiments.
[[nodiscard]] Result<std::vector<std::string>> markDeadRunsInterrupted(const std::filesystem::path& file);

struct CheckReport {
    std::int64_t experiments = 0, outcomes = 0, visits = 0;
    std::vector<std::string> problems;  ///< one sentence each, at most 100
    [[nodiscard]] bool sound() const { return problems.empty(); }
};
/// Pages, indexes and references (SQLite's own checks), and that counters, efforts and ends agree with the
/// rows. Reads only; a damaged file is a report with problems, what cannot be judged at all is an error.
[[nodiscard]] Result<CheckReport> checkDatabase(const std::filesystem::path& file);

struct VacuumReport {
    std::uintmax_t bytesBefore = 0, bytesAfter = 0;
};
/// Folds the log back and packs the file. Needs as much free disk as the file is large, and nobody writing
/// meanwhile.
[[nodiscard]] Result<VacuumReport> vacuumDatabase(const std::filesystem::path& file);

struct MergeReport {
    std::vector<std::string> copied;      ///< ids
    std::vector<std::string> duplicates;  ///< were in the target already and are left as they are there
    std::vector<std::string> running;     ///< are being written by a program that may be alive; left out
    std::vector<std::string> refused;     ///< sentences: what contradicts itself is left out
};
/// Copies the experiments of `source` into `target` (made when missing), one transaction an experiment;
/// `source` is only read. What a dead program left running arrives as interrupted.
[[nodiscard]] Result<MergeReport> mergeDatabase(const std::filesystem::path& target,
                                                const std::filesystem::path& source);

}  // namespace pivot
