// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/work_thread.h"
#include "run/experiment_file.h"

#include <QObject>
#include <QString>
#include <optional>

namespace pivot {

class MainFrame;

/// Keeps the set-up in a file that `pivot run --experiment` reads too, and takes it up from one: Ctrl+S and
/// Ctrl+O. Whatever is wrong with a file, the set-up stays as it was.
class ExperimentFiles : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    ExperimentFiles(MainFrame& frame, WorkThread& library, QObject* parent = nullptr);

    void save(const QString& file);
    void open(const QString& file);
    /// Takes a set-up that did not come from a file; `name` is what messages call it.
    void setUp(const ExperimentFile& experiment, const QString& name);
    /// A file is being opened: what the window shows is not yet what it holds.
    [[nodiscard]] bool isOpening() const { return m_opening; }
    /// Devices can be chosen from now on.
    void setDevicesKnown();

Q_SIGNALS:
    /// Both are to be opened and chosen; loads follow in the order in which they are asked for.
    void modelWanted(const QString& path, const QString& configFile, const QString& act);
    void dataWanted(const QString& spec);
    void opened();  ///< the set-up holds the file
    void failed(const QString& sentence);

private:
    void askSave();
    void askOpen();
    void take(const ExperimentFile& experiment);
    void apply();
    void end(const QString& sentence);

    MainFrame& m_frame;
    WorkThread& m_library;
    std::optional<ExperimentFile> m_waiting;  ///< its model and data are there, or were tried
    QString m_name;
    bool m_opening = false, m_devicesKnown = false;
};

}  // namespace pivot
