// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/group_table.h"

#include "widgets/theme/tokens.h"
#include "widgets/views/table_export.h"

#include <QHeaderView>
#include <algorithm>

namespace pivot {
namespace {

constexpr int kMostRows = 5;  // more scroll

}  // namespace

GroupTable::GroupTable(QWidget* parent) : QTableView(parent) {
    setObjectName(QStringLiteral("groupTable"));
    setAccessibleName(tr("The same experiment on several devices"));
    setModel(&m_model);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(tokens::kControlHeight - tokens::kGrid);
    QHeaderView* header = horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(GroupModel::Basis, QHeaderView::Stretch);
    header->setFixedHeight(tokens::kControlHeight);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    hide();
    addTableExport(*this, [this] {
        QStringList ids;
        for (const GroupMember& member : members()) {
            if (!member.report.experimentId.empty()) {
                ids << QString::fromStdString(member.report.experimentId);
            }
        }
        return ids;
    });
    connect(this, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        if (const QString id = index.data(GroupModel::IdRole).toString(); !id.isEmpty()) {
            Q_EMIT experimentOpened(id);
        }
    });
}

void GroupTable::setMembers(const std::vector<GroupMember>& members) {
    m_model.setMembers(members);
    const int rows = std::min(kMostRows, m_model.rowCount());
    setFixedHeight(horizontalHeader()->height() + rows * verticalHeader()->defaultSectionSize() +
                   2 * tokens::kHairline + 1);
    setVisible(m_model.rowCount() > 1);
}

}  // namespace pivot
