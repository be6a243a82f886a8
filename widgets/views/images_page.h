// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/image_list_model.h"
#include "widgets/views/image_inspector.h"

#include <QPair>
#include <QWidget>
#include <optional>

class QLabel;
class QSlider;
class QStackedWidget;
class QToolButton;

namespace pivot {

class ConfusionView;
class ElidedLabel;
class EmptyState;
class GalleryView;
class ImageFilterBar;

/// The images of one experiment, as the Images page is handed them.
struct ImageSet {
    QString experimentId;
    QString title;  ///< which experiment this is, for people
    ImageTable table;
    QStringList skips;      ///< of each effort, for people
    Thresholds thresholds;  ///< as it ran, as hardness by `score`
    ScoreKind score = ScoreKind::Entropy;
};

/// The images of an experiment: a gallery with filters and an inspector, or which class was taken for which.
/// It shows what it is handed and asks for what it lacks.
class ImagesPage : public QWidget {
    Q_OBJECT
public:
    explicit ImagesPage(const ThemeSource& theme, QWidget* parent = nullptr);

    /// Nothing is shown yet, and why.
    void showWaiting(const QString& sentence);
    void showImages(const ImageSet& images);
    [[nodiscard]] QString experimentId() const { return m_set ? m_set->experimentId : QString(); }
    /// Shows all images again and selects this one; without effect where it is none of them.
    void selectImage(qint64 imageIndex);
    /// Routes the images anew; without effect where not every effort saw every image, or for another
    /// experiment.
    void moveThresholds(const QString& experimentId, const Thresholds& thresholds,
                        ScoreKind score = ScoreKind::Entropy);
    /// Experiments over the same images, newest first: id and name for people.
    void setOthers(const QList<QPair<QString, QString>>& others);
    void showOther(const QString& experimentId, const ImageTable& table);
    void showInspected(const QString& experimentId, const InspectedImage& image);
    void setThumbnail(qint64 imageIndex, const QImage& pixels);

Q_SIGNALS:
    void shown();  ///< the page came to the front: whoever fills it may begin
    void runPageWanted();
    void thumbnailsWanted(const QList<qint64>& indices);
    void inspectionWanted(qint64 imageIndex);
    void otherWanted(const QString& experimentId);  ///< empty: none any more
    void attentionWanted(qint64 imageIndex);

protected:
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] QWidget* makeHead();
    [[nodiscard]] QToolButton* makeViewButton(const QString& text, const char* name, int view);
    void query();
    void select(bool keepPlace);
    void showCount();
    void showConfusion();
    void inspectCurrent();
    void showInInspector();
    void exportView();
    /// Those that are selected, or where that is one alone the first of what is listed.
    [[nodiscard]] QList<int> rowsToExport() const;
    /// As soon as all of their pixels are here.
    void exportGalleryWhenReady();

    ImageListModel m_images;
    std::optional<ImageSet> m_set;
    Thresholds m_thresholds;  ///< where they have been moved to
    ScoreKind m_score = ScoreKind::Entropy;
    std::optional<InspectedImage> m_inspected;
    QString m_otherId;
    QList<int> m_exporting;  ///< rows whose pixels are waited for
    std::optional<ImageTable> m_other;
    ImageRows m_order;
    std::optional<ImageQuery> m_ordered;  ///< what `m_order` is the order of

    QStackedWidget *m_stack, *m_views;
    EmptyState* m_empty;
    QLabel* m_waiting;
    ElidedLabel *m_title, *m_count;
    QSlider* m_size;
    ImageFilterBar* m_filters;
    ElidedLabel* m_legend;
    GalleryView* m_gallery;
    ConfusionView* m_confusion;
    ImageInspector* m_inspector;
};

}  // namespace pivot
