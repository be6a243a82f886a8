// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/run_config.h"
#include "data/dataset.h"

#include <QtGlobal>

namespace pivot {

/// Whose attention is to be shown. Of `config` the model, the device, the precision and the ladder count; the
/// thresholds do not.
struct AttentionRequest {
    RunConfig config;
    DataSetPtr data;         ///< null: opened from `config.dataset`
    qint64 sourceIndex = 0;  ///< of the image, in the whole split
};

}  // namespace pivot
