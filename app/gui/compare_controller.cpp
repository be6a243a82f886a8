// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/compare_controller.h"

#include "app/common/comparison_reader.h"
#include "app/gui/run_controller.h"
#include "db/experiment_reader.h"
#include "widgets/theme/parts.h"
#include "widgets/views/compare_page.h"

#include <utility>

namespace pivot {
namespace {

Result<LoadedComparison> loadComparison(const std::filesystem::path& database,
                                        const std::vector<std::string>& ids, const std::stop_token& stop) {
    Result<Comparison> comparison =
        app::compareStored(database, ids, [stop] { return stop.stop_requested(); });
    if (!comparison) {
        return tl::unexpected(comparison.error());
    }
    LoadedComparison loaded;
    // Flipped images are in both, so that the reference's data set has them all.
    if (Result<ExperimentReader> reader = ExperimentReader::open(database)) {
        if (const Result<RunRecord> record = reader->record(ids.front())) {
            loaded.data = openDataSet(record->config.dataset, {.labelMap = record->config.labelMap})
                              .value_or(DataSetPtr());
        }
    }
    loaded.comparison = std::make_shared<const Comparison>(std::move(*comparison));
    return loaded;
}

}  // namespace

CompareController::CompareController(ComparePage& page, RunController& runs, QObject* parent)
    : QObject(parent),
      m_page(page),
      m_reader(QStringLiteral("comparison")),
      m_decoder(QStringLiteral("flipped images")),
      m_thumbnails(m_decoder, ThumbnailFeed::kGallery) {
    for (WorkThread* thread : {&m_reader, &m_decoder}) {
        thread->onFailure(this, [this](const QString& sentence) { Q_EMIT failed(sentence); });
    }
    connect(&m_page, &ComparePage::shown, this, &CompareController::load);
    connect(&m_page, &ComparePage::chosenChanged, this, &CompareController::choose);
    connect(&m_page, &ComparePage::thumbnailsWanted, &m_thumbnails, &ThumbnailFeed::ask);
    connect(&m_thumbnails, &ThumbnailFeed::ready, &m_page, &ComparePage::setThumbnail);
    connect(&runs, &RunController::begun, this, [this] {
        m_running = true;
        m_thumbnails.setRunning(true);
    });
    connect(&runs, &RunController::ended, this, [this] {
        m_running = false;
        m_thumbnails.setRunning(false);
        if (m_page.isVisible()) {
            load();
        }
    });
}

CompareController::~CompareController() {
    m_stop.request_stop();
    m_reader.stop();  // their answers come to members that go before them
    m_decoder.stop();
}

void CompareController::forgetJobs() {
    m_stop.request_stop();
    m_stop = std::stop_source();
    ++m_generation;
}

void CompareController::setExperiments(const std::filesystem::path& database,
                                       const std::vector<ExperimentRow>& rows) {
    if (database != m_database) {
        m_database = database;
        m_page.choose({});  // the ids were of another file
    }
    m_page.setExperiments(rows);
    // A run that was compared before its end, and has gone on since, is compared anew.
    std::vector<ExperimentRow> chosen;
    for (const QString& id : m_ids) {
        for (const ExperimentRow& row : rows) {
            if (row.id == id) {
                chosen.push_back(row);
            }
        }
    }
    const bool same = chosen == m_rows;
    m_rows = std::move(chosen);
    if (!same && m_loaded) {
        m_page.choose(m_ids);
    }
}

void CompareController::choose(const QStringList& ids) {
    forgetJobs();
    if (ids != m_ids) {
        m_rows.clear();  // of the others
    }
    m_ids = ids;
    m_loaded = false;
    m_thumbnails.begin({});
    if (m_page.isVisible()) {
        load();
    }
}

void CompareController::load() {
    if (m_loaded || m_ids.size() < 2) {
        return;
    }
    if (m_running) {
        m_page.showWaiting(tr("A run is going on: the experiments are compared when it has ended."));
        return;
    }
    m_loaded = true;
    m_page.showWaiting(tr("Comparing the experiments…"));
    std::vector<std::string> ids;
    for (const QString& id : m_ids) {
        ids.push_back(id.toStdString());
    }
    m_reader.ask(
        this, [file = m_database, ids, stop = m_stop.get_token()] { return loadComparison(file, ids, stop); },
        [this, generation = m_generation](const Result<LoadedComparison>& loaded) {
            if (generation == m_generation) {
                show(loaded);
            }
        });
}

void CompareController::show(const Result<LoadedComparison>& loaded) {
    if (!loaded) {
        m_loaded = false;  // looking again tries again
        m_page.showWaiting(fromUtf8(loaded.error().message));
        return;
    }
    m_thumbnails.begin(loaded->data);
    m_page.showComparison(loaded->comparison);
}

}  // namespace pivot
