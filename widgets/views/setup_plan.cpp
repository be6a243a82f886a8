// SPDX-License-Identifier: GPL-3.0-or-later
// The set-up as the configuration of a run, as a planned run, and back.
#include "widgets/models/device_model.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/more_devices.h"
#include "widgets/views/more_section.h"
#include "widgets/views/setup_panel.h"

#include <QComboBox>
#include <QSpinBox>
#include <algorithm>

namespace pivot {

RunConfig SetupPanel::config(RunMode mode) const {
    RunConfig config = m_base;
    config.model = chosenModel().toStdString();
    if (m_modelRow >= 0) {
        config.modelConfig = m_models[static_cast<std::size_t>(m_modelRow)].configFile.toStdString();
        config.act = m_models[static_cast<std::size_t>(m_modelRow)].act.toStdString();
    }
    config.dataset = chosenData().toStdString();
    config.labelMap = m_more->labelMap().toStdString();
    config.calibration = m_more->calibration().toStdString();
    config.device = chosenDevice().toStdString();
    config.ladder = m_ladder->ladder();
    for (Effort& effort : config.ladder.efforts) {
        if (m_modelRow >= 0 && effort.modelPath.empty()) {
            effort.tuned = m_models[static_cast<std::size_t>(m_modelRow)].isTuned(effort.skip);
        }
    }
    config.calibrate = config.ladder.size() > 1 ? m_ladder->goal() : std::nullopt;
    if (config.calibrate) {
        for (Effort& effort : config.ladder.efforts) {
            setHardestAccepted(effort, config.ladder.score, {});  // of before the aim: not what will run
        }
    }
    config.mode = mode;
    config.rerun = m_ladder->rerun();
    config.precision = static_cast<Precision>(m_precision->currentData().toInt());
    config.batch = m_batch->value();
    config.limit = m_limit->value();
    config.layers = m_more->layers();
    return config;
}

PlannedRun SetupPanel::plan(const RunConfig& config) const {
    PlannedRun plan;
    plan.config = config;
    plan.devices = {config.device};
    for (const QString& id : m_moreDevices->chosen()) {
        plan.devices.push_back(id.toStdString());
    }
    if (config.calibrate) {
        plan.candidates = m_ladder->candidates();
    } else {
        plan.source = m_ladder->source();
    }
    plan.modelName = chosenModelName();
    plan.dataName = chosenDataName();
    plan.classes = {chosenClasses(), chosenLabels()};
    return plan;
}

void SetupPanel::load(const PlannedRun& plan, const QString& what) {
    const RunConfig& config = plan.config;
    if (!plan.devices.empty()) {
        chooseDevice(QString::fromStdString(plan.devices.front()));
        QStringList others;
        for (std::size_t i = 1; i < plan.devices.size(); ++i) {
            others << QString::fromStdString(plan.devices[i]);
        }
        m_moreDevices->choose(others);
    }
    updatePrecisions();
    m_precision->setCurrentIndex(std::max(0, m_precision->findData(static_cast<int>(config.precision))));
    m_batch->setValue(config.batch);
    m_limit->setValue(config.limit);
    m_more->setImages(QString::fromStdString(config.calibration), QString::fromStdString(config.labelMap));
    m_more->setLayers(config.layers);
    select();
    m_base = config;  // after the selection, which has a default of its own
    LadderSuggestion ladder{config.ladder, plan.source.value_or(ThresholdSource{"given", "given", false}),
                            config.calibrate, plan.candidates};
    ladder.rerun = config.rerun;
    if (plan.source) {
        // Thresholds of a device that is not here are given ones on the device that stands in for it.
        const bool itsDevice = config.device == "cpu" || config.device == chosenDevice().toStdString();
        ladder.chosenFor = itsDevice ? selectionKey() : config.model + '\n' + config.device;
        ladder.calibrationSpec = calibrationSpec().toStdString();
    }
    m_ladder->adopt(std::move(ladder), what);
    check();
}

}  // namespace pivot
