// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/run_record.h"
#include "data/dataset.h"
#include "vit/model_spec.h"
#include "widgets/figures/figure_data.h"
#include "widgets/models/choices.h"
#include "widgets/models/experiment_model.h"
#include "widgets/models/path_estimate.h"
#include "widgets/models/stored_run.h"

#include <QImage>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pivot {

// Opening and reading for the window, off its thread. Every function may block.

struct OpenedModel {
    ModelChoice choice;
    ModelSpec spec;
    PathCost cost;  ///< modelled by the ZCU102 profile; empty where that is none for this network
};
/// `configFile` and `act` stand in for what a checkpoint does not say; empty: nothing does.
[[nodiscard]] Result<OpenedModel> openModelChoice(const std::filesystem::path& path,
                                                  const std::string& configFile, const std::string& act,
                                                  const std::filesystem::path& profileFolder);

struct OpenedData {
    DataChoice choice;
    DataSetPtr data;
};
[[nodiscard]] Result<OpenedData> openDataChoice(const std::string& spec);

/// One image, by its index within the whole split; a grey pixel where it could not be read.
[[nodiscard]] QImage pixelsOf(const DataSet& data, std::int64_t sourceIndex);
/// The same, cut to a square and scaled to where a gallery shows it.
[[nodiscard]] QImage thumbnailOf(const DataSet& data, std::int64_t sourceIndex);

/// The newest experiments of a database (a page of them); none when there is no file yet. Marks what a dead
/// program left running.
[[nodiscard]] Result<std::vector<ExperimentRow>> listExperiments(const std::filesystem::path& database);

/// A stored experiment with what its images tell, and its data set where that is still there (for the
/// thumbnails).
struct StoredExperiment {
    StoredRun run;
    DataSetPtr data;  ///< null where it cannot be opened any more
};
[[nodiscard]] Result<StoredExperiment> readStored(const std::filesystem::path& database,
                                                  const std::string& id);

/// An experiment that stopped before its end, with what its page needs to show it going on.
struct StoppedExperiment {
    RunRecord record;
    DataSetPtr data;  ///< null where it cannot be opened; resuming it says why
    int classes = 0;
    QStringList labels;
};
[[nodiscard]] Result<StoppedExperiment> readStopped(const std::filesystem::path& database,
                                                    const std::string& id);

/// What a file that was dropped or named on the command line is.
enum class FileKind { Database, Model, Data, Experiment, Figure, Unknown };
/// By a look at its head or, of a folder, at a few names: quick enough while it is dragged over the window.
[[nodiscard]] FileKind kindOf(const std::filesystem::path& file);

/// What was named, with the experiments of a database and the data of a figure, or why they cannot be read.
struct OpenedFile {
    FileKind kind = FileKind::Unknown;
    bool exists = false;
    std::optional<Result<std::vector<ExperimentRow>>> experiments;
    std::optional<Result<figures::FigureDocument>> figure;
};
[[nodiscard]] OpenedFile openFile(const std::filesystem::path& file);

}  // namespace pivot
