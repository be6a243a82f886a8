// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/thumbnail.h"

#include <QCache>
#include <QHash>
#include <QMetaObject>
#include <QSet>
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace pivot {
namespace {

constexpr std::size_t kMaxWaiting = 256;

struct Loaded {
    quint64 generation = 0;
    qint64 index = 0;
    QImage image;
    QString error;
};

}  // namespace

QImage toQImage(const RawImage& image) {
    if (image.width <= 0 || image.height <= 0 || (image.channels != 1 && image.channels != 3)) {
        return {};
    }
    QImage result(image.width, image.height,
                  image.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    const auto rowBytes = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.channels);
    if (result.isNull() || image.pixels.size() != rowBytes * static_cast<std::size_t>(image.height)) {
        return {};
    }
    for (int y = 0; y < image.height; ++y) {
        std::copy_n(image.pixels.data() + static_cast<std::size_t>(y) * rowBytes, rowBytes,
                    result.scanLine(y));
    }
    return result;
}

QImage toThumbnail(const RawImage& image, QSize box) {
    const QImage whole = toQImage(image);
    if (whole.isNull() || box.isEmpty()) {
        return {};
    }
    const int factor = std::min(box.width() / whole.width(), box.height() / whole.height());
    if (factor >= 1) {
        return factor == 1 ? whole
                           : whole.scaled(whole.size() * factor, Qt::KeepAspectRatio, Qt::FastTransformation);
    }
    const QSize size = whole.size().scaled(box, Qt::KeepAspectRatio).expandedTo({1, 1});
    return whole.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

/// What is known in the owner's thread.
struct ThumbnailCache::Store {
    explicit Store(int capacity) : images(std::max(capacity, 1)) {}

    QCache<qint64, QImage> images;
    QHash<qint64, QString> errors;  ///< short texts, and few images fail
    quint64 generation = 0;  ///< of the data set and box; what was loaded for an earlier one is dropped
    DataSetPtr data;

    void forget() {
        images.clear();
        errors.clear();
        ++generation;
    }
};

/// The thread that decodes. It shares with the owner only what the mutex guards.
struct ThumbnailCache::Loader {
    struct Job {
        quint64 generation = 0;
        qint64 index = 0;
        DataSetPtr data;
        QSize box;
    };

    explicit Loader(ThumbnailCache* owner)
        : m_owner(owner), m_thread([this](const std::stop_token& stop) { work(stop); }) {}

    void add(Job job) {
        const std::lock_guard lock(m_mutex);
        if (m_wanted.contains(job.index)) {
            return;
        }
        m_wanted.insert(job.index);
        m_waiting.push_back(std::move(job));
        if (m_waiting.size() > kMaxWaiting) {
            m_wanted.remove(m_waiting.front().index);
            m_waiting.pop_front();
        }
        m_changed.notify_one();
    }

    void clear() {
        const std::lock_guard lock(m_mutex);
        m_waiting.clear();
        m_wanted.clear();
        m_loaded.clear();
    }

    [[nodiscard]] std::vector<Loaded> take() {
        const std::lock_guard lock(m_mutex);
        for (const auto& loaded : m_loaded) {
            m_wanted.remove(loaded.index);
        }
        return std::exchange(m_loaded, {});
    }

private:
    static Loaded load(const Job& job) {
        Loaded loaded{job.generation, job.index, {}, {}};
        try {
            if (const auto image = job.data->image(job.index)) {
                loaded.image = toThumbnail(*image, job.box);
            } else {
                loaded.error = QString::fromStdString(image.error().message);
            }
        } catch (const std::exception& error) {
            loaded.error = QString::fromLocal8Bit(error.what());
        }
        if (loaded.image.isNull() && loaded.error.isEmpty()) {
            loaded.error = QStringLiteral("The image has no pixels.");
        }
        return loaded;
    }

    void work(const std::stop_token& stop) {
        std::unique_lock lock(m_mutex);
        while (m_changed.wait(lock, stop, [this] { return !m_waiting.empty(); }) && !stop.stop_requested()) {
            const Job job = std::move(m_waiting.back());  // the latest first: it is in view
            m_waiting.pop_back();
            lock.unlock();
            Loaded loaded = load(job);
            lock.lock();
            if (stop.stop_requested()) {
                return;
            }
            const bool first = m_loaded.empty();
            m_loaded.push_back(std::move(loaded));
            if (first) {  // one event for all that gather until it is served
                QMetaObject::invokeMethod(
                    m_owner, [owner = m_owner] { owner->takeLoaded(); }, Qt::QueuedConnection);
            }
        }
    }

    ThumbnailCache* m_owner;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<Job> m_waiting;
    QSet<qint64> m_wanted;  ///< waiting, being loaded or not yet taken
    std::vector<Loaded> m_loaded;
    std::jthread m_thread;  // last: stopped and joined before what it uses goes
};

ThumbnailCache::ThumbnailCache(QSize box, int capacity, QObject* parent)
    : QObject(parent),
      m_box(box),
      m_store(std::make_unique<Store>(capacity)),
      m_loader(std::make_unique<Loader>(this)) {}

ThumbnailCache::~ThumbnailCache() = default;

void ThumbnailCache::setDataSet(DataSetPtr data) {
    m_loader->clear();
    m_store->forget();
    m_store->data = std::move(data);
}

void ThumbnailCache::setBox(QSize box) {
    if (box == m_box) {
        return;
    }
    m_loader->clear();
    m_store->forget();
    m_box = box;
}

QImage ThumbnailCache::request(qint64 index) {
    if (const QImage* image = m_store->images.object(index)) {
        return *image;
    }
    if (m_store->data && index >= 0 && index < m_store->data->size() && !m_store->errors.contains(index)) {
        m_loader->add({m_store->generation, index, m_store->data, m_box});
    }
    return {};
}

QString ThumbnailCache::error(qint64 index) const {
    return m_store->errors.value(index);
}

void ThumbnailCache::takeLoaded() {
    for (auto& loaded : m_loader->take()) {
        if (loaded.generation != m_store->generation) {
            continue;
        }
        if (loaded.error.isEmpty()) {
            m_store->images.insert(loaded.index, new QImage(std::move(loaded.image)));
            Q_EMIT ready(loaded.index);
        } else {
            m_store->errors.insert(loaded.index, loaded.error);
            Q_EMIT failed(loaded.index, loaded.error);
        }
    }
}

}  // namespace pivot
