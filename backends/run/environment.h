// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace pivot {

/// What a run was made on: program version, commit and build, compiler, CPU, cores available, memory, kernel,
/// clock and load. What cannot be read is null.
[[nodiscard]] nlohmann::json captureEnvironment();

/// The machine's state at one moment, to tell a noisy timing from a quiet one.
struct MachineState {
    std::optional<double> loadAverage1;  ///< runnable tasks, one minute
    std::optional<double> cpuClockMhz;   ///< mean of the cores, where the kernel tells
    int cores = 1;                       ///< available to this process
};
[[nodiscard]] MachineState sampleMachine();

/// A sentence when the machine was busy with other work or changed its clock by over 10 %, otherwise empty.
/// `ownThreads` is what the run itself adds to the load.
[[nodiscard]] std::string noiseNote(const MachineState& before, const MachineState& after, int ownThreads);

}  // namespace pivot
