// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/team.h"

#include <omp.h>

#include <cassert>
#include <chrono>

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace pivot {

namespace {

/// Longer than lanes of the same size differ by, and than a run takes from one call to the next.
constexpr std::chrono::microseconds kAwake{200};

void pause() {
#if defined(__x86_64__) || defined(__i386__)
    _mm_pause();
#endif
}

/// Waits until `value` is not `old` any more, awake for a while; returns what it is then.
int waitForChange(const std::atomic<int>& value, int old) {
    constexpr int kLooks = 64;  // between two looks at the clock
    const auto asleepAt = std::chrono::steady_clock::now() + kAwake;
    do {
        for (int i = 0; i < kLooks; ++i) {
            if (const int now = value.load(std::memory_order_acquire); now != old) {
                return now;
            }
            pause();
        }
    } while (std::chrono::steady_clock::now() < asleepAt);
    value.wait(old, std::memory_order_acquire);
    return value.load(std::memory_order_acquire);
}

}  // namespace

PrimitivesAlone::PrimitivesAlone() : m_before(omp_get_max_threads()) {
    omp_set_num_threads(1);
}

PrimitivesAlone::~PrimitivesAlone() {
    omp_set_num_threads(m_before);
}

Team::Team(int threads) {
    m_workers.reserve(static_cast<std::size_t>(threads > 1 ? threads - 1 : 0));
    for (int first = 1; first < threads; ++first) {
        try {
            m_workers.emplace_back([this, first] { serve(first); });
        } catch (const std::exception&) {  // no thread or no memory for one
            return;
        }
    }
}

Team::~Team() {
    m_ending = true;
    m_rounds.fetch_add(1, std::memory_order_release);
    m_rounds.notify_all();
    for (std::thread& worker : m_workers) {
        worker.join();
    }
}

void Team::run(const Round& round) {
    assert(m_busy.load() == 0);  // a lane must not start a round of its own team
    m_round = round;
    m_failure = nullptr;
    m_busy.store(static_cast<int>(m_workers.size()), std::memory_order_relaxed);
    m_rounds.fetch_add(1, std::memory_order_release);
    m_rounds.notify_all();
    take(0);
    for (int busy = m_busy.load(std::memory_order_acquire); busy > 0;) {
        busy = waitForChange(m_busy, busy);
    }
    if (m_failure) {
        std::rethrow_exception(m_failure);
    }
}

void Team::serve(int first) {
    const PrimitivesAlone alone;
    for (int seen = 0;;) {
        seen = waitForChange(m_rounds, seen);
        if (m_ending) {
            return;
        }
        take(first);
        if (m_busy.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            m_busy.notify_all();
        }
    }
}

void Team::take(int first) noexcept {
    const int threads = static_cast<int>(m_workers.size()) + 1;
    try {
        for (int lane = first; lane < m_round.lanes; lane += threads) {
            m_round.call(m_round.context, lane);
        }
    } catch (...) {
        const std::lock_guard lock(m_failing);
        m_failure = m_failure ? m_failure : std::current_exception();
    }
}

}  // namespace pivot
