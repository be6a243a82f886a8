// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/library.h"

#include "app/gui/experiment_rows.h"
#include "cost/zcu102_model.h"
#include "db/experiment_reader.h"
#include "db/maintenance.h"
#include "vit/model.h"
#include "widgets/figures/figure_metadata.h"
#include "widgets/models/path_cost_zcu102.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string_view>
#include <system_error>

namespace pivot {
namespace {

QStringList toStrings(const std::vector<std::string>& names) {
    QStringList list;
    for (const std::string& name : names) {
        list << QString::fromStdString(name);
    }
    return list;
}

QDateTime timeOf(const std::string& utc) {
    return QDateTime::fromString(QString::fromStdString(utc), Qt::ISODateWithMs);
}

PathCost zcu102PathCost(const ModelSpec& spec, const std::filesystem::path& profileFolder) {
    const Result<HardwareProfile> profile = loadHardwareProfile(profileFolder / "zcu102-pivot.json");
    if (!profile) {
        return {};
    }
    const Result<Zcu102Model> model = Zcu102Model::create(spec, *profile);
    return model ? pathCostOf(*model) : PathCost();
}

}  // namespace

Result<OpenedModel> openModelChoice(const std::filesystem::path& path, const std::string& configFile,
                                    const std::string& act, const std::filesystem::path& profileFolder) {
    const Result<ModelPtr> model = loadModel(path, overridesOf(configFile, act));
    if (!model) {
        return tl::unexpected(model.error());
    }
    OpenedModel opened;
    opened.spec = (*model)->spec;
    opened.choice.name = QString::fromStdString((*model)->name);
    opened.choice.path = QString::fromStdString(path.string());
    opened.choice.configFile = QString::fromStdString(configFile);
    opened.choice.act = QString::fromStdString(act);
    opened.choice.depth = opened.spec.depth;
    opened.choice.classes = opened.spec.numClasses;
    opened.choice.anyPath = opened.spec.anyPath;
    opened.choice.trainedPaths = opened.spec.trainedPaths;
    opened.choice.labels = toStrings(opened.spec.labels);
    opened.cost = zcu102PathCost(opened.spec, profileFolder);
    return opened;
}

Result<OpenedData> openDataChoice(const std::string& spec) {
    const Result<DataSetPtr> data = openDataSet(spec);
    if (!data) {
        return tl::unexpected(data.error());
    }
    OpenedData opened;
    opened.data = *data;
    opened.choice.name = QString::fromStdString(opened.data->name());
    // Of a whole split the name ends in all its images; that of a folder has none.
    if (const auto range = opened.choice.name.lastIndexOf(QLatin1Char('['));
        range > 0 && spec.find('[') == std::string::npos) {
        opened.choice.name.truncate(range);
    }
    opened.choice.spec = QString::fromStdString(spec);
    opened.choice.images = opened.data->size();
    opened.choice.labels = toStrings(opened.data->classNames());
    if (const Result<std::string> own = calibrationSpec(spec)) {
        opened.choice.calibration = QString::fromStdString(*own);
    }
    return opened;
}

QImage pixelsOf(const DataSet& data, std::int64_t sourceIndex) {
    const auto index = data.indexOf(sourceIndex);  // what a SPEC opens is a part of its split
    const Result<RawImage> raw =
        index ? data.image(*index) : fail(ErrorCode::Usage, "no image of this index");
    if (!raw || raw->width <= 0 || raw->height <= 0) {
        QImage grey(1, 1, QImage::Format_Grayscale8);
        grey.fill(Qt::gray);
        return grey;
    }
    return QImage(raw->pixels.data(), raw->width, raw->height,
                  static_cast<qsizetype>(raw->width) * raw->channels,
                  raw->channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888)
        .copy();
}

QImage thumbnailOf(const DataSet& data, std::int64_t sourceIndex) {
    constexpr int kSide = 96;
    const QImage pixels = pixelsOf(data, sourceIndex);
    if (pixels.width() <= kSide && pixels.height() <= kSide) {
        return pixels;
    }
    const int side = std::min(pixels.width(), pixels.height());
    return pixels.copy((pixels.width() - side) / 2, (pixels.height() - side) / 2, side, side)
        .scaled(kSide, kSide, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

Result<std::vector<ExperimentRow>> listExperiments(const std::filesystem::path& database) {
    std::error_code error;
    if (!std::filesystem::exists(database, error)) {
        return std::vector<ExperimentRow>();
    }
    if (const auto marked = markDeadRunsInterrupted(database); !marked) {
        return tl::unexpected(marked.error());
    }
    auto read = readRows(database, {});
    if (!read) {
        return tl::unexpected(read.error());
    }
    return std::move(read->rows);
}

Result<StoredExperiment> readStored(const std::filesystem::path& database, const std::string& id) {
    Result<ExperimentReader> reader = ExperimentReader::open(database);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    const Result<RunReport> report = reader->report(id);
    if (!report) {
        return tl::unexpected(report.error());
    }
    const Result<RunRecord> record = reader->record(id);
    if (!record) {
        return tl::unexpected(record.error());
    }
    StoredExperiment stored;
    QStringList labels;
    if (const Result<DataSetPtr> data =
            openDataSet(record->config.dataset, {.labelMap = record->config.labelMap})) {
        stored.data = *data;
        labels = toStrings((*data)->classNames());
    }
    StoredRunBuilder builder(*report, timeOf(record->createdUtc), report->numClasses, labels);
    const Result<void> read = reader->forEachResult(id, [&](const StoredResult& one) {
        builder.add(one.result);
        return true;
    });
    if (!read) {
        return tl::unexpected(read.error());
    }
    stored.run = builder.build();
    stored.run.config = record->config;
    return stored;
}

Result<StoppedExperiment> readStopped(const std::filesystem::path& database, const std::string& id) {
    Result<ExperimentReader> reader = ExperimentReader::open(database);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    Result<RunRecord> record = reader->record(id);
    if (!record) {
        return tl::unexpected(record.error());
    }
    StoppedExperiment stopped;
    stopped.record = std::move(*record);
    const RunConfig& config = stopped.record.config;
    if (const auto data = openDataSet(config.dataset, {.labelMap = config.labelMap})) {
        stopped.data = *data;
        stopped.labels = toStrings((*data)->classNames());
    }
    if (const auto model = loadModel(config.model, overridesOf(config.modelConfig, config.act))) {
        stopped.classes = (*model)->spec.numClasses;
        if (!(*model)->spec.labels.empty()) {
            stopped.labels = toStrings((*model)->spec.labels);
        }
    }
    return stopped;
}

namespace {

bool isCheckpoint(const std::filesystem::path& file) {
    const std::string ending = file.extension().string();
    return std::ranges::any_of(std::array{".safetensors", ".pth", ".pt", ".tar", ".bin"},
                               [&](const char* known) { return ending == known; });
}

/// A folder of a model has its checkpoint, or at least the timm hub's config.json, at its top.
bool holdsModel(const std::filesystem::path& folder) {
    constexpr int kFewNames = 200;  // of a folder with a million images no more are looked at
    std::error_code error;
    if (std::filesystem::exists(folder / "config.json", error) ||
        std::filesystem::exists(folder / "model.safetensors", error)) {
        return true;
    }
    int looked = 0;
    for (auto entry = std::filesystem::directory_iterator(folder, error);
         !error && entry != std::filesystem::directory_iterator() && looked < kFewNames;
         entry.increment(error)) {
        if (isCheckpoint(entry->path())) {
            return true;
        }
        ++looked;
    }
    return false;
}

}  // namespace

FileKind kindOf(const std::filesystem::path& file) {
    constexpr std::string_view kSqlite("SQLite format 3\0", 16);
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) {
        return holdsModel(file) ? FileKind::Model : FileKind::Data;
    }
    std::array<char, 16> head{};
    std::ifstream in(file, std::ios::binary);
    in.read(head.data(), head.size());
    if (in && std::string_view(head.data(), head.size()) == kSqlite) {
        return FileKind::Database;
    }
    const std::string ending = file.extension().string();
    if (isCheckpoint(file)) {
        return FileKind::Model;
    }
    for (const char* known : {".pdf", ".svg", ".png"}) {
        if (ending == known && figures::looksLikeFigure(file)) {
            return FileKind::Figure;
        }
    }
    if (ending == ".json") {
        return FileKind::Experiment;
    }
    for (const char* known : {".sqlite", ".sqlite3", ".db", ".pivot"}) {
        if (ending == known) {
            return FileKind::Database;
        }
    }
    return FileKind::Unknown;
}

OpenedFile openFile(const std::filesystem::path& file) {
    std::error_code error;
    OpenedFile opened{kindOf(file), std::filesystem::exists(file, error), {}, {}};
    if (opened.kind == FileKind::Database) {
        opened.experiments = listExperiments(file);
    } else if (opened.kind == FileKind::Figure) {
        opened.figure = figures::readFigureFile(file);
    }
    return opened;
}

}  // namespace pivot
