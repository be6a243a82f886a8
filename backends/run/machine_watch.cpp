// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/machine_watch.h"

#include "core/number_text.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace pivot {

namespace {

namespace fs = std::filesystem;

constexpr double kNoisyShare = 0.1;   // of our cores
constexpr double kClockChange = 0.1;  // of the slower clock
constexpr double kLeastSeconds = 0.5;

std::optional<int> wholeNumber(const std::string& text) {
    int value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    return code == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// The CPUs that any thread of this process may use: a compute thread may be bound more tightly.
std::set<int> ownCpus() {
    std::set<int> cpus;
    std::error_code failed;
    for (const auto& task : fs::directory_iterator("/proc/self/task", failed)) {
        const auto thread = wholeNumber(task.path().filename().string());
        cpu_set_t set;
        CPU_ZERO(&set);
        if (!thread || sched_getaffinity(*thread, sizeof set, &set) != 0) {
            continue;
        }
        for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
            if (CPU_ISSET(cpu, &set)) {
                cpus.insert(cpu);
            }
        }
    }
    return cpus;
}

double secondsOf(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

/// `cpu.stat` of our control group, in either version of them.
std::vector<fs::path> throttleFiles() {
    std::vector<fs::path> files;
    std::ifstream in("/proc/self/cgroup");
    for (std::string line; std::getline(in, line);) {  // `0::/path` or `1:cpu,cpuacct:/path`
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos) {
            continue;
        }
        const std::string controllers = line.substr(first + 1, second - first - 1);
        const fs::path group = fs::path(line.substr(second + 1)).relative_path();
        if (controllers.empty() || (',' + controllers + ',').find(",cpu,") != std::string::npos) {
            const fs::path root = fs::path("/sys/fs/cgroup") / controllers;
            files.push_back(root / group / "cpu.stat");
            files.push_back(root / "cpu.stat");  // of a container, which sees its own group as the root
        }
    }
    return files;
}

void readThrottling(MachineReading& reading) {
    for (const fs::path& file : throttleFiles()) {
        std::ifstream in(file);
        std::string key;
        double value = 0;
        while (in >> key >> value) {
            if (key == "nr_throttled") {
                reading.throttled = static_cast<std::int64_t>(value);
            } else if (key == "throttled_usec") {
                reading.throttledS = value * 1e-6;
            } else if (key == "throttled_time") {
                reading.throttledS = value * 1e-9;
            }
        }
        if (reading.throttled) {
            return;
        }
    }
}

std::optional<double> meanClockMhz() {
    std::ifstream in("/proc/cpuinfo");
    double sum = 0;
    int count = 0;
    for (std::string line; std::getline(in, line);) {
        const auto colon = line.find(':');
        double mhz = 0;
        if (line.starts_with("cpu MHz") && colon != std::string::npos &&
            std::istringstream(line.substr(colon + 1)) >> mhz && mhz > 0) {
            sum += mhz;
            ++count;
        }
    }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

std::string number(double value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

}  // namespace

std::optional<double> busyCpuSeconds(std::istream& procStat, const std::set<int>& cpus,
                                     double ticksPerSecond) {
    std::optional<double> busy;
    for (std::string line; std::getline(procStat, line);) {
        if (!line.starts_with("cpu")) {
            break;  // the CPUs come first
        }
        std::istringstream words(line);
        std::string name;
        words >> name;
        const auto cpu = wholeNumber(name.substr(3));
        if (!cpu || (!cpus.empty() && !cpus.contains(*cpu))) {
            continue;
        }
        // user nice system idle iowait irq softirq steal; guests are in user already
        double ticks[8] = {};
        for (double& value : ticks) {
            words >> value;
        }
        const double sum = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7];
        busy = busy.value_or(0.0) + sum / ticksPerSecond;
    }
    return busy;
}

MachineReading readMachine() {
    MachineReading reading;
    reading.wallS =
        std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    const std::set<int> cpus = ownCpus();
    reading.cores = std::max<int>(1, static_cast<int>(cpus.size()));
    std::ifstream stat("/proc/stat");
    reading.busyCpuS = busyCpuSeconds(stat, cpus, static_cast<double>(sysconf(_SC_CLK_TCK)));
    rusage own{};
    if (getrusage(RUSAGE_SELF, &own) == 0) {
        reading.ownCpuS = secondsOf(own.ru_utime) + secondsOf(own.ru_stime);
    } else {
        reading.busyCpuS.reset();  // others could not be told from us
    }
    readThrottling(reading);
    reading.clockMhz = meanClockMhz();
    return reading;
}

MachineWatch::MachineWatch(std::function<MachineReading()> read) : m_read(std::move(read)) {}

void MachineWatch::start() {
    if (!m_begun) {
        m_begun = m_read();
        m_load.cores = m_begun->cores;
        seeClock(*m_begun);
    }
}

void MachineWatch::stop() {
    if (!m_begun) {
        return;
    }
    const MachineReading now = m_read();
    m_load.seconds += now.wallS - m_begun->wallS;
    if (m_begun->busyCpuS && now.busyCpuS) {
        const double others = (*now.busyCpuS - *m_begun->busyCpuS) - (now.ownCpuS - m_begun->ownCpuS);
        m_load.othersCpuS = m_load.othersCpuS.value_or(0.0) + std::max(0.0, others);
    }
    if (m_begun->throttled && now.throttled) {
        m_load.throttled += *now.throttled - *m_begun->throttled;
        m_load.throttledS += now.throttledS.value_or(0.0) - m_begun->throttledS.value_or(0.0);
    }
    seeClock(now);
    m_begun.reset();
}

void MachineWatch::seeClock(const MachineReading& reading) {
    if (reading.clockMhz) {
        m_load.slowestMhz = std::min(m_load.slowestMhz.value_or(*reading.clockMhz), *reading.clockMhz);
        m_load.fastestMhz = std::max(m_load.fastestMhz.value_or(*reading.clockMhz), *reading.clockMhz);
    }
}

std::string noiseNote(const MachineLoad& load) {
    std::string note;
    const auto add = [&note](const std::string& sentence) { note += (note.empty() ? "" : "; ") + sentence; };
    if (load.othersCpuS && load.seconds >= kLeastSeconds) {
        const double others = *load.othersCpuS / load.seconds;
        if (others > kNoisyShare * load.cores) {
            add("noisy machine: other processes kept " + number(others, 1) + " of " +
                counted(load.cores, "core", "cores") +
                " busy during the timed phase; delays are upper bounds, ratios are safer");
        }
    }
    if (load.throttled > 0) {
        add("the CPU limit of the control group stopped the program " + std::to_string(load.throttled) +
            " times, " + number(load.throttledS, 2) + " s in all: delays are upper bounds");
    }
    if (load.slowestMhz && load.fastestMhz && *load.fastestMhz > *load.slowestMhz * (1.0 + kClockChange)) {
        add("the clock moved between " + number(*load.slowestMhz, 0) + " and " + number(*load.fastestMhz, 0) +
            " MHz during the timed phase");
    }
    return note;
}

}  // namespace pivot
