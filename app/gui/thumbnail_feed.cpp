// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/thumbnail_feed.h"

#include "app/gui/library.h"
#include "core/log.h"

#include <QElapsedTimer>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace pivot {
namespace {

constexpr qint64 kBudgetMs = 12;      // a twentieth of the pause
constexpr qint64 kIdleBudgetMs = 80;  // nothing is being measured

using Thumbnails = std::vector<std::pair<qint64, QImage>>;

/// Whatever an image does to its decoder, it is answered: what is never answered is asked for ever.
QImage thumbnailOrNone(const DataSet& data, qint64 index) {
    try {
        return thumbnailOf(data, index);
    } catch (const std::exception& error) {
        log::warning("The image " + std::to_string(index) + " cannot be shown: " + error.what());
        return {};
    }
}

}  // namespace

ThumbnailFeed::ThumbnailFeed(WorkThread& library, int mostWanted, QObject* parent)
    : QObject(parent), m_library(library), m_mostWanted(mostWanted) {
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &ThumbnailFeed::next);
}

void ThumbnailFeed::begin(DataSetPtr data) {
    m_data = std::move(data);
    m_wanted.clear();
    ++m_generation;
}

void ThumbnailFeed::ask(const QList<qint64>& sourceIndices) {
    for (const qint64 index : sourceIndices) {
        m_wanted.removeOne(index);
        m_wanted.append(index);
    }
    m_wanted = m_wanted.mid(std::max<qsizetype>(0, m_wanted.size() - m_mostWanted));
    next();
}

void ThumbnailFeed::setRunning(bool running) {
    m_running = running;
    if (!running) {
        m_pause.stop();
        next();
    }
}

void ThumbnailFeed::next() {
    if (m_busy || m_pause.isActive() || m_wanted.isEmpty() || !m_data) {
        return;
    }
    m_busy = true;
    m_library.ask(
        this,
        [data = m_data, wanted = m_wanted, budgetMs = m_running ? kBudgetMs : kIdleBudgetMs] {
            QElapsedTimer clock;
            clock.start();
            Thumbnails made;
            for (auto index = wanted.crbegin();
                 index != wanted.crend() && (made.empty() || clock.elapsed() < budgetMs); ++index) {
                made.emplace_back(*index, thumbnailOrNone(*data, *index));
            }
            return made;
        },
        [this, generation = m_generation](const Thumbnails& made) {
            m_busy = false;
            if (generation == m_generation) {
                for (const auto& [index, image] : made) {
                    m_wanted.removeOne(index);
                    Q_EMIT ready(index, image);
                }
            }
            if (m_running) {
                m_pause.start(kPauseMs);
            } else {
                next();
            }
        });
}

}  // namespace pivot
