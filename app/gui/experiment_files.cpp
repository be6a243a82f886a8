// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/experiment_files.h"

#include "widgets/theme/parts.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/progress_strip.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QShortcut>

namespace pivot {
namespace {

QFileDialog* makeDialog(QWidget& parent, const QString& title, QFileDialog::AcceptMode mode) {
    auto* dialog = new QFileDialog(&parent, title);
    dialog->setObjectName(QStringLiteral("experimentFile"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(mode);
    dialog->setFileMode(mode == QFileDialog::AcceptSave ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    dialog->setNameFilter(ExperimentFiles::tr("Experiments (*.json)"));
    dialog->setDefaultSuffix(QStringLiteral("json"));
    return dialog;
}

}  // namespace

ExperimentFiles::ExperimentFiles(MainFrame& frame, WorkThread& library, QObject* parent)
    : QObject(parent), m_frame(frame), m_library(library) {
    const auto onKey = [this](const QKeySequence& keys, auto act) {
        connect(new QShortcut(keys, &m_frame), &QShortcut::activated, this, act);
    };
    onKey(QKeySequence(QKeySequence::Save), [this] { askSave(); });
    onKey(QKeySequence(QKeySequence::Open), [this] { askOpen(); });
    connect(&m_frame.runPage().setup(), &SetupPanel::saveWanted, this, [this] { askSave(); });
    connect(&m_frame.runPage().setup(), &SetupPanel::openWanted, this, [this] { askOpen(); });
}

void ExperimentFiles::askSave() {
    const QString problem = m_frame.runPage().setup().problem();
    if (!problem.isEmpty()) {
        m_frame.showMessage(tr("The set-up cannot be saved as it is: %1").arg(problem));
        return;
    }
    QFileDialog* dialog = makeDialog(m_frame, tr("Save the set-up"), QFileDialog::AcceptSave);
    dialog->selectFile(QStringLiteral("experiment.json"));
    connect(dialog, &QFileDialog::fileSelected, this, &ExperimentFiles::save);
    dialog->open();
}

void ExperimentFiles::askOpen() {
    QFileDialog* dialog = makeDialog(m_frame, tr("Open a set-up"), QFileDialog::AcceptOpen);
    connect(dialog, &QFileDialog::fileSelected, this, &ExperimentFiles::open);
    dialog->open();
}

void ExperimentFiles::save(const QString& file) {
    SetupPanel& setup = m_frame.runPage().setup();
    setup.commitPending();
    const PlannedRun plan = setup.plan(setup.config(RunMode::Routed));
    ExperimentFile experiment;
    experiment.request.config = plan.config;
    experiment.request.lowCandidates = plan.candidates;
    experiment.request.thresholdSource = plan.source;
    experiment.devices = plan.devices;
    m_library.ask(
        this,
        [path = std::filesystem::path(file.toStdString()), experiment] {
            return writeExperimentFile(path, experiment);
        },
        [this, file](const Result<void>& written) {
            if (written) {
                m_frame.progress().setIdleText(tr("Saved: pivot run --experiment %1 runs this").arg(file));
            } else {
                m_frame.showMessage(QString::fromStdString(written.error().message));
            }
        });
}

void ExperimentFiles::open(const QString& file) {
    m_opening = true;
    m_name = QFileInfo(file).fileName();
    if (QFileInfo::exists(file) && !QFileInfo(file).isFile()) {
        end(tr("%1 is no regular file: the window does not wait for a pipe or a device.").arg(file));
        return;
    }
    m_library.ask(
        this,
        [path = std::filesystem::path(QFileInfo(file).absoluteFilePath().toStdString())] {
            return readExperimentFile(path);
        },
        [this](const Result<ExperimentFile>& experiment) {
            if (experiment) {
                take(*experiment);
            } else {
                end(QString::fromStdString(experiment.error().message));
            }
        });
}

void ExperimentFiles::setUp(const ExperimentFile& experiment, const QString& name) {
    m_opening = true;
    m_name = name;
    take(experiment);
}

void ExperimentFiles::take(const ExperimentFile& experiment) {
    const RunConfig& config = experiment.request.config;
    Q_EMIT modelWanted(QString::fromStdString(config.model), QString::fromStdString(config.modelConfig),
                       QString::fromStdString(config.act));
    Q_EMIT dataWanted(QString::fromStdString(config.dataset));
    m_library.ask(
        this, [] { return true; },
        [this, experiment](bool /*after both*/) {
            m_waiting = experiment;
            apply();
        });
}

void ExperimentFiles::setDevicesKnown() {
    m_devicesKnown = true;
    apply();
}

void ExperimentFiles::apply() {
    if (!m_waiting || !m_devicesKnown) {
        return;
    }
    const ExperimentFile experiment = *std::exchange(m_waiting, std::nullopt);
    const RunConfig& config = experiment.request.config;
    SetupPanel& setup = m_frame.runPage().setup();
    if (setup.chosenModel().toStdString() != config.model ||
        setup.chosenData().toStdString() != config.dataset) {
        end(tr("%1 was not taken up: its model or its images cannot be opened, as the message before says.")
                .arg(m_name));
        return;
    }
    PlannedRun plan;
    plan.config = config;
    plan.devices = experiment.devices;
    plan.candidates = experiment.request.lowCandidates;
    plan.source = experiment.request.thresholdSource;
    QStringList away;
    for (const std::string& device : plan.devices) {
        const int row = m_frame.devices().rowOf(fromUtf8(device));
        const auto& known = m_frame.devices().devices();
        if (device != "cpu" && (row < 0 || !known[static_cast<std::size_t>(row)].available)) {
            away << fromUtf8(device);
        }
    }
    setup.load(plan, tr("the set-up of %1").arg(m_name));
    if (!away.isEmpty()) {
        m_frame.showMessage(tr("%1 wants %2, which is not available here: it is set up for %3 instead.")
                                .arg(m_name, away.join(QStringLiteral(", ")), setup.chosenDevice()));
    }
    m_opening = false;
    m_frame.showPage(&m_frame.runPage());
    m_frame.progress().setIdleText(tr("%1 is set up").arg(m_name));
    Q_EMIT opened();
}

void ExperimentFiles::end(const QString& sentence) {
    m_opening = false;
    m_frame.showMessage(sentence);
    Q_EMIT failed(sentence);
}

}  // namespace pivot
