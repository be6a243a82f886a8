// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/settings.h"
#include "core/run_config.h"
#include "core/run_report.h"
#include "widgets/models/choices.h"

#include <QObject>
#include <optional>

namespace pivot {

class SetupPanel;
class Workbench;

/// What stands in the set-up, with thresholds that a goal would replace.
struct SetUp {
    RunConfig config;
    LadderSuggestion ladder;
};
[[nodiscard]] SetUp setUpOf(const SetupPanel& panel);
[[nodiscard]] nlohmann::json toJson(const SetUp& setUp);
/// Nothing where it cannot be read.
[[nodiscard]] std::optional<SetUp> setUpFrom(const nlohmann::json& json);

/// Brings the window back as it was left: its place, docks, page and splitters before it is shown, and what
/// was set up when its model, data and device are known. Remembers both when a run ends and at the end.
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

    Workbench& m_workbench;
    Settings& m_settings;
    std::optional<SetUp> m_pending;  ///< waits for its model, data and device
    bool m_asked = false;            ///< for its model and data
    bool m_bundledFailed = false;
};

}  // namespace pivot
