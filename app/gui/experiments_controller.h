// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/experiment_rows.h"
#include "app/gui/work_thread.h"
#include "run/experiment_file.h"

#include <QObject>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace pivot {

class MainFrame;

/// What the Experiments page asks for, read from and written to the database on the library's thread: pages
/// of the list in the chosen order, details, names, tags, stars, notes, the bin, costs measured elsewhere.
class ExperimentsController : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    ExperimentsController(MainFrame& frame, WorkThread& library, QObject* parent = nullptr);

    /// Lists this file from now on.
    void setDatabase(const std::filesystem::path& database);
    /// Reads the list anew, as far as it was shown.
    void reload();

Q_SIGNALS:
    /// The newest experiments, whatever the filters leave out: for what offers earlier ones elsewhere.
    void newestRead(const std::vector<ExperimentRow>& rows);
    void setUpRead(const ExperimentFile& setUp, const QString& name);
    void failed(const QString& sentence);

private:
    void connectPage();
    void readNewest();
    void readList(std::size_t limit);
    void readMore();
    void readDetailsOf(const QString& id);
    void edit(const ExperimentWish& wish);
    void askCosts(const QString& id);
    void importCosts(const QString& id, const QString& file);
    void readRecord(const QString& id, std::function<void(const RunRecord& record)> use);
    void readSetUp(const QString& id);
    void copyCommandLine(const QString& id);
    void tell(const Error& error);

    MainFrame& m_frame;
    WorkThread& m_library;
    std::filesystem::path m_database;
    ExperimentFilter m_filter;  ///< of the list that is shown
    std::optional<ExperimentCursor> m_next;
    std::uint64_t m_generation = 0, m_detailGeneration = 0;  ///< a late answer is dropped
};

}  // namespace pivot
