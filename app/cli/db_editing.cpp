// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/database_option.h"
#include "app/cli/db_verbs.h"
#include "core/number_text.h"
#include "db/experiment_editor.h"

#include <iostream>
#include <iterator>
#include <memory>

namespace pivot::cli {

namespace {

struct EditArguments {
    std::string database, id, text;
    std::vector<std::string> ids, tags;
    bool remove = false;
};

/// Changes them and says in one line what was done.
Result<std::string> change(const EditArguments& a, const ExperimentEdit& edit, const std::string& done) {
    const auto file = databaseFile(a.database);
    if (!file) {
        return tl::unexpected(file.error());
    }
    const auto changed = editExperiments(*file, a.id.empty() ? a.ids : std::vector{a.id}, edit);
    if (!changed) {
        return tl::unexpected(changed.error());
    }
    return counted(std::ssize(*changed), "experiment", "experiments") + ' ' + done + '\n';
}

Result<std::string> noteText(const EditArguments& a) {
    if (a.text != "-") {
        return a.text;
    }
    std::string text;
    // One more than fits tells that it is too long, whatever is at the other end.
    for (char c = 0; text.size() <= 4 * kMostNoteCharacters && std::cin.get(c);) {
        text += c;
    }
    return text;
}

Result<std::string> setNote(const EditArguments& a) {
    auto text = noteText(a);
    if (!text) {
        return text;
    }
    ExperimentEdit edit;
    edit.note = std::move(*text);
    return change(a, edit, edit.note->empty() ? "without a note now" : "noted");
}

Result<std::string> setName(const EditArguments& a) {
    ExperimentEdit edit;
    edit.name = a.text;
    return change(a, edit, a.text.empty() ? "without a name now" : "named");
}

Result<std::string> setTags(const EditArguments& a) {
    ExperimentEdit edit;
    (a.remove ? edit.removeTags : edit.addTags) = a.tags;
    return change(a, edit, a.remove ? "without that tag now" : "tagged");
}

Result<std::string> setStar(const EditArguments& a) {
    ExperimentEdit edit;
    edit.starred = !a.remove;
    return change(a, edit, a.remove ? "without a star now" : "starred");
}

Result<std::string> setBin(const EditArguments& a, bool inBin) {
    ExperimentEdit edit;
    edit.inBin = inBin;
    return change(a, edit,
                  inBin ? "in the bin (pivot db restore undoes this, pivot db vacuum empties the bin)"
                        : "out of the bin");
}

}  // namespace

std::vector<VerbEntry> addDbEditing(CLI::App& db) {
    std::vector<VerbEntry> verbs;
    const auto add = [&](const char* name, const char* help,
                         Result<std::string> (*run)(const EditArguments&)) {
        auto a = std::make_shared<EditArguments>();
        CLI::App* verb = db.add_subcommand(name, help);
        addDatabaseOption(*verb, a->database);
        verbs.push_back({verb, [a, run] { return printed(run(*a)); }});
        return a;
    };
    constexpr const char* kId = "Id or a unique prefix";
    const auto oneId = [&](const std::shared_ptr<EditArguments>& a) {
        verbs.back().app->add_option("id", a->id, kId)->required();
    };
    const auto someIds = [&](const std::shared_ptr<EditArguments>& a) {
        verbs.back().app->add_option("ids", a->ids, "Ids or unique prefixes")->required();
    };

    auto a = add("name", "Give an experiment a name; an empty one takes it away", setName);
    oneId(a);
    verbs.back().app->add_option("text", a->text, "The name, on one line")->required();

    a = add("note", "Write a note about an experiment, in place of the one before", setNote);
    oneId(a);
    verbs.back().app->add_option("text", a->text, "The note; - reads it from standard input")->required();

    a = add("tag", "Put tags on an experiment", setTags);
    oneId(a);
    verbs.back().app->add_option("tags", a->tags, "Words; one with blanks in quotation marks")->required();
    verbs.back().app->add_flag("--remove", a->remove, "Take these tags away instead");

    a = add("star", "Star experiments", setStar);
    someIds(a);
    verbs.back().app->add_flag("--remove", a->remove, "Take the star away instead");

    a = add("delete", "Put experiments into the bin",
            [](const EditArguments& given) { return setBin(given, true); });
    someIds(a);
    a = add("restore", "Take experiments out of the bin",
            [](const EditArguments& given) { return setBin(given, false); });
    someIds(a);
    return verbs;
}

}  // namespace pivot::cli
