// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>

namespace pivot {

/// `--startup-trace`: milliseconds from the start of the process to the first paint of the whole frame, to
/// the list of devices and to the bundled model. Prints one JSON object when all are known.
class StartupTrace : public QObject {
    Q_OBJECT
public:
    explicit StartupTrace(QObject* parent = nullptr) : QObject(parent) {}
    void firstPaint() { mark(m_firstPaintMs); }
    void devicesListed() { mark(m_devicesMs); }
    void modelReady() { mark(m_modelMs); }

Q_SIGNALS:
    void complete();

private:
    void mark(std::optional<double>& place);
    std::optional<double> m_firstPaintMs, m_devicesMs, m_modelMs;
};

/// Milliseconds since this process was started by the system.
[[nodiscard]] double msSinceProcessStart();

}  // namespace pivot
