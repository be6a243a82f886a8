// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/comparison_model.h"
#include "widgets/models/image_list_model.h"
#include "widgets/theme/theme_source.h"

#include <QWidget>
#include <vector>

class QToolButton;

namespace pivot {

class ChoiceStrip;
class ElidedLabel;
class GalleryView;

/// The images that one of two experiments got right and the other wrong, and what both said of the one that
/// is selected. Enter or a double click opens one.
class FlipsView : public QWidget {
    Q_OBJECT
public:
    explicit FlipsView(const ThemeSource& theme, QWidget* parent = nullptr);

    /// `pair`: its place in the comparison. A null comparison: no images.
    void setPair(const ComparisonPtr& comparison, std::size_t pair);
    void setThumbnail(qint64 imageIndex, const QImage& pixels);

Q_SIGNALS:
    void thumbnailsWanted(const QList<qint64>& indices);
    void imageWanted(const QString& experimentId, qint64 imageIndex);

private:
    enum Shown { All, Gained, Lost };
    void select();
    void describeCurrent();
    /// Asks where to, as soon as the pixels of all exported images are there.
    void exportShown();
    void exportWhenReady();
    void open(qint64 imageIndex);
    [[nodiscard]] const RunPair* pair() const;

    ComparisonPtr m_comparison;
    std::size_t m_pair = 0;
    ImageTable m_table;
    ImageListModel m_images;
    QList<int> m_exporting;  ///< rows that an export waits for
    ChoiceStrip* m_shown;
    ElidedLabel* m_said;
    QToolButton *m_open, *m_export;
    GalleryView* m_gallery;
};

}  // namespace pivot
