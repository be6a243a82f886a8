// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"
#include "widgets/models/comparison_details.h"

#include <QAbstractTableModel>

namespace pivot {

/// What an image spends in each layer: the layer, a column an experiment of ms, and then one each of how
/// often an image runs it. Where no experiment timed its layers, the attention of each block and how often it
/// runs.
class LayersModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { SortRole = Qt::UserRole };  ///< by number, and the layers by their place in the network

    explicit LayersModel(QObject* parent = nullptr);
    /// Null: no rows.
    void setComparison(const ComparisonPtr& comparison);
    [[nodiscard]] bool isTimed() const;
    /// Whether the cells of a column are bars: those of times, or of runs where there are none.
    [[nodiscard]] bool hasBars(int column) const;
    /// All layers together beside the delay, and why an experiment has no times.
    [[nodiscard]] QString remark() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    /// A cell's place: the experiment, and whether it is of ms or of runs.
    struct Column {
        std::size_t run = 0;
        bool isMs = false;
    };
    [[nodiscard]] Column columnAt(int column) const;
    [[nodiscard]] LayerSpend spendAt(int row, std::size_t run) const;
    [[nodiscard]] QString msText(double ms) const;
    [[nodiscard]] QVariant msData(const LayerSpend& layer, std::size_t run, int role) const;
    [[nodiscard]] QVariant runsData(const LayerSpend& layer, std::size_t run, int role) const;

    ComparisonPtr m_comparison;
    double m_mostMs = 0, m_mostRuns = 1;
    int m_decimals = 3;  ///< of ms: three digits of the largest
};

/// The times of the layers as bars, of the experiments that have them; its panels are empty where none has.
[[nodiscard]] figures::FigureDocument layersDocument(const Comparison& comparison);

}  // namespace pivot
