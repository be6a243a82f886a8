// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu_threads.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <set>
#include <sstream>

namespace pivot {

namespace fs = std::filesystem;

namespace {

std::optional<std::string> firstLine(const fs::path& file) {
    std::ifstream stream(file);
    std::string line;
    if (!std::getline(stream, line))
        return std::nullopt;
    return line;
}

void keepLeast(std::optional<double>& least, std::optional<double> limit) {
    if (limit && (!least || *limit < *least))
        least = limit;
}

/// `max 100000` or `150000 100000`: quota and period in microseconds.
std::optional<double> limitOfVersion2(const fs::path& group) {
    const auto line = firstLine(group / "cpu.max");
    if (!line)
        return std::nullopt;
    std::istringstream words(*line);
    double quota = 0, period = 0;
    if (!(words >> quota >> period) || quota <= 0 || period <= 0)
        return std::nullopt;
    return quota / period;
}

std::optional<double> limitOfVersion1(const fs::path& group) {
    const auto quotaLine = firstLine(group / "cpu.cfs_quota_us");
    const auto periodLine = firstLine(group / "cpu.cfs_period_us");
    if (!quotaLine || !periodLine)
        return std::nullopt;
    double quota = 0, period = 0;
    if (!(std::istringstream(*quotaLine) >> quota) || !(std::istringstream(*periodLine) >> period) ||
        quota <= 0 || period <= 0)
        return std::nullopt;
    return quota / period;
}

/// Every folder from `root`/`group` up to `root`: a limit of any of them holds.
template <class LimitOf>
void visitUpwards(std::optional<double>& least, const fs::path& root, const fs::path& group,
                  LimitOf limitOf) {
    fs::path relative = group.relative_path();
    while (true) {
        keepLeast(least, limitOf(relative.empty() ? root : root / relative));
        if (relative.empty())
            return;
        relative = relative.parent_path();
    }
}

}  // namespace

std::vector<int> affinityCpus() {
    // The kernel refuses a set that is too small for its CPUs, so ask again with a larger one.
    for (int capacity = 1024; capacity <= 1 << 20; capacity *= 2) {
        cpu_set_t* set = CPU_ALLOC(static_cast<std::size_t>(capacity));
        if (!set)
            return {};
        const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(capacity));
        CPU_ZERO_S(bytes, set);
        const bool read = ::sched_getaffinity(0, bytes, set) == 0;
        const bool tooSmall = !read && errno == EINVAL;
        std::vector<int> cpus;
        for (int cpu = 0; read && cpu < capacity; ++cpu) {
            if (CPU_ISSET_S(static_cast<std::size_t>(cpu), bytes, set))
                cpus.push_back(cpu);
        }
        CPU_FREE(set);
        if (!tooSmall)
            return cpus;
    }
    return {};
}

int physicalCores(const std::vector<int>& cpus, const fs::path& sysCpu) {
    std::set<std::string> cores;
    for (const int cpu : cpus) {
        const fs::path topology = sysCpu / ("cpu" + std::to_string(cpu)) / "topology";
        const auto package = firstLine(topology / "physical_package_id");
        const auto die = firstLine(topology / "die_id");
        const auto core = firstLine(topology / "core_id");
        if (package && core)
            cores.insert(*package + '/' + die.value_or("0") + '/' + *core);
        else
            cores.insert("cpu" + std::to_string(cpu));
    }
    return static_cast<int>(cores.size());
}

std::optional<double> cgroupCpuLimit(const fs::path& selfCgroup, const fs::path& cgroupRoot) {
    std::optional<double> least;
    std::ifstream stream(selfCgroup);
    for (std::string line; std::getline(stream, line);) {
        // `0::/path` is version 2, `4:cpu,cpuacct:/path` version 1.
        const auto first = line.find(':');
        const auto second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos)
            continue;
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const fs::path group = line.substr(second + 1);
        if (controllers.empty()) {
            visitUpwards(least, cgroupRoot, group, limitOfVersion2);
            visitUpwards(least, cgroupRoot / "unified", group, limitOfVersion2);
        } else if (("," + controllers + ",").find(",cpu,") != std::string::npos) {
            visitUpwards(least, cgroupRoot / controllers, group, limitOfVersion1);
            visitUpwards(least, cgroupRoot / "cpu", group, limitOfVersion1);
        }
    }
    return least;
}

int availablePhysicalCores() {
    const auto cpus = affinityCpus();
    int cores = cpus.empty() ? static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN))
                             : physicalCores(cpus, "/sys/devices/system/cpu");
    if (const auto limit = cgroupCpuLimit("/proc/self/cgroup", "/sys/fs/cgroup"))
        cores = static_cast<int>(std::min<double>(cores, *limit));
    return std::max(cores, 1);
}

std::string cpuModelName(const fs::path& cpuInfo) {
    std::ifstream stream(cpuInfo);
    for (std::string line; std::getline(stream, line);) {
        if (!line.starts_with("model name"))
            continue;
        const auto value = line.find_first_not_of(" \t", line.find(':') + 1);
        if (line.find(':') != std::string::npos && value != std::string::npos)
            return line.substr(value);
    }
    return "CPU";
}

}  // namespace pivot
