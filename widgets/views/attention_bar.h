// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pivot/rollout.h"
#include "widgets/figures/color_maps.h"

#include <QWidget>
#include <utility>

class QComboBox;
class QLabel;
class QSlider;
class QSpinBox;
class QToolButton;

namespace pivot {

class ElidedLabel;

/// How the maps are drawn.
struct AttentionSettings {
    ColorMap colors = ColorMap::Viridis;
    bool sharedScale = false;  ///< one scale for every map, instead of one for each pair of maps
    HeadFusion rollout = HeadFusion::Mean;
    double opacity = 0.65;      ///< of the map over the image
    int first = 0, second = 1;  ///< the efforts side by side
    bool operator==(const AttentionSettings&) const = default;
};

/// What stands above the maps: which image, whose attention, and how it is drawn.
class AttentionBar : public QWidget {
    Q_OBJECT
public:
    explicit AttentionBar(QWidget* parent = nullptr);

    /// Images that can be chosen: indices within the whole split.
    void setImages(qint64 first, qint64 last);
    /// The image that was asked for, without asking again.
    void setWanted(qint64 sourceIndex);
    void setTitle(const QString& image, const QString& context);
    /// `the class token` or a patch, with the way back.
    void setQuery(const QString& text, bool isClassToken);
    void setEfforts(int count);
    /// Offers to go back to what is set up.
    void setSetupOffered(bool offered);
    [[nodiscard]] const AttentionSettings& settings() const { return m_settings; }

Q_SIGNALS:
    void imageWanted(qint64 sourceIndex);
    void stepWanted(int images);
    void classTokenWanted();
    void setupWanted();
    void exportWanted();
    void settingsChanged();

private:
    [[nodiscard]] QWidget* makeImageRow();
    [[nodiscard]] QWidget* makeControls();
    void change(const AttentionSettings& settings);

    AttentionSettings m_settings;
    QSpinBox* m_image;
    QLabel* m_title;
    ElidedLabel* m_context;
    QToolButton* m_setup;
    QLabel* m_query;
    QToolButton* m_back;
    QLabel* m_pairCaption;
    QComboBox* m_pair;
    QLabel* m_opacity;
};

}  // namespace pivot
