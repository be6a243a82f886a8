// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_report.h"
#include "pivot/agreement.h"

#include <QAbstractTableModel>
#include <QString>
#include <optional>
#include <vector>

namespace pivot {

/// One device's run of an experiment that ran on several.
struct GroupMember {
    RunReport report;  ///< where there is none: its device alone
    QString sentence;  ///< why there are no figures: it failed, runs, or waits; empty: it reported
    std::optional<Agreement>
        agreement;  ///< with the first of the group; absent for that one, or not read yet
    bool operator==(const GroupMember&) const = default;
};

/// The runs of one experiment on several devices, one a row, to be compared.
class GroupModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Device,
        Accuracy,  // from here on numbers, at the right
        Share,
        Delay,
        Edp,
        Basis,  // text again
        Agreeing,
        ColumnCount
    };
    enum Role { IdRole = Qt::UserRole };  ///< of the experiment; empty where there is none

    explicit GroupModel(QObject* parent = nullptr);
    void setMembers(const std::vector<GroupMember>& members);
    [[nodiscard]] const std::vector<GroupMember>& members() const { return m_members; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    std::vector<GroupMember> m_members;
};

}  // namespace pivot
