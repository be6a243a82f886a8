// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"
#include "app/cli/verbs.h"
#include "devices/thread_environment.h"

#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace pivot::cli {

int report(const Error& error) {
    std::cerr << "pivot: " << error.message << '\n';
    switch (error.code) {
        case ErrorCode::Usage:
        case ErrorCode::Ambiguous:
            return kUsage;
        case ErrorCode::Cancelled:
            return kInterrupted;
        default:
            return kFailure;
    }
}

}  // namespace pivot::cli

namespace {

using namespace pivot::cli;

/// CLI11's own sentence, but for one of its terms that says nothing to a person.
std::string parseFailure(const CLI::App* app, const CLI::Error& error) {
    constexpr std::string_view kTerm = "was given a disallowed flag override";
    std::string text = CLI::FailureMessage::simple(app, error);
    if (const std::size_t at = text.find(kTerm); at != std::string::npos) {
        text.replace(at, kTerm.size(), "takes no value: give it alone, or leave it out");
        text.insert(0, "--");
    }
    return text;
}

/// An option that is given nothing is most often a variable of a script that was not set: taking the default
/// in its place would run something else than was meant. Positional arguments may be empty: an empty name
/// takes a name away.
void refuseEmptyValues(CLI::App& app) {
    for (CLI::Option* option : app.get_options()) {
        if (!option->get_positional() && option->get_items_expected_max() > 0) {
            option->check([](const std::string& text) {
                return text.empty() ? std::string("is empty: give it a value, or leave it out")
                                    : std::string();
            });
        }
    }
    for (CLI::App* verb : app.get_subcommands({})) {
        refuseEmptyValues(*verb);
    }
}

/// The verb's code, but never success where its results could not be written.
int withOutput(int code) {
    std::cout.flush();
    if (std::cout || code != kSuccess) {
        return code;
    }
    std::cerr << "pivot: the results could not all be written to standard output; is the disk full?\n";
    return kFailure;
}

int runVerb(int argc, char** argv) {
    pivot::prepareThreadEnvironment();
    CLI::App app{
        "PIVOT: input-aware path selection for energy-efficient ViT inference.\n"
        "Results go to stdout, progress and messages to stderr.",
        "pivot"};
    app.option_defaults()->disable_flag_override();  // --layers=3 is a mistake; verbs take the defaults over
    app.set_version_flag("--version", "pivot " PIVOT_VERSION);
    app.failure_message(parseFailure);
    app.require_subcommand(0, 1);  // none is said below: CLI11 would say it of an unknown word as well
    app.footer(
        "pivot VERB --help says what a verb takes. Exit codes: 0 success, 1 failure, 2 wrong usage, "
        "130 interrupted.");
    const std::vector<VerbEntry> verbs{addDevices(app), addRun(app),    addInfer(app),
                                       addSweep(app),   addTrain(app),  addBench(app),
                                       addDb(app),      addExport(app), addCompare(app)};
    refuseEmptyValues(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        const int code = app.exit(e);
        return code == 0 ? kSuccess : kUsage;
    }
    installInterruptHandler();
    for (const VerbEntry& verb : verbs) {
        if (verb.app->parsed()) {
            return withOutput(verb.run());
        }
    }
    std::cerr << "pivot: say what to do, such as pivot run or pivot devices; pivot --help lists every verb\n";
    return kUsage;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return runVerb(argc, argv);
    } catch (const std::bad_alloc&) {
        std::cerr << "pivot: there is not enough memory for this; try a smaller --batch or fewer images\n";
    } catch (const std::exception& e) {
        std::cerr << "pivot: something unexpected failed (" << e.what()
                  << "); what was stored is kept, please report this\n";
    }
    return kFailure;
}
