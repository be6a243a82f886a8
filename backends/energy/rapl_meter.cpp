// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/rapl_meter.h"

#include "energy/sysfs.h"

#include <algorithm>
#include <cmath>
#include <system_error>

namespace pivot {

namespace {

/// A counter of 32 bits in units of 61 uJ wraps after minutes at the highest package powers; ten samples a
/// wrap are safe.
constexpr double kHighestWatts = 1000.0;
constexpr std::chrono::milliseconds kLongestPeriod{1000};
constexpr std::chrono::milliseconds kShortestPeriod{10};

struct Zone {
    std::filesystem::path counter;
    std::string name;
    std::uint64_t range = 0;
    std::uint64_t last = 0;
};

class RaplMeter final : public EnergyMeter {
public:
    RaplMeter(std::vector<Zone> zones, MeterClock clock)
        : m_zones(std::move(zones)), m_clock(std::move(clock)) {}

    std::string sensor() const override {
        std::string text = "RAPL";
        for (const Zone& zone : m_zones)
            text += " " + zone.name;
        return text;
    }

    std::chrono::milliseconds samplePeriod() const override {
        std::uint64_t range = m_zones.front().range;
        for (const Zone& zone : m_zones)
            range = std::min(range, zone.range);
        const auto tenth = std::chrono::milliseconds(
            static_cast<std::int64_t>(static_cast<double>(range) * 1e-6 / kHighestWatts * 1e3 / 10.0));
        return std::clamp(tenth, kShortestPeriod, kLongestPeriod);
    }

    Result<void> start() override {
        for (Zone& zone : m_zones) {
            const auto now = readSysfsNumber(zone.counter);
            if (!now)
                return tl::unexpected(now.error());
            zone.last = *now;
        }
        m_start = m_clock();
        m_microJoules = 0;
        m_samples = 1;
        m_running = true;
        return {};
    }

    Result<void> sample() override {
        if (!m_running)
            return fail(ErrorCode::Internal, "RAPL was sampled outside a window");
        for (Zone& zone : m_zones) {
            const auto now = readSysfsNumber(zone.counter);
            if (!now) {
                m_running = false;
                return tl::unexpected(now.error());
            }
            m_microJoules += raplDifference(zone.last, *now, zone.range);
            zone.last = *now;
        }
        ++m_samples;
        return {};
    }

    Result<EnergyWindow> stop() override {
        if (auto last = sample(); !last)
            return tl::unexpected(std::move(last.error()));
        m_running = false;
        return EnergyWindow{sensor(), static_cast<double>(m_microJoules) * 1e-6, m_clock() - m_start,
                            m_samples};
    }

private:
    std::vector<Zone> m_zones;
    MeterClock m_clock;
    double m_start = 0;
    std::uint64_t m_microJoules = 0;
    std::int64_t m_samples = 0;
    bool m_running = false;
};

/// `intel-rapl:0` is a package; `intel-rapl:0:1` a part of it that must not be counted twice; other names are
/// aliases.
bool isPackage(const std::string& folder) {
    constexpr std::string_view kPrefix = "intel-rapl:";
    return folder.starts_with(kPrefix) && folder.find(':', kPrefix.size()) == std::string::npos;
}

}  // namespace

std::uint64_t raplDifference(std::uint64_t before, std::uint64_t after, std::uint64_t range) {
    if (after >= before)
        return after - before;
    return before <= range ? range - before + after : after;
}

Result<std::unique_ptr<EnergyMeter>> openRaplMeter(const std::filesystem::path& root,
                                                   const MeterClock& clock) {
    std::error_code failed;
    std::vector<Zone> zones;
    std::filesystem::directory_iterator folders(root, failed);
    if (failed)
        return fail(ErrorCode::Unavailable, "the processor's energy is not measured: " + root.string() +
                                                " is not there; a virtual machine or container has to pass "
                                                "powercap (RAPL) through");
    for (const auto& folder : folders) {
        if (!isPackage(folder.path().filename().string()))
            continue;
        const auto name = readSysfsText(folder.path() / "name");
        // `psys` is the whole platform: it contains the packages.
        if (!name || !name->starts_with("package"))
            continue;
        const auto range = readSysfsNumber(folder.path() / "max_energy_range_uj");
        if (!range)
            return tl::unexpected(range.error());
        Zone zone{folder.path() / "energy_uj", *name, *range};
        const auto first = readSysfsNumber(zone.counter);
        if (!first && first.error().code == ErrorCode::Unavailable)
            return fail(ErrorCode::Unavailable,
                        "the processor's energy is not measured: " + zone.counter.string() +
                            " may be read by root only; allow it with 'sudo chmod a+r " +
                            zone.counter.string() + "'");
        if (!first)
            return tl::unexpected(first.error());
        zones.push_back(std::move(zone));
    }
    if (zones.empty())
        return fail(ErrorCode::Unavailable,
                    "the processor's energy is not measured: " + root.string() +
                        " has no RAPL package; load the module intel_rapl_common where the machine has one");
    std::ranges::sort(zones, {}, &Zone::name);
    return std::make_unique<RaplMeter>(std::move(zones), clock);
}

}  // namespace pivot
