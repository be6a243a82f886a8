// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/layers_model.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/theme_source.h"

#include <QImage>

class QAction;
class QComboBox;
class QLabel;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace pivot {

class ChoiceStrip;
class FlipsView;

/// One experiment against the reference in detail: the images that flipped, the classes; and
/// what an image spends in the layers of all of them.
class CompareDetails : public Card {
    Q_OBJECT
public:
    explicit CompareDetails(const ThemeSource& theme, QWidget* parent = nullptr);

    void setComparison(const ComparisonPtr& comparison);
    void setThumbnail(qint64 imageIndex, const QImage& pixels);

Q_SIGNALS:
    void thumbnailsWanted(const QList<qint64>& indices);
    void imageWanted(const QString& experimentId, qint64 imageIndex);

private:
    enum View { Flips, Classes, Layers };
    [[nodiscard]] QTableView* makeTable(const ThemeSource& theme, const QString& name, const QString& spoken);
    [[nodiscard]] QWidget* makeLayers(const ThemeSource& theme);
    void showLayers();
    void showPair();
    void showView(int view);

    ComparisonPtr m_comparison;
    ClassDifferenceModel m_classes;
    LayersModel m_layers;
    QSortFilterProxyModel *m_sorted, *m_sortedLayers;
    ChoiceStrip* m_views;
    QComboBox* m_pairs;
    QStackedWidget* m_stack;
    FlipsView* m_flips;
    QTableView *m_classTable, *m_layerTable;
    QAction* m_exportLayers;
    QLabel *m_remark, *m_nothing;
};

}  // namespace pivot
