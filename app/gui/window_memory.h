// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/settings.h"
#include "widgets/models/planned_run.h"

#include <QObject>
#include <QTimer>
#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace pivot {

class SetupPanel;
class Workbench;

/// What stands in the set-up, with thresholds that a goal would replace and where they are from.
[[nodiscard]] PlannedRun setUpOf(const SetupPanel& panel);
/// Without what is for people alone (names, classes).
[[nodiscard]] nlohmann::json toJson(const PlannedRun& setUp);
/// Nothing where it cannot be read.
[[nodiscard]] std::optional<PlannedRun> setUpFrom(const nlohmann::json& json);

/// Brings the window back as it was left: its place, docks, page and splitters before it is shown, and what
/// was set up when its model, data and device are known. Remembers both soon after the set-up was changed,
/// when a run ends and at the end.
class WindowMemory : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    WindowMemory(Workbench& workbench, Settings& settings, QObject* parent = nullptr);
    /// Remembers.
    ~WindowMemory() override;

    void restoreWindow();
    /// Asks for the model and data of last time, and sets the rest up when they are there. Once, after
    /// Workbench::begin().
    void restoreSetUp();

private:
    void remember();
    void apply();
    void watchSetUp();
    /// Hands the set-up to the settings; whether that changed them.
    bool takeSetUp();

    Workbench& m_workbench;
    Settings& m_settings;
    std::optional<PlannedRun> m_pending;  ///< waits for its model, data and device
    bool m_asked = false;                 ///< for its model and data
    bool m_bundledFailed = false;
    QTimer m_quiet;  ///< since something was changed
};

}  // namespace pivot
