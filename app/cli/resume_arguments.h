// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/run_arguments.h"
#include "core/run_record.h"

namespace pivot::cli {

/// A resumed experiment is finished as it was begun: Usage names the first argument that says otherwise. One
/// that repeats what is stored is fine, so that a command may be given again with --resume ID added.
[[nodiscard]] Result<void> checkResumeArguments(const RunArguments& arguments, const RunRecord& record,
                                                DeviceRegistry& registry);

}  // namespace pivot::cli
