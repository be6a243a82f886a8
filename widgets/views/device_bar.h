// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"
#include "core/device_state.h"
#include "widgets/theme/theme_source.h"

#include <QAbstractButton>
#include <QWidget>
#include <map>
#include <string>
#include <vector>

class QHBoxLayout;

namespace pivot {

class DeviceModel;

/// One device in the bar: a filled dot when available, a hollow one with the reason when not. A click chooses
/// it, or shows the whole reason.
class DeviceChip : public QAbstractButton {
    Q_OBJECT
public:
    DeviceChip(const ThemeSource& theme, const DeviceInfo& device, QWidget* parent = nullptr);
    void setDevice(const DeviceInfo& device);
    /// Marks the one that the next run takes.
    void setChosen(bool chosen);
    [[nodiscard]] bool isChosen() const { return m_chosen; }
    /// How it does now, such as `41 W · load 98 %`; shown while it is the chosen one.
    void setLive(const QString& live);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QString detail() const;
    [[nodiscard]] QFont idFont() const;
    void describe();
    const ThemeSource& m_theme;
    DeviceInfo m_device;
    bool m_chosen = false;
    QString m_live;
};

/// Every device that could exist, available or with the reason; what does not fit is shortened, the tool tip
/// has all of it.
class DeviceBar : public QWidget {
    Q_OBJECT
public:
    DeviceBar(const ThemeSource& theme, DeviceModel& devices, QWidget* parent = nullptr);
    void setChosen(const QString& id);
    /// The latest readings, by id.
    void setStates(const std::map<std::string, DeviceState>& states);

Q_SIGNALS:
    void deviceChosen(const QString& id);
    void reasonWanted(const QString& sentence);  ///< why a device that was clicked is not available

private:
    void rebuild();
    const ThemeSource& m_theme;
    DeviceModel& m_devices;
    QHBoxLayout* m_layout;
    std::vector<DeviceChip*> m_chips;
    QString m_chosen;
    std::map<std::string, DeviceState> m_states;
};

}  // namespace pivot
