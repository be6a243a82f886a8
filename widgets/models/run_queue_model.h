// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/planned_run.h"

#include <QAbstractTableModel>
#include <vector>

namespace pivot {

/// One experiment of the queue and how far it is.
struct QueueEntry {
    enum class State { Waiting, Running, Done, Stopped, Failed };
    PlannedRun run;
    State state = State::Waiting;
    QString note;  ///< what it gave, or the sentence it failed with
};

/// The experiments that run one after the other: those that ended, the one that runs, those that wait, in the
/// order in which they go. Only what waits can be moved or changes places; what runs cannot be removed.
class RunQueueModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { State, Mode, Model, Data, Devices, Ladder, Note, ColumnCount };
    enum Role { StateRole = Qt::UserRole };

    explicit RunQueueModel(QObject* parent = nullptr);

    void append(const PlannedRun& run);
    [[nodiscard]] const QueueEntry& at(int row) const { return m_entries[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int waiting() const { return count(QueueEntry::State::Waiting); }
    /// -1 when none does.
    [[nodiscard]] int firstWaiting() const { return find(QueueEntry::State::Waiting); }
    [[nodiscard]] int running() const { return find(QueueEntry::State::Running); }
    void setState(int row, QueueEntry::State state, const QString& note = {});

    [[nodiscard]] bool canMove(int row, int by) const;  ///< by -1 or 1: both it and its neighbour wait
    void move(int row, int by);                         ///< does nothing where it cannot
    [[nodiscard]] bool canRemove(int row) const;
    void remove(int row);
    /// All but the one that runs.
    void clear();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] bool isRow(int row) const { return row >= 0 && row < rowCount(); }
    [[nodiscard]] int find(QueueEntry::State state) const;
    [[nodiscard]] int count(QueueEntry::State state) const;

    std::vector<QueueEntry> m_entries;
};

}  // namespace pivot
