// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/workbench.h"

#include "core/log.h"
#include "widgets/models/command_line.h"
#include "widgets/models/number_format.h"
#include "widgets/theme/parts.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/progress_strip.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QPointer>
#include <QTime>
#include <utility>

namespace pivot {
namespace {

constexpr int kPullMs = 66;  // 15 a second

QString toText(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

}  // namespace

Workbench::Workbench(Places places, ThemeSource& theme, Settings& settings, QObject* parent)
    : QObject(parent),
      m_places(std::move(places)),
      m_settings(settings),
      m_frame(theme),
      m_library(QStringLiteral("library")),
      m_runs(m_places.devices, m_places.powerProfiles) {
    m_pull.setInterval(kPullMs);
    connect(&m_pull, &QTimer::timeout, this, &Workbench::pull);
    connectPages();
    log::setSink([guard = QPointer<Workbench>(this)](log::Level level, std::string_view text) {
        if (level == log::Level::Debug) {
            return;
        }
        const QString line = fromUtf8(text);
        if (Workbench* self = guard.data()) {
            QMetaObject::invokeMethod(
                self, [self, line] { self->log(line); }, Qt::QueuedConnection);
        }
    });
}

Workbench::~Workbench() {
    log::setSink({});
    m_settings.setWindow(m_frame.saveGeometry(), m_frame.saveState());
}

void Workbench::connectPages() {
    RunPage& page = m_frame.runPage();
    SetupPanel& setup = page.setup();
    connect(&page, &RunPage::requestRun, this, &Workbench::start);
    connect(&page, &RunPage::thumbnailsWanted, this, &Workbench::showThumbnails);
    connect(&m_frame, &MainFrame::cancelRequested, this, [this] {
        m_runs.cancel();
        m_frame.progress().setProgress({"stopping after this batch", {}, 0, 0, 0, 0});
    });
    connect(&setup, &SetupPanel::modelPicked, this, [this](const QString& path) { openModel(path, true); });
    connect(&setup, &SetupPanel::dataPicked, this, [this](const QString& path) { openData(path, true); });
    connect(&setup, &SetupPanel::selectionChanged, this, &Workbench::select);
    connect(&setup, &SetupPanel::commandLineWanted, this, [this, &setup] {
        QApplication::clipboard()->setText(
            commandLineOf(setup.config(RunMode::Routed), toText(m_places.database)));
        m_frame.progress().setIdleText(tr("Copied: the command line that runs this"));
    });
    connect(&m_frame.experimentsPage(), &ExperimentsPage::experimentOpened, this, &Workbench::showExperiment);
    connect(&m_runs, &RunController::devicesListed, this, &Workbench::showDevices);
    connect(&m_runs, &RunController::begun, this, [this](const RunRecord& record) {
        m_frame.runPage().showThresholds(record.config.ladder);
        log(tr("run %1 began on %2").arg(fromUtf8(record.experimentId), fromUtf8(record.config.device)));
    });
    connect(&m_runs, &RunController::finished, this, &Workbench::finish);
    connect(&m_runs, &RunController::failed, this, &Workbench::fail);
}

void Workbench::begin() {
    m_runs.listDevices();
    openBundled();
    refreshExperiments();
}

void Workbench::showDevices(const std::vector<DeviceInfo>& devices, const QString& preferred) {
    m_frame.devices().setDevices(devices);
    for (const DeviceInfo& device : devices) {
        log(device.available
                ? tr("device %1: %2").arg(fromUtf8(device.id), fromUtf8(device.name))
                : tr("device %1 is not available: %2").arg(fromUtf8(device.id), fromUtf8(device.reason)));
    }
    SetupPanel& setup = m_frame.runPage().setup();
    if (!preferred.isEmpty()) {
        setup.chooseDevice(preferred);
    } else {
        for (const DeviceInfo& device : devices) {
            if (device.available) {
                setup.chooseDevice(fromUtf8(device.id));
                break;
            }
        }
    }
    select();
    Q_EMIT devicesReady();
}

void Workbench::openBundled() {
    const std::filesystem::path assets = m_places.assets;
    m_library.ask(
        this, [assets] { return loadBundledExperiment(assets); },
        [this](const Result<BundledExperiment>& bundled) {
            if (!bundled) {
                m_frame.runPage().showMessage(QString::fromStdString(bundled.error().message));
                openData(QStringLiteral("fashion-mnist#test"), false);
                return;
            }
            m_bundled = *bundled;
            openModel(toText(bundled->model), false);
            openData(QString::fromStdString(bundled->dataset), false);
            for (const QString& path : m_settings.recentModels()) {
                if (QFileInfo::exists(path)) {
                    openModel(path, false);
                }
            }
        });
}

void Workbench::openModel(const QString& path, bool choose) {
    m_library.ask(
        this,
        [file = std::filesystem::path(path.toStdString()), profiles = m_places.devices.profileFolder] {
            return openModelChoice(file, profiles);
        },
        [this, path, choose](const Result<OpenedModel>& model) {
            if (!model) {
                if (choose) {
                    m_frame.runPage().showMessage(QString::fromStdString(model.error().message));
                }
                log(QString::fromStdString(model.error().message));
                return;
            }
            m_models.insert(path, *model);
            for (const std::string& sentence : model->spec.inferred) {
                log(QString::fromStdString(sentence));
            }
            m_frame.runPage().setup().putModel(model->choice, choose);
            if (choose) {
                m_settings.addRecentModel(path);
            }
            select();
            Q_EMIT modelReady();
        });
}

void Workbench::openData(const QString& spec, bool choose) {
    m_library.ask(
        this, [text = spec.toStdString()] { return openDataChoice(text); },
        [this, spec, choose](const Result<OpenedData>& data) {
            if (!data) {
                m_frame.runPage().showMessage(QString::fromStdString(data.error().message));
                return;
            }
            m_data.insert(spec, data->data);
            m_frame.runPage().setup().putData(data->choice, choose);
            if (choose) {
                m_settings.addRecentData(spec);
            }
            runIfReady();
        });
}

void Workbench::select() {
    SetupPanel& setup = m_frame.runPage().setup();
    const QString model = setup.chosenModel();
    const QString device = setup.chosenDevice();
    const auto opened = m_models.constFind(model);
    if (opened == m_models.constEnd() || device.isEmpty()) {
        return;
    }
    const QString pair = model + QLatin1Char('\n') + device;
    if (pair != m_suggestedFor) {
        m_suggestedFor = pair;
        setup.ladder().setPathCost(opened->cost);
        suggest();
    }
    runIfReady();
}

void Workbench::suggest() {
    SetupPanel& setup = m_frame.runPage().setup();
    const QString model = setup.chosenModel();
    if (m_bundled && model == toText(m_bundled->model)) {
        m_suggested = m_bundled->requestFor(setup.chosenDevice().toStdString());
    } else {
        // Somebody's own model: the last half skipped, the threshold to be calibrated.
        m_suggested = {};
        std::vector<int> lastHalf;
        const int depth = m_models.value(model).spec.depth;
        for (int block = depth / 2; block < depth; ++block) {
            lastHalf.push_back(block);
        }
        m_suggested.config.ladder.efforts = {
            {.skip = SkipConfig(lastHalf), .modelPath = {}, .thresholdNats = {}},
            {.skip = SkipConfig(), .modelPath = {}, .thresholdNats = {}}};
        m_suggested.config.calibrate =
            CalibrationGoal{.kind = CalibrationGoal::Kind::Edp, .share = 0.0, .lossPoints = 0.2};
    }
    setup.setSuggestion(m_suggested.config,
                        m_suggested.thresholdSource.value_or(ThresholdSource{"given", "given", false}));
}

void Workbench::start(const RunConfig& config) {
    if (m_runs.isRunning()) {
        return;
    }
    RunRequest request;
    request.config = config;
    const LadderEditor& ladder = m_frame.runPage().setup().ladder();
    if (!config.calibrate) {
        request.thresholdSource = ladder.source();
    } else if (config.ladder == m_suggested.config.ladder) {
        // Nothing was changed: the first effort is chosen among the candidates too.
        request.lowCandidates = m_suggested.lowCandidates;
    }
    m_running = m_data.value(QString::fromStdString(config.dataset));
    ++m_generation;
    m_frame.runPage().showStarted(config);
    m_frame.progress().setRunning(true);
    m_frame.showPage(&m_frame.runPage());
    m_clock.start();
    m_runs.start(request, m_places.database);
    m_pull.start();
}

void Workbench::pull() {
    const LiveSnapshot snapshot = m_runs.snapshot();
    m_frame.progress().setProgress(snapshot.progress);
    if (m_frame.runPage().isVisible()) {
        m_frame.runPage().showSnapshot(snapshot);
    }
}

void Workbench::finish(const RunReport& report) {
    m_frame.runPage().showSnapshot(m_runs.snapshot());
    m_frame.runPage().showReport(report);
    QString text =
        tr("%1 images in %2, stored in %3 as %4")
            .arg(formatCount(report.images), formatWait(static_cast<double>(m_clock.elapsed()) / 1e3),
                 toText(m_places.database), fromUtf8(report.experimentId).left(8));
    if (report.errors > 0) {
        text += tr("; %1 could not be read").arg(formatCount(report.errors));
    }
    if (report.status != "complete") {
        text = tr("%1 after ").arg(fromUtf8(report.status)) + text;
    }
    stopShowing(text);
}

void Workbench::fail(const QString& sentence) {
    m_frame.runPage().showMessage(sentence);
    stopShowing(tr("The run did not end well; the message says why."));
    log(sentence);
}

void Workbench::stopShowing(const QString& idleText) {
    m_pull.stop();
    m_frame.runPage().showEnded();
    m_frame.progress().setRunning(false);
    m_frame.progress().setIdleText(idleText);
    refreshExperiments();
    Q_EMIT runEnded();
}

void Workbench::refreshExperiments() {
    m_library.ask(
        this, [file = m_places.database] { return listExperiments(file); },
        [this](const Result<std::vector<ExperimentRow>>& rows) {
            if (rows) {
                m_frame.experiments().setRows(*rows);
            } else {
                m_frame.runPage().showMessage(QString::fromStdString(rows.error().message));
            }
        });
}

void Workbench::showExperiment(const QString& id) {
    if (m_runs.isRunning()) {
        m_frame.progress().setIdleText({});
        m_frame.runPage().showMessage(
            tr("A run is going on: its page is free for another experiment when it has ended."));
        m_frame.showPage(&m_frame.runPage());
        return;
    }
    m_library.ask(
        this, [file = m_places.database, key = id.toStdString()] { return readReport(file, key); },
        [this](const Result<RunReport>& report) {
            if (report) {
                m_frame.runPage().showStored(*report);
            } else {
                m_frame.runPage().showMessage(QString::fromStdString(report.error().message));
            }
            m_frame.showPage(&m_frame.runPage());
        });
}

void Workbench::showThumbnails(const QList<qint64>& indices) {
    if (!m_running) {
        return;
    }
    using Thumbnails = std::vector<std::pair<qint64, QImage>>;
    m_library.ask(
        this,
        [data = m_running, indices] {
            Thumbnails made;
            for (const qint64 index : indices) {  // of the whole split, of which `data` may be a slice
                made.emplace_back(index, thumbnailOf(*data, data->indexOf(index).value_or(-1)));
            }
            return made;
        },
        [this, generation = m_generation](const Thumbnails& made) {
            if (generation != m_generation) {
                return;
            }
            for (const auto& [index, image] : made) {
                m_frame.runPage().showThumbnail(index, image);
            }
        });
}

void Workbench::open(const QString& file) {
    const std::filesystem::path path(file.toStdString());
    switch (kindOf(path)) {
        case FileKind::Database:
            m_places.database = path;
            refreshExperiments();
            m_frame.showPage(&m_frame.experimentsPage());
            break;
        case FileKind::Model:
            openModel(QFileInfo(file).absoluteFilePath(), true);
            break;
        case FileKind::Unknown:
            m_frame.runPage().showMessage(tr("%1 is neither a database nor a model: open a .sqlite file, a "
                                             "checkpoint or a model's folder.")
                                              .arg(file));
    }
}

void Workbench::showProblem(const QString& sentence) {
    m_frame.runPage().showMessage(sentence);
}

void Workbench::runWhenReady() {
    m_runAsked = true;
    runIfReady();
}

void Workbench::runIfReady() {
    SetupPanel& setup = m_frame.runPage().setup();
    if (m_runAsked && !m_suggestedFor.isEmpty() && setup.problem().isEmpty()) {
        m_runAsked = false;
        start(setup.config(RunMode::Routed));
    }
}

void Workbench::log(const QString& line) {
    m_frame.appendLog(QTime::currentTime().toString(QStringLiteral("HH:mm:ss  ")) + line);
}

}  // namespace pivot
