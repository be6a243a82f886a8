// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/table_figure.h"

#include <numeric>

namespace pivot {

figures::FigureDocument tableFigure(const QAbstractItemModel& model, const QList<int>& rows,
                                    const QList<int>& columns, const QStringList& experiments) {
    figures::Table table;
    for (const int column : columns) {
        const std::string heading = model.headerData(column, Qt::Horizontal).toString().toStdString();
        table.columns.push_back({heading, heading});
    }
    for (const int row : rows) {
        std::vector<figures::Cell> cells;
        for (const int column : columns) {
            const QString text = model.index(row, column).data().toString();
            cells.push_back(text.isEmpty() ? figures::Cell() : figures::Cell(text.toStdString()));
        }
        table.rows.push_back(std::move(cells));
    }
    figures::FigureDocument document;
    document.spec.kind = figures::FigureKind::SummaryTable;
    for (const QString& id : experiments) {
        document.spec.experiments.push_back(id.toStdString());
    }
    document.data.table = std::move(table);
    return document;
}

QList<int> allOf(int count) {
    QList<int> places(count);
    std::iota(places.begin(), places.end(), 0);
    return places;
}

}  // namespace pivot
