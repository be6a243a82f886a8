// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window_memory.h"

#include "app/gui/workbench.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QSplitter>
#include <utility>

namespace pivot {
namespace {

constexpr int kAnyDepth = 1024;  // the set-up cuts a path to the model's depth

}  // namespace

SetUp setUpOf(const SetupPanel& panel) {
    const LadderEditor& ladder = panel.ladder();
    SetUp setUp{panel.config(RunMode::Routed),
                {ladder.ladder(), ladder.source(), ladder.goal(), ladder.candidates()}};
    setUp.ladder.rerun = ladder.rerun();
    setUp.config.ladder = ladder.ladder();
    setUp.config.calibrate = ladder.goal();
    return setUp;
}

nlohmann::json toJson(const SetUp& setUp) {
    nlohmann::json candidates = nlohmann::json::array();
    for (const SkipConfig& candidate : setUp.ladder.candidates) {
        candidates.push_back(candidate.toString());
    }
    const ThresholdSource& source = setUp.ladder.source;
    return {{"config", setUp.config},
            {"candidates", std::move(candidates)},
            {"threshold_source",
             {{"split", source.split},
              {"objective", source.objective},
              {"on_reported_images", source.onReportedImages}}}};
}

std::optional<SetUp> setUpFrom(const nlohmann::json& json) {
    try {
        SetUp setUp;
        setUp.config = json.at("config").get<RunConfig>();
        const nlohmann::json& source = json.at("threshold_source");
        setUp.ladder = {setUp.config.ladder,
                        {source.at("split"), source.at("objective"), source.at("on_reported_images")},
                        setUp.config.calibrate,
                        {}};
        setUp.ladder.rerun = setUp.config.rerun;
        for (const nlohmann::json& candidate : json.at("candidates")) {
            if (const auto skip = SkipConfig::parse(candidate.get<std::string>(), kAnyDepth)) {
                setUp.ladder.candidates.push_back(*skip);
            }
        }
        return setUp;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

WindowMemory::WindowMemory(Workbench& workbench, Settings& settings, QObject* parent)
    : QObject(parent), m_workbench(workbench), m_settings(settings) {
    connect(&m_workbench, &Workbench::runEnded, this, [this] {
        m_pending.reset();  // what ran is newer
        remember();
    });
}

WindowMemory::~WindowMemory() {
    remember();
}

void WindowMemory::restoreWindow() {
    MainFrame& frame = m_workbench.frame();
    const Settings::Window window = m_settings.window();
    frame.restoreGeometry(window.geometry);
    frame.restoreState(window.state);
    frame.showPageOf(window.page);
    for (QSplitter* splitter : frame.findChildren<QSplitter*>()) {
        if (const auto state = window.splitters.find(splitter->objectName());
            state != window.splitters.end()) {
            splitter->restoreState(*state);
        }
    }
}

void WindowMemory::remember() {
    MainFrame& frame = m_workbench.frame();
    Settings::Window window{frame.saveGeometry(), frame.saveState(), frame.shownTab(), {}};
    for (const QSplitter* splitter : frame.findChildren<QSplitter*>()) {
        if (!splitter->objectName().isEmpty()) {
            window.splitters.insert(splitter->objectName(), splitter->saveState());
        }
    }
    m_settings.setWindow(window);
    SetupPanel& setup = frame.runPage().setup();
    // What still waits to be restored is what was set up last.
    if (!m_pending && !setup.chosenModel().isEmpty() && !setup.chosenData().isEmpty()) {
        setup.commitPending();
        m_settings.setSetUp(toJson(setUpOf(setup)));
    }
    m_settings.save();
}

void WindowMemory::restoreSetUp() {
    m_pending = setUpFrom(m_settings.setUp());
    if (!m_pending) {
        return;
    }
    SetupPanel& setup = m_workbench.frame().runPage().setup();
    connect(&setup, &SetupPanel::selectionChanged, this, &WindowMemory::apply);
    connect(&m_workbench, &Workbench::devicesReady, this, &WindowMemory::apply);
    connect(&m_workbench, &Workbench::modelReady, this, &WindowMemory::apply);
    connect(&m_workbench, &Workbench::modelFailed, this, [this] {
        m_bundledFailed = true;
        apply();
    });
}

void WindowMemory::apply() {
    SetupPanel& setup = m_workbench.frame().runPage().setup();
    if (!m_pending || (!m_workbench.isSetUp() && !m_bundledFailed)) {
        return;
    }
    const RunConfig& config = m_pending->config;
    const bool sameModel = setup.chosenModel().toStdString() == config.model;
    const bool sameData = setup.chosenData().toStdString() == config.dataset;
    if (sameModel && sameData && m_workbench.isSetUp()) {
        const SetUp last = *std::exchange(m_pending, std::nullopt);
        setup.showConfig(last.config, last.ladder, tr("what was set up last time"));
    } else if (!std::exchange(m_asked, true)) {
        // As if somebody had picked them: what is there no more is said, and the bundled one stays.
        if (!sameModel) {
            Q_EMIT setup.modelPicked(QString::fromStdString(config.model),
                                     QString::fromStdString(config.modelConfig),
                                     QString::fromStdString(config.act));
        }
        if (!sameData) {
            Q_EMIT setup.dataPicked(QString::fromStdString(config.dataset));
        }
    }
}

}  // namespace pivot
