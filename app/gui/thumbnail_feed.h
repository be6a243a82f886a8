// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/work_thread.h"
#include "data/dataset.h"

#include <QImage>
#include <QList>
#include <QObject>
#include <QTimer>

namespace pivot {

/// Decodes the images that are on show, at the pace of somebody who looks. A run fills the strip faster than
/// anybody can see, and decoding beside it would change the delay that is being measured: while it goes on
/// there is one request at a time, at most four a second, the newest images first and for a few
/// milliseconds; what has left the strip by then is never decoded.
class ThumbnailFeed : public QObject {
    Q_OBJECT
public:
    static constexpr int kStrip = 32;     ///< as many as the strip of last images can hold
    static constexpr int kGallery = 512;  ///< as many as are seen of a gallery
    static constexpr int kPauseMs = 250;  ///< between two requests while a run goes on

    /// `library` outlives this. Of more than `mostWanted` images the newest are decoded.
    explicit ThumbnailFeed(WorkThread& library, int mostWanted = kStrip, QObject* parent = nullptr);

    /// Other images from now on: what was asked for is forgotten, late answers are dropped.
    void begin(DataSetPtr data);
    /// Indices within the whole split, newest last.
    void ask(const QList<qint64>& sourceIndices);
    void setRunning(bool running);

Q_SIGNALS:
    void ready(qint64 sourceIndex, const QImage& image);

private:
    void next();

    WorkThread& m_library;
    const int m_mostWanted;
    DataSetPtr m_data;
    QList<qint64> m_wanted;  ///< newest last
    std::uint64_t m_generation = 0;
    bool m_busy = false, m_running = false;
    QTimer m_pause;
};

}  // namespace pivot
