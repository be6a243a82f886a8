// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/device_model.h"

#include <QStringList>
#include <algorithm>

namespace pivot {

DeviceModel::DeviceModel(QObject* parent) : QAbstractListModel(parent) {}

void DeviceModel::setDevices(const std::vector<DeviceInfo>& devices) {
    const auto isIn = [](const std::vector<DeviceInfo>& list, const std::string& id) {
        return std::any_of(list.begin(), list.end(),
                           [&id](const DeviceInfo& device) { return device.id == id; });
    };
    for (int row = static_cast<int>(m_devices.size()) - 1; row >= 0; --row) {
        if (!isIn(devices, m_devices[static_cast<std::size_t>(row)].id)) {
            beginRemoveRows({}, row, row);
            m_devices.erase(m_devices.begin() + row);
            endRemoveRows();
        }
    }
    for (std::size_t row = 0; row < devices.size(); ++row) {
        const auto place = static_cast<int>(row);
        if (row < m_devices.size() && m_devices[row].id == devices[row].id) {
            if (!(m_devices[row] == devices[row])) {
                m_devices[row] = devices[row];
                Q_EMIT dataChanged(index(place), index(place));
            }
            continue;
        }
        // A device that is known further down moved up: it is taken out there and put in here.
        const int old = rowOf(QString::fromStdString(devices[row].id));
        if (old >= 0) {
            beginRemoveRows({}, old, old);
            m_devices.erase(m_devices.begin() + old);
            endRemoveRows();
        }
        beginInsertRows({}, place, place);
        m_devices.insert(m_devices.begin() + place, devices[row]);
        endInsertRows();
    }
}

int DeviceModel::rowOf(const QString& id) const {
    for (std::size_t row = 0; row < m_devices.size(); ++row) {
        if (QString::fromStdString(m_devices[row].id) == id) {
            return static_cast<int>(row);
        }
    }
    return -1;
}

int DeviceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_devices.size());
}

QVariant DeviceModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const DeviceInfo& device = m_devices[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
        case IdRole:
            return QString::fromStdString(device.id);
        case Qt::ToolTipRole:
        case Qt::AccessibleDescriptionRole:
            return describe(device);
        case AvailableRole:
            return device.available;
        case ReasonRole:
            return QString::fromStdString(device.reason);
        case PrecisionsRole:
            return precisionsText(device);
        default:
            return {};
    }
}

Qt::ItemFlags DeviceModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) {
        return Qt::NoItemFlags;
    }
    const bool available = m_devices[static_cast<std::size_t>(index.row())].available;
    return Qt::ItemNeverHasChildren |
           (available ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::ItemFlags(Qt::NoItemFlags));
}

QString describe(const DeviceInfo& device) {
    if (!device.available) {
        return QString::fromStdString(device.reason);
    }
    return QString::fromStdString(device.advice.empty() ? device.name : device.name + "\n" + device.advice);
}

QString precisionsText(const DeviceInfo& device) {
    QStringList names;
    for (const Precision precision : device.precisions) {
        const std::string_view name = toString(precision);
        names << QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    }
    return names.join(QLatin1Char(' '));
}

}  // namespace pivot
