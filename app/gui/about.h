// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/about_facts.h"

namespace pivot {

/// Versions of the program and of what it is built on, the machine, and the devices as they were found.
[[nodiscard]] AboutFacts aboutFacts(std::vector<DeviceInfo> devices);

}  // namespace pivot
