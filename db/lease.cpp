// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/lease.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>

namespace pivot {

namespace {

std::string firstLine(const char* file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

std::string hostName() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data())
                                                          : std::string("localhost");
}

std::int64_t pidNamespaceNumber() {
    struct stat info {};
    return stat("/proc/self/ns/pid", &info) == 0 ? static_cast<std::int64_t>(info.st_ino) : 0;
}

}  // namespace

ProcessIdentity currentProcess() {
    ProcessIdentity self;
    self.host = hostName();
    self.bootId = firstLine("/proc/sys/kernel/random/boot_id");
    self.pidNamespace = pidNamespaceNumber();
    self.pid = getpid();
    self.pidStart = processStart(self.pid).value_or(0);
    return self;
}

std::optional<std::int64_t> processStart(std::int64_t pid) {
    std::ifstream stream("/proc/" + std::to_string(pid) + "/stat");
    if (!stream) {
        return std::nullopt;
    }
    return parseProcessStart(std::string(std::istreambuf_iterator<char>(stream), {}));
}

std::optional<std::int64_t> parseProcessStart(std::string_view statText) {
    // "pid (name) state ppid ..."; the name may hold spaces and brackets. The start time is field 22
    // (proc(5)).
    const std::size_t nameEnd = statText.rfind(')');
    if (nameEnd == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view rest = statText.substr(nameEnd + 1);
    for (int field = 3; !rest.empty(); ++field) {
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        const std::string_view word = rest.substr(0, rest.find(' '));
        if (field == 3 && (word == "Z" || word == "X")) {
            return std::nullopt;  // ended; only its entry is left
        }
        if (field == 22) {
            std::int64_t value = 0;
            const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
            return error == std::errc() ? std::optional<std::int64_t>(value) : std::nullopt;
        }
        rest.remove_prefix(word.size());
    }
    return std::nullopt;
}

std::string_view toString(LeaseState state) {
    switch (state) {
        case LeaseState::None:
            return "none";
        case LeaseState::Alive:
            return "alive";
        case LeaseState::Dead:
            return "dead";
        case LeaseState::Foreign:
            return "on another machine";
        case LeaseState::Silent:
            return "on another machine, silent";
    }
    return "unknown";
}

LeaseState judgeLease(const Lease& lease, const ProcessIdentity& self,
                      std::optional<std::int64_t> startOfPidNow) {
    if (lease.id.empty()) {
        return LeaseState::None;
    }
    const ProcessIdentity& holder = lease.holder;
    // A heartbeat from the future is no fresher than one from the past: clocks are set back.
    const double silence = std::abs(lease.heartbeatAgeSeconds);
    const bool sameHost = holder.host == self.host;
    const bool sameBoot = holder.bootId == self.bootId && (!self.bootId.empty() || sameHost);
    if (sameBoot && holder.pidNamespace == self.pidNamespace) {
        const bool gaveUp = holder.pid == self.pid && silence > kOwnSilenceSeconds;
        return startOfPidNow == holder.pidStart && !gaveUp ? LeaseState::Alive : LeaseState::Dead;
    }
    if (sameHost && !sameBoot && !holder.bootId.empty() && !self.bootId.empty() &&
        silence > kSameHostSilenceSeconds) {
        return LeaseState::Dead;
    }
    return silence > kForeignSilenceSeconds ? LeaseState::Silent : LeaseState::Foreign;
}

LeaseState judgeLease(const Lease& lease) {
    return judgeLease(lease, currentProcess(), processStart(lease.holder.pid));
}

}  // namespace pivot
