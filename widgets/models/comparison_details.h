// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/comparison_model.h"

#include <QAbstractTableModel>

namespace pivot {

/// A number that is drawn as a bar in its cell; what the roles of a cell with one give.
struct CellBar {
    enum Role {
        ValueRole = Qt::UserRole + 10,
        LowRole,  ///< of its interval; invalid for none
        HighRole,
        MostRole,    ///< the bar's full length: from the left end, or from the middle to either end
        SignedRole,  ///< bool: the bar begins in the middle
        RunRole,     ///< int: which experiment's style it has
        WidestRole   ///< QString: the longest text of such a cell; invalid: that of a share
    };
};

/// The accuracy of every class in the reference and in one other experiment; sorts by CellBar::ValueRole or
/// what is shown.
class ClassDifferenceModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Class, Images, Reference, This, DifferenceColumn, ColumnCount };
    enum Role { SortRole = Qt::UserRole };

    explicit ClassDifferenceModel(QObject* parent = nullptr);
    /// `pair`: its place in the comparison. A null comparison: no rows.
    void setPair(const ComparisonPtr& comparison, std::size_t pair);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] const ClassDifference& at(int row) const;
    [[nodiscard]] QString text(const ClassDifference& one, int column) const;

    ComparisonPtr m_comparison;
    std::size_t m_pair = 0;
    double m_most = 0;  ///< end of the widest interval
};

}  // namespace pivot
