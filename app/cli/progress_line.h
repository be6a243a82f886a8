// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

namespace pivot::cli {

/// One line on stderr that is drawn over; nothing where stderr is no terminal (one line a stage then).
class ProgressLine {
public:
    ProgressLine();
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// Draws at most ten times a second. `fraction` in 0..1; `tail` holds rate and time left.
    void show(const std::string& stage, double fraction, const std::string& tail);
    /// Prints a whole line above the progress.
    void message(const std::string& text);
    void clear();

private:
    bool m_terminal = false, m_drawn = false;
    std::string m_stage;
    std::chrono::steady_clock::time_point m_last;
};

/// `1 h 12 min`, `3 min 20 s`, `8 s`.
[[nodiscard]] std::string durationText(double seconds);

}  // namespace pivot::cli
