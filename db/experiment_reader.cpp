// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_reader.h"

#include "db/connection.h"
#include "db/experiment_queries.h"
#include "db/schema_manager.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace pivot {

namespace {

/// Images a page: a read lasts milliseconds, so that the log of the writer can be folded back between two.
constexpr std::size_t kPageImages = 2048;

constexpr const char* kSummaryColumns =
    "experiment_id, group_id, status, created_utc, finished_utc, device, model, dataset, dataset_range, "
    "mode, rerun, "
    "precision, batch, skips, image_count, images_done, images_failed, segments, first_threshold_nats, "
    "accuracy, "
    "first_share, break_even_share, delay_ms, throughput_img_s, energy_j, edp_js, edp_reduction";

std::optional<double> optionalDouble(const SQLite::Column& column) {
    return column.isNull() ? std::nullopt : std::optional<double>(column.getDouble());
}

std::optional<bool> optionalBool(const SQLite::Column& column) {
    return column.isNull() ? std::nullopt : std::optional<bool>(column.getInt() != 0);
}

std::int32_t indexOrNone(const SQLite::Column& column) {
    return column.isNull() ? -1 : column.getInt();
}

ExperimentSummary readSummary(const SQLite::Statement& row) {
    ExperimentSummary summary;
    int column = 0;
    const auto text = [&] { return row.getColumn(column++).getString(); };
    const auto number = [&] { return optionalDouble(row.getColumn(column++)); };
    summary.experimentId = text();
    summary.groupId = text();
    summary.status = sqlite::readStatus(row.getColumn(column++));
    for (std::string* field :
         {&summary.createdUtc, &summary.finishedUtc, &summary.device, &summary.model, &summary.dataset,
          &summary.datasetRange, &summary.mode, &summary.rerun, &summary.precision}) {
        *field = text();
    }
    summary.batch = row.getColumn(column++).getInt();
    summary.skips = text();
    for (std::int64_t* field :
         {&summary.imageCount, &summary.imagesDone, &summary.imagesFailed, &summary.segments}) {
        *field = row.getColumn(column++).getInt64();
    }
    for (std::optional<double>* field : {&summary.firstThresholdNats, &summary.accuracy, &summary.firstShare,
                                         &summary.breakEvenShare, &summary.delayMs, &summary.throughputImgS,
                                         &summary.energyJ, &summary.edpJs, &summary.edpReduction}) {
        *field = number();
    }
    return summary;
}

/// A run whose program is provably gone is interrupted, also where nobody could write that down (a file that
/// may only be read).
void judgeStatus(SQLite::Database& database, ExperimentSummary& summary) {
    if (summary.status != RunStatus::Running && summary.status != RunStatus::Paused) {
        return;
    }
    SQLite::Statement statement(database, std::string("SELECT ") + sqlite::leaseColumns() +
                                              " FROM experiments WHERE experiment_id = ?");
    statement.bind(1, summary.experimentId);
    if (statement.executeStep() && isProvablyDead(judgeLease(sqlite::readLease(statement, 0)))) {
        summary.status = RunStatus::Interrupted;
    }
}

StoredResult readOutcome(const SQLite::Statement& row, int efforts) {
    StoredResult stored;
    Outcome& outcome = stored.result.outcome;
    outcome.imageIndex = row.getColumn(0).getInt64();
    outcome.imageKey = row.getColumn(1).getString();
    if (!row.getColumn(2).isNull()) {
        outcome.label = row.getColumn(2).getInt();
    }
    outcome.exitEffort = indexOrNone(row.getColumn(3));
    outcome.predicted = indexOrNone(row.getColumn(4));
    outcome.right = optionalBool(row.getColumn(5));
    outcome.delayNs = row.getColumn(6).getInt64();
    outcome.energyJ = optionalDouble(row.getColumn(7));
    outcome.error = row.getColumn(8).getString();
    stored.segment = row.getColumn(9).getInt();
    if (outcome.exitEffort < Outcome::kNoExit || outcome.exitEffort >= efforts) {
        throw SQLite::Exception("image " + std::to_string(outcome.imageIndex) +
                                " left at an effort that is not there");
    }
    return stored;
}

Visit readVisit(const SQLite::Statement& row, int efforts) {
    Visit visit;
    visit.effort = row.getColumn(1).getInt();
    if (visit.effort < 0 || visit.effort >= efforts) {
        throw SQLite::Exception("image " + row.getColumn(0).getString() +
                                " visited an effort that is not there");
    }
    visit.entropyNats =
        row.getColumn(2).isNull() ? std::numeric_limits<double>::quiet_NaN() : row.getColumn(2).getDouble();
    visit.margin = row.getColumn(3).isNull() ? std::numeric_limits<float>::quiet_NaN()
                                             : static_cast<float>(row.getColumn(3).getDouble());
    for (int rank = 0; rank < 5; ++rank) {
        const auto place = static_cast<std::size_t>(rank);
        visit.topIds[place] = indexOrNone(row.getColumn(4 + rank));
        visit.topProbabilities[place] = static_cast<float>(row.getColumn(9 + rank).getDouble());
    }
    visit.right = optionalBool(row.getColumn(14));
    visit.delayNs = row.getColumn(15).getInt64();
    visit.energyJ = optionalDouble(row.getColumn(16));
    return visit;
}

nlohmann::json orNull(const std::optional<double>& value) {
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

}  // namespace

void to_json(nlohmann::json& json, const ExperimentSummary& s) {
    json = {{"experiment_id", s.experimentId},
            {"group_id", s.groupId},
            {"status", toString(s.status)},
            {"created_utc", s.createdUtc},
            {"finished_utc", s.finishedUtc.empty() ? nlohmann::json(nullptr) : nlohmann::json(s.finishedUtc)},
            {"device", s.device},
            {"model", s.model},
            {"dataset", s.dataset},
            {"dataset_range", s.datasetRange},
            {"mode", s.mode},
            {"rerun", s.rerun},
            {"precision", s.precision},
            {"batch", s.batch},
            {"skips", s.skips},
            {"image_count", s.imageCount},
            {"images_done", s.imagesDone},
            {"images_failed", s.imagesFailed},
            {"segments", s.segments},
            {"first_threshold_nats", orNull(s.firstThresholdNats)},
            {"accuracy", orNull(s.accuracy)},
            {"first_share", orNull(s.firstShare)},
            {"break_even_share", orNull(s.breakEvenShare)},
            {"delay_ms", orNull(s.delayMs)},
            {"throughput_img_s", orNull(s.throughputImgS)},
            {"energy_j", orNull(s.energyJ)},
            {"edp_js", orNull(s.edpJs)},
            {"edp_reduction", orNull(s.edpReduction)}};
}

struct ExperimentReader::Impl {
    std::filesystem::path file;
    SQLite::Database database;

    [[nodiscard]] Result<sqlite::ExperimentKey> key(std::string_view id) {
        return sqlite::resolveExperiment(database, file, id);
    }

    [[nodiscard]] int effortCount(std::int64_t row) {
        SQLite::Statement statement(database, "SELECT count(*) FROM efforts WHERE experiment = ?");
        statement.bind(1, row);
        statement.executeStep();
        return statement.getColumn(0).getInt();
    }

    /// Outcomes and visits of one page, as they were at one moment.
    [[nodiscard]] std::vector<StoredResult> page(std::int64_t row, std::int64_t after, std::size_t limit) {
        std::vector<StoredResult> results;
        if (limit == 0) {
            return results;
        }
        const SQLite::Transaction moment(database);  // DEFERRED: only reads
        const int efforts = effortCount(row);
        SQLite::Statement outcomes(
            database,
            "SELECT image_index, image_key, label, exit_effort, predicted, correct, delay_ns, "
            "energy_j, error, segment FROM outcomes WHERE experiment = ? AND image_index > ? "
            "ORDER BY image_index LIMIT ?");
        outcomes.bind(1, row);
        outcomes.bind(2, after);
        outcomes.bind(3, static_cast<std::int64_t>(limit));
        while (outcomes.executeStep()) {
            results.push_back(readOutcome(outcomes, efforts));
        }
        if (results.empty()) {
            return results;
        }
        SQLite::Statement visits(
            database,
            "SELECT image_index, effort, entropy_nats, margin, top1_id, top2_id, top3_id, "
            "top4_id, top5_id, top1_p, top2_p, top3_p, top4_p, top5_p, correct, delay_ns, "
            "energy_j FROM visits WHERE experiment = ? AND image_index BETWEEN ? AND ? "
            "ORDER BY image_index, effort");
        visits.bind(1, row);
        visits.bind(2, results.front().result.outcome.imageIndex);
        visits.bind(3, results.back().result.outcome.imageIndex);
        std::size_t at = 0;
        while (visits.executeStep()) {
            const std::int64_t image = visits.getColumn(0).getInt64();
            while (at < results.size() && results[at].result.outcome.imageIndex < image) {
                ++at;
            }
            if (at < results.size() && results[at].result.outcome.imageIndex == image) {
                results[at].result.visits.push_back(readVisit(visits, efforts));
            }
        }
        return results;
    }
};

ExperimentReader::ExperimentReader(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
ExperimentReader::~ExperimentReader() = default;
ExperimentReader::ExperimentReader(ExperimentReader&&) noexcept = default;
ExperimentReader& ExperimentReader::operator=(ExperimentReader&&) noexcept = default;

Result<ExperimentReader> ExperimentReader::open(const std::filesystem::path& file) {
    if (auto prepared = prepareForReading(file); !prepared) {
        return tl::unexpected<Error>(prepared.error());
    }
    return sqlite::guarded(file, [&]() -> Result<ExperimentReader> {
        return ExperimentReader(
            std::unique_ptr<Impl>(new Impl{file, sqlite::openReadOnly(file, sqlite::kDefaultBusyTimeout)}));
    });
}

Result<ExperimentPage> ExperimentReader::list(const ExperimentQuery& query) {
    return sqlite::guarded(m_impl->file, [&]() -> Result<ExperimentPage> {
        SQLite::Statement statement(
            m_impl->database,
            std::string("SELECT ") + kSummaryColumns +
                " FROM experiment_summary WHERE (?1 = '' OR status = ?1) AND (?2 = '' OR device = ?2) AND "
                "(?3 = '' OR group_id = ?3)" +
                (query.after ? " AND (created_utc, experiment_id) < (?5, ?6)" : "") +
                " ORDER BY created_utc DESC, experiment_id DESC LIMIT ?4");
        statement.bind(1, query.status ? std::string(toString(*query.status)) : std::string());
        statement.bind(2, query.device);
        statement.bind(3, query.groupId);
        statement.bind(4,
                       static_cast<std::int64_t>(query.limit) + 1);  // one more tells whether there is more
        if (query.after) {
            statement.bind(5, query.after->createdUtc);
            statement.bind(6, query.after->experimentId);
        }
        ExperimentPage page;
        while (statement.executeStep()) {
            if (page.experiments.size() == query.limit) {
                if (!page.experiments.empty()) {
                    page.next = ExperimentCursor{page.experiments.back().createdUtc,
                                                 page.experiments.back().experimentId};
                }
                break;
            }
            page.experiments.push_back(readSummary(statement));
            judgeStatus(m_impl->database, page.experiments.back());
        }
        return page;
    });
}

Result<std::string> ExperimentReader::resolve(std::string_view id) {
    return sqlite::guarded(m_impl->file, [&]() -> Result<std::string> {
        return m_impl->key(id).map([](const sqlite::ExperimentKey& key) { return key.experimentId; });
    });
}

Result<RunRecord> ExperimentReader::record(std::string_view id) {
    return sqlite::guarded(m_impl->file, [&]() -> Result<RunRecord> {
        return m_impl->key(id).map(
            [&](const sqlite::ExperimentKey& key) { return sqlite::readRecord(m_impl->database, key.row); });
    });
}

Result<RunReport> ExperimentReader::report(std::string_view id) {
    auto detail = show(id);
    if (!detail) {
        return tl::unexpected<Error>(detail.error());
    }
    if (!detail->report) {
        return fail(ErrorCode::NotFound, "Experiment " + detail->summary.experimentId + " (" +
                                             std::string(toString(detail->summary.status)) +
                                             ") has no report yet: wait for its end or resume it.");
    }
    return std::move(*detail->report);
}

Result<ExperimentDetail> ExperimentReader::show(std::string_view id) {
    return sqlite::guarded(m_impl->file, [&]() -> Result<ExperimentDetail> {
        const SQLite::Transaction moment(m_impl->database);
        const auto key = m_impl->key(id);
        if (!key) {
            return tl::unexpected<Error>(key.error());
        }
        ExperimentDetail detail;
        detail.record = sqlite::readRecord(m_impl->database, key->row);
        SQLite::Statement summary(m_impl->database, std::string("SELECT ") + kSummaryColumns +
                                                        " FROM experiment_summary WHERE experiment_id = ?");
        summary.bind(1, key->experimentId);
        summary.executeStep();
        detail.summary = readSummary(summary);
        SQLite::Statement rest(m_impl->database, std::string("SELECT report, ") + sqlite::leaseColumns() +
                                                     " FROM experiments WHERE id = ?");
        rest.bind(1, key->row);
        rest.executeStep();
        if (!rest.getColumn(0).isNull()) {
            detail.report = nlohmann::json::parse(rest.getColumn(0).getString()).get<RunReport>();
        }
        detail.lease = sqlite::readLease(rest, 1);
        detail.leaseState = judgeLease(detail.lease);
        SQLite::Statement segments(
            m_impl->database,
            "SELECT s.segment, s.started_utc, s.ended_utc, s.host, (SELECT count(*) FROM "
            "outcomes o WHERE o.experiment = s.experiment AND o.segment = s.segment) "
            "FROM segments s WHERE s.experiment = ? ORDER BY s.segment");
        segments.bind(1, key->row);
        while (segments.executeStep()) {
            detail.segments.push_back({segments.getColumn(0).getInt(), segments.getColumn(1).getString(),
                                       segments.getColumn(2).getString(), segments.getColumn(3).getString(),
                                       segments.getColumn(4).getInt64()});
        }
        return detail;
    });
}

Result<std::vector<StoredResult>> ExperimentReader::results(std::string_view id, std::int64_t after,
                                                            std::size_t limit) {
    return sqlite::guarded(m_impl->file, [&]() -> Result<std::vector<StoredResult>> {
        return m_impl->key(id).map(
            [&](const sqlite::ExperimentKey& key) { return m_impl->page(key.row, after, limit); });
    });
}

Result<std::vector<ImageResult>> ExperimentReader::allResults(std::string_view id) {
    std::vector<ImageResult> all;
    auto done = forEachResult(id, [&](const StoredResult& stored) {
        all.push_back(stored.result);
        return true;
    });
    if (!done) {
        return tl::unexpected<Error>(done.error());
    }
    return all;
}

Result<void> ExperimentReader::forEachResult(std::string_view id,
                                             const std::function<bool(const StoredResult&)>& visit) {
    return sqlite::guarded(m_impl->file, [&]() -> Result<void> {
        const auto key = m_impl->key(id);
        if (!key) {
            return tl::unexpected<Error>(key.error());
        }
        std::int64_t after = std::numeric_limits<std::int64_t>::min();
        for (;;) {
            const std::vector<StoredResult> page = m_impl->page(key->row, after, kPageImages);
            for (const StoredResult& stored : page) {
                if (!visit(stored)) {
                    return {};
                }
            }
            if (page.size() < kPageImages) {
                return {};
            }
            after = page.back().result.outcome.imageIndex;
        }
    });
}

}  // namespace pivot
