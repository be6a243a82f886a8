// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/environment.h"

#include "run/build_commit.h"

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace pivot {

namespace {

int availableCores() {
    cpu_set_t set;
    CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

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

nlohmann::json orNull(const std::optional<std::string>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

std::string number(double value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

}  // namespace

nlohmann::json captureEnvironment() {
    utsname kernel{};
    uname(&kernel);
    char host[256] = {};
    gethostname(host, sizeof host - 1);
    const MachineState state = sampleMachine();
    return {
        {"program", "pivot-workbench " PIVOT_VERSION},
        {"git_commit", kBuildCommit},
        {"build_type", PIVOT_BUILD_TYPE},
        {"compiler", "GCC-compatible " __VERSION__},
        {"host", host},
        {"kernel", std::string(kernel.sysname) + " " + kernel.release + " " + kernel.machine},
        {"cpu", orNull(field("/proc/cpuinfo", "model name"))},
        {"cpu_flags", orNull(field("/proc/cpuinfo", "flags"))},
        {"cores_available", state.cores},
        {"memory_total", orNull(field("/proc/meminfo", "MemTotal"))},
        {"load_average_1",
         state.loadAverage1 ? nlohmann::json(*state.loadAverage1) : nlohmann::json(nullptr)},
        {"cpu_clock_mhz", state.cpuClockMhz ? nlohmann::json(*state.cpuClockMhz) : nlohmann::json(nullptr)}};
}

MachineState sampleMachine() {
    MachineState state;
    state.cores = availableCores();
    double load = 0;
    if (std::ifstream in("/proc/loadavg"); in >> load) {
        state.loadAverage1 = load;
    }
    std::ifstream in("/proc/cpuinfo");
    double sum = 0;
    int count = 0;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("cpu MHz")) {
            const auto colon = line.find(':');
            double mhz = 0;
            if (colon != std::string::npos && std::istringstream(line.substr(colon + 1)) >> mhz && mhz > 0) {
                sum += mhz;
                ++count;
            }
        }
    }
    if (count > 0) {
        state.cpuClockMhz = sum / count;
    }
    return state;
}

std::string noiseNote(const MachineState& before, const MachineState& after, int ownThreads) {
    std::string note;
    if (before.loadAverage1 && after.loadAverage1) {
        // The one-minute average lags, so the start tells of others and the end of both.
        const double others = std::max(*before.loadAverage1, *after.loadAverage1 - ownThreads);
        if (others > 0.5 * before.cores) {
            note = "noisy machine: a load of " + number(others, 1) + " from other work on " +
                   std::to_string(before.cores) + " cores; timings are upper bounds, ratios are safer";
        }
    }
    if (before.cpuClockMhz && after.cpuClockMhz &&
        std::abs(*after.cpuClockMhz / *before.cpuClockMhz - 1.0) > 0.1) {
        note += (note.empty() ? "" : "; ") + std::string("the clock moved from ") +
                number(*before.cpuClockMhz, 0) + " to " + number(*after.cpuClockMhz, 0) +
                " MHz during the run";
    }
    return note;
}

}  // namespace pivot
