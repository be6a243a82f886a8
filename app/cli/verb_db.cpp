// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/database_option.h"
#include "app/cli/json_text.h"
#include "app/cli/verbs.h"
#include "db/experiment_reader.h"
#include "db/maintenance.h"

#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

namespace pivot::cli {

namespace {

struct DbArguments {
    std::string database, id, other;
    bool json = false, config = false;
};

int printed(const Result<std::string>& text) {
    if (!text) {
        return report(text.error());
    }
    std::cout << *text;
    return kSuccess;
}

Result<std::string> list(const DbArguments& a) {
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
    ExperimentQuery query;
    do {
        auto page = reader->list(query);
        if (!page) {
            return tl::unexpected(page.error());
        }
        for (const ExperimentSummary& e : page->experiments) {
            all.push_back(e);
            char line[256];
            std::snprintf(line, sizeof line, "%s  %-11s %s  %-11s %7lld / %lld  %s\n",
                          e.experimentId.substr(0, 8).c_str(), std::string(toString(e.status)).c_str(),
                          e.createdUtc.c_str(), e.device.c_str(), static_cast<long long>(e.imagesDone),
                          static_cast<long long>(e.imageCount), e.skips.c_str());
            text += line;
        }
        query.after = page->next;
    } while (query.after);
    if (a.json) {
        return jsonText({{"schema_version", 1}, {"experiments", all}});
    }
    return text.empty() ? "no experiments in " + file->string() + '\n' : text;
}

Result<std::string> show(const DbArguments& a) {
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
                       {"config", detail->record.config},
                       {"environment", detail->record.environment},
                       {"model_fingerprint", detail->record.modelFingerprint},
                       {"dataset_fingerprint", detail->record.datasetFingerprint},
                       {"dataset_range", detail->record.datasetRange},
                       {"report", nullptr}};
    if (detail->report) {
        out["report"] = *detail->report;
    }
    return jsonText(out);
}

Result<std::string> check(const DbArguments& a, bool& sound) {
    const auto file = databaseFile(a.database);
    if (!file) {
        return tl::unexpected(file.error());
    }
    const auto checked = checkDatabase(*file);
    if (!checked) {
        return tl::unexpected(checked.error());
    }
    sound = checked->sound();
    if (a.json) {
        return jsonText({{"schema_version", 1},
                         {"sound", sound},
                         {"experiments", checked->experiments},
                         {"outcomes", checked->outcomes},
                         {"visits", checked->visits},
                         {"problems", checked->problems}});
    }
    std::string text = (sound ? "sound: " : "NOT sound: ") + std::to_string(checked->experiments) +
                       " experiments, " + std::to_string(checked->outcomes) + " outcomes, " +
                       std::to_string(checked->visits) + " visits\n";
    for (const std::string& problem : checked->problems) {
        text += "  " + problem + '\n';
    }
    return text;
}

Result<std::string> merge(const DbArguments& a) {
    const auto file = databaseFile(a.database);
    if (!file) {
        return tl::unexpected(file.error());
    }
    const auto merged = mergeDatabase(*file, a.other);
    if (!merged) {
        return tl::unexpected(merged.error());
    }
    return std::to_string(merged->copied.size()) + " copied, " + std::to_string(merged->duplicates.size()) +
           " were there already, " + std::to_string(merged->running.size()) + " still running and left out\n";
}

Result<std::string> vacuum(const DbArguments& a) {
    const auto file = databaseFile(a.database);
    if (!file) {
        return tl::unexpected(file.error());
    }
    const auto packed = vacuumDatabase(*file);
    if (!packed) {
        return tl::unexpected(packed.error());
    }
    return std::to_string(packed->bytesBefore) + " bytes before, " + std::to_string(packed->bytesAfter) +
           " after\n";
}

int runDb(const CLI::App& verb, const DbArguments& a) {
    const std::string chosen = verb.get_subcommands().front()->get_name();
    if (chosen == "list") {
        return printed(list(a));
    }
    if (chosen == "show") {
        return printed(show(a));
    }
    if (chosen == "merge") {
        return printed(merge(a));
    }
    if (chosen == "vacuum") {
        return printed(vacuum(a));
    }
    bool sound = true;
    const int code = printed(check(a, sound));
    return code == kSuccess && !sound ? static_cast<int>(kFailure) : code;
}

}  // namespace

VerbEntry addDb(CLI::App& app) {
    CLI::App* verb = app.add_subcommand("db", "List, show, check, merge and pack stored experiments");
    verb->require_subcommand(1);
    auto a = std::make_shared<DbArguments>();
    const auto add = [&](const char* name, const char* help) {
        CLI::App* sub = verb->add_subcommand(name, help);
        sub->add_option("--db", a->database, "Database file (default: the platform's data folder)");
        return sub;
    };
    add("list", "Every experiment, newest first")->add_flag("--json", a->json, "One JSON object on stdout");
    CLI::App* shown = add("show", "Everything about one experiment but its images, as JSON");
    shown->add_option("id", a->id, "Id or a unique prefix")->required();
    shown->add_flag("--config", a->config, "Only its configuration, for pivot run --experiment");
    shown->add_flag("--json", a->json, "JSON (always)");
    add("check", "Pages, references and counts; exit 1 when something is wrong")
        ->add_flag("--json", a->json, "One JSON object on stdout");
    add("merge", "Copy the experiments of another database in")
        ->add_option("file", a->other, "The other database")
        ->required();
    add("vacuum", "Pack the file");
    return {verb, [verb, a] { return runDb(*verb, *a); }};
}

}  // namespace pivot::cli
