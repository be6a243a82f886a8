// SPDX-License-Identifier: GPL-3.0-or-later
// The set-up as a planned run, and back.
#include "widgets/models/device_model.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/more_devices.h"
#include "widgets/views/more_section.h"
#include "widgets/views/setup_panel.h"

#include <QComboBox>
#include <QSpinBox>
#include <algorithm>

namespace pivot {

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

void SetupPanel::load(const PlannedRun& plan) {
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
    select();
    m_base = config;  // after the selection, which has a default of its own
    LadderSuggestion ladder{config.ladder, plan.source.value_or(ThresholdSource{"given", "given", false}),
                            config.calibrate, plan.candidates};
    ladder.rerun = config.rerun;
    if (plan.source) {
        ladder.chosenFor = selectionKey();
    }
    m_ladder->setSuggestion(ladder);
    check();
}

}  // namespace pivot
