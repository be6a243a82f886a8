// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/attention_service.h"

#include "data/thumbnail.h"
#include "widgets/models/run_identity.h"
#include "widgets/theme/parts.h"

#include <QPointer>
#include <exception>
#include <new>
#include <utility>

namespace pivot {
namespace {

ShownAttention shownOf(const CapturedAttention& captured, const AttentionRequest& request) {
    auto maps = std::make_shared<AttentionMaps>();
    maps->sourceIndex = captured.sourceIndex;
    maps->image = toQImage(captured.image);
    maps->label = captured.label;
    for (const std::string& label : captured.labels) {
        maps->labels << fromUtf8(label);
    }
    maps->classes = captured.classes;
    maps->model = modelName(request.config.model);
    maps->data = fromUtf8(captured.data->name());
    maps->numerics = fromUtf8(captured.numerics);
    for (const std::string& note : captured.notes) {
        maps->notes << fromUtf8(note);
    }
    maps->ladder = request.config.ladder;
    maps->experimentId = fromUtf8(request.experimentId);
    maps->efforts = captured.efforts;
    maps->answers = captured.answers;
    return {std::move(maps), captured.data};
}

}  // namespace

AttentionService::AttentionService(RunController& runs, QObject* parent)
    : QObject(parent), m_runs(runs), m_latest(std::make_shared<std::atomic<std::uint64_t>>(0)) {
    connect(&m_runs, &RunController::ended, this, &AttentionService::resume);
}

AttentionService::~AttentionService() {
    ++*m_latest;  // what is under way ends at the next effort
}

void AttentionService::ask(const AttentionRequest& request) {
    if (m_runs.isRunning()) {
        ++*m_latest;
        m_postponed = request;
        Q_EMIT postponed();
        return;
    }
    begin(request);
}

void AttentionService::warm(const AttentionRequest& request) {
    if (m_runs.isRunning()) {
        return;
    }
    m_runs.compute([request, before = m_latest->load(), latest = m_latest](
                       const RunController::ComputeTools& tools, const RunController::Tell& /*tell*/) {
        if (*latest != before) {
            return;  // an image has been asked for, which does it
        }
        try {
            openAhead(request.config, tools.registry, tools.sessions);
        } catch (const std::exception&) {  // the first image says it
        }
    });
}

void AttentionService::resume() {
    if (!m_runs.isRunning() && m_postponed) {
        const AttentionRequest request = std::move(*m_postponed);
        begin(request);
    }
}

void AttentionService::begin(const AttentionRequest& request) {
    m_postponed.reset();
    const std::uint64_t number = ++*m_latest;
    m_runs.compute([request, number, latest = m_latest, self = QPointer<AttentionService>(this)](
                       const RunController::ComputeTools& tools, const RunController::Tell& tell) {
        // Asked again in the window's thread: a newer request may have come while an answer was on its way.
        const auto isLatest = [=] { return *latest == number; };
        const auto fail = [&](const QString& sentence) {
            tell([=] {
                if (self && isLatest()) {
                    Q_EMIT self->failed(sentence);
                }
            });
        };
        CaptureHooks hooks;
        hooks.superseded = [=] { return !isLatest(); };
        hooks.deliver = [&](const CapturedAttention& captured) {
            tell([=, shown = shownOf(captured, request)] {
                if (self && isLatest()) {
                    Q_EMIT self->mapsReady(shown);
                }
            });
        };
        try {
            const auto done = captureAttention(request, tools.registry, tools.sessions, hooks);
            if (!done && done.error().code != ErrorCode::Cancelled) {
                fail(QString::fromStdString(done.error().message));
            }
        } catch (const std::bad_alloc&) {
            fail(tr("There is not enough memory for the attention maps: choose a smaller model."));
        } catch (const std::exception& error) {
            fail(tr("The attention could not be computed (%1): report it with the model.")
                     .arg(QString::fromUtf8(error.what())));
        }
    });
}

}  // namespace pivot
