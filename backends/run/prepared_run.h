// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"
#include "core/result.h"
#include "core/run_config.h"
#include "data/dataset.h"
#include "data/preprocess.h"
#include "devices/inference_session.h"
#include "run/ladder_executor.h"
#include "run/run_services.h"

#include <memory>
#include <vector>

namespace pivot {

/// How a model wants its images.
[[nodiscard]] PreprocessSpec preprocessSpecOf(const ModelSpec& spec);

/// A configuration with everything opened that it names: checked, and ready to run.
struct PreparedRun {
    RunConfig config;  ///< device resolved, paths absolute, `tuned` filled in
    DeviceInfo device;
    DataSetPtr data;                                          ///< labels in the model's numbering
    std::vector<ModelPtr> models;                             ///< one an effort; shared where the same
    std::vector<std::unique_ptr<InferenceSession>> sessions;  ///< one a distinct model
    std::vector<InferenceSession*> sessionOf;                 ///< one an effort
    std::vector<std::string> notes;  ///< what a person should know before trusting a number

    [[nodiscard]] const ModelSpec& spec() const { return models.front()->spec; }
    [[nodiscard]] std::vector<LadderExecutor::Stage> stages() const;
    /// The session that runs the baseline: the full path with the last effort's weights.
    [[nodiscard]] InferenceSession& baselineSession() const { return *sessionOf.back(); }
    /// The last effort is the baseline itself, from the pixels on, so that no extra run is needed to know its
    /// cost.
    [[nodiscard]] bool lastEffortIsBaseline() const;
    /// A sentence for each effort whose weights were never trained for its path, as the ladder is now.
    [[nodiscard]] std::vector<std::string> untunedNotes() const;
};

/// Opens images for a model: labels in the model's numbering (see matchClasses()). Usage when there are none.
[[nodiscard]] Result<DataSetPtr> openImages(const std::string& spec, const DataSetOptions& options,
                                            const ModelSpec& model, const RunServices& services);

/// The SPEC that opens `data` from any folder: `asked` where it names no path (`fashion-mnist` stays so).
[[nodiscard]] std::string placedSpec(const std::string& asked, const DataSet& data);

/// The SPEC of the calibration images: the configured one, or the data set's own split (NotFound without
/// one).
[[nodiscard]] Result<std::string> calibrationSpecOf(const RunConfig& config);

/// Opens models, data set, device and sessions. `thresholdsKnown` is false while they are still to be
/// calibrated. Errors are of whoever failed: a checkpoint that does not fit, a data set that is not there, a
/// device with its reason; Usage where efforts disagree in input or classes, or the data's classes are not
/// the model's.
[[nodiscard]] Result<PreparedRun> prepareRun(RunConfig config, const RunServices& services,
                                             bool thresholdsKnown);

}  // namespace pivot
