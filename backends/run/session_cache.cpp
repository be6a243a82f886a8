// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/session_cache.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace pivot {
namespace {

/// Changes when somebody writes the checkpoint anew: the latest time of the file, or of those in the folder.
std::string stampOf(const std::filesystem::path& path) {
    namespace fs = std::filesystem;
    std::error_code failed;
    const auto timeOf = [](const fs::path& file) {
        std::error_code error;
        const auto time = fs::last_write_time(file, error);
        return error ? fs::file_time_type::min() : time;
    };
    auto latest = timeOf(path);
    for (auto entry = fs::directory_iterator(path, failed); !failed && entry != fs::directory_iterator();
         entry.increment(failed)) {
        latest = std::max(latest, timeOf(entry->path()));
    }
    return std::to_string(latest.time_since_epoch().count());
}

std::string keyOf(const SessionCache::Wanted& wanted) {
    const auto& [config, act] = wanted.overrides;
    return wanted.model + '\n' + (config ? config->string() + ' ' + stampOf(*config) : std::string()) + '\n' +
           (act ? std::string(toString(*act)) : std::string()) + '\n' + wanted.device + '\n' +
           std::string(toString(wanted.precision)) + '\n' + stampOf(wanted.model);
}

}  // namespace

Result<SessionCache::SessionPtr> SessionCache::open(DeviceRegistry& registry, const Wanted& wanted) {
    const std::string key = keyOf(wanted);
    const auto known = std::ranges::find(m_entries, key, &Entry::key);
    if (known != m_entries.end()) {
        m_entries.splice(m_entries.begin(), m_entries, known);
        return m_entries.front().session;
    }
    const auto model = loadModel(wanted.model, wanted.overrides);
    if (!model) {
        return tl::unexpected(model.error());
    }
    auto session = registry.open(wanted.device, *model, {wanted.precision, 0, {}});
    if (!session) {
        return tl::unexpected(session.error());
    }
    m_entries.push_front({key, std::move(*session)});
    if (m_entries.size() > kMost) {
        m_entries.pop_back();
    }
    return m_entries.front().session;
}

SessionCache::Wanted wantedFor(const RunConfig& config, const Effort& effort, const std::string& device,
                               Precision precision) {
    SessionCache::Wanted wanted{
        effort.modelPath.empty() ? config.model : effort.modelPath, {}, device, precision};
    if (wanted.model == config.model && !config.modelConfig.empty()) {
        wanted.overrides.config = config.modelConfig;
    }
    if (!config.act.empty()) {
        wanted.overrides.act = config.act == "relu" ? Activation::Relu : Activation::Gelu;
    }
    return wanted;
}

}  // namespace pivot
