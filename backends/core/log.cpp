// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/log.h"

#include <cstdio>
#include <memory>
#include <mutex>
#include <utility>

namespace pivot::log {

namespace {

void writeToStderr(Level level, std::string_view text) {
    if (level < Level::Warning) {
        return;
    }
    std::fprintf(stderr, "%s: %.*s\n", level == Level::Warning ? "warning" : "error",
                 static_cast<int>(text.size()), text.data());
}

struct State {
    std::mutex mutex;
    std::shared_ptr<const Sink> sink = std::make_shared<const Sink>(writeToStderr);
};

State& state() {
    // Never destroyed: threads that outlive main() may still write a line.
    static State* const instance = new State;
    return *instance;
}

void write(Level level, std::string_view text) {
    std::shared_ptr<const Sink> sink;
    {
        const std::lock_guard lock(state().mutex);
        sink = state().sink;
    }
    // Outside the lock, so that a sink may itself log or be replaced while it runs.
    (*sink)(level, text);
}

}  // namespace

void setSink(Sink sink) {
    auto next = std::make_shared<const Sink>(sink ? std::move(sink) : Sink(writeToStderr));
    const std::lock_guard lock(state().mutex);
    state().sink = std::move(next);
}

void debug(std::string_view text) {
    write(Level::Debug, text);
}

void info(std::string_view text) {
    write(Level::Info, text);
}

void warning(std::string_view text) {
    write(Level::Warning, text);
}

void error(std::string_view text) {
    write(Level::Error, text);
}

}  // namespace pivot::log
