// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/experiment_rows.h"

#include "widgets/models/run_identity.h"

#include <QCoreApplication>
#include <system_error>

namespace pivot {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("ExperimentDetails", text);
}

QStringList toStrings(const std::vector<std::string>& values) {
    QStringList list;
    for (const std::string& value : values) {
        list << QString::fromStdString(value);
    }
    return list;
}

ExperimentOrder orderOf(ExperimentModel::Column column) {
    switch (column) {
        case ExperimentModel::Name:
            return ExperimentOrder::Name;
        case ExperimentModel::Status:
            return ExperimentOrder::Status;
        case ExperimentModel::Device:
            return ExperimentOrder::Device;
        case ExperimentModel::Precision:
            return ExperimentOrder::Precision;
        case ExperimentModel::Model:
            return ExperimentOrder::Model;
        case ExperimentModel::DataSet:
            return ExperimentOrder::DataSet;
        case ExperimentModel::Skip:
            return ExperimentOrder::Skips;
        case ExperimentModel::Rerun:
            return ExperimentOrder::Rerun;
        case ExperimentModel::Images:
            return ExperimentOrder::Images;
        case ExperimentModel::Threshold:
            return ExperimentOrder::Threshold;
        case ExperimentModel::Accuracy:
            return ExperimentOrder::Accuracy;
        case ExperimentModel::Share:
            return ExperimentOrder::FirstShare;
        case ExperimentModel::EdpRatio:
            return ExperimentOrder::EdpReduction;
        default:  // stars and tags have a filter of their own
            return ExperimentOrder::Created;
    }
}

}  // namespace

ExperimentRow rowOf(const ExperimentSummary& summary) {
    ExperimentRow row;
    row.id = QString::fromStdString(summary.experimentId);
    row.name = QString::fromStdString(summary.name);
    row.tags = toStrings(summary.tags);
    row.starred = summary.starred;
    row.inBin = !summary.deletedUtc.empty();
    if (!summary.shard.isWhole()) {
        row.shard = QString::fromStdString(toString(summary.shard));
    }
    row.createdUtc = QDateTime::fromString(QString::fromStdString(summary.createdUtc), Qt::ISODateWithMs);
    row.status = summary.status;
    row.device = QString::fromStdString(summary.device);
    row.precision = QString::fromStdString(summary.precision);
    row.model = modelName(summary.model);
    row.dataset = QString::fromStdString(summary.dataset);
    row.skips = QString::fromStdString(summary.skips);
    row.accuracy = summary.accuracy;
    row.lowShare = summary.firstShare;
    row.breakEvenShare = summary.breakEvenShare;
    row.edpReduction = summary.edpReduction;
    row.rerun = QString::fromStdString(summary.rerun);
    row.images = summary.imageCount;
    row.imagesDone = summary.imagesDone;
    row.thresholdNats = summary.firstThresholdNats;
    row.thresholdScore = summary.firstThresholdScore;
    row.score = parseScoreKind(summary.score).value_or(ScoreKind::Entropy);
    return row;
}

ExperimentQuery queryOf(const ExperimentFilter& filter) {
    ExperimentQuery query;
    query.text = filter.text.toStdString();
    query.device = filter.device.toStdString();
    if (!filter.tag.isEmpty()) {
        query.tags = {filter.tag.toStdString()};
    }
    query.status = filter.status;
    query.starred = filter.starred;
    query.inBin = filter.inBin;
    query.order = orderOf(filter.sort);
    query.descending = filter.descending;
    return query;
}

Result<ExperimentRows> readRows(const std::filesystem::path& database, const ExperimentQuery& query) {
    ExperimentRows found;
    std::error_code error;
    if (!std::filesystem::exists(database, error)) {
        return found;
    }
    Result<ExperimentReader> reader = ExperimentReader::open(database);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    const auto page = reader->list(query);
    if (!page) {
        return tl::unexpected(page.error());
    }
    for (const ExperimentSummary& summary : page->experiments) {
        found.rows.push_back(rowOf(summary));
    }
    found.next = page->next;
    return found;
}

Result<ExperimentChoices> readChoices(const std::filesystem::path& database) {
    ExperimentChoices choices;
    std::error_code error;
    if (!std::filesystem::exists(database, error)) {
        return choices;
    }
    Result<ExperimentReader> reader = ExperimentReader::open(database);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    const auto facets = reader->facets();
    if (!facets) {
        return tl::unexpected(facets.error());
    }
    choices.devices = toStrings(facets->devices);
    choices.tags = toStrings(facets->tags);
    choices.statuses = QVector<RunStatus>(facets->statuses.begin(), facets->statuses.end());
    return choices;
}

Result<ExperimentDetails> readDetails(const std::filesystem::path& database, const std::string& id) {
    Result<ExperimentReader> reader = ExperimentReader::open(database);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    const auto detail = reader->show(id);
    if (!detail) {
        return tl::unexpected(detail.error());
    }
    ExperimentDetails shown;
    shown.id = QString::fromStdString(detail->summary.experimentId);
    shown.name = QString::fromStdString(detail->summary.name);
    shown.note = QString::fromStdString(detail->note);
    shown.tags = toStrings(detail->summary.tags);
    shown.starred = detail->summary.starred;
    shown.inBin = !detail->summary.deletedUtc.empty();
    std::vector<MeasuredCostRow> measured;
    for (const MeasuredCost& cost : detail->measuredCosts) {
        measured.push_back({cost.effort, cost.delayMs, cost.delaySdMs, cost.energyJ, cost.energySdJ,
                            QString::fromStdString(cost.instrument),
                            QString::fromStdString(cost.sourceFile)});
    }
    std::vector<std::pair<QString, QString>> notes;
    if (!detail->shards.empty()) {
        QStringList hosts;
        for (const UnitedShard& shard : detail->shards) {
            hosts << QString::fromStdString(shard.host);
        }
        hosts.removeDuplicates();
        notes.emplace_back(tr("Shards"),
                           tr("%1, on %2").arg(detail->shards.size()).arg(hosts.join(QStringLiteral(", "))));
    } else if (detail->segments.size() > 1) {
        notes.emplace_back(tr("Resumed"), QString::number(detail->segments.size() - 1));
    }
    shown.sections = describeExperiment(detail->record, detail->report, measured, notes);
    return shown;
}

}  // namespace pivot
