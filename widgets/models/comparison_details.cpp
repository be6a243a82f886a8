// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/comparison_details.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/parts.h"

#include <algorithm>
#include <cmath>

namespace pivot {
namespace {

double accuracyOf(std::int64_t right, std::int64_t images) {
    return images > 0 ? static_cast<double>(right) / static_cast<double>(images) : 0.0;
}

QVariant alignment(bool number) {
    return static_cast<int>(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft));
}

}  // namespace

ClassDifferenceModel::ClassDifferenceModel(QObject* parent) : QAbstractTableModel(parent) {}

void ClassDifferenceModel::setPair(const ComparisonPtr& comparison, std::size_t pair) {
    beginResetModel();
    m_comparison = comparison;
    m_pair = pair;
    m_most = 0;
    if (m_comparison) {
        for (const ClassDifference& one : m_comparison->pairs[m_pair].classes) {
            m_most =
                std::max({m_most, std::abs(one.difference.ci95.low), std::abs(one.difference.ci95.high)});
        }
    }
    endResetModel();
}

const ClassDifference& ClassDifferenceModel::at(int row) const {
    return m_comparison->pairs[m_pair].classes[static_cast<std::size_t>(row)];
}

int ClassDifferenceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || !m_comparison ? 0
                                             : static_cast<int>(m_comparison->pairs[m_pair].classes.size());
}

int ClassDifferenceModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString ClassDifferenceModel::text(const ClassDifference& one, int column) const {
    switch (column) {
        case Class:
            return fromUtf8(m_comparison->className(one.label));
        case Images:
            return formatCount(one.images);
        case Reference:
            return formatPercent(accuracyOf(one.referenceRight, one.images));
        case This:
            return formatPercent(accuracyOf(one.right, one.images));
        case DifferenceColumn:
            return formatPoints(one.difference.value);
        default:
            return {};
    }
}

QVariant ClassDifferenceModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const ClassDifference& one = at(index.row());
    const int column = index.column();
    switch (role) {
        case Qt::DisplayRole:
            return text(one, column);
        case Qt::ToolTipRole:
            return tr("%1: %2 points, 95 % interval %3 to %4, of %5 images")
                .arg(text(one, Class), formatPoints(one.difference.value),
                     formatPoints(one.difference.ci95.low), formatPoints(one.difference.ci95.high),
                     text(one, Images));
        case Qt::TextAlignmentRole:
            return alignment(column > Class);
        case SortRole:
            switch (column) {
                case Class:
                    return text(one, Class);
                case Images:
                    return static_cast<qlonglong>(one.images);
                case Reference:
                    return accuracyOf(one.referenceRight, one.images);
                case This:
                    return accuracyOf(one.right, one.images);
                default:
                    return one.difference.value;
            }
        default:
            break;
    }
    if (column != DifferenceColumn) {
        return {};
    }
    switch (role) {
        case CellBar::ValueRole:
            return one.difference.value;
        case CellBar::LowRole:
            return one.difference.ci95.low;
        case CellBar::HighRole:
            return one.difference.ci95.high;
        case CellBar::MostRole:
            return m_most;
        case CellBar::SignedRole:
            return true;
        case CellBar::RunRole:
            return static_cast<int>(m_comparison->pairs[m_pair].run);
        default:
            return {};
    }
}

QVariant ClassDifferenceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        // Above the middle of its bars, where the mark of the order leaves room.
        return section == DifferenceColumn ? QVariant(static_cast<int>(Qt::AlignCenter))
                                           : alignment(section > Class);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case Class:
            return tr("Class");
        case Images:
            return tr("Images");
        case Reference:
            return m_comparison ? runName(*m_comparison, 0) : QString();
        case This:
            return m_comparison ? runName(*m_comparison, m_comparison->pairs[m_pair].run) : QString();
        default:
            return tr("Points above A");
    }
}

}  // namespace pivot
