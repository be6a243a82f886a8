// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/outcome.h"
#include "pivot/routing.h"
#include "widgets/models/image_answers.h"
#include "widgets/theme/theme_source.h"

#include <QImage>
#include <QScrollArea>
#include <QStringList>
#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace pivot {

class EmptyState;

/// One image with everything that is stored of it.
struct InspectedImage {
    ImageResult result;
    QImage pixels;  ///< null where the data set is gone
};

/// The image that is selected: its pixels, what each effort that saw it said, and what it cost.
class ImageInspector : public QScrollArea {
    Q_OBJECT
public:
    explicit ImageInspector(const ThemeSource& theme, QWidget* parent = nullptr);

    /// Of the experiment whose images follow: the skip set of each effort, for people.
    void setEfforts(const QStringList& skips);
    void showNothing();
    /// Where the image ends at `thresholds` (one an effort) is read from `table`, whose row it is.
    void showImage(const InspectedImage& image, const ImageTable& table, const Thresholds& thresholds,
                   ScoreKind score);
    [[nodiscard]] std::optional<std::int64_t> shown() const { return m_shown; }

Q_SIGNALS:
    void attentionWanted(qint64 imageIndex);

private:
    void showHeading(const InspectedImage& image, const ImageTable& table, std::size_t row);
    void addAnswer(const Visit& visit, const ImageTable& table, std::size_t row, const Thresholds& thresholds,
                   ScoreKind score);

    const ThemeSource& m_theme;
    QStringList m_skips;
    std::optional<std::int64_t> m_shown;
    QWidget* m_content;
    QLabel *m_hint, *m_pixels, *m_title, *m_facts;
    QPushButton* m_attention;
    QVBoxLayout* m_answers;
};

}  // namespace pivot
