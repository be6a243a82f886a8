// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pivot {

/// How powers become energy. Active: a unit burns only while it works (claims less for skipping). AlwaysOn:
/// every unit burns for the whole delay.
enum class EnergyReading { Active, AlwaysOn };
[[nodiscard]] std::string_view toString(EnergyReading reading);  ///< `active`, `always-on`

/// One number of a profile with where it comes from, for people.
struct ProfileConstant {
    std::string name;
    double value = 0;
    std::string unit;
    std::string source;
    bool operator==(const ProfileConstant&) const = default;
};

/// The constants of an accelerator of the authors' kind: processing elements that multiply tiles, one softmax
/// unit, and in fuller profiles a vector unit and external memory. Read from JSON; every constant in the file
/// carries its source.
struct HardwareProfile {
    /// What a profile charges beyond matrix products and softmax.
    struct Charges {
        bool perHead = false;     ///< q k^T and s v tile each head for itself
        bool stem = false;        ///< patch embedding or convolution stem
        bool norms = false;       ///< LayerNorm
        bool activation = false;  ///< GELU or ReLU of the MLP
        bool residual = false;    ///< the additions
        bool head = false;        ///< classifier (and auxiliary head)
        bool ddr = false;         ///< weights and activations from and to external memory
        bool operator==(const Charges&) const = default;
    };

    std::string id;           ///< `zcu102-pivot`
    std::string name;         ///< for people
    std::string description;  ///< what is in it and what is not
    EnergyReading energyReading = EnergyReading::Active;
    Charges charges;

    double cycleNs = 0;
    double peCount = 0;
    double tileOut = 0, tileRows = 0, tileInner = 0;  ///< a PE multiplies [rows, inner] by [inner, out] tiles
    double softmaxPerCycle = 0;                       ///< elements
    double pePowerMw = 0, peSramPowerMw = 0, softmaxPowerMw = 0;

    // Read only where something that needs them is charged; zero otherwise.
    double vectorLanes = 0, normPasses = 0, vectorPowerMw = 0;
    double bytesPerWeight = 0, bytesPerActivation = 0, onChipBytes = 0;
    double ddrBytesPerCycle = 0, ddrEnergyPjPerByte = 0;
    double softmaxOverlap = 0, ddrOverlap = 0;  ///< share of the shorter one that is hidden, 0..1

    std::vector<ProfileConstant> constants;  ///< as in the file, sorted by name

    [[nodiscard]] bool usesVectorUnit() const {
        return charges.norms || charges.activation || charges.residual;
    }
    bool operator==(const HardwareProfile&) const = default;
};

/// Reads a profile. `origin` names it in errors. BadFile, in one sentence: not JSON, a constant that is
/// missing, unknown, out of range, in another unit or without a source.
[[nodiscard]] Result<HardwareProfile> parseHardwareProfile(std::string_view json, const std::string& origin);
[[nodiscard]] Result<HardwareProfile> loadHardwareProfile(const std::filesystem::path& file);

}  // namespace pivot
