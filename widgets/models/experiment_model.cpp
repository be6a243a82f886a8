// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/experiment_model.h"

#include "widgets/models/number_format.h"
#include "widgets/models/run_identity.h"

#include <algorithm>

namespace pivot {
namespace {

QString fromView(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QVariant orLowest(std::optional<double> value) {
    return value.value_or(-1.0);
}

/// `10,000`, or `1,248 of 10,000` of a run that did not come to its end.
QString imagesText(const ExperimentRow& row) {
    if (!row.images || !row.imagesDone) {
        return {};
    }
    return *row.images == *row.imagesDone
               ? formatCount(*row.images)
               : ExperimentModel::tr("%1 of %2").arg(formatCount(*row.imagesDone), formatCount(*row.images));
}

}  // namespace

bool isResumable(RunStatus status) {
    return status == RunStatus::Cancelled || status == RunStatus::Interrupted || status == RunStatus::Failed;
}

ExperimentModel::ExperimentModel(QObject* parent) : QAbstractTableModel(parent) {}

void ExperimentModel::setRows(const std::vector<ExperimentRow>& rows) {
    QHash<QString, const ExperimentRow*> wanted;
    wanted.reserve(static_cast<qsizetype>(rows.size()));
    for (const ExperimentRow& row : rows) {
        wanted.insert(row.id, &row);
    }
    std::vector<bool> gone(m_rows.size());
    for (std::size_t place = 0; place < m_rows.size(); ++place) {
        gone[place] = !wanted.contains(m_rows[place].id);
    }
    const auto kept = static_cast<int>(std::count(gone.begin(), gone.end(), false));
    // What goes is brought together first: one removal instead of one a row.
    if (kept < static_cast<int>(m_rows.size())) {
        moveToTail(gone);
        beginRemoveRows({}, kept, static_cast<int>(m_rows.size()) - 1);
        for (auto row = m_rows.begin() + kept; row != m_rows.end(); ++row) {
            m_places.remove(row->id);
        }
        m_rows.erase(m_rows.begin() + kept, m_rows.end());
        endRemoveRows();
    }
    std::vector<const ExperimentRow*> newer;
    newer.reserve(m_rows.size());
    for (const ExperimentRow& row : m_rows) {
        newer.push_back(wanted.value(row.id));
    }
    update(newer);
    std::vector<const ExperimentRow*> added;
    for (const ExperimentRow& row : rows) {
        if (!m_places.contains(row.id) && wanted.value(row.id) == &row) {
            added.push_back(&row);
        }
    }
    if (added.empty()) {
        return;
    }
    beginInsertRows({}, kept, kept + static_cast<int>(added.size()) - 1);
    for (const ExperimentRow* row : added) {
        m_places.insert(row->id, static_cast<int>(m_rows.size()));
        m_rows.push_back(*row);
    }
    endInsertRows();
}

void ExperimentModel::moveToTail(const std::vector<bool>& gone) {
    Q_EMIT layoutAboutToBeChanged();
    std::vector<ExperimentRow> rows;
    rows.reserve(m_rows.size());
    std::vector<int> placeOf(m_rows.size());
    for (const bool tail : {false, true}) {
        for (std::size_t place = 0; place < m_rows.size(); ++place) {
            if (gone[place] == tail) {
                placeOf[place] = static_cast<int>(rows.size());
                m_places[m_rows[place].id] = placeOf[place];
                rows.push_back(std::move(m_rows[place]));
            }
        }
    }
    m_rows = std::move(rows);
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    after.reserve(before.size());
    for (const QModelIndex& old : before) {
        after << index(placeOf[static_cast<std::size_t>(old.row())], old.column());
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

void ExperimentModel::update(const std::vector<const ExperimentRow*>& newer) {
    const auto count = static_cast<int>(newer.size());
    for (int first = 0; first < count; ++first) {
        int end = first;
        while (end < count &&
               !(m_rows[static_cast<std::size_t>(end)] == *newer[static_cast<std::size_t>(end)])) {
            m_rows[static_cast<std::size_t>(end)] = *newer[static_cast<std::size_t>(end)];
            ++end;
        }
        if (end > first) {
            Q_EMIT dataChanged(index(first, 0), index(end - 1, ColumnCount - 1));
            first = end;
        }
    }
}

void ExperimentModel::put(const ExperimentRow& row) {
    const auto known = m_places.constFind(row.id);
    if (known != m_places.constEnd()) {
        ExperimentRow& old = m_rows[static_cast<std::size_t>(*known)];
        if (!(old == row)) {
            old = row;
            Q_EMIT dataChanged(index(*known, 0), index(*known, ColumnCount - 1));
        }
        return;
    }
    const auto place = static_cast<int>(m_rows.size());
    beginInsertRows({}, place, place);
    m_places.insert(row.id, place);
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
            return index.column() == Time
                       ? row.id +
                             row.createdUtc.toLocalTime().toString(QStringLiteral("\nyyyy-MM-dd HH:mm:ss"))
                       : text(row, index.column());
        case Qt::TextAlignmentRole:
            return static_cast<int>(Qt::AlignVCenter |
                                    (index.column() >= Images ? Qt::AlignRight : Qt::AlignLeft));
        case SortRole:
            return sortKey(row, index.column());
        case IdRole:
            return row.id;
        case ResumableRole:
            return isResumable(row.status);
        default:
            return {};
    }
}

QString ExperimentModel::text(const ExperimentRow& row, int column) const {
    switch (column) {
        case Time:
            return row.createdUtc.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
        case Status:
            return fromView(toString(row.status));
        case Device:
            return row.device;
        case Model:
            return row.model;
        case DataSet:
            return row.dataset;
        case Skip:
            return shortSkips(row.skips);
        case Rerun:
            return row.rerun;
        case Images:
            return imagesText(row);
        case Threshold:
            return row.thresholdNats ? tr("%1 nats").arg(formatSignificant(*row.thresholdNats)) : QString();
        case Accuracy:
            return row.accuracy ? formatPercent(*row.accuracy, 2) : tr("no labels");
        case Share:
            return row.lowShare ? formatPercent(*row.lowShare) : QString();
        case EdpRatio:
            return row.edpReduction ? formatEdpReduction(*row.edpReduction) : tr("not measured");
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
        case DataSet:
            return row.dataset;
        case Skip:
            return row.skips;
        case Rerun:
            return row.rerun;
        case Images:
            return static_cast<qlonglong>(row.imagesDone.value_or(-1));
        case Threshold:
            return orLowest(row.thresholdNats);
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
        return static_cast<int>(Qt::AlignVCenter | (section >= Images ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case Time:
            return tr("When");
        case Status:
            return tr("Status");
        case Device:
            return tr("Device");
        case Model:
            return tr("Model");
        case DataSet:
            return tr("Data set");
        case Skip:
            return tr("Skips");
        case Rerun:
            return tr("Re-run");
        case Images:
            return tr("Images");
        case Threshold:
            return tr("Threshold");
        case Accuracy:
            return tr("Accuracy");
        case Share:
            return tr("Low effort");
        default:
            return tr("EDP");
    }
}

}  // namespace pivot
