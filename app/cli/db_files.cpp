// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/database_option.h"
#include "app/cli/db_verbs.h"
#include "app/cli/json_text.h"
#include "core/log.h"
#include "core/number_text.h"
#include "db/experiment_editor.h"
#include "db/location.h"
#include "db/maintenance.h"
#include "db/shard_union.h"
#include "run/shard_report.h"

#include <memory>
#include <nlohmann/json.hpp>

namespace pivot::cli {

namespace {

struct FileArguments {
    std::string database;
    std::vector<std::string> files;
    bool json = false, keepBin = false;
};

Result<std::string> check(const FileArguments& a, bool& sound) {
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
    std::string text = (sound ? "sound: " : "NOT sound: ") +
                       counted(checked->experiments, "experiment", "experiments") + ", " +
                       counted(checked->outcomes, "outcome", "outcomes") + ", " +
                       counted(checked->visits, "visit", "visits") + '\n';
    for (const std::string& problem : checked->problems) {
        text += "  " + problem + '\n';
    }
    return text;
}

/// The target and what is merged into it: `merge SOURCE...` with --db or into the default file, or
/// `merge TARGET SOURCE...`.
struct MergePlan {
    std::filesystem::path target;
    std::vector<std::string> sources;
};

Result<MergePlan> planOf(const FileArguments& a) {
    MergePlan plan{{}, a.files};
    if (a.database.empty() && a.files.size() > 1) {
        plan.target = a.files.front();
        plan.sources.erase(plan.sources.begin());
        return plan;
    }
    auto file = databaseFile(a.database);
    if (!file) {
        return tl::unexpected(file.error());
    }
    plan.target = *file;
    return plan;
}

Result<WholeOfShards> reportOn(const ShardParts& parts) {
    return WholeOfShards{reportOnShards(parts.record, parts.reports, parts.forEachImage),
                         fingerprintOfShards(parts.records)};
}

std::string listed(const std::vector<int>& numbers) {
    constexpr std::size_t kShown = 20;
    std::string text;
    for (std::size_t i = 0; i < numbers.size() && i < kShown; ++i) {
        text += (i == 0 ? "" : ", ") + std::to_string(numbers[i]);
    }
    return numbers.size() > kShown ? text + ", ..." : text;
}

nlohmann::json jsonOf(const MergeReport& merged, const ShardUnion& whole) {
    nlohmann::json out{{"schema_version", 1},
                       {"copied", merged.copied},
                       {"duplicates", merged.duplicates},
                       {"running", merged.running},
                       {"united", nlohmann::json::array()},
                       {"incomplete", nlohmann::json::array()},
                       {"refused", merged.refused}};
    for (const ShardUnion::United& one : whole.united) {
        out["united"].push_back(
            {{"experiment_id", one.experimentId}, {"shards", one.shards}, {"images", one.images}});
    }
    for (const ShardUnion::Incomplete& one : whole.incomplete) {
        out["incomplete"].push_back({{"group_id", one.groupId},
                                     {"device", one.device},
                                     {"shards", one.shards},
                                     {"missing", one.missing}});
    }
    return out;
}

std::string textOf(const MergeReport& merged, const ShardUnion& whole) {
    std::string text = std::to_string(merged.copied.size()) + " copied, " +
                       std::to_string(merged.duplicates.size()) + " were there already, " +
                       std::to_string(merged.running.size()) + " still running and left out\n";
    for (const ShardUnion::United& one : whole.united) {
        text += one.experimentId + ": " + std::to_string(one.shards) + " shards put together, " +
                std::to_string(one.images) + " images\n";
    }
    for (const ShardUnion::Incomplete& one : whole.incomplete) {
        text += "group " + one.groupId + " on " + one.device + ": of " + std::to_string(one.shards) +
                " shards these are missing or did not come to their end: " + listed(one.missing) + '\n';
    }
    return text;
}

int merge(const FileArguments& a) {
    const auto plan = planOf(a);
    if (!plan) {
        return report(plan.error());
    }
    if (const auto warning = networkFileSystemWarning(plan->target)) {
        log::warning(*warning);
    }
    MergeReport all;
    std::optional<Error> failure;
    for (const std::string& source : plan->sources) {
        const auto merged = mergeDatabase(plan->target, source);
        if (!merged) {  // the other files are merged all the same
            failure = merged.error();
            static_cast<void>(report(merged.error()));
            continue;
        }
        const auto append = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
        append(all.copied, merged->copied);
        append(all.duplicates, merged->duplicates);
        append(all.running, merged->running);
        append(all.refused, merged->refused);
    }
    if (failure && all.copied.empty() && all.duplicates.empty()) {
        return failure->code == ErrorCode::Usage ? kUsage : kFailure;
    }
    const auto whole = uniteShards(plan->target, reportOn);
    if (!whole) {
        return report(whole.error());
    }
    all.refused.insert(all.refused.end(), whole->refused.begin(), whole->refused.end());
    for (const std::string& sentence : all.refused) {
        log::warning(sentence);
    }
    const int code = printed(a.json ? jsonText(jsonOf(all, *whole)) : textOf(all, *whole));
    return failure || !all.refused.empty() ? static_cast<int>(kFailure) : code;
}

Result<std::string> vacuum(const FileArguments& a) {
    const auto file = databaseFile(a.database);
    if (!file) {
        return tl::unexpected(file.error());
    }
    std::string text;
    if (!a.keepBin) {
        const auto emptied = emptyBin(*file);
        if (!emptied) {
            return tl::unexpected(emptied.error());
        }
        text = *emptied > 0
                   ? counted(*emptied, "experiment", "experiments") + " of the bin deleted for good\n"
                   : "";
    }
    const auto packed = vacuumDatabase(*file);
    if (!packed) {
        return tl::unexpected(packed.error());
    }
    return text + std::to_string(packed->bytesBefore) + " bytes before, " +
           std::to_string(packed->bytesAfter) + " after\n";
}

}  // namespace

std::vector<VerbEntry> addDbFiles(CLI::App& db) {
    auto a = std::make_shared<FileArguments>();
    const auto add = [&](const char* name, const char* help) {
        CLI::App* verb = db.add_subcommand(name, help);
        addDatabaseOption(*verb, a->database);
        return verb;
    };
    CLI::App* checking = add("check", "Pages, references and counts; exit 1 when something is wrong");
    checking->add_flag("--json", a->json, "One JSON object on stdout");
    CLI::App* merging =
        add("merge", "Copy the experiments of other databases in, and put the shards of a run together");
    merging
        ->add_option("files", a->files,
                     "TARGET SOURCE..., or with --db (or one file alone) the SOURCEs for that database")
        ->required();
    merging->add_flag("--json", a->json, "One JSON object on stdout");
    CLI::App* packing = add("vacuum", "Empty the bin and pack the file");
    packing->add_flag("--keep-bin", a->keepBin, "Only pack: what was deleted can still be restored");
    return {{checking,
             [a]() -> int {
                 bool sound = true;
                 const int code = printed(check(*a, sound));
                 return code == kSuccess && !sound ? static_cast<int>(kFailure) : code;
             }},
            {merging, [a] { return merge(*a); }},
            {packing, [a] { return printed(vacuum(*a)); }}};
}

}  // namespace pivot::cli
