// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QChar>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

namespace pivot {

/// The values of a plot, to be copied or written to a file. Columns have snake_case names with their unit.
struct PlotTable {
    QStringList columns;
    std::vector<QStringList> rows;

    /// As lines of text with a head. A field that holds the separator, a quote or a line break is quoted as
    /// RFC 4180 says; '\t' makes text that spreadsheets take from the clipboard.
    [[nodiscard]] QString text(QChar separator) const;
};

/// A number of a table: a point before the decimals, at most 10 significant digits; empty for none.
[[nodiscard]] QString tableNumber(std::optional<double> value);

}  // namespace pivot
