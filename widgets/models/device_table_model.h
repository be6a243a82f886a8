// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"
#include "core/device_state.h"
#include "widgets/models/device_model.h"

#include <QAbstractTableModel>
#include <QString>
#include <map>
#include <string>

namespace pivot {

/// Every device with what it can do and how it does at this moment, one a row, in the order of the list it is
/// made of. A figure that cannot be read is a dash with the reason as its tool tip, never zero.
class DeviceTableModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        Device,
        State,
        Precisions,
        Attention,
        Layers,
        Tolerance,
        Power,
        Temperature,
        Load,
        ColumnCount
    };
    enum Role { IdRole = Qt::UserRole, AvailableRole };

    /// `devices` is shown and not owned.
    explicit DeviceTableModel(DeviceModel& devices, QObject* parent = nullptr);

    /// The latest readings, by id; devices that are not among them have none.
    void setStates(const std::map<std::string, DeviceState>& states);
    /// Absent before the first reading.
    [[nodiscard]] const DeviceState* stateOf(const QString& id) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

private:
    void follow();
    [[nodiscard]] QString text(const DeviceInfo& device, int column) const;
    [[nodiscard]] QString toolTip(const DeviceInfo& device, int column) const;

    DeviceModel& m_devices;
    std::map<std::string, DeviceState> m_states;
};

/// `41 W`, `48 °C`, `98 %`; a dash for what cannot be read.
[[nodiscard]] QString powerText(const LiveReading& reading);
[[nodiscard]] QString temperatureText(const LiveReading& reading);
[[nodiscard]] QString loadText(const LiveReading& reading);
/// `power 41 W (RAPL package-0)`, or `power: not readable: ` and the reason.
[[nodiscard]] QString readingSentence(const QString& name, const QString& value, const LiveReading& reading);
/// All about one device, a line each: name, reason or advice, abilities, tolerances, live figures.
[[nodiscard]] QString deviceReport(const DeviceInfo& device, const DeviceState* state);

}  // namespace pivot
