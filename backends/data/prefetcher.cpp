// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/prefetcher.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>

namespace pivot {

struct Prefetcher::Impl {
    DataSetPtr data;
    PreprocessSpec spec;
    std::vector<std::int64_t> order;
    std::size_t batch = 1;
    std::size_t most = 1;  ///< batches that wait
    std::size_t few = 0;   ///< with so many or less of them left, all that were taken are made anew

    std::mutex mutex;
    std::condition_variable_any changed;
    std::deque<PreparedBatch> ready;
    bool finished = false;
    std::jthread thread;  // last: stopped and joined before what it uses goes

    void work(const std::stop_token& stop);
    [[nodiscard]] PreparedBatch prepare(std::size_t first, const std::stop_token& stop) const;
    [[nodiscard]] PreparedBatch prepareOrFail(std::size_t first, const std::stop_token& stop) const;
    [[nodiscard]] Result<void> addImage(std::int64_t index, PreparedBatch& result) const;
};

Result<void> Prefetcher::Impl::addImage(std::int64_t index, PreparedBatch& result) const {
    const auto image = data->image(index);
    if (!image) {
        return tl::unexpected(image.error());
    }
    const auto side = static_cast<std::size_t>(std::max(spec.size, 0));
    const std::size_t values = static_cast<std::size_t>(std::max(spec.channels, 0)) * side * side;
    const std::size_t before = result.pixels.size();
    result.pixels.resize(before + values);
    auto done = preprocess(*image, spec, std::span(result.pixels).subspan(before));
    if (!done) {
        result.pixels.resize(before);
        return done;
    }
    result.indices.push_back(index);
    return {};
}

PreparedBatch Prefetcher::Impl::prepare(std::size_t first, const std::stop_token& stop) const {
    PreparedBatch result;
    const std::size_t end = std::min(first + batch, order.size());
    for (std::size_t i = first; i < end && !stop.stop_requested(); ++i) {
        const std::int64_t index = order[i];
        if (index < 0 || index >= data->size()) {
            result.errors.push_back(
                {index, std::to_string(index),
                 "There is no image " + std::to_string(index) + " in " + data->name() + "."});
            continue;
        }
        std::string message;
        try {  // one image too large for the memory must not end the run
            if (auto added = addImage(index, result); !added) {
                message = added.error().message;
            }
        } catch (const std::exception& error) {
            message = std::string("The image cannot be prepared: ") + error.what() + ".";
        }
        if (!message.empty()) {
            result.errors.push_back({index, data->key(index), std::move(message)});
        }
    }
    return result;
}

PreparedBatch Prefetcher::Impl::prepareOrFail(std::size_t first, const std::stop_token& stop) const {
    try {
        return prepare(first, stop);
    } catch (const std::exception& error) {  // nothing may leave the thread: that would end the program
        PreparedBatch failed;
        for (std::size_t i = first; i < std::min(first + batch, order.size()); ++i) {
            failed.errors.push_back({order[i], std::to_string(order[i]),
                                     std::string("The image cannot be prepared: ") + error.what() + "."});
        }
        return failed;
    }
}

void Prefetcher::Impl::work(const std::stop_token& stop) {
    for (std::size_t first = 0; first < order.size() && !stop.stop_requested(); first += batch) {
        {
            // Room first, work then: at most `most` batches exist, the one being made included. Small images
            // are made many at a time, in one go: where every core computes, a thread that is woken for a
            // single batch gets its turn too late, and the computing waits for each of them.
            std::unique_lock lock(mutex);
            if (ready.size() >= most) {
                changed.wait(lock, stop, [this] { return ready.size() <= few; });
            }
        }
        if (stop.stop_requested()) {
            break;
        }
        PreparedBatch next = prepareOrFail(first, stop);
        if (stop.stop_requested()) {
            break;
        }
        const std::lock_guard lock(mutex);
        ready.push_back(std::move(next));
        changed.notify_all();
    }
    const std::lock_guard lock(mutex);
    finished = true;
    changed.notify_all();
}

Prefetcher::Prefetcher(DataSetPtr data, PreprocessSpec spec, std::vector<std::int64_t> order, int batch,
                       PrefetchDepth depth)
    : m_impl(std::make_unique<Impl>()) {
    m_impl->data = std::move(data);
    m_impl->spec = std::move(spec);
    m_impl->order = std::move(order);
    m_impl->batch = static_cast<std::size_t>(std::max(batch, 1));
    const auto side = static_cast<std::size_t>(std::max(m_impl->spec.size, 1));
    const auto channels = static_cast<std::size_t>(std::max(m_impl->spec.channels, 1));
    const std::size_t bytes = m_impl->batch * channels * side * side * sizeof(float);
    const auto least = static_cast<std::size_t>(std::max(depth.batches, 1));
    m_impl->most = std::max(least, depth.bytes / bytes);
    m_impl->few = m_impl->most > least ? m_impl->most / 2 : m_impl->most - 1;
    m_impl->thread = std::jthread([impl = m_impl.get()](const std::stop_token& stop) { impl->work(stop); });
}

Prefetcher::~Prefetcher() = default;

std::optional<PreparedBatch> Prefetcher::next() {
    std::unique_lock lock(m_impl->mutex);
    m_impl->changed.wait(lock, [this] { return !m_impl->ready.empty() || m_impl->finished; });
    if (m_impl->ready.empty()) {
        return std::nullopt;
    }
    PreparedBatch batch = std::move(m_impl->ready.front());
    m_impl->ready.pop_front();
    if (m_impl->ready.size() <= m_impl->few) {
        m_impl->changed.notify_all();
    }
    return batch;
}

}  // namespace pivot
