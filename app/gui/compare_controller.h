// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/thumbnail_feed.h"
#include "app/gui/work_thread.h"
#include "data/dataset.h"
#include "widgets/models/comparison_model.h"
#include "widgets/models/experiment_model.h"

#include <QObject>
#include <QStringList>
#include <filesystem>
#include <stop_token>
#include <vector>

namespace pivot {

class ComparePage;
class RunController;

/// A comparison of stored experiments, with the data set of the first for its pixels.
struct LoadedComparison {
    ComparisonPtr comparison;
    DataSetPtr data;  ///< null where it cannot be opened any more
};

/// Fills the Compare page from the store, off the window's thread, when somebody looks at it. Late answers of
/// an earlier choice are dropped. Nothing is read while a run goes on: it would change the delays that are
/// being measured.
class CompareController : public QObject {
    Q_OBJECT
public:
    /// All outlive this.
    CompareController(ComparePage& page, RunController& runs, QObject* parent = nullptr);
    ~CompareController() override;

    /// What the store holds.
    void setExperiments(const std::filesystem::path& database, const std::vector<ExperimentRow>& rows);

Q_SIGNALS:
    void failed(const QString& sentence);

private:
    void choose(const QStringList& ids);
    void load();
    void forgetJobs();
    void show(const Result<LoadedComparison>& loaded);

    ComparePage& m_page;
    std::filesystem::path m_database;
    QStringList m_ids;
    std::vector<ExperimentRow> m_rows;  ///< of m_ids, as they were when they were compared
    bool m_loaded = false, m_running = false;
    std::stop_source m_stop;
    std::uint64_t m_generation = 0;
    WorkThread m_reader, m_decoder;
    ThumbnailFeed m_thumbnails;
};

}  // namespace pivot
