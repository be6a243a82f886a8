// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/element.h"

#include <memory>
#include <mutex>
#include <vector>

namespace pivot {

/// Buffers of activations that come back when nobody holds them any more, so that a steady state allocates
/// none. Shared by the activations that are out: it outlives the session if they do.
class ActivationPool : public std::enable_shared_from_this<ActivationPool> {
public:
    /// Uninitialised memory for `values` float32.
    [[nodiscard]] std::shared_ptr<float> take(std::size_t values) {
        std::unique_ptr<Entry> entry = reuse(values);
        if (!entry) {
            entry = std::make_unique<Entry>(Entry{values, Buffer(values * sizeof(float))});
        }
        float* data = entry->buffer.as<float>();
        return {data, [pool = shared_from_this(), kept = std::shared_ptr<Entry>(std::move(entry))](float*) {
                    const std::lock_guard lock(pool->m_mutex);
                    if (pool->m_free.size() < kMostFree) {
                        pool->m_free.push_back(std::make_unique<Entry>(std::move(*kept)));
                    }
                }};
    }

private:
    struct Entry {
        std::size_t values;
        Buffer buffer;
    };
    static constexpr std::size_t kMostFree = 16;

    std::unique_ptr<Entry> reuse(std::size_t values) {
        const std::lock_guard lock(m_mutex);
        for (auto& candidate : m_free) {
            if (candidate->values >= values && candidate->values <= 2 * values) {
                std::swap(candidate, m_free.back());
                auto entry = std::move(m_free.back());
                m_free.pop_back();
                return entry;
            }
        }
        return nullptr;
    }

    std::mutex m_mutex;
    std::vector<std::unique_ptr<Entry>> m_free;
};

}  // namespace pivot
