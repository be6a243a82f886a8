// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live_snapshot.h"

#include <functional>
#include <mutex>
#include <stop_token>
#include <utility>

namespace pivot {

/// The place where a run leaves its latest snapshot and the window picks it up, at its own pace. Thread-safe.
class LiveBoard {
public:
    void publish(LiveSnapshot snapshot) {
        const std::scoped_lock lock(m_mutex);
        m_snapshot = std::move(snapshot);
    }
    [[nodiscard]] LiveSnapshot snapshot() const {
        const std::scoped_lock lock(m_mutex);
        return m_snapshot;
    }

private:
    mutable std::mutex m_mutex;
    LiveSnapshot m_snapshot;
};

/// How a run is watched and stopped from outside. All are called from the run's thread.
struct RunHooks {
    std::stop_token stop;                              ///< honoured within one batch
    std::function<bool()> paused;                      ///< while true the run waits between batches
    std::function<void(bool)> waiting = {};            ///< a wait begins (true), or has ended
    std::function<void(const RunProgress&)> progress;  ///< after every batch
    LiveBoard* live = nullptr;                         ///< published a few dozen times a second
};

}  // namespace pivot
