// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/energy_accounting.h"

#include "pivot/metrics.h"

#include <algorithm>
#include <iterator>

namespace pivot {

namespace {

void add(std::optional<EnergyWindow>& sum, const EnergyWindow& window) {
    if (!sum) {
        sum = window;
        return;
    }
    sum->grossJ += window.grossJ;
    sum->seconds += window.seconds;
    sum->samples += window.samples;
}

double joules(double watts, double delayMs) {
    return watts * delayMs * 1e-3;
}

}  // namespace

Result<EnergyAccounting> EnergyAccounting::forDevice(
    const DeviceInfo& device, const std::vector<std::filesystem::path>& powerProfileFolders,
    const MeterChooser& chooser) {
    EnergyAccounting accounting;
    if (device.modelledTiming) {
        accounting.m_modelled = true;
        accounting.m_modelDetail = device.name;
        return accounting;
    }
    MeterChoice choice = chooser(device.id);
    accounting.m_reason = choice.reason();
    if (choice.meter) {
        accounting.m_meter = std::move(choice.meter);
        return accounting;
    }
    const std::string name = defaultPowerProfileName(device.id);
    if (name.empty()) {
        return accounting;
    }
    auto profile = findPowerProfile(name, powerProfileFolders);
    if (profile) {
        accounting.m_profile = std::move(*profile);
    } else if (profile.error().code == ErrorCode::NotFound) {
        accounting.m_reason += (accounting.m_reason.empty() ? "" : "; ") + profile.error().message;
    } else {
        return tl::unexpected(profile.error());
    }
    return accounting;
}

std::optional<double> EnergyAccounting::estimatedWatts() const {
    return m_profile ? std::optional<double>(m_profile->watts) : std::nullopt;
}

std::optional<Provenance> EnergyAccounting::visitProvenance() const {
    if (m_modelled) {
        return Provenance{ProvenanceKind::Modelled, m_modelDetail};
    }
    return m_profile ? std::optional(m_profile->provenance()) : std::nullopt;
}

void EnergyAccounting::forgetWindows() {
    stopWindow();
    m_window.reset();
    m_walk.reset();
    m_walkWatts.clear();
    m_failed = false;
}

void EnergyAccounting::failWindow(const std::string& reason) {
    m_reason = reason;
    m_running = false;
    m_failed = true;
    m_window.reset();
}

void EnergyAccounting::startWindow() {
    if (!m_meter || m_running || m_failed) {
        return;
    }
    if (const auto started = m_meter->start(); !started) {
        failWindow(started.error().message);
        return;
    }
    m_running = true;
    m_lastSample = std::chrono::steady_clock::now();
}

void EnergyAccounting::sampleWindow() {
    if (!m_running || std::chrono::steady_clock::now() - m_lastSample < m_meter->samplePeriod() / 2) {
        return;
    }
    m_lastSample = std::chrono::steady_clock::now();
    if (const auto sampled = m_meter->sample(); !sampled) {
        failWindow(sampled.error().message);
    }
}

void EnergyAccounting::stopWindow() {
    if (!m_running) {
        return;
    }
    auto window = m_meter->stop();
    if (!window) {
        failWindow(window.error().message);
        return;
    }
    m_running = false;
    add(m_window, *window);
    add(m_walk, *window);
}

void EnergyAccounting::endWalk() {
    if (m_walk && m_walk->seconds > 0) {
        m_walkWatts.push_back(m_walk->meanWatts());
    }
    m_walk.reset();
}

void EnergyAccounting::fill(RunReport& report) const {
    report.energyProvenance = {};
    if (m_modelled) {
        report.energyProvenance = {ProvenanceKind::Modelled, m_modelDetail};
    } else if (m_profile) {
        report.energyProvenance = m_profile->provenance();
    } else if (m_window) {
        // The window holds everything the program did, so power is taken from it and time from the sessions.
        const double watts = m_window->meanWatts();
        report.energyJ = joules(watts, report.delayMs);
        for (EffortReport& effort : report.efforts) {
            effort.energyJ = joules(watts, effort.delayMs);
        }
        if (report.baseline.delayMs > 0) {
            report.baseline.energyJ = joules(watts, report.baseline.delayMs);
        }
        if (m_walkWatts.size() == report.repeatDelayMs.size()) {
            report.repeatEnergyJ.clear();
            std::ranges::transform(m_walkWatts, report.repeatDelayMs,
                                   std::back_inserter(report.repeatEnergyJ), joules);
        }
        report.energyProvenance = m_window->provenance();
        report.energyProvenance.detail += "; mean power of the timed phase x service time";
        RunMetrics::updateEdp(report);
    } else {
        report.energyReason = m_reason.empty() ? "nothing measures or models this device's energy" : m_reason;
    }
    if (report.delayProvenance.kind == ProvenanceKind::Composed &&
        report.energyProvenance.kind == ProvenanceKind::Measured) {
        report.energyProvenance.kind = ProvenanceKind::Composed;
    }
}

}  // namespace pivot
