// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/group_model.h"

#include <QTableView>

namespace pivot {

/// The runs of one experiment on several devices side by side, as tall as they need. Hidden while there are
/// fewer than two. Enter or a double click opens one.
class GroupTable : public QTableView {
    Q_OBJECT
public:
    explicit GroupTable(QWidget* parent = nullptr);
    void setMembers(const std::vector<GroupMember>& members);
    [[nodiscard]] const std::vector<GroupMember>& members() const { return m_model.members(); }

Q_SIGNALS:
    void experimentOpened(const QString& id);

private:
    GroupModel m_model;
};

}  // namespace pivot
