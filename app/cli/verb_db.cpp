// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/db_verbs.h"

#include <iostream>

namespace pivot::cli {

int printed(const Result<std::string>& text) {
    if (!text) {
        return report(text.error());
    }
    std::cout << *text;
    return kSuccess;
}

VerbEntry addDb(CLI::App& app) {
    CLI::App* verb = app.add_subcommand(
        "db", "List, show, name, tag, delete, check and merge stored experiments, and import measured costs");
    verb->require_subcommand(1);
    std::vector<VerbEntry> verbs;
    for (const auto add : {addDbReading, addDbEditing, addDbCosts, addDbFiles}) {
        for (VerbEntry& entry : add(*verb)) {
            verbs.push_back(std::move(entry));
        }
    }
    return {verb, [verbs]() -> int {
                for (const VerbEntry& entry : verbs) {
                    if (entry.app->parsed()) {
                        return entry.run();
                    }
                }
                return kUsage;  // require_subcommand() leaves none out
            }};
}

}  // namespace pivot::cli
