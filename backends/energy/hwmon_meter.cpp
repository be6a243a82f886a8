// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/hwmon_meter.h"

#include "energy/sysfs.h"

#include <algorithm>
#include <system_error>
#include <vector>

namespace pivot {

namespace {

/// The driver averages over tens of milliseconds; sampling faster sees the same value again.
constexpr std::chrono::milliseconds kPeriod{50};

class Ina226Meter final : public EnergyMeter {
public:
    Ina226Meter(std::vector<std::filesystem::path> rails, MeterClock clock)
        : m_rails(std::move(rails)), m_clock(std::move(clock)) {}

    std::string sensor() const override { return "INA226, " + std::to_string(m_rails.size()) + " rails"; }
    std::chrono::milliseconds samplePeriod() const override { return kPeriod; }

    Result<void> start() override {
        const auto watts = readWatts();
        if (!watts)
            return tl::unexpected(watts.error());
        m_start = m_lastTime = m_clock();
        m_lastWatts = *watts;
        m_joules = 0;
        m_samples = 1;
        m_running = true;
        return {};
    }

    Result<void> sample() override {
        if (!m_running)
            return fail(ErrorCode::Internal, "INA226 sensors were sampled outside a window");
        const auto watts = readWatts();
        if (!watts) {
            m_running = false;
            return tl::unexpected(watts.error());
        }
        const double now = m_clock();
        m_joules += 0.5 * (m_lastWatts + *watts) * (now - m_lastTime);
        m_lastWatts = *watts;
        m_lastTime = now;
        ++m_samples;
        return {};
    }

    Result<EnergyWindow> stop() override {
        if (auto last = sample(); !last)
            return tl::unexpected(std::move(last.error()));
        m_running = false;
        return EnergyWindow{sensor(), m_joules, m_lastTime - m_start, m_samples};
    }

private:
    Result<double> readWatts() const {
        double sum = 0;
        for (const auto& rail : m_rails) {
            const auto microWatts = readSysfsNumber(rail);
            if (!microWatts)
                return tl::unexpected(microWatts.error());
            sum += static_cast<double>(*microWatts) * 1e-6;
        }
        return sum;
    }

    std::vector<std::filesystem::path> m_rails;
    MeterClock m_clock;
    double m_start = 0, m_lastTime = 0, m_lastWatts = 0, m_joules = 0;
    std::int64_t m_samples = 0;
    bool m_running = false;
};

}  // namespace

Result<std::unique_ptr<EnergyMeter>> openIna226Meter(const std::filesystem::path& root,
                                                     const MeterClock& clock) {
    std::error_code failed;
    std::filesystem::directory_iterator folders(root, failed);
    if (failed)
        return fail(ErrorCode::Unavailable, "the board's power is not measured: " + root.string() +
                                                " is not there; run on the board, or pass hwmon through");
    std::vector<std::filesystem::path> rails;
    for (const auto& folder : folders) {
        const auto name = readSysfsText(folder.path() / "name");
        if (name && name->starts_with("ina226"))
            rails.push_back(folder.path() / "power1_input");
    }
    if (rails.empty())
        return fail(ErrorCode::Unavailable,
                    "the board's power is not measured: " + root.string() +
                        " has no INA226 sensor; its driver is the kernel module ina2xx");
    std::ranges::sort(rails);
    for (const auto& rail : rails) {
        if (const auto first = readSysfsNumber(rail); !first)
            return fail(ErrorCode::Unavailable,
                        "the board's power is not measured: " + first.error().message);
    }
    return std::make_unique<Ina226Meter>(std::move(rails), clock);
}

}  // namespace pivot
