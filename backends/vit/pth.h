// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "vit/checkpoint.h"

#include <filesystem>
#include <string>

namespace pivot {

/// Reads the state dict of a PyTorch file (the zip format of torch >= 1.6): the entry `model_ema`, else
/// `model`, else `state_dict`, else the file's dict itself. The pickle in it is data to us: nothing is run.
/// Only the storages that the state dict needs are read, each once, into memory that its tensors share.
/// BadFile names what is wrong, Unsupported the formats that are not read (before 1.6, TorchScript,
/// big-endian).
[[nodiscard]] Result<Checkpoint> readPth(const std::filesystem::path& file);

/// Whether a file begins as one of PyTorch's formats, readable or not.
[[nodiscard]] bool looksLikePth(std::span<const std::byte> bytes);

}  // namespace pivot
