// SPDX-License-Identifier: GPL-3.0-or-later
// What the window opens: the bundled experiment, models, data sets and files by what they are.
#include "app/gui/workbench.h"
#include "data/dataset.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/figure_window.h"
#include "widgets/views/setup_panel.h"

#include <QFileInfo>
#include <algorithm>
#include <utility>

namespace pivot {
namespace {

QString toText(const std::filesystem::path& path) {
    return QString::fromStdString(path.string());
}

}  // namespace

void Workbench::openBundled() {
    const std::filesystem::path assets = m_places.assets;
    using Answer = std::pair<Result<BundledExperiment>, std::string>;
    m_library.ask(
        this,
        [assets]() -> Answer {
            Result<BundledExperiment> bundled = loadBundledExperiment(assets);
            const std::string own =
                bundled ? calibrationSpec(bundled->dataset).value_or(std::string()) : std::string();
            return {std::move(bundled), own};
        },
        [this](const Answer& answer) {
            const auto& [bundled, calibration] = answer;
            if (!bundled) {
                const QString sentence = QString::fromStdString(bundled.error().message);
                m_frame.showMessage(sentence);
                openData(QStringLiteral("fashion-mnist#test"), false);
                Q_EMIT modelFailed(sentence);
                giveUpRun(sentence);
                return;
            }
            m_bundled = *bundled;
            m_bundledCalibration = calibration;
            openModel(toText(bundled->model), false);
            openData(QString::fromStdString(bundled->dataset), false);
        });
}

void Workbench::offerRecent() {
    setup().setRecent(m_settings.recentModels(), m_settings.recentData());
}

void Workbench::openModel(const QString& path, bool choose, const QString& configFile, const QString& act) {
    m_library.ask(
        this,
        [file = std::filesystem::path(path.toStdString()), config = configFile.toStdString(),
         activation = act.toStdString(), profiles = m_places.devices.profileFolder] {
            return openModelChoice(file, config, activation, profiles);
        },
        [this, path, choose](const Result<OpenedModel>& model) {
            if (!model) {
                QString sentence = QString::fromStdString(model.error().message);
                if (model.error().code == ErrorCode::Ambiguous) {
                    sentence += tr(" (Here: Activation and Model config under More.)");
                    setup().showMore();
                }
                m_frame.showMessage(sentence);
                log(sentence);
                if (!choose) {
                    Q_EMIT modelFailed(sentence);
                    giveUpRun(sentence);
                }
                return;
            }
            m_models.insert(path, *model);
            for (const std::string& sentence : model->spec.inferred) {
                log(QString::fromStdString(sentence));
            }
            setup().putModel(model->choice, choose);
            if (choose) {
                m_settings.addRecentModel(path);
                offerRecent();
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
                const QString sentence = QString::fromStdString(data.error().message);
                m_frame.showMessage(sentence);
                log(sentence);
                if (!choose) {
                    m_dataFailed = true;
                    select();
                    giveUpRun(sentence);
                }
                return;
            }
            m_data.insert(spec, data->data);
            setup().putData(data->choice, choose);
            if (choose) {
                m_settings.addRecentData(spec);
                offerRecent();
            }
            runIfReady();
        });
}

void Workbench::open(const QString& file) {
    const std::filesystem::path path =
        std::filesystem::path(QFileInfo(file).absoluteFilePath().toStdString());
    m_library.ask(
        this, [path] { return openFile(path); },
        [this, path](const OpenedFile& opened) { showOpened(path, opened); });
}

void Workbench::showFigure(const std::filesystem::path& file, const Result<figures::FigureDocument>& figure) {
    if (!figure) {
        m_frame.showMessage(QString::fromStdString(figure.error().message));
        return;
    }
    QStringList known;
    for (const std::string& id : figure->spec.experiments) {
        const auto& rows = m_frame.experiments().rows();
        if (std::any_of(rows.begin(), rows.end(),
                        [&](const ExperimentRow& row) { return row.id.toStdString() == id; })) {
            known << QString::fromStdString(id);
        }
    }
    auto* shown = new FigureWindow(*figure, QFileInfo(toText(file)).fileName(), known, &m_frame);
    connect(shown, &FigureWindow::experimentWanted, this, &Workbench::showExperiment);
    shown->show();
}

void Workbench::showOpened(const std::filesystem::path& file, const OpenedFile& opened) {
    switch (opened.kind) {
        case FileKind::Database:
            m_frame.showPage(&m_frame.experimentsPage());
            if (!*opened.experiments) {
                // Runs go on being stored where they were: nothing is lost to a file that cannot be used.
                m_frame.showMessage(QString::fromStdString(opened.experiments->error().message));
                return;
            }
            if (!opened.exists) {
                m_frame.showMessage(tr("%1 is not there yet: the next run makes it.").arg(toText(file)));
            }
            m_places.database = file;
            m_experiments.setDatabase(file);
            break;
        case FileKind::Model:
            setup().askModel(toText(file));
            break;
        case FileKind::Data:
            openData(toText(file), true);
            break;
        case FileKind::Experiment:
            m_files.open(toText(file));
            break;
        case FileKind::Figure:
            showFigure(file, *opened.figure);
            break;
        case FileKind::Unknown:
            m_frame.showMessage(opened.exists
                                    ? tr("%1 is nothing that can be opened: choose a .sqlite file, "
                                         "a checkpoint, an experiment "
                                         "file, a figure of this program, or a folder of a model or "
                                         "of images.")
                                          .arg(toText(file))
                                    : tr("%1 is not there: check the path.").arg(toText(file)));
    }
}

}  // namespace pivot
