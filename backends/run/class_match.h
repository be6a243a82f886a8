// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "data/dataset.h"
#include "vit/model_spec.h"

#include <string>

namespace pivot {

/// The data set with its labels in the model's numbering. Without a label map (`labelMap` empty): where both
/// sides name their classes, by name, whatever the order; where one does not, the numbers are taken as they
/// are, and the number of classes must be the same where the data set has names. Usage names the first class
/// that the model does not have, the counts, or the first image whose label the model does not have. Images
/// without labels fit every model.
[[nodiscard]] Result<DataSetPtr> matchClasses(DataSetPtr data, const ModelSpec& spec,
                                              const std::string& labelMap);

}  // namespace pivot
