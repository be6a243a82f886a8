// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/device_monitor.h"

#include "energy/device_state_reader.h"

namespace pivot {

DeviceMonitor::DeviceMonitor(MeterPaths paths, QObject* parent)
    : QObject(parent),
      m_reader(std::make_shared<DeviceStateReader>(std::move(paths))),
      m_thread(QStringLiteral("sensors")) {
    m_timer.setInterval(kPeriodMs);
    connect(&m_timer, &QTimer::timeout, this, &DeviceMonitor::ask);
}

DeviceMonitor::~DeviceMonitor() {
    m_thread.stop();  // its answers come to this object
}

void DeviceMonitor::watch(const std::vector<std::string>& deviceIds) {
    m_ids = deviceIds;
    setActive(m_active);
}

void DeviceMonitor::setActive(bool active) {
    m_active = active;
    if (!active || m_ids.empty()) {
        m_timer.stop();
    } else if (!m_timer.isActive()) {
        m_timer.start();
        ask();
    }
}

void DeviceMonitor::ask() {
    if (m_asked) {
        return;  // a sensor that hangs is not asked again meanwhile
    }
    m_asked = true;
    m_thread.ask(
        this, [reader = m_reader, ids = m_ids] { return reader->read(ids); },
        [this](const std::map<std::string, DeviceState>& states) {
            m_asked = false;
            if (m_timer.isActive()) {
                Q_EMIT read(states);
            }
        });
}

}  // namespace pivot
