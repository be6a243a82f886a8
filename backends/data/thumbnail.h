// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/dataset.h"

#include <QImage>
#include <QObject>
#include <QSize>
#include <QString>
#include <memory>

namespace pivot {

/// The image's bytes as a QImage of the same size (Grayscale8 or RGB888); null for an image without pixels.
[[nodiscard]] QImage toQImage(const RawImage& image);

/// Scaled to fit `box`, sides in proportion. Small images are enlarged by whole factors without smoothing, so
/// that their pixels stay visible; large ones are reduced smoothly.
[[nodiscard]] QImage toThumbnail(const RawImage& image, QSize box);

/// Thumbnails of a data set, decoded in a thread of its own and kept while there is room. request() never
/// blocks. Lives in the thread that made it; signals are emitted there.
class ThumbnailCache : public QObject {
    Q_OBJECT

public:
    /// `box`: the size, in pixels, that thumbnails fit into. `capacity`: how many are kept.
    explicit ThumbnailCache(QSize box = {96, 96}, int capacity = 2048, QObject* parent = nullptr);
    ~ThumbnailCache() override;

    /// Forgets everything and shows another set (null: none). Images of the former one that are under way
    /// never arrive.
    void setDataSet(DataSetPtr data);
    /// For another size or pixel ratio; forgets everything.
    void setBox(QSize box);
    [[nodiscard]] QSize box() const { return m_box; }

    /// The thumbnail if it is there. Otherwise null, and it is loaded: ready() or failed() follows. The
    /// latest requests are served first, and when many wait the oldest are dropped, so that a gallery that is
    /// scrolled fast shows what is in view.
    [[nodiscard]] QImage request(qint64 index);
    /// Why there is none; empty when there is one or it is not known yet.
    [[nodiscard]] QString error(qint64 index) const;

Q_SIGNALS:
    void ready(qint64 index);
    void failed(qint64 index, const QString& message);

private:
    struct Loader;
    struct Store;
    void takeLoaded();

    QSize m_box;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<Loader> m_loader;
};

}  // namespace pivot
