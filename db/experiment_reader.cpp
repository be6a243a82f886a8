// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_reader.h"

#include "db/connection.h"
#include "db/experiment_list.h"
#include "db/experiment_queries.h"
#include "db/result_queries.h"
#include "db/schema_manager.h"
#include "db/summaries.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace pivot {

struct ExperimentReader::Impl {
    std::filesystem::path file;
    SQLite::Database database;

    [[nodiscard]] Result<sqlite::ExperimentKey> key(std::string_view id) {
        return sqlite::resolveExperiment(database, file, id);
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
        return sqlite::listExperiments(m_impl->database, query);
    });
}

Result<ExperimentFacets> ExperimentReader::facets() {
    return sqlite::guarded(m_impl->file, [&]() -> Result<ExperimentFacets> {
        const SQLite::Transaction moment(m_impl->database);
        return sqlite::readFacets(m_impl->database);
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
        detail.summary = sqlite::readSummaries(m_impl->database, {&key->row, 1}).front();
        SQLite::Statement rest(
            m_impl->database,
            std::string("SELECT report, note, ") + sqlite::leaseColumns() +
                " FROM experiments JOIN experiment_documents ON experiment = id WHERE id = ?");
        rest.bind(1, key->row);
        rest.executeStep();
        if (!rest.getColumn(0).isNull()) {
            detail.report = nlohmann::json::parse(rest.getColumn(0).getString()).get<RunReport>();
        }
        detail.note = rest.getColumn(1).getString();
        detail.lease = sqlite::readLease(rest, 2);
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
        detail.measuredCosts = sqlite::readMeasuredCosts(m_impl->database, key->row);
        SQLite::Statement shards(m_impl->database,
                                 "SELECT shard_id, host, shard_index FROM united_shards WHERE experiment = ? "
                                 "ORDER BY shard_index");
        shards.bind(1, key->row);
        while (shards.executeStep()) {
            detail.shards.push_back({shards.getColumn(0).getString(), shards.getColumn(1).getString(),
                                     shards.getColumn(2).getInt()});
        }
        return detail;
    });
}

Result<std::vector<StoredResult>> ExperimentReader::results(std::string_view id, std::int64_t after,
                                                            std::size_t limit) {
    return sqlite::guarded(m_impl->file, [&]() -> Result<std::vector<StoredResult>> {
        return m_impl->key(id).map([&](const sqlite::ExperimentKey& key) {
            return sqlite::readResults(m_impl->database, key.row, after, limit);
        });
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
        sqlite::forEachStored(m_impl->database, key->row, visit);
        return {};
    });
}

}  // namespace pivot
