// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/hardware_profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>

namespace pivot {

namespace {

using nlohmann::json;
using Charges = HardwareProfile::Charges;

constexpr std::uintmax_t kMaxProfileBytes = 256 * 1024;
constexpr int kSchemaVersion = 1;

struct ChargeRule {
    const char* name;
    bool Charges::*member;
};
constexpr std::array kCharges{
    ChargeRule{"per_head", &Charges::perHead},  ChargeRule{"stem", &Charges::stem},
    ChargeRule{"norms", &Charges::norms},       ChargeRule{"activation", &Charges::activation},
    ChargeRule{"residual", &Charges::residual}, ChargeRule{"head", &Charges::head},
    ChargeRule{"ddr", &Charges::ddr},
};

enum class Need { Always, Norms, Vector, Ddr, Never };

struct ConstantRule {
    const char* name;
    const char* unit;
    double HardwareProfile::*member;
    double low, high;  ///< allowed range, inclusive
    Need need;         ///< when it must be there
};
constexpr double kHuge = 1e12;
constexpr double kTiny = 1e-9;
constexpr std::array kConstants{
    ConstantRule{"cycle", "ns", &HardwareProfile::cycleNs, kTiny, kHuge, Need::Always},
    ConstantRule{"pe_count", "1", &HardwareProfile::peCount, 1, kHuge, Need::Always},
    ConstantRule{"tile_out", "1", &HardwareProfile::tileOut, 1, kHuge, Need::Always},
    ConstantRule{"tile_rows", "1", &HardwareProfile::tileRows, 1, kHuge, Need::Always},
    ConstantRule{"tile_inner", "1", &HardwareProfile::tileInner, 1, kHuge, Need::Always},
    ConstantRule{"softmax_rate", "elements/cycle", &HardwareProfile::softmaxPerCycle, kTiny, kHuge,
                 Need::Always},
    ConstantRule{"pe_power", "mW", &HardwareProfile::pePowerMw, 0, kHuge, Need::Always},
    ConstantRule{"pe_sram_power", "mW", &HardwareProfile::peSramPowerMw, 0, kHuge, Need::Always},
    ConstantRule{"softmax_power", "mW", &HardwareProfile::softmaxPowerMw, 0, kHuge, Need::Always},
    ConstantRule{"vector_lanes", "elements/cycle", &HardwareProfile::vectorLanes, kTiny, kHuge, Need::Vector},
    ConstantRule{"vector_power", "mW", &HardwareProfile::vectorPowerMw, 0, kHuge, Need::Vector},
    ConstantRule{"norm_passes", "1", &HardwareProfile::normPasses, 1, 100, Need::Norms},
    ConstantRule{"weight_bytes", "B", &HardwareProfile::bytesPerWeight, kTiny, 64, Need::Ddr},
    ConstantRule{"activation_bytes", "B", &HardwareProfile::bytesPerActivation, kTiny, 64, Need::Ddr},
    ConstantRule{"on_chip_memory", "B", &HardwareProfile::onChipBytes, 0, kHuge, Need::Ddr},
    ConstantRule{"ddr_rate", "B/cycle", &HardwareProfile::ddrBytesPerCycle, kTiny, kHuge, Need::Ddr},
    ConstantRule{"ddr_energy", "pJ/B", &HardwareProfile::ddrEnergyPjPerByte, 0, kHuge, Need::Ddr},
    ConstantRule{"ddr_overlap", "1", &HardwareProfile::ddrOverlap, 0, 1, Need::Ddr},
    ConstantRule{"softmax_overlap", "1", &HardwareProfile::softmaxOverlap, 0, 1, Need::Never},
};

bool isNeeded(Need need, const HardwareProfile& profile) {
    switch (need) {
        case Need::Always:
            return true;
        case Need::Norms:
            return profile.charges.norms;
        case Need::Vector:
            return profile.usesVectorUnit();
        case Need::Ddr:
            return profile.charges.ddr;
        case Need::Never:
            return false;
    }
    return false;
}

std::string inQuotes(std::string_view text) {
    return "'" + std::string(text.substr(0, 60)) + "'";
}

/// Reads one file; every method gives the sentence of what is wrong, or nothing.
class Reader {
public:
    Reader(const json& document, HardwareProfile& profile) : m_document(document), m_profile(profile) {}

    std::optional<std::string> read() {
        if (!m_document.is_object())
            return "it is not a JSON object";
        const auto version = m_document.find("schema_version");
        if (version == m_document.end() || !version->is_number_integer() || *version != kSchemaVersion)
            return "its schema_version is not 1, the one this program reads";
        if (auto problem = readText("id", m_profile.id))
            return problem;
        if (auto problem = readText("name", m_profile.name))
            return problem;
        if (auto problem = readText("description", m_profile.description))
            return problem;
        if (auto problem = readReading())
            return problem;
        if (auto problem = readCharges())
            return problem;
        return readConstants();
    }

private:
    std::optional<std::string> readText(const char* key, std::string& out) const {
        const auto found = m_document.find(key);
        if (found == m_document.end() || !found->is_string() || found->get_ref<const std::string&>().empty())
            return "it lacks the text " + inQuotes(key);
        out = found->get<std::string>();
        return std::nullopt;
    }

    std::optional<std::string> readReading() {
        std::string text;
        if (auto problem = readText("energy_reading", text))
            return problem;
        for (const EnergyReading reading : {EnergyReading::Active, EnergyReading::AlwaysOn}) {
            if (text == toString(reading)) {
                m_profile.energyReading = reading;
                return std::nullopt;
            }
        }
        return "its energy_reading " + inQuotes(text) + " is neither 'active' nor 'always-on'";
    }

    std::optional<std::string> readCharges() {
        const auto charges = m_document.find("charges");
        if (charges == m_document.end() || !charges->is_array())
            return "it lacks the list 'charges'";
        for (const auto& item : *charges) {
            const std::string name = item.is_string() ? item.get<std::string>() : item.type_name();
            const auto rule =
                std::ranges::find_if(kCharges, [&](const ChargeRule& known) { return name == known.name; });
            if (rule == kCharges.end())
                return "its charge " + inQuotes(name) + " is not known";
            m_profile.charges.*(rule->member) = true;
        }
        return std::nullopt;
    }

    std::optional<std::string> readConstants() {
        const auto constants = m_document.find("constants");
        if (constants == m_document.end() || !constants->is_object())
            return "it lacks the object 'constants'";
        for (const auto& [name, entry] : constants->items()) {
            const auto rule = std::ranges::find_if(
                kConstants, [&](const ConstantRule& known) { return name == known.name; });
            if (rule == kConstants.end())
                return "its constant " + inQuotes(name) + " is not known";
            if (auto problem = readConstant(*rule, entry))
                return problem;
        }
        for (const auto& rule : kConstants) {
            if (isNeeded(rule.need, m_profile) && !constants->contains(rule.name))
                return "it lacks the constant " + inQuotes(rule.name) + " (in " + rule.unit + ")";
        }
        return std::nullopt;
    }

    std::optional<std::string> readConstant(const ConstantRule& rule, const json& entry) {
        const std::string name = inQuotes(rule.name);
        const auto value = entry.find("value");
        if (!entry.is_object() || value == entry.end() || !value->is_number())
            return "its constant " + name + " has no number 'value'";
        const double number = value->get<double>();
        if (!std::isfinite(number) || number < rule.low || number > rule.high)
            return "its constant " + name + " is out of range";
        ProfileConstant constant{rule.name, number,
                                 entry.value("unit", json()).is_string() ? entry["unit"] : "", ""};
        if (constant.unit != rule.unit)
            return "its constant " + name + " is in " + inQuotes(constant.unit) + ", not in '" + rule.unit +
                   "'";
        if (const auto source = entry.find("source"); source != entry.end() && source->is_string())
            constant.source = source->get<std::string>();
        if (constant.source.empty())
            return "its constant " + name + " has no 'source'";
        m_profile.*(rule.member) = number;
        m_profile.constants.push_back(std::move(constant));
        return std::nullopt;
    }

    const json& m_document;
    HardwareProfile& m_profile;
};

}  // namespace

std::string_view toString(EnergyReading reading) {
    return reading == EnergyReading::Active ? "active" : "always-on";
}

Result<HardwareProfile> parseHardwareProfile(std::string_view text, const std::string& origin) {
    const auto bad = [&](const std::string& problem) {
        return fail(ErrorCode::BadFile, "the hardware profile " + origin + " cannot be used: " + problem);
    };
    if (text.size() > kMaxProfileBytes)
        return bad("it is larger than 256 KiB");
    HardwareProfile profile;
    try {
        const json document = json::parse(text, nullptr, false);
        if (document.is_discarded())
            return bad("it is not JSON");
        if (const auto problem = Reader(document, profile).read())
            return bad(*problem);
    } catch (const json::exception& error) {
        return bad(error.what());
    }
    return profile;
}

Result<HardwareProfile> loadHardwareProfile(const std::filesystem::path& file) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(file, failed);
    if (failed)
        return fail(ErrorCode::NotFound,
                    "the hardware profile " + file.string() + " cannot be read: " + failed.message());
    if (size > kMaxProfileBytes)
        return fail(ErrorCode::BadFile,
                    "the hardware profile " + file.string() + " cannot be used: it is larger than 256 KiB");
    std::ifstream stream(file, std::ios::binary);
    std::string text(static_cast<std::size_t>(size), '\0');
    stream.read(text.data(), static_cast<std::streamsize>(size));
    if (!stream)
        return fail(ErrorCode::Io,
                    "the hardware profile " + file.string() + " cannot be read: reading failed");
    return parseHardwareProfile(text, file.string());
}

}  // namespace pivot
