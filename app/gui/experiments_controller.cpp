// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/experiments_controller.h"

#include "app/common/measured_costs.h"
#include "db/experiment_editor.h"
#include "db/maintenance.h"
#include "widgets/models/command_line.h"
#include "widgets/models/shown_database.h"
#include "widgets/theme/parts.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/progress_strip.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <algorithm>
#include <utility>

namespace pivot {
namespace {

constexpr std::size_t kPageRows = 200;
/// Elsewhere the newest are enough: they stand in a chart or a menu.
constexpr std::size_t kNewestRows = 500;

std::vector<std::string> toStd(const QStringList& texts) {
    std::vector<std::string> all;
    for (const QString& text : texts) {
        all.push_back(text.toStdString());
    }
    return all;
}

ExperimentEdit editOf(const ExperimentWish& wish) {
    ExperimentEdit edit;
    if (wish.name) {
        edit.name = wish.name->toStdString();
    }
    if (wish.note) {
        edit.note = wish.note->toStdString();
    }
    edit.starred = wish.starred;
    edit.addTags = toStd(wish.addTags);
    edit.removeTags = toStd(wish.removeTags);
    edit.inBin = wish.inBin;
    return edit;
}

/// A run whose program is gone is marked before it is listed; where nobody may write, the list judges by
/// itself.
Result<ExperimentRows> readMarked(const std::filesystem::path& database, const ExperimentQuery& query) {
    if (const auto marked = markDeadRunsInterrupted(database); !marked) {
        return tl::unexpected(marked.error());
    }
    return readRows(database, query);
}

}  // namespace

ExperimentsController::ExperimentsController(MainFrame& frame, WorkThread& library, QObject* parent)
    : QObject(parent), m_frame(frame), m_library(library) {
    connectPage();
}

void ExperimentsController::connectPage() {
    ExperimentsPage& page = m_frame.experimentsPage();
    connect(&page, &ExperimentsPage::shown, this, &ExperimentsController::reload);
    connect(&page, &ExperimentsPage::filterChanged, this, [this] { readList(kPageRows); });
    connect(&m_frame.experiments(), &ExperimentModel::moreWanted, this, &ExperimentsController::readMore);
    connect(&page, &ExperimentsPage::detailsWanted, this, &ExperimentsController::readDetailsOf);
    connect(&page, &ExperimentsPage::editWanted, this, &ExperimentsController::edit);
    connect(&page, &ExperimentsPage::importCostsWanted, this, &ExperimentsController::askCosts);
    connect(&page, &ExperimentsPage::setUpWanted, this, &ExperimentsController::readSetUp);
    connect(&page, &ExperimentsPage::commandLineWanted, this, &ExperimentsController::copyCommandLine);
}

void ExperimentsController::setDatabase(const std::filesystem::path& database) {
    m_database = database;
    setShownDatabase(m_frame, fromUtf8(database.string()));
    m_next.reset();
    reload();
}

void ExperimentsController::reload() {
    readList(std::max(kPageRows, m_frame.experiments().rows().size()));
    readNewest();
    m_library.ask(
        this, [file = m_database] { return readChoices(file); },
        [this, file = m_database](const Result<ExperimentChoices>& choices) {
            if (choices && file == m_database) {
                m_frame.experimentsPage().setChoices(*choices);
            }
        });
}

void ExperimentsController::readNewest() {
    ExperimentQuery query;
    query.limit = kNewestRows;
    m_library.ask(
        this, [file = m_database, query] { return readRows(file, query); },
        [this, file = m_database](const Result<ExperimentRows>& read) {
            if (read && file == m_database) {  // what is wrong with the file, the list says
                Q_EMIT newestRead(read->rows);
            }
        });
}

void ExperimentsController::readList(std::size_t limit) {
    m_filter = m_frame.experimentsPage().filter();
    ExperimentQuery query = queryOf(m_filter);
    query.limit = limit;
    m_library.ask(
        this, [file = m_database, query] { return readMarked(file, query); },
        [this, generation = ++m_generation](const Result<ExperimentRows>& read) {
            if (generation != m_generation) {
                return;
            }
            m_next = read ? read->next : std::nullopt;
            m_frame.experiments().setRows(read ? read->rows : std::vector<ExperimentRow>(),
                                          m_next.has_value());
            if (!read) {
                tell(read.error());
            }
        });
}

void ExperimentsController::readMore() {
    ExperimentQuery query = queryOf(m_filter);
    query.limit = kPageRows;
    query.after = m_next;
    m_library.ask(
        this, [file = m_database, query] { return readRows(file, query); },
        [this, generation = m_generation](const Result<ExperimentRows>& read) {
            if (generation != m_generation) {
                return;  // another list is shown by now, or will be
            }
            m_next = read ? read->next : std::nullopt;
            m_frame.experiments().appendRows(read ? read->rows : std::vector<ExperimentRow>(),
                                             m_next.has_value());
            if (!read) {
                tell(read.error());
            }
        });
}

void ExperimentsController::readDetailsOf(const QString& id) {
    m_library.ask(
        this, [file = m_database, key = id.toStdString()] { return readDetails(file, key); },
        [this, generation = ++m_detailGeneration](const Result<ExperimentDetails>& details) {
            if (generation != m_detailGeneration) {
                return;
            }
            if (details) {
                m_frame.experimentsPage().showDetails(*details);
            } else {
                tell(details.error());
            }
        });
}

void ExperimentsController::edit(const ExperimentWish& wish) {
    m_library.ask(
        this,
        [file = m_database, ids = toStd(wish.ids), edit = editOf(wish)] {
            return editExperiments(file, ids, edit);
        },
        [this, wish](const Result<std::vector<std::string>>& changed) {
            if (!changed) {
                tell(changed.error());
            } else if (wish.inBin && *wish.inBin) {
                m_frame.experimentsPage().showDeleted(wish.ids);
            }
            reload();  // also after a failure: what is shown is what is stored
        });
}

void ExperimentsController::askCosts(const QString& id) {
    auto* dialog = new QFileDialog(&m_frame, tr("Import measured costs"));
    dialog->setObjectName(QStringLiteral("costFile"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Comma-separated values (*.csv)"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, id](const QString& file) { importCosts(id, file); });
    dialog->open();
}

void ExperimentsController::importCosts(const QString& id, const QString& file) {
    m_library.ask(
        this,
        [database = m_database, key = id.toStdString(), path = std::filesystem::path(file.toStdString())] {
            // Who measured it is in a column of the file, or it is the file itself that says so.
            return app::importCostFile(database, key, path, path.stem().string());
        },
        [this, id](const Result<CostImport>& done) {
            if (!done) {
                tell(done.error());
                return;
            }
            m_frame.progress().setIdleText(done->stored > 0
                                               ? tr("Imported %1 rows of measured costs").arg(done->stored)
                                               : tr("These measured costs were imported before"));
            readDetailsOf(id);
        });
}

void ExperimentsController::readRecord(const QString& id, std::function<void(const RunRecord& record)> use) {
    m_library.ask(
        this,
        [file = m_database, key = id.toStdString()]() -> Result<RunRecord> {
            Result<ExperimentReader> reader = ExperimentReader::open(file);
            return reader ? reader->record(key) : tl::unexpected(reader.error());
        },
        [this, use = std::move(use)](const Result<RunRecord>& record) {
            record ? use(*record) : tell(record.error());
        });
}

void ExperimentsController::readSetUp(const QString& id) {
    readRecord(id, [this, id](const RunRecord& record) {
        ExperimentFile setUp;
        setUp.request.config = record.config;
        setUp.request.config.shard = {};
        setUp.request.thresholdSource = record.thresholdSource;
        setUp.devices = {record.config.device};
        Q_EMIT setUpRead(setUp, tr("Experiment %1").arg(id.left(8)));
    });
}

void ExperimentsController::copyCommandLine(const QString& id) {
    readRecord(id, [this, id](const RunRecord& record) {
        RunConfig config = record.config;
        config.calibrate.reset();  // the thresholds that were found, so that every exit is the same
        QApplication::clipboard()->setText(commandLineOf(config, {}, fromUtf8(m_database.string())));
        m_frame.progress().setIdleText(tr("The command that runs %1 again is copied").arg(id.left(8)));
    });
}

void ExperimentsController::tell(const Error& error) {
    Q_EMIT failed(QString::fromStdString(error.message));
}

}  // namespace pivot
