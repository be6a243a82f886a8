// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/work_thread.h"
#include "core/device_state.h"
#include "energy/meter.h"

#include <QObject>
#include <QTimer>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pivot {

class DeviceStateReader;

/// Reads how the devices do, once a second, on a thread of its own. A round takes some 0.02 ms of a core
/// where no GPU is asked, so it goes on while something is timed.
class DeviceMonitor : public QObject {
    Q_OBJECT
public:
    static constexpr int kPeriodMs = 1000;

    explicit DeviceMonitor(MeterPaths paths = {}, QObject* parent = nullptr);
    ~DeviceMonitor() override;

    /// From now on these are watched; none stops it.
    void watch(const std::vector<std::string>& deviceIds);
    /// While nobody looks nothing is read.
    void setActive(bool active);

Q_SIGNALS:
    void read(const std::map<std::string, pivot::DeviceState>& states);

private:
    void ask();

    std::vector<std::string> m_ids;
    bool m_active = true, m_asked = false;
    std::shared_ptr<DeviceStateReader> m_reader;  ///< only the thread uses it
    QTimer m_timer;
    WorkThread m_thread;
};

}  // namespace pivot
