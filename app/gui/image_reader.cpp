// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/image_reader.h"

#include "app/gui/library.h"
#include "db/experiment_reader.h"
#include "widgets/models/experiment_model.h"
#include "widgets/models/run_identity.h"
#include "widgets/theme/parts.h"

#include <utility>

namespace pivot {
namespace {

QString titleOf(const RunRecord& record, const QString& dataset) {
    return QStringList{modelName(record.config.model), dataset, fromUtf8(record.config.device),
                       fromUtf8(record.experimentId).left(8)}
        .join(QStringLiteral("  ·  "));
}

}  // namespace

Result<LoadedImages> readImages(const std::filesystem::path& database, const std::string& id,
                                std::stop_token stop) {
    Result<ExperimentReader> reader = ExperimentReader::open(database);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    const Result<RunRecord> record = reader->record(id);
    if (!record) {
        return tl::unexpected(record.error());
    }
    LoadedImages loaded;
    loaded.config = record->config;
    QStringList labels;
    QString dataset = fromUtf8(record->config.dataset);
    if (const Result<DataSetPtr> data =
            openDataSet(record->config.dataset, {.labelMap = record->config.labelMap})) {
        loaded.data = *data;
        dataset = fromUtf8((*data)->name());
        for (const std::string& name : (*data)->classNames()) {
            labels << fromUtf8(name);
        }
    }
    const Result<RunReport> report = reader->report(id);  // a run that was cut off has none
    const EffortLadder& ladder = record->config.ladder;
    ImageTableBuilder builder(static_cast<int>(ladder.size()), report ? report->numClasses : 0, labels);
    const Result<void> read = reader->forEachResult(id, [&](const StoredResult& one) {
        builder.add(one.result);
        return !stop.stop_requested();
    });
    if (!read) {
        return tl::unexpected(read.error());
    }
    if (stop.stop_requested()) {
        return fail(ErrorCode::Cancelled, "reading the images was stopped");
    }
    loaded.set.experimentId = fromUtf8(record->experimentId);
    loaded.set.title = titleOf(*record, dataset);
    loaded.set.table = builder.build();
    loaded.set.thresholds = thresholdsOf(ladder);
    loaded.set.score = ladder.score;
    for (const Effort& effort : ladder.efforts) {
        loaded.set.skips << skipText(effort.skip);
    }
    return loaded;
}

Result<InspectedImage> readImage(const std::filesystem::path& database, const std::string& id,
                                 const DataSetPtr& data, std::int64_t imageIndex) {
    Result<ExperimentReader> reader = ExperimentReader::open(database);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    Result<std::vector<StoredResult>> results = reader->results(id, imageIndex - 1, 1);
    if (!results) {
        return tl::unexpected(results.error());
    }
    if (results->empty() || results->front().result.outcome.imageIndex != imageIndex) {
        return fail(ErrorCode::NotFound, "the image is not in the experiment any more");
    }
    InspectedImage image;
    image.result = std::move(results->front().result);
    if (data && data->indexOf(imageIndex)) {
        image.pixels = pixelsOf(*data, imageIndex);
    }
    return image;
}

}  // namespace pivot
