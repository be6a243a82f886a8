// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/image_query.h"

#include <QAbstractListModel>
#include <QCache>
#include <QImage>
#include <cstdint>

namespace pivot {

/// The images that a query selects, one a row. Pixels are kept for those that were looked at last, up to a
/// fixed amount of memory; the view asks for what it lacks.
class ImageListModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { IndexRole = Qt::UserRole };  ///< the image's index in the whole split

    /// One image as it is drawn.
    struct Item {
        std::int64_t index = 0;
        int label = -1, predicted = -1;
        int exit = Outcome::kNoExit;
        Verdict verdict = Verdict::Unlabelled;
        double entropyNats = 0;  ///< at the effort that the query scores; NaN where it did not see the image
    };

    static constexpr int kCacheKiB = 64 * 1024;

    explicit ImageListModel(QObject* parent = nullptr);

    /// Other images: what was decoded of the earlier ones goes.
    void setTable(const ImageTable& table);
    /// The same images, routed or selected differently.
    void setRows(const ImageTable& table, ImageRows rows, int scoredEffort);
    [[nodiscard]] const ImageTable& table() const { return m_table; }
    [[nodiscard]] const ImageRows& rows() const { return m_rows; }

    [[nodiscard]] Item item(int row) const;
    [[nodiscard]] QString describe(const Item& item) const;
    /// The row of an image; -1 where it is not selected. O(rows).
    [[nodiscard]] int rowOf(std::int64_t imageIndex) const;
    /// Null while its pixels are not here.
    [[nodiscard]] const QImage* thumbnail(std::int64_t imageIndex) const;
    void setThumbnail(std::int64_t imageIndex, const QImage& image);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    void thumbnailArrived(qint64 imageIndex);

private:
    ImageTable m_table;
    ImageRows m_rows;
    int m_scoredEffort = 0;
    QCache<qint64, QImage> m_thumbnails;  ///< cost in KiB
};

}  // namespace pivot
