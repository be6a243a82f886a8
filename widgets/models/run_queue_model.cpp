// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/run_queue_model.h"

#include <algorithm>
#include <utility>

namespace pivot {
namespace {

QString stateText(QueueEntry::State state) {
    switch (state) {
        case QueueEntry::State::Waiting:
            return RunQueueModel::tr("waits");
        case QueueEntry::State::Running:
            return RunQueueModel::tr("runs");
        case QueueEntry::State::Done:
            return RunQueueModel::tr("done");
        case QueueEntry::State::Stopped:
            return RunQueueModel::tr("cancelled");
        case QueueEntry::State::Failed:
            return RunQueueModel::tr("failed");
    }
    return {};
}

QString textOf(const QueueEntry& entry, int column) {
    switch (column) {
        case RunQueueModel::State:
            return stateText(entry.state);
        case RunQueueModel::Mode:
            return entry.run.config.mode == RunMode::Profile ? RunQueueModel::tr("profile")
                                                             : RunQueueModel::tr("run");
        case RunQueueModel::Model:
            return entry.run.modelName;
        case RunQueueModel::Data:
            return entry.run.dataName;
        case RunQueueModel::Devices:
            return devicesText(entry.run);
        case RunQueueModel::Ladder:
            return ladderText(entry.run);
        case RunQueueModel::Note:
            return entry.note;
        default:
            return {};
    }
}

}  // namespace

RunQueueModel::RunQueueModel(QObject* parent) : QAbstractTableModel(parent) {}

void RunQueueModel::append(const PlannedRun& run) {
    beginInsertRows({}, rowCount(), rowCount());
    m_entries.push_back({run, QueueEntry::State::Waiting, {}});
    endInsertRows();
}

int RunQueueModel::find(QueueEntry::State state) const {
    const auto found = std::ranges::find(m_entries, state, &QueueEntry::state);
    return found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin());
}

int RunQueueModel::count(QueueEntry::State state) const {
    return static_cast<int>(std::ranges::count(m_entries, state, &QueueEntry::state));
}

void RunQueueModel::setState(int row, QueueEntry::State state, const QString& note) {
    if (isRow(row)) {
        QueueEntry& entry = m_entries[static_cast<std::size_t>(row)];
        entry.state = state;
        entry.note = note;
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

bool RunQueueModel::canMove(int row, int by) const {
    return (by == 1 || by == -1) && isRow(row) && isRow(row + by) &&
           at(row).state == QueueEntry::State::Waiting && at(row + by).state == QueueEntry::State::Waiting;
}

void RunQueueModel::move(int row, int by) {
    if (!canMove(row, by)) {
        return;
    }
    // The place is counted before the row is taken out.
    beginMoveRows({}, row, row, {}, by > 0 ? row + 2 : row - 1);
    std::swap(m_entries[static_cast<std::size_t>(row)], m_entries[static_cast<std::size_t>(row + by)]);
    endMoveRows();
}

bool RunQueueModel::canRemove(int row) const {
    return isRow(row) && at(row).state != QueueEntry::State::Running;
}

void RunQueueModel::remove(int row) {
    if (canRemove(row)) {
        beginRemoveRows({}, row, row);
        m_entries.erase(m_entries.begin() + row);
        endRemoveRows();
    }
}

void RunQueueModel::clear() {
    for (int row = rowCount() - 1; row >= 0; --row) {
        remove(row);
    }
}

int RunQueueModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int RunQueueModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunQueueModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const QueueEntry& entry = at(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return textOf(entry, index.column());
        case Qt::ToolTipRole:
            return entry.note.isEmpty() ? textOf(entry, index.column()) : entry.note;
        case StateRole:
            return static_cast<int>(entry.state);
        default:
            return {};
    }
}

QVariant RunQueueModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section >= ColumnCount) {
        return {};
    }
    const QStringList titles{tr("State"),   tr("Mode"),    tr("Model"), tr("Data"),
                             tr("Devices"), tr("Efforts"), tr("Result")};
    return titles.at(section);
}

}  // namespace pivot
