// SPDX-License-Identifier: GPL-3.0-or-later
// The set-up as the configuration of a run, and back.
#include "widgets/views/ladder_editor.h"
#include "widgets/views/more_section.h"
#include "widgets/views/setup_panel.h"

#include <QComboBox>
#include <QSpinBox>

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
    return config;
}

void SetupPanel::showConfig(const RunConfig& config, LadderSuggestion ladder, const QString& what) {
    m_more->setImages(QString::fromStdString(config.calibration), QString::fromStdString(config.labelMap));
    chooseDevice(QString::fromStdString(config.device));
    if (const int row = m_precision->findData(static_cast<int>(config.precision)); row >= 0) {
        m_precision->setCurrentIndex(row);
    }
    m_batch->setValue(config.batch);
    m_limit->setValue(config.limit);
    m_base = config;
    ladder.calibrationSpec = calibrationSpec().toStdString();
    ladder.chosenFor =
        config.model + '\n' + config.device;  // as selectionKey(); on another device they are given
    m_ladder->adopt(std::move(ladder), what);
}

}  // namespace pivot
