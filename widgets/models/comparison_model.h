// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pivot/comparison.h"

#include <QAbstractTableModel>
#include <QString>
#include <QStringList>
#include <memory>
#include <vector>

namespace pivot {

using ComparisonPtr = std::shared_ptr<const Comparison>;

/// Experiments side by side, a column each: first what they gave, with intervals and against the reference,
/// then the settings that are not the same in all of them. A row that is a heading has no cells.
class ComparisonModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { HeadingRole = Qt::UserRole };  ///< bool: the row is a heading

    explicit ComparisonModel(QObject* parent = nullptr);

    /// Null: no rows.
    void setComparison(const ComparisonPtr& comparison);
    [[nodiscard]] bool isHeading(int row) const;
    /// The table as lines of text with tabs, for a spreadsheet.
    [[nodiscard]] QString tabbed() const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    struct Cell {
        QString text, more;  ///< `more`: the tool tip, where the text does not say all
    };
    struct Row {
        QString name;
        std::vector<Cell> cells;  ///< one an experiment; none for a heading
        QString more;
    };
    void addResults();
    void addCosts();
    void addSettings();
    /// Left out where no experiment has one.
    template <class CellOf>
    void add(const QString& name, CellOf cellOf, const QString& more = {});

    ComparisonPtr m_comparison;
    std::vector<Row> m_rows;
};

/// `−0.33`, `+1.20`: points of accuracy.
[[nodiscard]] QString formatPoints(double fraction);
/// What an experiment is called where there is little room: `A 6f1c2b0e`.
[[nodiscard]] QString runName(const Comparison& comparison, std::size_t run);

}  // namespace pivot
