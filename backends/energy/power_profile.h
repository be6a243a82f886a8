// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cost.h"
#include "core/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// A constant power for a device whose energy nothing here measures. A person edits it; what comes of it is
/// labelled `estimated` and names the profile. Since energy is then watts x delay, a ratio of EDPs is the
/// ratio of delays squared.
struct PowerProfile {
    std::string name;    ///< as people and the provenance call it, e.g. `cpu-default`
    double watts = 0;    ///< finite, above 0
    std::string source;  ///< where the number comes from, and why
    std::filesystem::path file;
    bool operator==(const PowerProfile&) const = default;

    /// Estimated energy of `delayMs`, in joules.
    [[nodiscard]] double energyJ(double delayMs) const { return watts * delayMs * 1e-3; }
    /// Estimated, naming profile, watts and file.
    [[nodiscard]] Provenance provenance() const;
};

/// Reads `{"schema_version": 1, "name": .., "watts": .., "source": ..}`. BadFile says in one sentence what is
/// wrong.
[[nodiscard]] Result<PowerProfile> parsePowerProfile(std::string_view json,
                                                     const std::filesystem::path& file);
[[nodiscard]] Result<PowerProfile> loadPowerProfile(const std::filesystem::path& file);

/// Finds `<name>.json` in the first of `folders` that has it: the user's folder first, then the bundled one,
/// so that an edited copy wins. A damaged file of the user's is an error, never silently passed over.
/// NotFound names the folders.
[[nodiscard]] Result<PowerProfile> findPowerProfile(std::string_view name,
                                                    const std::vector<std::filesystem::path>& folders);

/// The profile meant for a device that has none of its own: `cpu-default`, `cuda-default`; empty for others
/// (`sim:` devices model their energy, boards measure it).
[[nodiscard]] std::string defaultPowerProfileName(std::string_view deviceId);

}  // namespace pivot
