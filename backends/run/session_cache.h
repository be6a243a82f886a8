// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/run_config.h"
#include "devices/registry.h"
#include "vit/model.h"

#include <list>
#include <memory>
#include <string>

namespace pivot {

/// The sessions that were used last, so that looking at the next image does not open the model again. Of the
/// compute thread alone.
class SessionCache {
public:
    static constexpr std::size_t kMost = 3;  ///< each holds its weights

    struct Wanted {
        std::string model;         ///< path of the checkpoint
        ModelOverrides overrides;  ///< what was said besides
        std::string device;        ///< id
        Precision precision = Precision::Fp32;
    };
    using SessionPtr = std::shared_ptr<InferenceSession>;

    /// The session that is kept, or one that is opened now. A checkpoint that has changed on disk is opened
    /// again. Errors are the model's or the device's.
    [[nodiscard]] Result<SessionPtr> open(DeviceRegistry& registry, const Wanted& wanted);

    /// Gives back what the sessions hold.
    void clear() { m_entries.clear(); }

private:
    struct Entry {
        std::string key;
        SessionPtr session;
    };
    std::list<Entry> m_entries;  ///< latest first
};

/// The session that an effort of `config` runs in. Weights of its own are described by themselves.
[[nodiscard]] SessionCache::Wanted wantedFor(const RunConfig& config, const Effort& effort,
                                             const std::string& device, Precision precision);

}  // namespace pivot
