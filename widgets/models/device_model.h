// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"

#include <QAbstractListModel>
#include <QString>
#include <vector>

namespace pivot {

/// Every device that could exist, one a row. Unavailable ones are listed, disabled, with their reason as tool
/// tip.
class DeviceModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { IdRole = Qt::UserRole, AvailableRole, ReasonRole, PrecisionsRole };

    explicit DeviceModel(QObject* parent = nullptr);

    /// Replaces what is known; rows that stay keep their index, so that a selection survives.
    void setDevices(const std::vector<DeviceInfo>& devices);
    [[nodiscard]] const std::vector<DeviceInfo>& devices() const { return m_devices; }
    /// -1 when there is none of that id.
    [[nodiscard]] int rowOf(const QString& id) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    std::vector<DeviceInfo> m_devices;
};

/// `fp32 bf16`
[[nodiscard]] QString precisionsText(const DeviceInfo& device);

/// A device in words: why it is not available, or its name and what would make it faster.
[[nodiscard]] QString describe(const DeviceInfo& device);

}  // namespace pivot
