// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/comparison_text.h"
#include "app/cli/database_option.h"
#include "app/cli/json_text.h"
#include "app/cli/verbs.h"
#include "app/common/comparison_reader.h"
#include "pivot/comparison_json.h"

#include <iostream>
#include <memory>

namespace pivot::cli {

namespace {

struct CompareArguments {
    std::vector<std::string> ids;
    std::string database;
    std::size_t flips = 10;
    bool json = false;
};

int runCompare(const CompareArguments& arguments) {
    const auto file = databaseFile(arguments.database);
    if (!file) {
        return report(file.error());
    }
    const auto comparison = app::compareStored(*file, arguments.ids);
    if (!comparison) {
        return report(comparison.error());
    }
    std::cout << (arguments.json ? jsonText(toJson(*comparison))
                                 : comparisonText(*comparison, arguments.flips));
    return kSuccess;
}

}  // namespace

VerbEntry addCompare(CLI::App& app) {
    CLI::App* verb = app.add_subcommand(
        "compare",
        "Stored experiments side by side: what differs in their configuration, in accuracy, delay, energy "
        "and\n"
        "EDP, with intervals and tests, and which images flipped. The others are compared with the first");
    auto a = std::make_shared<CompareArguments>();
    verb->add_option("id", a->ids, "Two ids or more, or unique prefixes of them")->required();
    verb->add_option("--flips", a->flips, "Flipped images to list of each pair (--json has them all)")
        ->capture_default_str();
    verb->add_option("--db", a->database, "Database file (default: the platform's data folder)");
    verb->add_flag("--json", a->json, "One JSON object on stdout");
    return {verb, [a] { return runCompare(*a); }};
}

}  // namespace pivot::cli
