// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_record.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QHash>
#include <QString>
#include <cstdint>
#include <optional>
#include <vector>

namespace pivot {

/// One stored experiment, as the list shows it.
struct ExperimentRow {
    QString id;
    QDateTime createdUtc;
    RunStatus status = RunStatus::Complete;
    QString device, model, dataset;
    QString skips;                                   ///< of every effort: `6,7,8 | none`
    QString rerun;                                   ///< `prefix`, `restart`
    std::optional<std::int64_t> images, imagesDone;  ///< that the run looks at, and has looked at
    std::optional<double> thresholdNats;             ///< of the first effort
    std::optional<double> accuracy, lowShare, breakEvenShare, edpReduction;
    bool operator==(const ExperimentRow&) const = default;
};

/// Whether a run that stands so can be finished where it stopped.
[[nodiscard]] bool isResumable(RunStatus status);

/// The experiments of a database, one a row. Values only: data() reads nothing from anywhere.
class ExperimentModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Time,
        Status,
        Device,
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
    enum Role { SortRole = Qt::UserRole, IdRole, ResumableRole };

    explicit ExperimentModel(QObject* parent = nullptr);

    /// Replaces the list, in a time that grows as its length; experiments whose id stays keep their
    /// selection, new ones come after them.
    void setRows(const std::vector<ExperimentRow>& rows);
    /// Adds one experiment, or updates the one with its id.
    void put(const ExperimentRow& row);
    [[nodiscard]] const std::vector<ExperimentRow>& rows() const { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    [[nodiscard]] QString text(const ExperimentRow& row, int column) const;
    [[nodiscard]] static QVariant sortKey(const ExperimentRow& row, int column);

    void moveToTail(const std::vector<bool>& gone);
    void update(const std::vector<const ExperimentRow*>& newer);

    std::vector<ExperimentRow> m_rows;
    QHash<QString, int> m_places;  ///< of ids in m_rows
};

}  // namespace pivot
