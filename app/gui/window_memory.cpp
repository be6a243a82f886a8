// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window_memory.h"

#include "app/gui/workbench.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QCheckBox>
#include <QSpinBox>
#include <QSplitter>
#include <utility>

namespace pivot {
namespace {

constexpr int kAnyDepth = 1024;  // the set-up cuts a path to the model's depth
constexpr int kQuietMs = 2000;

}  // namespace

PlannedRun setUpOf(const SetupPanel& panel) {
    const LadderEditor& ladder = panel.ladder();
    PlannedRun setUp = panel.plan(panel.config(RunMode::Routed));
    setUp.config.ladder = ladder.ladder();
    setUp.config.calibrate = ladder.goal();
    setUp.candidates = ladder.candidates();
    setUp.source = ladder.source();
    return setUp;
}

nlohmann::json toJson(const PlannedRun& setUp) {
    nlohmann::json candidates = nlohmann::json::array();
    for (const SkipConfig& candidate : setUp.candidates) {
        candidates.push_back(candidate.toString());
    }
    const ThresholdSource source = setUp.source.value_or(ThresholdSource{});
    return {{"config", setUp.config},
            {"devices", setUp.devices},
            {"candidates", std::move(candidates)},
            {"threshold_source",
             {{"split", source.split},
              {"objective", source.objective},
              {"on_reported_images", source.onReportedImages}}}};
}

std::optional<PlannedRun> setUpFrom(const nlohmann::json& json) {
    try {
        PlannedRun setUp;
        setUp.config = json.at("config").get<RunConfig>();
        setUp.devices = json.value("devices", std::vector<std::string>{setUp.config.device});
        const nlohmann::json& source = json.at("threshold_source");
        setUp.source = {source.at("split"), source.at("objective"), source.at("on_reported_images")};
        for (const nlohmann::json& candidate : json.at("candidates")) {
            if (const auto skip = SkipConfig::parse(candidate.get<std::string>(), kAnyDepth)) {
                setUp.candidates.push_back(*skip);
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
    watchSetUp();
}

/// A program that is killed loses no more of a set-up than the last seconds. What is changed keeps no handler
/// waiting: a set-up is written when nothing has been changed for a while.
void WindowMemory::watchSetUp() {
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, [this] {
        if (takeSetUp()) {  // what is being typed stays as it is
            m_settings.save();
        }
    });
    const auto touched = [this] {
        if (!m_pending) {
            m_quiet.start();
        }
    };
    SetupPanel& setup = m_workbench.frame().runPage().setup();
    connect(&setup, &SetupPanel::selectionChanged, this, touched);
    connect(&setup.ladder(), &LadderEditor::changed, this, touched);
    for (const QSpinBox* box : setup.findChildren<QSpinBox*>()) {
        connect(box, &QSpinBox::valueChanged, this, touched);
    }
    for (const QCheckBox* box : setup.findChildren<QCheckBox*>()) {
        connect(box, &QCheckBox::toggled, this, touched);
    }
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
    if (!m_pending) {
        frame.runPage().setup().commitPending();
    }
    takeSetUp();
    m_settings.save();
}

bool WindowMemory::takeSetUp() {
    const SetupPanel& setup = m_workbench.frame().runPage().setup();
    // What still waits to be restored is what was set up last.
    if (m_pending || setup.chosenModel().isEmpty() || setup.chosenData().isEmpty()) {
        return false;
    }
    nlohmann::json now = toJson(setUpOf(setup));
    if (now == m_settings.setUp()) {
        return false;
    }
    m_settings.setSetUp(std::move(now));
    return true;
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
        const PlannedRun last = *std::exchange(m_pending, std::nullopt);
        setup.load(last, tr("what was set up last time"));
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
