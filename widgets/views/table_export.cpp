// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/table_export.h"

#include "widgets/models/table_figure.h"
#include "widgets/views/figure_export_dialog.h"

#include <QAction>
#include <QCoreApplication>
#include <QTableView>
#include <utility>

namespace pivot {

void addTableExport(QTableView& view, std::function<QStringList()> experiments) {
    auto* action = new QAction(QCoreApplication::translate("TableExport", "Export…"), &view);
    action->setObjectName(QStringLiteral("exportTable"));
    action->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_E));
    action->setShortcutContext(Qt::WidgetShortcut);
    view.addAction(action);
    view.setContextMenuPolicy(Qt::ActionsContextMenu);
    QObject::connect(action, &QAction::triggered, &view, [&view, of = std::move(experiments)] {
        const QAbstractItemModel& model = *view.model();
        QList<int> columns;
        for (const int column : allOf(model.columnCount())) {
            if (!view.isColumnHidden(column)) {
                columns << column;
            }
        }
        if (model.rowCount() > 0) {
            FigureExportDialog(tableFigure(model, allOf(model.rowCount()), columns, of()), view.window())
                .exec();
        }
    });
}

}  // namespace pivot
