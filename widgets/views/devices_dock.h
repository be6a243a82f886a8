// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/device_table_model.h"

#include <QDockWidget>
#include <map>
#include <string>

class QLabel;
class QTableView;
class QToolButton;

namespace pivot {

class DeviceBar;
class ThemeSource;

/// Every device, in a bar of one line; opened, a table of what each can do and how it does, with all about
/// the chosen row beside it.
class DevicesDock : public QDockWidget {
    Q_OBJECT
public:
    /// `devices` is shown and not owned.
    DevicesDock(const ThemeSource& theme, DeviceModel& devices, QWidget* parent = nullptr);

    [[nodiscard]] DeviceBar& bar() { return *m_bar; }
    void setStates(const std::map<std::string, DeviceState>& states);
    void setOpen(bool open);
    [[nodiscard]] bool isOpen() const { return m_open; }

Q_SIGNALS:
    void deviceChosen(const QString& id);

private:
    [[nodiscard]] QWidget* makeDetails();
    void spanReasons();
    void updateReport();

    DeviceModel& m_devices;
    DeviceTableModel m_table;
    bool m_open = false;
    DeviceBar* m_bar;
    QToolButton* m_toggle;
    QTableView* m_view;
    QLabel* m_report;
    QWidget* m_details;
    QWidget* m_noTitle;  ///< while it is but the bar
};

}  // namespace pivot
