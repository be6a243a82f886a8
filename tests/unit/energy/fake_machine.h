// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "energy/meter.h"

#include <QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <string>

namespace pivot::test {

/// A folder that looks like the kernel's, and a clock that the test winds.
struct FakeMachine {
    QTemporaryDir folder;
    double seconds = 100.0;

    std::filesystem::path root() const { return folder.path().toStdString(); }
    MeterClock clock() {
        return [this] { return seconds; };
    }
    void write(const std::filesystem::path& file, const std::string& text) const {
        std::filesystem::create_directories((root() / file).parent_path());
        std::ofstream(root() / file) << text << '\n';
    }
    void package(int index, const std::string& microJoules, const std::string& range = "262143328850") const {
        const std::filesystem::path zone = "intel-rapl:" + std::to_string(index);
        write(zone / "name", "package-" + std::to_string(index));
        write(zone / "max_energy_range_uj", range);
        write(zone / "energy_uj", microJoules);
    }
    void rail(int index, const std::string& name, const std::string& microWatts) const {
        const std::filesystem::path sensor = "hwmon" + std::to_string(index);
        write(sensor / "name", name);
        write(sensor / "power1_input", microWatts);
    }
};

}  // namespace pivot::test
