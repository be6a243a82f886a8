// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/workbench.h"

#include "app/gui/about.h"
#include "app/gui/drop_target.h"
#include "app/gui/group_library.h"
#include "core/log.h"
#include "widgets/models/command_line.h"
#include "widgets/theme/parts.h"
#include "widgets/views/about_dialog.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/devices_dock.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/progress_strip.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QPointer>
#include <QTime>
#include <utility>

namespace pivot {
namespace {

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
      m_thumbnails(m_library),
      m_session(m_frame, m_thumbnails, m_places.devices, m_places.powerProfiles),
      m_images(m_frame.imagesPage(), m_session.controller()),
      m_attention(m_session.controller(), m_frame,
                  [this](const QString& spec) { return m_data.value(spec); }),
      m_calibration(m_frame.runPage(), m_session.controller()),
      m_paths(m_frame.runPage().setup(), m_session.controller()),
      m_compare(m_frame.comparePage(), m_session.controller()),
      m_queue(m_frame, m_session, [this](const PlannedRun& plan) { start(plan); }),
      m_files(m_frame, m_library),
      m_experiments(m_frame, m_library) {
    connectPages();
    connectComparing();
    const auto* drops = new DropTarget(theme, m_frame);
    connect(drops, &DropTarget::dropped, this, &Workbench::open);
    connect(drops, &DropTarget::refused, this, &Workbench::showProblem);
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
    m_library.stop();  // its answers come to members that go before it
}

SetupPanel& Workbench::setup() {
    return m_frame.runPage().setup();
}

void Workbench::connectPages() {
    RunPage& page = m_frame.runPage();
    m_library.onFailure(this, [this](const QString& sentence) { showProblem(sentence); });
    connect(&m_session.controller(), &RunController::troubled, this, &Workbench::showProblem);
    connect(&page, &RunPage::requestRun, this, [this](const RunConfig& config) {
        start(setup().plan(config));
        m_frame.showPage(&m_frame.runPage());
    });
    connect(&page, &RunPage::experimentWanted, this, &Workbench::showExperiment);
    connect(&setup(), &SetupPanel::queueRequested, this,
            [this](const RunConfig& config) { m_queue.add(setup().plan(config)); });
    connect(&m_monitor, &DeviceMonitor::read, &m_frame.devicesDock(), &DevicesDock::setStates);
    connect(&m_files, &ExperimentFiles::modelWanted, this,
            [this](const QString& path, const QString& configFile, const QString& act) {
                openModel(path, true, configFile, act);
            });
    connect(&m_files, &ExperimentFiles::dataWanted, this,
            [this](const QString& spec) { openData(spec, true); });
    connect(&m_files, &ExperimentFiles::opened, this, &Workbench::runIfReady);
    connect(&m_files, &ExperimentFiles::failed, this, &Workbench::giveUpRun);
    connect(&page, &RunPage::thumbnailsWanted, &m_thumbnails, &ThumbnailFeed::ask);
    connect(&m_thumbnails, &ThumbnailFeed::ready, &page, &RunPage::showThumbnail);
    connect(&setup(), &SetupPanel::modelPicked, this,
            [this](const QString& path, const QString& configFile, const QString& act) {
                openModel(path, true, configFile, act);
            });
    connect(&setup(), &SetupPanel::dataPicked, this, [this](const QString& path) { openData(path, true); });
    connect(&setup(), &SetupPanel::selectionChanged, this, &Workbench::select);
    connect(&setup(), &SetupPanel::commandLineWanted, this, [this] {
        setup().commitPending();
        QApplication::clipboard()->setText(commandLineOf(
            setup().config(RunMode::Routed), setup().ladder().candidates(), toText(m_places.database)));
        m_frame.progress().setIdleText(tr("Copied: the command line that runs this"));
    });
    connect(&m_frame, &MainFrame::aboutWanted, this,
            [this] { AboutDialog(aboutFacts(m_frame.devices().devices()), &m_frame).exec(); });
    connect(&page, &RunPage::thresholdsMoved, &m_frame.imagesPage(), &ImagesPage::moveThresholds);
    connect(&m_images, &ImagesController::failed, &m_frame, &MainFrame::showMessage);
    connect(&m_images, &ImagesController::attentionWanted, &m_attention, &AttentionController::show);
    connect(&m_frame.experimentsPage(), &ExperimentsPage::experimentOpened, this, &Workbench::showExperiment);
    connect(&m_frame.experimentsPage(), &ExperimentsPage::resumeWanted, this, &Workbench::resumeExperiment);
    connect(&m_experiments, &ExperimentsController::newestRead, this, &Workbench::showNewest);
    connect(&m_experiments, &ExperimentsController::setUpRead, &m_files, &ExperimentFiles::setUp);
    connect(&m_experiments, &ExperimentsController::failed, this, [this](const QString& sentence) {
        m_frame.showMessage(sentence);
        log(sentence);
    });
    connect(&m_session.controller(), &RunController::devicesListed, this, &Workbench::showDevices);
    connect(&m_session, &RunSession::started, this, [this] { ++m_pageOwner; });
    connect(&m_session, &RunSession::started, &m_calibration, &CalibrationController::stop);
    connect(&m_session, &RunSession::started, &m_paths, &PathAccuracyProbe::stop);
    connect(&m_session, &RunSession::logged, this, &Workbench::log);
    connect(&m_session, &RunSession::reported, this, [this](const RunReport& report) {
        m_images.setExperiment(m_session.database(), fromUtf8(report.experimentId));
        if (report.mode == RunMode::Profile) {
            makeScrubbable(report.experimentId);
        }
    });
    connect(&m_session, &RunSession::ended, this, [this] {
        if (!m_session.group().empty()) {
            m_library.ask(
                this,
                [file = m_places.database, members = m_session.group()] {
                    return withAgreement(file, members);
                },
                [this, owner = m_pageOwner](const std::vector<GroupMember>& members) {
                    if (owner == m_pageOwner) {
                        m_frame.runPage().showGroup(members);
                    }
                });
        }
        m_experiments.reload();
        Q_EMIT runEnded();
    });
}

void Workbench::connectComparing() {
    ComparePage& page = m_frame.comparePage();
    connect(&m_compare, &CompareController::failed, &m_frame, &MainFrame::showMessage);
    connect(&page, &ComparePage::experimentWanted, this, &Workbench::showExperiment);
    connect(&page, &ComparePage::commandLineWanted, this, [this](const QStringList& ids) {
        QApplication::clipboard()->setText(compareLineOf(ids, toText(m_places.database)));
        m_frame.progress().setIdleText(tr("Copied: the command line that compares these"));
    });
    connect(&page, &ComparePage::imageWanted, this, [this](const QString& id, qint64 imageIndex) {
        m_images.showImage(m_places.database, id, imageIndex);
        m_frame.showPage(&m_frame.imagesPage());
    });
    connect(&m_frame.experimentsPage(), &ExperimentsPage::compareRequested, this,
            [this](const QStringList& ids) {
                m_frame.comparePage().choose(ids);
                m_frame.showPage(&m_frame.comparePage());
            });
}

void Workbench::begin() {
    m_session.controller().listDevices();
    openBundled();
    offerRecent();
    m_experiments.setDatabase(m_places.database);
}

void Workbench::showDevices(const std::vector<DeviceInfo>& devices, const QString& preferred) {
    m_frame.devices().setDevices(devices);
    QString first = preferred;
    for (const DeviceInfo& device : devices) {
        log(device.available
                ? tr("device %1: %2").arg(fromUtf8(device.id), fromUtf8(device.name))
                : tr("device %1 is not available: %2").arg(fromUtf8(device.id), fromUtf8(device.reason)));
        if (first.isEmpty() && device.available) {
            first = fromUtf8(device.id);
        }
    }
    setup().chooseDevice(first);
    m_devicesKnown = true;
    select();
    m_files.setDevicesKnown();
    std::vector<std::string> ids;
    for (const DeviceInfo& device : devices) {
        if (device.available) {
            ids.push_back(device.id);
        }
    }
    m_monitor.watch(ids);
    Q_EMIT devicesReady();
    if (first.isEmpty()) {
        giveUpRun(tr("No device can run here: the bar at the bottom says of each what it needs."));
    }
}

void Workbench::select() {
    const auto opened = m_models.constFind(setup().chosenModel());
    const bool dataKnown = !setup().chosenData().isEmpty() || m_dataFailed;
    // The first default waits for all that it depends on; nothing is proposed twice at the start.
    if (opened == m_models.constEnd() || !m_devicesKnown || !dataKnown) {
        return;
    }
    const Selection selection{setup().chosenDevice().toStdString(), setup().calibrationSpec().toStdString(),
                              setup().selectionKey()};
    const QString key = QStringLiteral("%1\n%2\n%3")
                            .arg(QString::fromStdString(selection.key))
                            .arg(opened->spec.depth)
                            .arg(selection.calibrationSpec.empty());
    if (key != m_suggestedFor) {
        m_suggestedFor = key;
        setup().ladder().setPathCost(opened->cost);
        const DefaultLadder made = defaultLadder(*opened, selection, m_bundled, m_bundledCalibration);
        setup().suggest(made.base, made.ladder);
    }
    runIfReady();
}

void Workbench::start(const PlannedRun& plan) {
    m_session.start(plan, m_data.value(QString::fromStdString(plan.config.dataset)), m_places.database);
}

void Workbench::showGroup(const std::string& groupId) {
    m_library.ask(
        this, [file = m_places.database, groupId] { return readGroupOf(file, groupId); },
        [this, owner = m_pageOwner](const std::vector<GroupMember>& members) {
            if (owner == m_pageOwner) {
                m_frame.runPage().showGroup(members);
            }
        });
}

void Workbench::makeScrubbable(const std::string& experimentId) {
    m_library.ask(
        this, [file = m_places.database, experimentId] { return readStored(file, experimentId); },
        [this](const Result<StoredExperiment>& stored) {
            if (stored) {  // otherwise the figures stand as they are
                m_frame.runPage().showScrubbable(stored->run);
            }
        });
}

void Workbench::showNewest(const std::vector<ExperimentRow>& rows) {
    m_images.setExperiments(rows);
    m_compare.setExperiments(m_places.database, rows);
    m_frame.runPage().setExperiments(rows);  // earlier runs in the plane of EDP and accuracy
}

void Workbench::showExperiment(const QString& id) {
    if (m_session.isRunning()) {
        m_frame.showMessage(
            tr("A run is going on: its page is free for another experiment when it has ended."));
        return;
    }
    m_library.ask(
        this, [file = m_places.database, key = id.toStdString()] { return readStored(file, key); },
        [this, owner = ++m_pageOwner](const Result<StoredExperiment>& stored) {
            if (owner != m_pageOwner) {
                return;  // a run has begun, or another experiment was asked for
            }
            if (!stored) {
                m_frame.showMessage(QString::fromStdString(stored.error().message));
                return;
            }
            m_thumbnails.begin(stored->data);
            m_frame.runPage().showStored(stored->run);
            m_images.setExperiment(m_places.database, fromUtf8(stored->run.report.experimentId));
            showGroup(stored->run.report.groupId);
            m_frame.showPage(&m_frame.runPage());
        });
}

void Workbench::resumeExperiment(const QString& id) {
    if (m_session.isRunning()) {
        m_frame.showMessage(tr("A run is going on: this experiment can be resumed when it has ended."));
        return;
    }
    const std::filesystem::path file = m_places.database;
    m_library.ask(
        this, [file, key = id.toStdString()] { return readStopped(file, key); },
        [this, file, owner = ++m_pageOwner](const Result<StoppedExperiment>& stopped) {
            if (owner != m_pageOwner) {
                return;
            }
            if (!stopped) {
                m_frame.showMessage(QString::fromStdString(stopped.error().message));
                return;
            }
            m_session.resume(stopped->record, {stopped->classes, stopped->labels}, stopped->data, file);
            m_frame.showPage(&m_frame.runPage());
        });
}

void Workbench::showProblem(const QString& sentence) {
    m_frame.showMessage(sentence);
}

void Workbench::runWhenReady() {
    m_runAsked = true;
    runIfReady();
}

void Workbench::runIfReady() {
    if (m_runAsked && !m_files.isOpening() && !m_suggestedFor.isEmpty() && setup().problem().isEmpty()) {
        m_runAsked = false;
        setup().requestRun(RunMode::Routed);
    }
}

void Workbench::giveUpRun(const QString& sentence) {
    if (m_runAsked) {
        m_runAsked = false;
        Q_EMIT runImpossible(sentence);
    }
}

void Workbench::log(const QString& line) {
    m_frame.appendLog(QTime::currentTime().toString(QStringLiteral("HH:mm:ss  ")) + line);
}

}  // namespace pivot
