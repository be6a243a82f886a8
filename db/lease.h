// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pivot {

/// A process, named so that it cannot be mistaken for a later one with the same number.
struct ProcessIdentity {
    std::string host;
    std::string bootId;  ///< of the kernel, new with every boot; empty where the system does not tell
    std::int64_t pidNamespace = 0;  ///< containers on one kernel count their processes apart
    std::int64_t pid = 0;
    std::int64_t pidStart = 0;  ///< clock ticks between boot and the start of the process
    bool operator==(const ProcessIdentity&) const = default;
};
[[nodiscard]] ProcessIdentity currentProcess();

/// When the process `pid` of this pid namespace began; absent when there is none or it only waits to be
/// reaped.
[[nodiscard]] std::optional<std::int64_t> processStart(std::int64_t pid);
/// The same from the text of /proc/PID/stat.
[[nodiscard]] std::optional<std::int64_t> parseProcessStart(std::string_view statText);

/// Who is writing an experiment, as its row says.
struct Lease {
    std::string id;  ///< random, new with every holder; empty: nobody holds it
    ProcessIdentity holder;
    std::string heartbeatUtc;
    double heartbeatAgeSeconds = 0;  ///< by this machine's clock, when it was read
    bool operator==(const Lease&) const = default;
};

enum class LeaseState {
    None,   ///< nobody holds it
    Alive,  ///< its process runs
    Dead,   ///< provably gone: no such process, another one with its number, the machine has booted since, or
            ///< it is this very process and has stopped writing
    Foreign,  ///< of another machine or container, with a fresh heartbeat: taken for alive
    Silent    ///< of another machine or container, and not heard of for kForeignSilenceSeconds: not provable
};
[[nodiscard]] std::string_view toString(LeaseState state);

/// Two machines may have one name by mistake: "another boot of the same host" needs this much silence as
/// well.
inline constexpr double kSameHostSilenceSeconds = 10;
/// A process whose own experiment has been silent for so long has given it up (its writer could not say so:
/// full disk).
inline constexpr double kOwnSilenceSeconds = 60;
/// After this long without a heartbeat a person may take over a run of another machine (never automatically).
inline constexpr double kForeignSilenceSeconds = 600;

/// The judgement as a pure function. `startOfPidNow` is processStart(lease.holder.pid) on this machine.
[[nodiscard]] LeaseState judgeLease(const Lease& lease, const ProcessIdentity& self,
                                    std::optional<std::int64_t> startOfPidNow);
/// The same, asking this machine.
[[nodiscard]] LeaseState judgeLease(const Lease& lease);

/// Only these may be marked interrupted or taken over without asking.
[[nodiscard]] inline bool isProvablyDead(LeaseState state) {
    return state == LeaseState::None || state == LeaseState::Dead;
}

}  // namespace pivot
