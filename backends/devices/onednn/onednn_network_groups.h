// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/onednn_network.h"

#include <algorithm>
#include <atomic>

namespace pivot {

template <class Work>
void OneDnnNetwork::forGroups(int count, const Work& work) {
    const int over = count % m_threads;
    const int left = 2 * over > m_threads ? 0 : over;  // a few that would keep most threads waiting
    const int apart = count - left, lanes = std::min(m_threads, apart);
    // As if each lane had its share: whole groups, and one of what is left. Where a group ends depends on the
    // count alone, so that a run gives the same bits again; who takes it, on who is free: the other threads
    // of the machine do not keep all lanes waiting.
    const int share = std::max(1, apart / std::max(1, lanes)), whole = share / m_groupImages;
    const int inWhole = whole * m_groupImages * lanes, rest = std::max(1, share % m_groupImages);
    const auto sizeAt = [&](int first) {
        return first < inWhole ? m_groupImages : std::min(rest, apart - first);
    };
    for (int first = 0; first < apart; first += sizeAt(first)) {
        for (int lane = 0; lane < lanes; ++lane) {  // made here: a lane must not wait for another's making
            group({sizeAt(first), 1, lane});
        }
    }
    std::atomic<int> next = 0;
    if (lanes > 0) {
        m_team.onEachThread(lanes, [&](int lane) {
            for (int first = next; first < apart;) {
                const int size = sizeAt(first);
                if (next.compare_exchange_weak(first, first + size)) {
                    work(group({size, 1, lane}), first);
                    first = next;
                }
            }
        });
    }
    for (int i = 0; i < left; ++i) {
        work(group({1, m_threads, 0}), apart + i);
    }
}

}  // namespace pivot
