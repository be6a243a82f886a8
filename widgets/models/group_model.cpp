// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/group_model.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/parts.h"

namespace pivot {
namespace {

QString accuracyText(const RunReport& report) {
    if (!report.accuracy) {
        return GroupModel::tr("no labels");
    }
    QString text = formatPercent(*report.accuracy, 2);
    if (report.accuracyCi95) {
        text += QLatin1Char(' ') + formatHalfWidth(report.accuracyCi95->low, report.accuracyCi95->high);
    }
    return text;
}

QString delayText(const RunReport& report) {
    QString text = formatDelayMs(report.delayMs);
    if (report.baseline.delayMs > 0) {
        text += GroupModel::tr(", %1 of full").arg(formatShareOf(report.delayMs / report.baseline.delayMs));
    }
    return text;
}

/// What the delay and the EDP rest on, and whether the machine was quiet.
QString basisText(const RunReport& report) {
    const QString kind = fromUtf8(toString(report.delayProvenance.kind));
    QStringList parts{report.machineNoise.empty() ? GroupModel::tr("delay %1").arg(kind)
                                                  : GroupModel::tr("delay %1 (noisy)").arg(kind)};
    if (report.energyJ) {
        parts << GroupModel::tr("EDP %1").arg(
            fromUtf8(toString(weaker(report.delayProvenance, report.energyProvenance).kind)));
    }
    return parts.join(QStringLiteral(", "));
}

QString agreementText(const GroupMember& member, bool isFirst) {
    if (isFirst) {
        return GroupModel::tr("the others' measure");
    }
    if (!member.agreement || member.agreement->images == 0) {
        return {};
    }
    return GroupModel::tr("%1 of answers, %2 of exits")
        .arg(formatPercent(member.agreement->predictions, 2), formatPercent(member.agreement->exits, 2));
}

QString toolTipOf(const GroupMember& member, int column) {
    const RunReport& report = member.report;
    switch (column) {
        case GroupModel::Delay:
            return QString::fromStdString(report.machineNoise.empty() ? report.delayProvenance.detail
                                                                      : report.machineNoise);
        case GroupModel::Edp:
            return QString::fromStdString(report.energyJ ? report.energyProvenance.detail
                                                         : report.energyReason);
        case GroupModel::Basis:
            return QString::fromStdString(report.machineNoise);
        case GroupModel::Agreeing:
            return member.agreement
                       ? GroupModel::tr("Of %1 images that both answered; entropies differ by %2 nats (rms)")
                             .arg(formatCount(member.agreement->images),
                                  formatSignificant(member.agreement->entropyRmsNats, 2))
                       : QString();
        default:
            return {};
    }
}

QString textOf(const GroupMember& member, int column, bool isFirst) {
    const RunReport& report = member.report;
    if (column == GroupModel::Device) {
        return report.numerics.empty() ? fromUtf8(report.device)
                                       : fromUtf8(report.device) + QLatin1Char(' ') +
                                             fromUtf8(computedPrecision(report.precision, report.numerics));
    }
    if (!member.sentence.isEmpty()) {
        return column == GroupModel::Basis ? member.sentence : QString(QChar(0x2013));
    }
    switch (column) {
        case GroupModel::Accuracy:
            return accuracyText(report);
        case GroupModel::Share:
            return report.efforts.empty() ? QString() : formatPercent(report.efforts.front().share);
        case GroupModel::Delay:
            return delayText(report);
        case GroupModel::Edp:
            return report.edpReduction ? formatEdpReduction(*report.edpReduction)
                                       : GroupModel::tr("not measured");
        case GroupModel::Basis:
            return basisText(report);
        case GroupModel::Agreeing:
            return agreementText(member, isFirst);
        default:
            return {};
    }
}

}  // namespace

GroupModel::GroupModel(QObject* parent) : QAbstractTableModel(parent) {}

void GroupModel::setMembers(const std::vector<GroupMember>& members) {
    if (members == m_members) {
        return;
    }
    const auto before = static_cast<int>(m_members.size());
    const auto after = static_cast<int>(members.size());
    if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_members.resize(members.size());
        endRemoveRows();
    } else if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_members.resize(members.size());
        endInsertRows();
    }
    m_members = members;
    if (after > 0) {
        Q_EMIT dataChanged(index(0, 0), index(after - 1, ColumnCount - 1));
    }
}

int GroupModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_members.size());
}

int GroupModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant GroupModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const GroupMember& member = m_members[static_cast<std::size_t>(index.row())];
    const QString text = textOf(member, index.column(), index.row() == 0);
    switch (role) {
        case Qt::DisplayRole:
            return text;
        case Qt::ToolTipRole: {
            const QString more =
                member.sentence.isEmpty() ? toolTipOf(member, index.column()) : member.sentence;
            return more.isEmpty() ? text : more;
        }
        case Qt::TextAlignmentRole: {
            const bool isNumber = index.column() >= Accuracy && index.column() <= Edp;
            return static_cast<int>(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
        }
        case IdRole:
            return QString::fromStdString(member.report.experimentId);
        default:
            return {};
    }
}

QVariant GroupModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = section >= Accuracy && section <= Edp;
        return static_cast<int>(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QStringList titles{tr("Device"),           tr("Accuracy"), tr("Low share"), tr("Delay per image"),
                             tr("EDP vs full path"), tr("Basis"),    tr("Agrees in")};
    return titles.at(section);
}

}  // namespace pivot
