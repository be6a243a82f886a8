// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <set>
#include <string>

namespace pivot {

/// Counters of the machine at one moment. What the kernel does not tell is absent.
struct MachineReading {
    double wallS = 0;                       ///< only grows
    std::optional<double> busyCpuS;         ///< of the cores this process may use, by every process
    double ownCpuS = 0;                     ///< by this process, all threads
    std::optional<std::int64_t> throttled;  ///< times the CPU limit of our control group stopped us
    std::optional<double> throttledS;       ///< for so long
    std::optional<double> clockMhz;         ///< mean of the cores
    int cores = 1;                          ///< this process may use
};
[[nodiscard]] MachineReading readMachine();

/// CPU seconds that are not idle, from /proc/stat, of the CPUs in `cpus` (all when empty); time stolen by
/// other virtual machines counts. Absent when the text holds none of them.
[[nodiscard]] std::optional<double> busyCpuSeconds(std::istream& procStat, const std::set<int>& cpus,
                                                   double ticksPerSecond);

/// What happened to the machine while it was watched.
struct MachineLoad {
    double seconds = 0;
    int cores = 1;
    std::optional<double> othersCpuS;  ///< by other processes on our cores
    std::int64_t throttled = 0;
    double throttledS = 0;
    std::optional<double> slowestMhz, fastestMhz;
};

/// Adds up what others did to the machine between start() and stop(), which may follow each other any number
/// of times. `read` is injected by tests.
class MachineWatch {
public:
    explicit MachineWatch(std::function<MachineReading()> read = readMachine);
    void start();
    void stop();
    [[nodiscard]] const MachineLoad& load() const { return m_load; }

private:
    void seeClock(const MachineReading& reading);

    std::function<MachineReading()> m_read;
    std::optional<MachineReading> m_begun;
    MachineLoad m_load;
};

/// A sentence with the numbers when others took over a tenth of our cores, a CPU limit stopped us, or the
/// clock moved by over a tenth; otherwise empty. Under half a second the kernel's counters are too coarse to
/// say anything.
[[nodiscard]] std::string noiseNote(const MachineLoad& load);

}  // namespace pivot
