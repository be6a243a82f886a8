// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/run_controller.h"
#include "run/attention_capture.h"
#include "widgets/models/attention_maps.h"

#include <QObject>
#include <atomic>
#include <memory>
#include <optional>

namespace pivot {

/// What a request has brought so far, as the page shows it.
struct ShownAttention {
    AttentionMapsPtr maps;
    DataSetPtr data;  ///< that the image is of; never null
};

/// Has attention computed on the compute thread, one image at a time: a newer request takes the place of the
/// one before, and nothing of that arrives any more. A run is never disturbed: what is asked for while it
/// goes on is computed when it has ended.
class AttentionService : public QObject {
    Q_OBJECT
public:
    /// `runs` outlives this.
    explicit AttentionService(RunController& runs, QObject* parent = nullptr);
    ~AttentionService() override;

    /// Answers with mapsReady(), once an effort and once with the answers, or with failed(); with postponed()
    /// first where a run goes on.
    void ask(const AttentionRequest& request);
    /// Opens what such requests need, so that the first image is quick; nothing while a run goes on. What is
    /// asked for meanwhile goes first.
    void warm(const AttentionRequest& request);
    [[nodiscard]] bool isPostponed() const { return m_postponed.has_value(); }

Q_SIGNALS:
    void mapsReady(const pivot::ShownAttention& shown);
    void postponed();
    void failed(const QString& sentence);

private:
    void begin(const AttentionRequest& request);
    void resume();

    RunController& m_runs;
    std::shared_ptr<std::atomic<std::uint64_t>> m_latest;  ///< number of the newest request
    std::optional<AttentionRequest> m_postponed;
};

}  // namespace pivot
