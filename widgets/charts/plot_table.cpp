// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_table.h"

#include <cmath>

namespace pivot {
namespace {

QString quoted(const QString& field, QChar separator) {
    if (!field.contains(separator) && !field.contains(QLatin1Char('"')) &&
        !field.contains(QLatin1Char('\n'))) {
        return field;
    }
    QString inside = field;
    return QLatin1Char('"') + inside.replace(QLatin1Char('"'), QStringLiteral("\"\"")) + QLatin1Char('"');
}

void appendLine(QString& text, const QStringList& fields, QChar separator) {
    for (qsizetype i = 0; i < fields.size(); ++i) {
        if (i > 0) {
            text += separator;
        }
        text += quoted(fields[i], separator);
    }
    text += QLatin1Char('\n');
}

}  // namespace

QString PlotTable::text(QChar separator) const {
    QString text;
    appendLine(text, columns, separator);
    for (const QStringList& row : rows) {
        appendLine(text, row, separator);
    }
    return text;
}

QString tableNumber(std::optional<double> value) {
    return value && std::isfinite(*value) ? QString::number(*value, 'g', 10) : QString();
}

}  // namespace pivot
