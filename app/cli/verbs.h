// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <CLI/CLI.hpp>
#include <functional>

namespace pivot::cli {

/// What a process ends with; the contract of the command line.
enum ExitCode { kSuccess = 0, kFailure = 1, kUsage = 2, kInterrupted = 130 };

/// A verb adds itself to the application and gives back what runs when it was chosen.
using Verb = std::function<int()>;

struct VerbEntry {
    CLI::App* app = nullptr;
    Verb run;
};

[[nodiscard]] VerbEntry addBench(CLI::App& app);
[[nodiscard]] VerbEntry addCompare(CLI::App& app);
[[nodiscard]] VerbEntry addDb(CLI::App& app);
[[nodiscard]] VerbEntry addDevices(CLI::App& app);
[[nodiscard]] VerbEntry addExport(CLI::App& app);
[[nodiscard]] VerbEntry addInfer(CLI::App& app);
[[nodiscard]] VerbEntry addRun(CLI::App& app);
[[nodiscard]] VerbEntry addSweep(CLI::App& app);
[[nodiscard]] VerbEntry addTrain(CLI::App& app);

/// Prints the sentence on stderr and gives the exit code that fits it.
[[nodiscard]] int report(const Error& error);

}  // namespace pivot::cli
