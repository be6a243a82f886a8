// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/experiment_model.h"

#include "widgets/models/number_format.h"
#include "widgets/models/run_identity.h"
#include "widgets/models/score_text.h"

#include <QSet>
#include <algorithm>

namespace pivot {
namespace {

QString fromView(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
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

void ExperimentModel::setRows(const std::vector<ExperimentRow>& rows, bool more) {
    m_more = more;
    m_asked = false;
    QHash<QString, const ExperimentRow*> wanted;
    wanted.reserve(static_cast<qsizetype>(rows.size()));
    for (const ExperimentRow& row : rows) {
        wanted.insert(row.id, &row);
    }
    // What goes is brought together at the end first: one removal instead of one a row.
    std::vector<int> next(m_rows.size());
    int kept = 0;
    for (const bool tail : {false, true}) {
        int place = tail ? kept : 0;
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            if (!wanted.contains(m_rows[i].id) == tail) {
                next[i] = place++;
            }
        }
        kept = tail ? kept : place;
    }
    if (kept < static_cast<int>(m_rows.size())) {
        rearrange(next);
        removeTail(kept);
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
    insertAtEnd(added);
    next.assign(m_rows.size(), 0);
    int place = 0;
    bool moved = false;
    for (const ExperimentRow& row : rows) {
        if (wanted.value(row.id) == &row) {
            const int before = m_places.value(row.id);
            moved = moved || before != place;
            next[static_cast<std::size_t>(before)] = place++;
        }
    }
    if (moved) {
        rearrange(next);
    }
}

void ExperimentModel::appendRows(const std::vector<ExperimentRow>& rows, bool more) {
    m_more = more;
    m_asked = false;
    std::vector<const ExperimentRow*> added;
    QSet<QString> seen;
    for (const ExperimentRow& row : rows) {
        if (!m_places.contains(row.id) && !seen.contains(row.id)) {
            seen.insert(row.id);
            added.push_back(&row);
        }
    }
    insertAtEnd(added);
}

void ExperimentModel::insertAtEnd(const std::vector<const ExperimentRow*>& added) {
    if (added.empty()) {
        return;
    }
    const auto first = static_cast<int>(m_rows.size());
    beginInsertRows({}, first, first + static_cast<int>(added.size()) - 1);
    for (const ExperimentRow* row : added) {
        m_places.insert(row->id, static_cast<int>(m_rows.size()));
        m_rows.push_back(*row);
    }
    endInsertRows();
}

void ExperimentModel::removeTail(int kept) {
    beginRemoveRows({}, kept, static_cast<int>(m_rows.size()) - 1);
    for (auto row = m_rows.begin() + kept; row != m_rows.end(); ++row) {
        m_places.remove(row->id);
    }
    m_rows.erase(m_rows.begin() + kept, m_rows.end());
    endRemoveRows();
}

void ExperimentModel::rearrange(const std::vector<int>& next) {
    Q_EMIT layoutAboutToBeChanged();
    std::vector<ExperimentRow> rows(m_rows.size());
    for (std::size_t place = 0; place < m_rows.size(); ++place) {
        m_places[m_rows[place].id] = next[place];
        rows[static_cast<std::size_t>(next[place])] = std::move(m_rows[place]);
    }
    m_rows = std::move(rows);
    const QModelIndexList before = persistentIndexList();
    QModelIndexList after;
    after.reserve(before.size());
    for (const QModelIndex& old : before) {
        after << index(next[static_cast<std::size_t>(old.row())], old.column());
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

bool ExperimentModel::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && m_more && !m_asked;
}

void ExperimentModel::fetchMore(const QModelIndex& parent) {
    if (canFetchMore(parent)) {
        m_asked = true;
        Q_EMIT moreWanted();
    }
}

void ExperimentModel::sort(int column, Qt::SortOrder order) {
    if (column >= 0 && column < ColumnCount) {
        Q_EMIT sortWanted(column, order);
    }
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
            if (index.column() == Star) {
                return row.starred ? tr("Take the star away (Ctrl+B)") : tr("Star it (Ctrl+B)");
            }
            return index.column() == Time
                       ? row.id +
                             row.createdUtc.toLocalTime().toString(QStringLiteral("\nyyyy-MM-dd HH:mm:ss"))
                       : text(row, index.column());
        case Qt::TextAlignmentRole:
            return static_cast<int>(Qt::AlignVCenter |
                                    (index.column() >= Images ? Qt::AlignRight : Qt::AlignLeft));
        case IdRole:
            return row.id;
        case ResumableRole:
            return isResumable(row.status) && !row.inBin;
        case StarredRole:
            return row.starred;
        case CreatedRole:
            return row.createdUtc;
        case Qt::AccessibleTextRole:
            return index.column() == Star ? (row.starred ? tr("with a star") : tr("without a star"))
                                          : text(row, index.column());
        default:
            return {};
    }
}

QString ExperimentModel::text(const ExperimentRow& row, int column) const {
    switch (column) {
        case Star:
            return row.starred ? QString(QChar(0x2605)) : QString(QChar(0x2606));
        case Name:
            return row.shard.isEmpty()  ? row.name
                   : row.name.isEmpty() ? tr("shard %1").arg(row.shard)
                                        : tr("%1, shard %2").arg(row.name, row.shard);
        case Tags:
            return row.tags.join(QStringLiteral(", "));
        case Time:
            return row.createdUtc.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
        case Status:
            return fromView(toString(row.status));
        case Device:
            return row.device;
        case Precision:
            return row.precision;
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
            return row.thresholdNats ? tr("%1 nats").arg(formatSignificant(*row.thresholdNats))
                   : row.thresholdScore
                       ? tr("%1 %2").arg(scoreUnit(row.score), formatSignificant(*row.thresholdScore))
                       : QString();
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

QVariant ExperimentModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (section == Star && role == Qt::ToolTipRole) {
        return tr("Star");
    }
    if (section == Star && role == Qt::AccessibleTextRole) {
        return tr("Star");
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignVCenter | (section >= Images ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case Star:
            return QString(QChar(0x2605));
        case Name:
            return tr("Name");
        case Tags:
            return tr("Tags");
        case Time:
            return tr("When");
        case Status:
            return tr("Status");
        case Device:
            return tr("Device");
        case Precision:
            return tr("Precision");
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
