// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace pivot {

/// oneDNN's primitives on the calling thread alone, made and run, for as long as it lives: the threads of a
/// Team share the work, and none of libgomp's, which would fight with them for the cores.
class PrimitivesAlone {
public:
    PrimitivesAlone();
    ~PrimitivesAlone();
    PrimitivesAlone(const PrimitivesAlone&) = delete;
    PrimitivesAlone& operator=(const PrimitivesAlone&) = delete;

private:
    int m_before;
};

/// Threads that share the work of a session with the thread that calls it. Used by one thread at a time.
///
/// They are not libgomp's, since how long those wait awake is decided for the whole process when the library
/// is loaded: asleep at once (OMP_WAIT_POLICY=passive), a round of work starts 50 to 90 us late, which takes
/// most of the time of a small model's single image; awake for milliseconds (the default), they keep the
/// cores from everybody else. These stay awake for kAwake and then sleep. A child of fork() has none of them.
class Team {
public:
    /// `threads` with the caller's own; fewer where the system gives no more.
    explicit Team(int threads);
    ~Team();
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    /// work(lane) for each of `lanes` lanes, each on a thread of its own where there are enough; one of the
    /// exceptions is thrown again when all are done.
    template <class Work>
    void onEachThread(int lanes, const Work& work) {
        if (lanes <= 1) {
            if (lanes == 1) {
                work(0);
            }
            return;
        }
        run({[](const void* context, int lane) { (*static_cast<const Work*>(context))(lane); }, &work,
             lanes});
    }

    /// work(begin, end, lane) over equal shares of [0, count), one a lane.
    template <class Work>
    void inShares(int lanes, std::int64_t count, const Work& work) {
        onEachThread(lanes, [&](int lane) {
            const std::int64_t begin = count * lane / lanes, end = count * (lane + 1) / lanes;
            if (begin < end) {
                work(begin, end, lane);
            }
        });
    }

private:
    struct Round {
        void (*call)(const void* context, int lane) = nullptr;
        const void* context = nullptr;
        int lanes = 0;
    };
    void run(const Round& round);
    void serve(int first);
    /// The lanes first, first + threads, ... of the round.
    void take(int first) noexcept;

    static constexpr std::size_t kLine = 64;  ///< bytes of the cache: what is waited for has one of its own
    Round m_round;
    std::exception_ptr m_failure;
    std::mutex m_failing;
    bool m_ending = false;
    alignas(kLine) std::atomic<int> m_rounds{0};  ///< how many were started
    alignas(kLine) std::atomic<int> m_busy{0};    ///< workers that have not ended the last one
    alignas(kLine) std::vector<std::thread> m_workers;
};

}  // namespace pivot
