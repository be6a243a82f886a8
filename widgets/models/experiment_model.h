// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_record.h"
#include "core/score.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QHash>
#include <QString>
#include <QStringList>
#include <cstdint>
#include <optional>
#include <vector>

namespace pivot {

/// One stored experiment, as the list shows it.
struct ExperimentRow {
    QString id;
    QString name;  ///< that a person gave it; empty: none
    QStringList tags;
    bool starred = false, inBin = false;
    QString shard;  ///< `2/8`; empty: run in one piece
    QDateTime createdUtc;
    RunStatus status = RunStatus::Complete;
    QString device, precision, model, dataset;
    QString skips;                                   ///< of every effort: `6,7,8 | none`
    QString rerun;                                   ///< `prefix`, `restart`
    std::optional<std::int64_t> images, imagesDone;  ///< that the run looks at, and has looked at
    std::optional<double> thresholdNats;             ///< of the first effort, by entropy
    std::optional<double> thresholdScore;            ///< the same by another score
    ScoreKind score = ScoreKind::Entropy;
    std::optional<double> accuracy, lowShare, breakEvenShare, edpReduction;
    bool operator==(const ExperimentRow&) const = default;
};

/// Whether a run that stands so can be finished where it stopped.
[[nodiscard]] bool isResumable(RunStatus status);

/// The experiments of a database, one a row, in the order in which they are handed over: whoever has them
/// sorts them, and gives them a page at a time. Values only: data() reads nothing from anywhere.
class ExperimentModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Star,
        Name,
        Tags,
        Time,
        Status,
        Device,
        Precision,
        Model,
        DataSet,
        Skip,
        Rerun,
        Images,  // from here on numbers, at the right
        Threshold,
        Accuracy,
        Share,
        EdpRatio,
        ColumnCount
    };
    enum Role { IdRole = Qt::UserRole, ResumableRole, StarredRole, CreatedRole };

    explicit ExperimentModel(QObject* parent = nullptr);

    /// Replaces the list, in a time that grows as its length; experiments whose id stays keep their
    /// selection. `more`: there are others after the last one.
    void setRows(const std::vector<ExperimentRow>& rows, bool more = false);
    /// The answer to moreWanted(): the next ones, without those that are there.
    void appendRows(const std::vector<ExperimentRow>& rows, bool more);
    /// Adds one experiment, or updates the one with its id.
    void put(const ExperimentRow& row);
    [[nodiscard]] const std::vector<ExperimentRow>& rows() const { return m_rows; }
    [[nodiscard]] bool hasMore() const { return m_more; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    /// Only says what is wanted.
    void sort(int column, Qt::SortOrder order) override;

Q_SIGNALS:
    void moreWanted();
    void sortWanted(int column, Qt::SortOrder order);

private:
    [[nodiscard]] QString text(const ExperimentRow& row, int column) const;

    /// Brings the rows into another order: `next[place]` is where the row at a place goes.
    void rearrange(const std::vector<int>& next);
    void removeTail(int kept);
    void insertAtEnd(const std::vector<const ExperimentRow*>& added);
    void update(const std::vector<const ExperimentRow*>& newer);

    std::vector<ExperimentRow> m_rows;
    QHash<QString, int> m_places;  ///< of ids in m_rows
    bool m_more = false, m_asked = false;
};

}  // namespace pivot
