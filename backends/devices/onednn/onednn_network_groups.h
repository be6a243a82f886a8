// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/onednn/onednn_network.h"
#include "devices/onednn/team.h"

namespace pivot {

template <class Work>
void OneDnnNetwork::forGroups(int count, const Work& work) {
    const int share = count / m_threads;
    const int whole = share / m_groupImages, rest = share % m_groupImages;
    for (int lane = 0; share > 0 && lane < m_threads;
         ++lane) {  // made here: a lane must not wait for another's making
        if (whole > 0) {
            group({m_groupImages, 1, lane});
        }
        if (rest > 0) {
            group({rest, 1, lane});
        }
    }
    if (share > 0) {
        onEachThread(m_threads, [&](int lane) {
            int first = lane * share;
            for (int i = 0; i < whole; ++i, first += m_groupImages) {
                work(group({m_groupImages, 1, lane}), first);
            }
            if (rest > 0) {
                work(group({rest, 1, lane}), first);
            }
        });
    }
    const int left = count - share * m_threads, firstLeft = share * m_threads;
    if (2 * left > m_threads) {  // most threads are busy with one each
        for (int lane = 0; lane < left; ++lane) {
            group({1, 1, lane});
        }
        onEachThread(left, [&](int lane) { work(group({1, 1, lane}), firstLeft + lane); });
        return;
    }
    for (int i = 0; i < left; ++i) {
        work(group({1, m_threads, 0}), firstLeft + i);
    }
}

}  // namespace pivot
