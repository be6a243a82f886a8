// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <QStringList>

class QMenu;

namespace pivot {

class DeviceModel;

/// The other devices that an experiment is run on, one after the other, to be compared: a button that says
/// which, with a list to check them in.
class MoreDevices : public QPushButton {
    Q_OBJECT
public:
    /// `devices` is shown and not owned.
    explicit MoreDevices(DeviceModel& devices, QWidget* parent = nullptr);

    /// The device that is run on anyway; it is no other.
    void setFirst(const QString& id);
    /// Checked, available and not the first, in the order of the list.
    [[nodiscard]] QStringList chosen() const;
    /// Checks those that are known and available; the rest is left out.
    void choose(const QStringList& ids);

Q_SIGNALS:
    void changed();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void rebuild();
    void refresh();

    DeviceModel& m_devices;
    QMenu* m_menu;
    QString m_first;
    QStringList m_checked;  ///< as somebody checked them, also while one is the first or away
};

}  // namespace pivot
