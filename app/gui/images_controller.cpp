// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/images_controller.h"

#include "app/gui/run_controller.h"
#include "widgets/models/experiment_model.h"
#include "widgets/models/run_identity.h"
#include "widgets/theme/parts.h"
#include "widgets/views/images_page.h"

#include <QLocale>
#include <algorithm>

namespace pivot {

ImagesController::ImagesController(ImagesPage& page, RunController& runs, QObject* parent)
    : QObject(parent),
      m_page(page),
      m_reader(QStringLiteral("images")),
      m_decoder(QStringLiteral("thumbnails")),
      m_thumbnails(m_decoder, ThumbnailFeed::kGallery) {
    for (WorkThread* thread : {&m_reader, &m_decoder}) {
        thread->onFailure(this, [this](const QString& sentence) { Q_EMIT failed(sentence); });
    }
    connect(&m_page, &ImagesPage::shown, this, &ImagesController::load);
    connect(&m_page, &ImagesPage::inspectionWanted, this, &ImagesController::inspect);
    connect(&m_page, &ImagesPage::otherWanted, this, &ImagesController::loadOther);
    connect(&m_page, &ImagesPage::thumbnailsWanted, &m_thumbnails, &ThumbnailFeed::ask);
    connect(&m_thumbnails, &ThumbnailFeed::ready, &m_page, &ImagesPage::setThumbnail);
    connect(&m_page, &ImagesPage::attentionWanted, this, [this](qint64 imageIndex) {
        if (m_config && m_data) {
            Q_EMIT attentionWanted({*m_config, m_data, imageIndex, m_id.toStdString()});
        }
    });
    // Decoding beside a run would change the delay that is being measured.
    connect(&runs, &RunController::begun, this, [this] {
        m_thumbnails.setRunning(true);
        if (m_id.isEmpty()) {
            m_page.showWaiting(tr("A run is going on: its images are shown here when it has ended."));
        }
    });
    connect(&runs, &RunController::ended, this, [this] {
        m_thumbnails.setRunning(false);
        if (m_id.isEmpty()) {
            m_page.showWaiting({});
        }
    });
}

ImagesController::~ImagesController() {
    m_stop.request_stop();
    m_reader.stop();  // their answers come to members that go before them
    m_decoder.stop();
}

void ImagesController::forgetJobs() {
    m_stop.request_stop();
    m_stop = std::stop_source();
    ++m_generation;
}

void ImagesController::setExperiment(const std::filesystem::path& database, const QString& id) {
    if (id == m_id && database == m_database && m_loaded) {
        return;
    }
    forgetJobs();
    m_wanted.reset();
    m_database = database;
    m_id = id;
    m_loaded = false;
    m_config.reset();
    m_page.showWaiting({});
    if (m_page.isVisible()) {
        load();
    }
}

void ImagesController::showImage(const std::filesystem::path& database, const QString& id,
                                 qint64 imageIndex) {
    setExperiment(database, id);
    if (m_page.experimentId() == id) {
        m_page.selectImage(imageIndex);
    } else {
        m_wanted = imageIndex;
    }
}

void ImagesController::load() {
    if (m_loaded || m_id.isEmpty()) {
        return;
    }
    m_loaded = true;
    m_page.showWaiting(tr("Reading the images…"));
    m_reader.ask(
        this,
        [file = m_database, id = m_id.toStdString(), stop = m_stop.get_token()] {
            return readImages(file, id, stop);
        },
        [this, generation = m_generation](const Result<LoadedImages>& loaded) {
            if (generation == m_generation) {
                showLoaded(loaded);
            }
        });
}

void ImagesController::showLoaded(const Result<LoadedImages>& loaded) {
    if (!loaded) {
        m_loaded = false;  // looking again tries again
        m_page.showWaiting({});
        Q_EMIT failed(fromUtf8(loaded.error().message));
        return;
    }
    m_config = loaded->config;
    m_data = loaded->data;
    m_thumbnails.begin(m_data);
    m_page.showImages(loaded->set);
    offerOthers();
    if (m_wanted) {
        m_page.selectImage(*m_wanted);
        m_wanted.reset();
    }
    if (!m_data) {
        Q_EMIT failed(tr("The pixels of these images cannot be shown: %1 does not open any more.")
                          .arg(fromUtf8(m_config->dataset)));
    }
}

void ImagesController::setExperiments(const std::vector<ExperimentRow>& rows) {
    m_rows = rows;
    offerOthers();
}

void ImagesController::offerOthers() {
    QList<QPair<QString, QString>> others;
    if (m_config) {
        std::vector<const ExperimentRow*> found;
        for (const ExperimentRow& row : m_rows) {
            if (row.id != m_id && row.dataset == fromUtf8(m_config->dataset) &&
                row.imagesDone.value_or(0) > 0) {
                found.push_back(&row);
            }
        }
        std::sort(found.begin(), found.end(),
                  [](const auto* a, const auto* b) { return a->createdUtc > b->createdUtc; });
        for (const ExperimentRow* row : found) {
            others.append({row->id, tr("%1 · %2 · skips %3")
                                        .arg(QLocale().toString(row->createdUtc.toLocalTime(),
                                                                QStringLiteral("MM-dd HH:mm")),
                                             row->device, shortSkips(row->skips))});
        }
    }
    m_page.setOthers(others);
}

void ImagesController::loadOther(const QString& id) {
    if (id.isEmpty()) {
        return;
    }
    m_reader.ask(
        this,
        [file = m_database, key = id.toStdString(), stop = m_stop.get_token()] {
            return readImages(file, key, stop);
        },
        [this, id, generation = m_generation](const Result<LoadedImages>& loaded) {
            if (generation != m_generation) {
                return;
            }
            if (loaded) {
                m_page.showOther(id, loaded->set.table);
            } else {
                Q_EMIT failed(fromUtf8(loaded.error().message));
            }
        });
}

void ImagesController::inspect(qint64 imageIndex) {
    m_reader.ask(
        this,
        [file = m_database, id = m_id.toStdString(), data = m_data, imageIndex] {
            return readImage(file, id, data, imageIndex);
        },
        [this, wanted = ++m_inspected, generation = m_generation](const Result<InspectedImage>& image) {
            if (wanted != m_inspected || generation != m_generation) {
                return;
            }
            if (image) {
                m_page.showInspected(m_id, *image);
            } else {
                Q_EMIT failed(fromUtf8(image.error().message));
            }
        });
}

}  // namespace pivot
