// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/database_option.h"
#include "app/cli/db_verbs.h"
#include "app/cli/formatted.h"
#include "app/cli/json_text.h"
#include "app/cli/number_check.h"
#include "db/experiment_reader.h"
#include "db/maintenance.h"

#include <memory>
#include <nlohmann/json.hpp>

namespace pivot::cli {

namespace {

struct ListArguments {
    std::string database, search, status, device, model, sort = "created";
    std::vector<std::string> tags;
    std::int64_t limit = 0;
    bool json = false, starred = false, bin = false, reverse = false;
};

struct ShowArguments {
    std::string database, id;
    bool json = false, config = false;
};

/// What people look for stands first: the newest, the most accurate, the quickest.
bool descendsByNature(ExperimentOrder order) {
    switch (order) {
        case ExperimentOrder::Created:
        case ExperimentOrder::Images:
        case ExperimentOrder::Accuracy:
        case ExperimentOrder::FirstShare:
        case ExperimentOrder::EdpReduction:
            return true;
        default:
            return false;
    }
}

Result<ExperimentQuery> queryOf(const ListArguments& a) {
    ExperimentQuery query;
    query.text = a.search;
    query.tags = a.tags;
    query.starred = a.starred;
    query.device = a.device;
    query.model = a.model;
    query.inBin = a.bin;
    if (!a.status.empty()) {
        const auto status = parseRunStatus(a.status);
        if (!status) {
            return tl::unexpected(status.error());
        }
        query.status = *status;
    }
    const auto order = parseExperimentOrder(a.sort);
    if (!order) {
        return tl::unexpected(order.error());
    }
    query.order = *order;
    query.descending = descendsByNature(*order) != a.reverse;
    return query;
}

std::string lineOf(const ExperimentSummary& e) {
    std::string line = e.experimentId.substr(0, 8) + (e.starred ? " * " : "   ");
    line += formatted("%-11s ", std::string(toString(e.status)).c_str()) + e.createdUtc + "  ";
    line += formatted("%-11s %-4s %7lld / %lld  ", e.device.c_str(), e.precision.c_str(),
                      static_cast<long long>(e.imagesDone), static_cast<long long>(e.imageCount));
    line += e.accuracy ? formatted("%6.2f %%  ", 100.0 * *e.accuracy) : "       -  ";
    line += e.skips;
    if (!e.shard.isWhole()) {
        line += "  shard " + toString(e.shard);
    }
    if (!e.name.empty()) {
        line += "  \"" + e.name + '"';
    }
    for (const std::string& tag : e.tags) {
        line += "  #" + tag;
    }
    return line + '\n';
}

Result<std::string> list(const ListArguments& a) {
    auto query = queryOf(a);
    if (!query) {
        return tl::unexpected(query.error());
    }
    const auto file = databaseFile(a.database);
    if (!file) {
        return tl::unexpected(file.error());
    }
    if (auto marked = markDeadRunsInterrupted(*file); !marked) {
        return tl::unexpected(marked.error());
    }
    auto reader = ExperimentReader::open(*file);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    nlohmann::json all = nlohmann::json::array();
    std::string text;
    auto left = a.limit > 0 ? static_cast<std::size_t>(a.limit) : SIZE_MAX;
    do {
        query->limit = std::min<std::size_t>(left, 10'000);
        auto page = reader->list(*query);
        if (!page) {
            return tl::unexpected(page.error());
        }
        for (const ExperimentSummary& e : page->experiments) {
            if (a.json) {
                all.push_back(e);
            } else {
                text += lineOf(e);
            }
        }
        left -= page->experiments.size();
        query->after = page->next;
    } while (query->after && left > 0);
    if (a.json) {
        return jsonText({{"schema_version", 1}, {"experiments", all}});
    }
    return text.empty() ? "no such experiments in " + file->string() + '\n' : text;
}

Result<std::string> show(const ShowArguments& a) {
    const auto file = databaseFile(a.database);
    if (!file) {
        return tl::unexpected(file.error());
    }
    auto reader = ExperimentReader::open(*file);
    if (!reader) {
        return tl::unexpected(reader.error());
    }
    const auto detail = reader->show(a.id);
    if (!detail) {
        return tl::unexpected(detail.error());
    }
    if (a.config) {
        return jsonText(detail->record.config);
    }
    nlohmann::json out{{"schema_version", 1},
                       {"summary", detail->summary},
                       {"note", detail->note},
                       {"config", detail->record.config},
                       {"environment", detail->record.environment},
                       {"model_fingerprint", detail->record.modelFingerprint},
                       {"dataset_fingerprint", detail->record.datasetFingerprint},
                       {"dataset_range", detail->record.datasetRange},
                       {"measured_costs", detail->measuredCosts},
                       {"shards", nlohmann::json::array()},
                       {"report", nullptr}};
    for (const UnitedShard& shard : detail->shards) {
        out["shards"].push_back(
            {{"experiment_id", shard.experimentId}, {"index", shard.index}, {"host", shard.host}});
    }
    if (detail->report) {
        out["report"] = *detail->report;
    }
    return jsonText(out);
}

}  // namespace

std::vector<VerbEntry> addDbReading(CLI::App& db) {
    auto a = std::make_shared<ListArguments>();
    CLI::App* listing =
        db.add_subcommand("list", "Experiments, the newest first unless --sort says otherwise");
    addDatabaseOption(*listing, a->database);
    listing->add_option(
        "--search", a->search,
        "Words that must all occur in the name, note, tags, model, data set, device, precision or skips, or "
        "begin the id");
    listing->add_option("--tag", a->tags, "With this tag; repeat for several, all of which it must have");
    listing->add_flag("--starred", a->starred, "With a star");
    listing->add_option("--status", a->status,
                        "queued, running, paused, complete, cancelled, interrupted or failed");
    listing->add_option("--device", a->device, "Run on this device");
    listing->add_option("--model", a->model, "Of this model: its whole path");
    listing->add_flag("--bin", a->bin, "What was deleted and can be restored, and nothing else");
    listing
        ->add_option("--sort", a->sort,
                     "By " + experimentOrderNames() + ": the newest, most accurate, quickest or least first")
        ->capture_default_str();
    listing->add_flag("--reverse", a->reverse, "The other way round; what has no value stays last");
    listing->add_option("--limit", a->limit, "So many at most (0: all)")
        ->capture_default_str()
        ->check(numberFrom(0));
    listing->add_flag("--json", a->json, "One JSON object on stdout");

    auto s = std::make_shared<ShowArguments>();
    CLI::App* showing = db.add_subcommand("show", "Everything about one experiment but its images, as JSON");
    addDatabaseOption(*showing, s->database);
    showing->add_option("id", s->id, "Id or a unique prefix")->required();
    showing->add_flag("--config", s->config, "Only its configuration, for pivot run --experiment");
    showing->add_flag("--json", s->json, "JSON (always)");
    return {{listing, [a] { return printed(list(*a)); }}, {showing, [s] { return printed(show(*s)); }}};
}

}  // namespace pivot::cli
