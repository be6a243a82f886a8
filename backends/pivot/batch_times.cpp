// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/batch_times.h"

namespace pivot {

void BatchTimes::close(const Batch& batch) {
    if (batch.images > 0) {
        m_ms.push_back(static_cast<double>(batch.delayNs) * batch.images * 1e-6);
    }
}

void BatchTimes::add(const ImageResult& image, int stretch) {
    for (const Visit& visit : image.visits) {
        Batch& batch = m_open[{stretch, visit.effort}];
        if (batch.delayNs != visit.delayNs || batch.images >= m_batch) {
            close(batch);
            batch = {visit.delayNs, 0};
        }
        ++batch.images;
    }
}

std::vector<double> BatchTimes::takeMs() {
    for (const auto& [place, batch] : std::exchange(m_open, {})) {
        close(batch);
    }
    return std::exchange(m_ms, {});
}

}  // namespace pivot
