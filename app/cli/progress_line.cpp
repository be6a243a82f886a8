// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress_line.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <iostream>

namespace pivot::cli {

ProgressLine::ProgressLine() : m_terminal(isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
    clear();
}

void ProgressLine::show(const std::string& stage, double fraction, const std::string& tail) {
    if (!m_terminal) {
        if (stage != m_stage) {  // a log wants to know the stage, not every step of it
            std::cerr << stage << '\n';
            m_stage = stage;
        }
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    if (stage == m_stage && now - m_last < std::chrono::milliseconds(100) && fraction < 1.0) {
        return;
    }
    m_last = now;
    m_stage = stage;
    constexpr int kCells = 24;
    const int full = std::clamp(static_cast<int>(std::lround(fraction * kCells)), 0, kCells);
    std::string bar;
    for (int i = 0; i < kCells; ++i) {
        bar += i < full ? "█" : "░";
    }
    std::cerr << "\r\033[K" << stage << ' ' << bar << ' ' << tail << std::flush;
    m_drawn = true;
}

void ProgressLine::message(const std::string& text) {
    clear();
    std::cerr << text << '\n';
}

void ProgressLine::clear() {
    if (m_drawn) {
        std::cerr << "\r\033[K" << std::flush;
        m_drawn = false;
    }
}

std::string durationText(double seconds) {
    const auto whole = static_cast<long>(std::lround(std::max(0.0, seconds)));
    if (whole >= 3600) {
        return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
    }
    if (whole >= 60) {
        return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
    }
    return std::to_string(whole) + " s";
}

}  // namespace pivot::cli
