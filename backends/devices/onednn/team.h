// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <omp.h>

#include <cstdint>
#include <exception>

namespace pivot {

/// OpenMP threads of the calling thread, for as long as it lives; oneDNN takes its own from the same setting.
class TeamSize {
public:
    explicit TeamSize(int threads) : m_before(omp_get_max_threads()) { omp_set_num_threads(threads); }
    ~TeamSize() { omp_set_num_threads(m_before); }
    TeamSize(const TeamSize&) = delete;
    TeamSize& operator=(const TeamSize&) = delete;

private:
    int m_before;
};

/// work(lane) for each of `threads` lanes, each on a thread of its own (fewer where OpenMP is limited from
/// outside); one of the exceptions is thrown again when all are done.
template <class Work>
void onEachThread(int threads, const Work& work) {
    if (threads == 1) {
        work(0);
        return;
    }
    std::exception_ptr failure;
#pragma omp parallel num_threads(threads)
    {
        try {
            for (int lane = omp_get_thread_num(); lane < threads; lane += omp_get_num_threads()) {
                work(lane);
            }
        } catch (...) {  // an exception must not leave a parallel region
#pragma omp critical(pivot_team_failure)
            failure = failure ? failure : std::current_exception();
        }
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

/// work(begin, end, lane) over equal shares of [0, count), one a lane.
template <class Work>
void inShares(int threads, std::int64_t count, const Work& work) {
    onEachThread(threads, [&](int lane) {
        const std::int64_t begin = count * lane / threads, end = count * (lane + 1) / threads;
        if (begin < end) {
            work(begin, end, lane);
        }
    });
}

}  // namespace pivot
