// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/power_profile.h"

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>

namespace pivot {

namespace {

using nlohmann::json;

constexpr std::uintmax_t kMaxProfileBytes = 64 * 1024;
constexpr double kMaxWatts = 1e6;

std::string wattsText(double watts) {
    std::ostringstream text;
    text << watts;
    return text.str();
}

}  // namespace

Provenance PowerProfile::provenance() const {
    return {ProvenanceKind::Estimated, "power profile " + name + ": a constant " + wattsText(watts) +
                                           " W x delay, not measured (edit " + file.string() + ")"};
}

Result<PowerProfile> parsePowerProfile(std::string_view text, const std::filesystem::path& file) {
    const auto bad = [&](const std::string& problem) {
        return fail(ErrorCode::BadFile, "the power profile " + file.string() + " cannot be used: " + problem);
    };
    if (text.size() > kMaxProfileBytes)
        return bad("it is larger than 64 KiB");
    const json document = json::parse(text, nullptr, false);
    if (document.is_discarded() || !document.is_object())
        return bad("it is not a JSON object");
    const auto version = document.find("schema_version");
    if (version == document.end() || !version->is_number_integer() || *version != 1)
        return bad("its schema_version is not 1, the one this program reads");
    PowerProfile profile;
    profile.file = file;
    for (const auto& [key, member] :
         {std::pair{"name", &profile.name}, std::pair{"source", &profile.source}}) {
        const auto found = document.find(key);
        if (found == document.end() || !found->is_string() || found->get_ref<const std::string&>().empty())
            return bad(std::string("it lacks the text '") + key + "'");
        *member = found->get<std::string>();
    }
    const auto watts = document.find("watts");
    if (watts == document.end() || !watts->is_number())
        return bad("it lacks the number 'watts'");
    profile.watts = watts->get<double>();
    if (!std::isfinite(profile.watts) || profile.watts <= 0 || profile.watts > kMaxWatts)
        return bad("'watts' must be above 0 and at most 1000000");
    return profile;
}

Result<PowerProfile> loadPowerProfile(const std::filesystem::path& file) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(file, failed);
    if (failed)
        return fail(ErrorCode::NotFound,
                    "the power profile " + file.string() + " cannot be read: " + failed.message());
    if (size > kMaxProfileBytes)
        return fail(ErrorCode::BadFile,
                    "the power profile " + file.string() + " cannot be used: it is larger than 64 KiB");
    std::ifstream stream(file, std::ios::binary);
    std::string text(static_cast<std::size_t>(size), '\0');
    stream.read(text.data(), static_cast<std::streamsize>(size));
    if (!stream)
        return fail(ErrorCode::Io,
                    "the power profile " + file.string() + " cannot be read: check its permissions");
    return parsePowerProfile(text, file);
}

Result<PowerProfile> findPowerProfile(std::string_view name,
                                      const std::vector<std::filesystem::path>& folders) {
    // A name, not a path: nothing outside the folders is read.
    if (name.empty() || name.find_first_of("/\\") != std::string_view::npos || name.front() == '.')
        return fail(ErrorCode::Usage, "'" + std::string(name) + "' is not the name of a power profile");
    std::string looked;
    for (const auto& folder : folders) {
        const auto file = folder / (std::string(name) + ".json");
        std::error_code ignored;
        if (std::filesystem::exists(file, ignored))
            return loadPowerProfile(file);
        looked += (looked.empty() ? "" : ", ") + folder.string();
    }
    return fail(ErrorCode::NotFound, "there is no power profile '" + std::string(name) + "' (looked in " +
                                         looked +
                                         "): write one with name, watts and source to have energy estimated");
}

std::string defaultPowerProfileName(std::string_view deviceId) {
    if (deviceId == "cpu" || deviceId.starts_with("cpu:"))
        return "cpu-default";
    if (deviceId.starts_with("cuda:"))
        return "cuda-default";
    return {};
}

}  // namespace pivot
