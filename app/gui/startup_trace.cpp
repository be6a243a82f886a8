// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/startup_trace.h"

#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

namespace pivot {

double msSinceProcessStart() {
    // proc(5): field 22 of /proc/self/stat is the start in clock ticks after boot. Fields are counted after
    // the name, which stands in parentheses and may hold anything.
    std::ifstream in("/proc/self/stat");
    std::string line;
    std::getline(in, line);
    std::istringstream fields(line.substr(std::min(line.size(), line.rfind(')') + 1)));
    std::string field;
    for (int number = 3; number <= 22 && fields >> field; ++number) {
    }
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    const double ticks = std::strtod(field.c_str(), nullptr) / static_cast<double>(sysconf(_SC_CLK_TCK));
    return 1e3 * (static_cast<double>(now.tv_sec) - ticks) + 1e-6 * static_cast<double>(now.tv_nsec);
}

void StartupTrace::mark(std::optional<double>& place) {
    if (place) {
        return;
    }
    place = msSinceProcessStart();
    if (m_firstPaintMs && m_devicesMs && m_modelMs) {
        const nlohmann::json json{{"first_paint_ms", *m_firstPaintMs},
                                  {"devices_ms", *m_devicesMs},
                                  {"model_ready_ms", *m_modelMs}};
        std::puts(json.dump().c_str());
        std::fflush(stdout);
        Q_EMIT complete();
    }
}

}  // namespace pivot
