// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/environment.h"

#include "run/build_commit.h"
#include "run/machine_watch.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <string>

namespace pivot {

namespace {

/// `key` of a `key : value` file of the kernel; the first match.
std::optional<std::string> field(const char* file, const std::string& key) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(key)) {
            const auto colon = line.find(':');
            if (colon == std::string::npos) {
                return std::nullopt;
            }
            const auto start = line.find_first_not_of(" \t", colon + 1);
            return start == std::string::npos ? std::nullopt : std::optional(line.substr(start));
        }
    }
    return std::nullopt;
}

template <class T>
nlohmann::json orNull(const std::optional<T>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

/// Runnable tasks over the last minute, our own threads among them: how the machine was found, no more.
std::optional<double> loadAverage() {
    double load = 0;
    std::ifstream in("/proc/loadavg");
    return in >> load ? std::optional(load) : std::nullopt;
}

}  // namespace

nlohmann::json captureEnvironment() {
    utsname kernel{};
    uname(&kernel);
    char host[256] = {};
    gethostname(host, sizeof host - 1);
    const MachineReading machine = readMachine();
    return {{"program", "pivot-workbench " PIVOT_VERSION},
            {"git_commit", kBuildCommit},
            {"build_type", PIVOT_BUILD_TYPE},
            {"compiler", "GCC-compatible " __VERSION__},
            {"host", host},
            {"kernel", std::string(kernel.sysname) + " " + kernel.release + " " + kernel.machine},
            {"cpu", orNull(field("/proc/cpuinfo", "model name"))},
            {"cpu_flags", orNull(field("/proc/cpuinfo", "flags"))},
            {"cores_available", machine.cores},
            {"memory_total", orNull(field("/proc/meminfo", "MemTotal"))},
            {"load_average_1", orNull(loadAverage())},
            {"cpu_clock_mhz", orNull(machine.clockMhz)}};
}

}  // namespace pivot
