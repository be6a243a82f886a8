// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include "app/cli/verbs.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace pivot::cli {

namespace {

namespace fs = std::filesystem;

/// A signal belongs to the whole process, so what it does is the process' too. Never destroyed: the thread
/// that waits for signals outlives main().
struct Interrupts {
    std::stop_source stop;
    std::atomic<bool> graceful = false;
    std::mutex mutex;
    std::vector<fs::path> unfinished;  ///< files whose temporaries go when the process ends at once
};

Interrupts& interrupts() {
    static auto* all = new Interrupts;
    return *all;
}

/// `FILE.part-PID-`: what every temporary of this process beside `file` begins with.
std::string temporaryPrefix(const fs::path& file) {
    return file.filename().string() + ".part-" + std::to_string(::getpid()) + "-";
}

void removeTemporaries(const fs::path& file) {
    std::error_code ignored;
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const std::string prefix = temporaryPrefix(file);
    std::vector<fs::path> found;
    for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        if (entry->path().filename().string().starts_with(prefix)) {
            found.push_back(entry->path());
        }
    }
    for (const fs::path& path : found) {
        fs::remove(path, ignored);
    }
}

[[noreturn]] void endAtOnce() {
    Interrupts& all = interrupts();
    const std::lock_guard lock(all.mutex);
    for (const fs::path& file : all.unfinished) {
        removeTemporaries(file);
    }
    constexpr char kSentence[] = "\npivot: interrupted\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kSentence, sizeof kSentence - 1);
    ::_exit(kInterrupted);
}

}  // namespace

void installInterruptHandler() {
    // Handlers may hardly do anything, so a thread waits for the signals instead.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([signals] {
        Interrupts& all = interrupts();
        for (;;) {
            int signal = 0;
            sigwait(&signals, &signal);
            if (!all.graceful || !all.stop.request_stop()) {  // the second request is refused
                endAtOnce();
            }
        }
    }).detach();
}

void stopGracefully() {
    interrupts().graceful = true;
}

std::stop_token interruptToken() {
    return interrupts().stop.get_token();
}

fs::path temporaryBeside(const fs::path& file) {
    return file.parent_path() / (temporaryPrefix(file) + "0");
}

RemovedOnInterrupt::RemovedOnInterrupt(fs::path file) : m_file(std::move(file)) {
    const std::lock_guard lock(interrupts().mutex);
    interrupts().unfinished.push_back(m_file);
}

RemovedOnInterrupt::~RemovedOnInterrupt() {
    const std::lock_guard lock(interrupts().mutex);
    auto& unfinished = interrupts().unfinished;
    unfinished.erase(std::find(unfinished.begin(), unfinished.end(), m_file));
}

}  // namespace pivot::cli
