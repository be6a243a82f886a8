// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/image_reader.h"
#include "app/gui/thumbnail_feed.h"
#include "app/gui/work_thread.h"
#include "core/run_config.h"
#include "run/attention_capture.h"

#include <QObject>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <vector>

namespace pivot {

class ImagesPage;
class RunController;
struct ExperimentRow;

/// Fills the Images page from the store: the images of one experiment when somebody looks at the page, the
/// pixels of those on show, and the one that is selected. Late answers of an earlier experiment are dropped.
class ImagesController : public QObject {
    Q_OBJECT
public:
    /// All outlive this.
    ImagesController(ImagesPage& page, RunController& runs, QObject* parent = nullptr);
    ~ImagesController() override;

    /// The experiment whose images the page shows; read when the page is on show.
    void setExperiment(const std::filesystem::path& database, const QString& id);
    /// The same, and selects one image as soon as it is there.
    void showImage(const std::filesystem::path& database, const QString& id, qint64 imageIndex);
    /// What the store holds: those over the same images can be compared with.
    void setExperiments(const std::vector<ExperimentRow>& rows);

Q_SIGNALS:
    void failed(const QString& sentence);
    /// What both efforts look at in an image of the experiment that is shown.
    void attentionWanted(const pivot::AttentionRequest& request);

private:
    void load();
    void showLoaded(const Result<LoadedImages>& loaded);
    void loadOther(const QString& id);
    void inspect(qint64 imageIndex);
    void offerOthers();
    void forgetJobs();

    ImagesPage& m_page;
    std::filesystem::path m_database;
    QString m_id;                    ///< empty: none
    std::optional<qint64> m_wanted;  ///< image to select when the images are there
    bool m_loaded = false;
    std::optional<RunConfig> m_config;
    DataSetPtr m_data;
    std::vector<ExperimentRow> m_rows;
    std::stop_source m_stop;         ///< of what is being read for the experiment
    std::uint64_t m_generation = 0;  ///< of experiments
    std::uint64_t m_inspected = 0;   ///< the last image asked for
    WorkThread m_reader, m_decoder;
    ThumbnailFeed m_thumbnails;
};

}  // namespace pivot
