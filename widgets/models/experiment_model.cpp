// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/experiment_model.h"

#include "widgets/models/number_format.h"

#include <algorithm>

namespace pivot {
namespace {

QString fromView(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QVariant orLowest(std::optional<double> value) {
    return value.value_or(-1.0);
}

}  // namespace

QString edpRatioText(std::optional<double> reduction) {
    if (!reduction) {
        return ExperimentModel::tr("not measured");
    }
    if (*reduction < 1.0) {
        return ExperimentModel::tr("costs %1").arg(formatFactor(1.0 / *reduction));
    }
    return ExperimentModel::tr("%1 less").arg(formatFactor(*reduction));
}

ExperimentModel::ExperimentModel(QObject* parent) : QAbstractTableModel(parent) {}

void ExperimentModel::setRows(const std::vector<ExperimentRow>& rows) {
    for (int place = static_cast<int>(m_rows.size()) - 1; place >= 0; --place) {
        const QString& id = m_rows[static_cast<std::size_t>(place)].id;
        if (std::none_of(rows.begin(), rows.end(),
                         [&id](const ExperimentRow& row) { return row.id == id; })) {
            beginRemoveRows({}, place, place);
            m_rows.erase(m_rows.begin() + place);
            endRemoveRows();
        }
    }
    for (const ExperimentRow& row : rows) {
        put(row);
    }
}

void ExperimentModel::put(const ExperimentRow& row) {
    const auto known = std::find_if(m_rows.begin(), m_rows.end(),
                                    [&row](const ExperimentRow& other) { return other.id == row.id; });
    if (known != m_rows.end()) {
        if (!(*known == row)) {
            *known = row;
            const auto place = static_cast<int>(known - m_rows.begin());
            Q_EMIT dataChanged(index(place, 0), index(place, ColumnCount - 1));
        }
        return;
    }
    const auto place = static_cast<int>(m_rows.size());
    beginInsertRows({}, place, place);
    m_rows.push_back(row);
    endInsertRows();
}

int ExperimentModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ExperimentModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ExperimentModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const ExperimentRow& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            return text(row, index.column());
        case Qt::ToolTipRole:
            if (index.column() == Share && row.breakEvenShare) {
                return tr("Routing gains only above %1").arg(formatPercent(*row.breakEvenShare));
            }
            return index.column() == Time ? row.id : text(row, index.column());
        case Qt::TextAlignmentRole:
            return static_cast<int>(Qt::AlignVCenter |
                                    (index.column() >= Accuracy ? Qt::AlignRight : Qt::AlignLeft));
        case SortRole:
            return sortKey(row, index.column());
        case IdRole:
            return row.id;
        default:
            return {};
    }
}

QString ExperimentModel::text(const ExperimentRow& row, int column) const {
    switch (column) {
        case Time:
            return row.createdUtc.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
        case Status:
            return fromView(toString(row.status));
        case Device:
            return row.device;
        case Model:
            return row.model;
        case Skip:
            return row.skips;
        case Accuracy:
            return row.accuracy ? formatPercent(*row.accuracy, 2) : tr("no labels");
        case Share:
            return row.lowShare ? formatPercent(*row.lowShare) : QString();
        case EdpRatio:
            return edpRatioText(row.edpReduction);
        default:
            return {};
    }
}

QVariant ExperimentModel::sortKey(const ExperimentRow& row, int column) {
    switch (column) {
        case Time:
            return row.createdUtc;
        case Status:
            return static_cast<int>(row.status);
        case Device:
            return row.device;
        case Model:
            return row.model;
        case Skip:
            return row.skips;
        case Accuracy:
            return orLowest(row.accuracy);
        case Share:
            return orLowest(row.lowShare);
        case EdpRatio:
            return orLowest(row.edpReduction);
        default:
            return {};
    }
}

QVariant ExperimentModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignVCenter | (section >= Accuracy ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case Time:
            return tr("Time");
        case Status:
            return tr("Status");
        case Device:
            return tr("Device");
        case Model:
            return tr("Model");
        case Skip:
            return tr("Skipped attentions");
        case Accuracy:
            return tr("Accuracy");
        case Share:
            return tr("Low effort");
        default:
            return tr("EDP");
    }
}

}  // namespace pivot
