// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"
#include "core/run_config.h"
#include "widgets/models/choices.h"
#include "widgets/models/path_estimate.h"

#include <QWidget>
#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace pivot {

class DeviceModel;
class LadderEditor;
class ThemeSource;

/// What is to be run: model, data, device, batch, the efforts with their thresholds; Run and Profile.
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
    [[nodiscard]] QString chosenModel() const;
    [[nodiscard]] QString chosenData() const;
    [[nodiscard]] QString chosenDevice() const;
    [[nodiscard]] QString chosenModelName() const;
    [[nodiscard]] QString chosenDataName() const;
    [[nodiscard]] int chosenClasses() const;
    /// Class names of the data set, or else of the model; empty when neither knows.
    [[nodiscard]] QStringList chosenLabels() const;

    /// Everything but model, data and device (batch, limit, re-run, ladder) from an earlier configuration.
    void setConfig(const RunConfig& config);
    /// Efforts and aim of somebody's proposal, and what of it the panel does not show (seed, warm-up,
    /// baseline images).
    void setSuggestion(const RunConfig& config, const ThresholdSource& source);
    [[nodiscard]] RunConfig config(RunMode mode) const;
    /// Why it cannot run; empty when it can.
    [[nodiscard]] QString problem() const;
    void setRunning(bool running);
    [[nodiscard]] LadderEditor& ladder() { return *m_ladder; }

Q_SIGNALS:
    void runRequested(const pivot::RunConfig& config);
    void selectionChanged();  ///< another model, data set or device
    void modelPicked(const QString& path);
    void dataPicked(const QString& path);
    void commandLineWanted();  ///< "copy as command line"

private:
    void makeSources(QVBoxLayout& layout);
    void makeFooter(QVBoxLayout& layout);
    void onModelActivated(int index);
    void onDataActivated(int index);
    void pick(bool folder, bool model);
    void updatePrecisions();
    void check();
    void modelChosen();

    DeviceModel& m_devices;
    std::vector<ModelChoice> m_models;
    std::vector<DataChoice> m_data;
    int m_modelRow = -1, m_dataRow = -1;
    RunConfig m_base;  ///< what the panel does not show
    bool m_running = false;
    QComboBox* m_modelBox;
    QComboBox* m_dataBox;
    QComboBox* m_deviceBox;
    QComboBox* m_precision;
    QComboBox* m_rerun;
    QSpinBox* m_batch;
    QSpinBox* m_limit;
    LadderEditor* m_ladder;
    QPushButton* m_run;
    QPushButton* m_profile;
    QLabel* m_problem;
};

}  // namespace pivot
