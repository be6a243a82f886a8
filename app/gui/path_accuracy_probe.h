// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/run_controller.h"
#include "core/run_config.h"
#include "widgets/models/path_estimate.h"

#include <QHash>
#include <QObject>
#include <QTimer>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace pivot {

class SetupPanel;

/// Says how right the paths are that stand in the set-up: each is tried on a sample of the calibration
/// images, in the background, when nothing has been changed for a moment and nothing runs. What was tried
/// once is remembered. Paths that the weights were never trained for are left alone.
class PathAccuracyProbe : public QObject {
    Q_OBJECT
public:
    /// Both outlive it.
    PathAccuracyProbe(SetupPanel& setup, RunController& runs, QObject* parent = nullptr);
    ~PathAccuracyProbe() override;

    /// What is under way ends within a batch: a run is about to begin.
    void stop();

private:
    struct Wanted {
        QString key;
        RunConfig config;
        Effort effort;
    };
    class Images;
    void probe();
    [[nodiscard]] PathAccuracyEstimate estimateOf(const Effort& effort) const;
    void land(const QString& key, const PathAccuracyEstimate& estimate);

    SetupPanel& m_setup;
    RunController& m_runs;
    QTimer m_quiet;  ///< since something was changed
    QHash<QString, PathAccuracyEstimate> m_known;
    std::stop_source m_stop;
    std::shared_ptr<Images> m_images;  ///< of the compute thread alone
};

}  // namespace pivot
