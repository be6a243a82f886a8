// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"
#include "core/run_config.h"
#include "widgets/models/choices.h"
#include "widgets/models/path_estimate.h"
#include "widgets/models/planned_run.h"

#include <QWidget>
#include <vector>

class QComboBox;
class QSpinBox;
class QVBoxLayout;

namespace pivot {

class DeviceModel;
class LadderEditor;
class MoreDevices;
class MoreSection;
class RunButtons;
class SourceBox;
class ThemeSource;

/// What is to be run: model, data, devices, batch, the efforts with their thresholds; Run, Profile and Queue.
/// While something runs it stays as it was: what is set up then can be queued.
class SetupPanel : public QWidget {
    Q_OBJECT
public:
    /// `devices` is shown and not owned.
    SetupPanel(const ThemeSource& theme, DeviceModel& devices, QWidget* parent = nullptr);

    /// Adds the choice or updates the one of the same path, and chooses it where asked (or where it is the
    /// first).
    void putModel(const ModelChoice& model, bool choose);
    void putData(const DataChoice& choice, bool choose);
    void chooseDevice(const QString& id);
    /// Paths and SPECs of earlier starts, newest first; offered by name, opened when somebody asks.
    void setRecent(const QStringList& models, const QStringList& dataSets);
    /// As if it had been picked: asks for it with what stands under More.
    void askModel(const QString& path);
    [[nodiscard]] QString chosenModel() const;
    [[nodiscard]] QString chosenData() const;
    [[nodiscard]] QString chosenDevice() const;
    [[nodiscard]] QString chosenModelName() const;
    [[nodiscard]] QString chosenDataName() const;
    [[nodiscard]] int chosenClasses() const;
    /// Class names of the data set, or else of the model; empty when neither knows.
    [[nodiscard]] QStringList chosenLabels() const;

    /// The default for what is selected, and what of it the panel does not show (seed, warm-up, baseline
    /// images). It takes the place of the last default, never of what a person has made of that.
    void suggest(const RunConfig& config, const LadderSuggestion& ladder);
    /// The path and thresholds that a run or a calibration has chosen; `spec`: the images behind the choice,
    /// empty for those that stand here.
    void showChosen(const EffortLadder& ladder, const ThresholdSource& source, const std::string& spec = {});
    /// Key of what is selected: thresholds hold for one model on one device.
    [[nodiscard]] std::string selectionKey() const;
    /// SPEC of the images that thresholds would be chosen on; empty where there are none.
    [[nodiscard]] QString calibrationSpec() const;
    /// Takes over everything that was typed and not finished with Enter. Before config().
    void commitPending();
    /// Shows the settings that most runs leave alone.
    void showMore();
    /// As the buttons do: takes over what was typed and asks for a run, or shows why it cannot be.
    void requestRun(RunMode mode);
    /// The same for the queue, which takes it also while something runs.
    void requestQueued(RunMode mode);
    [[nodiscard]] RunConfig config(RunMode mode) const;
    /// A configuration of this panel with what else it holds: other devices, candidates, where thresholds
    /// are from.
    [[nodiscard]] PlannedRun plan(const RunConfig& config) const;
    /// Takes over everything but model and data, which are chosen already, as far as this machine has its
    /// devices. Its efforts come as a step `what` that can be undone.
    void load(const PlannedRun& plan, const QString& what);
    /// Why it cannot run; empty when it can.
    [[nodiscard]] QString problem() const;
    void setRunning(bool running);
    [[nodiscard]] LadderEditor& ladder() { return *m_ladder; }
    [[nodiscard]] const LadderEditor& ladder() const { return *m_ladder; }

Q_SIGNALS:
    void runRequested(const pivot::RunConfig& config);
    void queueRequested(const pivot::RunConfig& config);
    void selectionChanged();  ///< another model, data set, device or other calibration images
    /// To be opened, with the `--config` file and activation that stand in the panel.
    void modelPicked(const QString& path, const QString& configFile, const QString& act);
    void dataPicked(const QString& path);
    void commandLineWanted();  ///< "copy as command line"
    void saveWanted();         ///< to a file, or
    void openWanted();         ///< from one

private:
    void makeSources(QVBoxLayout& layout);
    [[nodiscard]] bool settle();
    void onModelActivated(int index);
    void onDataActivated(int index);
    void updatePrecisions();
    void check();
    void modelChosen();
    void select();

    DeviceModel& m_devices;
    std::vector<ModelChoice> m_models;
    std::vector<DataChoice> m_data;
    int m_modelRow = -1, m_dataRow = -1;
    RunConfig m_base;  ///< what the panel does not show
    bool m_running = false;
    QString m_asked;  ///< the model that was to be opened last
    SourceBox* m_modelSource;
    SourceBox* m_dataSource;
    QComboBox* m_deviceBox;
    MoreDevices* m_moreDevices;
    QComboBox* m_precision;
    QComboBox* m_rerun;
    QSpinBox* m_batch;
    QSpinBox* m_limit;
    MoreSection* m_more;
    LadderEditor* m_ladder;
    RunButtons* m_buttons;
};

}  // namespace pivot
