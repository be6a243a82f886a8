// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vit/unpickler.h"

namespace pivot::pickle {

/// What calling `function` with `arguments` (a tuple) stands for: a dict, a tuple, a tensor, or an Opaque
/// node that only remembers the name. Nothing is called.
[[nodiscard]] Node applyCall(Document& document, NodeId function, NodeId arguments);

/// The storage that torch's persistent id ('storage', CLASS, KEY, DEVICE, COUNT) names; Opaque for any other.
[[nodiscard]] Node applyPersistentId(Document& document, NodeId id);

}  // namespace pivot::pickle
