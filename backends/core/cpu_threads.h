// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// Logical CPUs that the calling thread may run on, ascending.
[[nodiscard]] std::vector<int> affinityCpus();

/// Physical cores among `cpus`: SMT siblings count once. `sysCpu` holds `cpu<N>/topology/` as the kernel has
/// it; a CPU without topology counts as a core of its own.
[[nodiscard]] int physicalCores(const std::vector<int>& cpus, const std::filesystem::path& sysCpu);

/// The CPU quota of this process in CPUs (1.5: one and a half), the least on the way from its control group
/// up to the root. Reads version 2 (`cpu.max`) and version 1 (`cpu.cfs_quota_us`). `selfCgroup` is
/// /proc/self/cgroup, `cgroupRoot` where the groups are mounted. Absent where nothing limits it.
[[nodiscard]] std::optional<double> cgroupCpuLimit(const std::filesystem::path& selfCgroup,
                                                   const std::filesystem::path& cgroupRoot);

/// Threads worth using for dense arithmetic: the physical cores that affinity allows, no more than the quota
/// pays for (a thread beyond it makes all others wait at each barrier), at least 1.
[[nodiscard]] int availablePhysicalCores();

/// The processor's name as /proc/cpuinfo has it, e.g. `AMD EPYC`; "CPU" where it says nothing.
[[nodiscard]] std::string cpuModelName(const std::filesystem::path& cpuInfo);

}  // namespace pivot
