// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

namespace pivot::cli {

namespace {

// A signal belongs to the whole process, so its stop source does too; it lives as long as the process.
std::stop_source& interruptSource() {
    static std::stop_source source;
    return source;
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
        int signal = 0;
        sigwait(&signals, &signal);
        interruptSource().request_stop();
        sigwait(&signals, &signal);
        _exit(130);
    }).detach();
}

std::stop_token interruptToken() {
    return interruptSource().get_token();
}

}  // namespace pivot::cli
