// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/database_option.h"
#include "app/cli/db_verbs.h"
#include "app/common/measured_costs.h"
#include "core/number_text.h"

#include <memory>

namespace pivot::cli {

namespace {

struct CostArguments {
    std::string database, id, file, instrument, sha256;
};

Result<std::string> importCosts(const CostArguments& a) {
    const auto file = databaseFile(a.database);
    if (!file) {
        return tl::unexpected(file.error());
    }
    const auto done = app::importCostFile(*file, a.id, a.file, a.instrument);
    if (!done) {
        return tl::unexpected(done.error());
    }
    std::string text = counted(static_cast<std::int64_t>(done->stored), "row", "rows") + " imported beside " +
                       done->experimentId;
    if (done->known > 0) {
        text += ", " + counted(static_cast<std::int64_t>(done->known), "row", "rows") + " there already";
    }
    return text + '\n';
}

Result<std::string> removeCosts(const CostArguments& a) {
    const auto file = databaseFile(a.database);
    if (!file) {
        return tl::unexpected(file.error());
    }
    const auto removed = removeMeasuredCosts(*file, a.id, a.sha256);
    if (!removed) {
        return tl::unexpected(removed.error());
    }
    return counted(*removed, "row", "rows") + " taken away\n";
}

}  // namespace

std::vector<VerbEntry> addDbCosts(CLI::App& db) {
    auto a = std::make_shared<CostArguments>();
    CLI::App* importing = db.add_subcommand(
        "import-costs",
        "Import delays and energies that another instrument measured (CSV) beside an experiment");
    addDatabaseOption(*importing, a->database);
    importing->add_option("id", a->id, "Id or a unique prefix")->required();
    importing
        ->add_option(
            "file", a->file,
            "CSV with the columns effort (0 = the cheapest; empty: the whole way), delay_ms, "
            "delay_sd_ms, energy_j, energy_sd_j (also in s, us, ns, mj, uj, nj), samples, instrument, note")
        ->required();
    importing->add_option("--instrument", a->instrument, "What measured it, for rows that name none");

    auto r = std::make_shared<CostArguments>();
    CLI::App* removing = db.add_subcommand("remove-costs", "Take the imported rows of one file away again");
    addDatabaseOption(*removing, r->database);
    removing->add_option("id", r->id, "Id or a unique prefix")->required();
    removing
        ->add_option("sha256", r->sha256, "Of the imported file, or its first 8 digits: see pivot db show")
        ->required();
    return {{importing, [a] { return printed(importCosts(*a)); }},
            {removing, [r] { return printed(removeCosts(*r)); }}};
}

}  // namespace pivot::cli
