// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"
#include "app/cli/json_text.h"
#include "app/cli/progress_line.h"
#include "app/cli/report_text.h"
#include "app/cli/resume_arguments.h"
#include "app/cli/run_arguments.h"
#include "app/cli/verbs.h"
#include "core/log.h"
#include "core/number_text.h"
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/location.h"
#include "db/maintenance.h"
#include "run/device_group.h"

#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

namespace pivot::cli {

namespace {

std::string progressTail(const RunProgress& p) {
    if (p.imagesPerSecond <= 0) {  // no image yet, or none any more
        return std::to_string(p.done) + " / " + std::to_string(p.total);
    }
    char text[96];
    std::snprintf(text, sizeof text, "%lld / %lld · %.0f img/s · ", static_cast<long long>(p.done),
                  static_cast<long long>(p.total), p.imagesPerSecond);
    return text + durationText(p.secondsLeft) + " left";
}

RunHooks hooksFor(ProgressLine& line) {
    RunHooks hooks;
    hooks.stop = interruptToken();
    hooks.progress = [&line](const RunProgress& p) {
        stopGracefully();  // from the first batch on there is something to keep
        line.show(p.device + ": " + p.stage,
                  p.total > 0 ? static_cast<double>(p.done) / static_cast<double>(p.total) : 0.0,
                  progressTail(p));
    };
    return hooks;
}

void print(const RunArguments& arguments, const std::vector<RunReport>& reports,
           const std::vector<EntropyUnit>& units) {
    if (arguments.json) {
        nlohmann::json out{
            {"schema_version", 1}, {"group_id", nullptr}, {"results", nlohmann::json::array()}};
        for (const RunReport& report : reports) {
            out["group_id"] = report.groupId;
            out["results"].push_back(report);
        }
        std::cout << jsonText(out);
    } else {
        for (std::size_t i = 0; i < reports.size(); ++i) {
            std::cout << (i == 0 ? "" : "\n") << reportText(reports[i], units[i]);
        }
    }
    std::cout.flush();
}

/// What the runs of one command gave.
struct Finished {
    std::vector<RunReport> reports;
    std::vector<EntropyUnit> units;  ///< of the reports
    std::vector<Error> errors;       ///< of the devices that failed
};

/// A device that fails takes nothing from the others: what was done is printed, and why the rest was not.
int finish(const RunArguments& arguments, const Finished& done) {
    const std::vector<RunReport>& reports = done.reports;
    int code = kSuccess;
    for (const Error& error : done.errors) {
        const int one = report(error);
        const bool alone = reports.empty() && done.errors.size() == 1;
        code = one == kInterrupted || code == kInterrupted ? kInterrupted : alone ? one : kFailure;
    }
    if (!reports.empty() || done.errors.empty()) {
        print(arguments, reports, done.units);
    }
    if (!reports.empty() && reports.back().status == "cancelled") {
        std::cerr << "pivot: interrupted; "
                  << (reports.back().database.empty()
                          ? "the report is of what was done, and nothing was stored"
                          : "what was done is kept, go on with: pivot run --resume " +
                                reports.back().experimentId +
                                (arguments.database.empty() ? "" : " --db " + shellWord(arguments.database)))
                  << '\n';
        return kInterrupted;
    }
    for (const RunReport& run : reports) {
        if (run.images == 0 && run.errors > 0) {  // some may fail; a run without any answer is none
            std::cerr << "pivot: none of the " << run.errors << " images on " << run.device
                      << " was answered; the notes of its report say why\n";
            code = code == kSuccess ? kFailure : code;
        }
    }
    return code;
}

int runResume(const RunArguments& arguments, const std::filesystem::path& database, RunContext& context) {
    auto reader = ExperimentReader::open(database);
    if (!reader) {
        return report(reader.error());
    }
    auto record = reader->record(arguments.resume);
    if (!record) {
        return report(record.error());
    }
    if (auto allowed = checkResumeArguments(arguments, *record, context.registry); !allowed) {
        return report(allowed.error());
    }
    auto store = ExperimentStore::resume(database, record->experimentId);
    if (!store) {
        return report(store.error());
    }
    auto done = reader->allResults(record->experimentId);
    if (!done) {
        return report(done.error());
    }
    ProgressLine line;
    auto result = resumeExperiment({*record, std::move(*done)}, context, **store, hooksFor(line));
    line.clear();
    if (!result) {
        return report(result.error());
    }
    result->database = database.string();
    return finish(arguments, {{*result}, {record->config.entropyUnit}, {}});
}

int runRun(const RunArguments& arguments) {
    const app::Places places = app::findPlaces();
    std::filesystem::path database = arguments.database;
    if (database.empty() && !arguments.noStore) {
        auto file = defaultDatabaseFile(places.data);
        if (!file) {
            return report(file.error());
        }
        database = *file;
    }
    if (!arguments.noStore) {
        if (const auto warning = networkFileSystemWarning(database)) {
            log::warning(*warning);
        }
    }
    DeviceRegistry registry(DeviceRegistry::defaultPaths());
    RunContext context{registry, places.powerProfileFolders()};
    if (!arguments.resume.empty()) {
        return runResume(arguments, database, context);
    }
    const auto requests = makeRequests(arguments, places);
    if (!requests) {
        return report(requests.error());
    }
    ProgressLine line;
    Finished done;
    GroupSteps steps;
    steps.makeSink = [&](std::size_t) -> Result<std::shared_ptr<OutcomeSink>> {
        if (arguments.noStore) {
            return nullptr;
        }
        auto created = ExperimentStore::create(database);
        if (!created) {
            return tl::unexpected(created.error());
        }
        return std::shared_ptr<OutcomeSink>(std::move(*created));
    };
    steps.ended = [&](std::size_t, const Result<RunReport>&) { line.clear(); };
    const auto results = runGroup(*requests, context, steps, hooksFor(line));
    if (!results) {
        return report(results.error());
    }
    for (std::size_t i = 0; i < results->size(); ++i) {
        if (const Result<RunReport>& result = (*results)[i]) {
            done.reports.push_back(*result);
            done.reports.back().database = arguments.noStore ? "" : database.string();
            done.units.push_back((*requests)[i].config.entropyUnit);
        } else {
            done.errors.push_back(result.error());
        }
    }
    return finish(arguments, done);
}

}  // namespace

VerbEntry addRun(CLI::App& app) {
    CLI::App* verb = app.add_subcommand("run",
                                        "Route images through the efforts on one or several devices; without "
                                        "arguments the bundled experiment");
    auto arguments = std::make_shared<RunArguments>();
    declareRunOptions(*verb, *arguments);
    return {verb, [arguments] { return runRun(*arguments); }};
}

}  // namespace pivot::cli
