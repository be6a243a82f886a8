// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/comparison_details.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/theme_source.h"

#include <QImage>

class QComboBox;
class QLabel;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace pivot {

class ChoiceStrip;
class FlipsView;

/// One experiment against the reference in detail: the images that flipped, the classes, the blocks.
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
    enum View { Flips, Classes, Blocks };
    [[nodiscard]] QTableView* makeTable(const ThemeSource& theme, const QString& name, const QString& spoken);
    void showPair();
    void showView(int view);

    ComparisonPtr m_comparison;
    ClassDifferenceModel m_classes;
    BlockRunsModel m_blocks;
    QSortFilterProxyModel* m_sorted;
    ChoiceStrip* m_views;
    QComboBox* m_pairs;
    QStackedWidget* m_stack;
    FlipsView* m_flips;
    QTableView *m_classTable, *m_blockTable;
    QLabel* m_nothing;
};

}  // namespace pivot
