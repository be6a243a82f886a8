// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "widgets/models/group_model.h"

#include <filesystem>
#include <string>
#include <vector>

namespace pivot {

// Reading what belongs together, off the window's thread. Both may block.

/// Fills in how far the stored answers of each member agree with those of the first that has any. Members
/// that cannot be read stay without.
[[nodiscard]] std::vector<GroupMember> withAgreement(const std::filesystem::path& database,
                                                     std::vector<GroupMember> members);

/// The reports of all experiments that were run with this one on other devices, in the order in which they
/// ran, with their agreement; fewer than two: it was alone.
[[nodiscard]] std::vector<GroupMember> readGroupOf(const std::filesystem::path& database,
                                                   const std::string& groupId);

}  // namespace pivot
