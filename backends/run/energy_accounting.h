// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"
#include "core/result.h"
#include "core/run_report.h"
#include "energy/meter.h"
#include "energy/power_profile.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

/// Where the energy of one run comes from: the device's model, a meter around the timed phase, a named
/// constant power, or nowhere. The runner owns the meter's window.
class EnergyAccounting {
public:
    using MeterChooser = std::function<MeterChoice(const std::string& deviceId)>;
    /// `powerProfileFolders`: the user's first, then the bundled one. A damaged profile of the user's is an
    /// error.
    [[nodiscard]] static Result<EnergyAccounting> forDevice(
        const DeviceInfo& device, const std::vector<std::filesystem::path>& powerProfileFolders,
        const MeterChooser& chooser = [](const std::string& id) { return chooseMeter(id); });

    /// A constant power to charge per visit; absent where energy is modelled, measured or unknown.
    [[nodiscard]] std::optional<double> estimatedWatts() const;
    /// What the energies of single visits, and so those of the live view, come from; absent where there are
    /// none before the end (a meter's) or at all.
    [[nodiscard]] std::optional<Provenance> visitProvenance() const;
    /// Forgets the windows of a calibration.
    void forgetWindows();
    /// Windows add up: a pause and each repeat end one and begin the next. A meter that fails in any of them
    /// gives no energy at all.
    void startWindow();
    void sampleWindow();  ///< at least as often as the meter asks; cheap in between
    void stopWindow();
    /// A walk came to its end: the windows since the one before are its own.
    void endWalk();
    /// Fills energy, its provenance and, where there is none, the reason; needs delays, those of the walks
    /// too, to be in the report already.
    void fill(RunReport& report) const;

private:
    void failWindow(const std::string& reason);

    bool m_modelled = false;
    std::optional<PowerProfile> m_profile;
    std::unique_ptr<EnergyMeter> m_meter;
    std::optional<EnergyWindow> m_window, m_walk;  ///< of everything, and of the walk that has not ended
    std::vector<double> m_walkWatts;               ///< of every walk that ended, where all are known
    std::string m_reason, m_modelDetail;
    std::chrono::steady_clock::time_point m_lastSample;
    bool m_running = false, m_failed = false;
};

}  // namespace pivot
