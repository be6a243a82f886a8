// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/more_devices.h"

#include "widgets/models/device_model.h"

#include <QMenu>

namespace pivot {

MoreDevices::MoreDevices(DeviceModel& devices, QWidget* parent)
    : QPushButton(parent), m_devices(devices), m_menu(new QMenu(this)) {
    setObjectName(QStringLiteral("moreDevices"));
    setAccessibleName(tr("Other devices to run on"));
    setProperty("role", "choice");
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_menu->setToolTipsVisible(true);
    setMenu(m_menu);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(&m_devices, signal, this, &MoreDevices::rebuild);
    }
    connect(&m_devices, &QAbstractItemModel::dataChanged, this, &MoreDevices::rebuild);
    rebuild();
}

void MoreDevices::setFirst(const QString& id) {
    if (id != m_first) {
        m_first = id;
        rebuild();
    }
}

QStringList MoreDevices::chosen() const {
    QStringList ids;
    for (const DeviceInfo& device : m_devices.devices()) {
        const QString id = QString::fromStdString(device.id);
        if (device.available && id != m_first && m_checked.contains(id)) {
            ids << id;
        }
    }
    return ids;
}

void MoreDevices::choose(const QStringList& ids) {
    if (ids != m_checked) {
        m_checked = ids;
        rebuild();
        Q_EMIT changed();
    }
}

void MoreDevices::rebuild() {
    m_menu->clear();
    for (const DeviceInfo& device : m_devices.devices()) {
        const QString id = QString::fromStdString(device.id);
        if (id == m_first) {
            continue;
        }
        QAction* action = m_menu->addAction(id);
        action->setObjectName(QStringLiteral("also:") + id);
        action->setCheckable(true);
        action->setEnabled(device.available);
        action->setChecked(device.available && m_checked.contains(id));
        action->setToolTip(describe(device));
        connect(action, &QAction::toggled, this, [this, id](bool on) {
            m_checked.removeAll(id);
            if (on) {
                m_checked << id;
            }
            refresh();
            Q_EMIT changed();
        });
    }
    refresh();
}

void MoreDevices::refresh() {
    const QStringList ids = chosen();
    const QString all = ids.isEmpty() ? tr("no other device") : ids.join(QStringLiteral(", "));
    constexpr int kFrame = 44;  // padding and the arrow
    // The style sheet's padding does not reach the text of a button with a menu.
    setText(QChar(0x2002) + fontMetrics().elidedText(all, Qt::ElideRight, std::max(40, width() - kFrame)));
    setAccessibleDescription(all);
    setToolTip(ids.isEmpty() ? tr("Run the same on other devices too, one after the other, and compare")
                             : tr("After %1 it runs on %2; the results are compared").arg(m_first, all));
}

void MoreDevices::resizeEvent(QResizeEvent* event) {
    QPushButton::resizeEvent(event);
    refresh();
}

}  // namespace pivot
