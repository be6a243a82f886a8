// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/attention_controller.h"

#include "widgets/models/number_format.h"
#include "widgets/views/attention_page.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QTimer>
#include <algorithm>
#include <utility>

namespace pivot {
namespace {

/// Whether both give the same maps of the same image.
bool sameMaps(const RunConfig& a, const RunConfig& b) {
    const auto sameEffort = [](const Effort& x, const Effort& y) {
        return x.skip == y.skip && x.modelPath == y.modelPath;
    };
    return a.model == b.model && a.dataset == b.dataset && a.device == b.device &&
           a.precision == b.precision && a.modelConfig == b.modelConfig && a.act == b.act &&
           std::ranges::equal(a.ladder.efforts, b.ladder.efforts, sameEffort);
}

/// The index in `data` of that image, or of the next one that it has.
std::int64_t nearestIndex(const DataSet& data, qint64 sourceIndex) {
    std::int64_t low = 0, high = data.size() - 1;
    while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (data.sourceIndex(middle) < sourceIndex) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

}  // namespace

AttentionController::AttentionController(RunController& runs, MainFrame& frame, FindData findData,
                                         QObject* parent)
    : QObject(parent),
      m_frame(frame),
      m_page(frame.attentionPage()),
      m_findData(std::move(findData)),
      m_service(runs) {
    connect(&m_page, &AttentionPage::firstImageWanted, this, &AttentionController::askFirst);
    connect(&m_page, &AttentionPage::imageWanted, this, &AttentionController::askNearest);
    connect(&m_page, &AttentionPage::stepWanted, this, &AttentionController::step);
    connect(&m_page, &AttentionPage::setupWanted, this, &AttentionController::showAsSetUp);
    connect(&m_page, &AttentionPage::opened, this, &AttentionController::follow);
    connect(&m_frame.runPage(), &RunPage::imageOpened, this,
            [this](const RunConfig& config, qint64 sourceIndex) {
                show({config, m_findData(QString::fromStdString(config.dataset)), sourceIndex,
                      m_frame.runPage().shownExperiment().toStdString()});
            });
    connect(&runs, &RunController::ended, this, [this] {
        // A run lets go of every session, and its images are what is clicked next. Another run that follows
        // at once has begun before this is done.
        QTimer::singleShot(0, this, [this] {
            if (const auto request = setUpRequest()) {
                m_service.warm(*request);
            }
        });
    });
    connect(&m_service, &AttentionService::mapsReady, this, &AttentionController::showReady);
    connect(&m_service, &AttentionService::failed, &m_page, &AttentionPage::showProblem);
    connect(&m_service, &AttentionService::postponed, this, [this] {
        m_page.showPostponed(tr("A run is going on: the maps of image #%1 come when it has ended.")
                                 .arg(formatCount(m_current->sourceIndex)));
    });
}

SetupPanel& AttentionController::setup() const {
    return m_frame.runPage().setup();
}

std::optional<AttentionRequest> AttentionController::setUpRequest() const {
    if (setup().chosenModel().isEmpty() || setup().chosenData().isEmpty()) {
        return {};
    }
    AttentionRequest request{setup().config(RunMode::Routed), m_findData(setup().chosenData()), 0, {}};
    if (!request.data || request.data->size() == 0) {
        return {};
    }
    return request;
}

void AttentionController::show(const AttentionRequest& request) {
    ask(request, false);
    m_frame.showPage(&m_page);
    m_page.setFocus();  // the arrow keys go from image to image at once
}

void AttentionController::ask(AttentionRequest request, bool asSetUp) {
    m_asSetUp = asSetUp;
    if (const DataSetPtr& data = request.data; data && data->size() > 0) {
        m_page.setImages(data->sourceIndex(0), data->sourceIndex(data->size() - 1));
    } else {
        m_page.setImages(request.sourceIndex, request.sourceIndex);
    }
    m_current = std::move(request);
    m_page.showWanted(m_current->sourceIndex);
    offerSetup();
    m_service.ask(*m_current);
}

void AttentionController::askFirst() {
    auto request = setUpRequest();
    if (!request) {
        m_page.showProblem(tr("There is no image to show: choose a model and a data set on the Run page."));
        return;
    }
    request->sourceIndex = request->data->sourceIndex(0);
    ask(std::move(*request), true);
    m_page.setFocus();
}

void AttentionController::askNearest(qint64 sourceIndex) {
    if (!m_current) {
        return;
    }
    AttentionRequest request = *m_current;
    request.sourceIndex =
        request.data ? request.data->sourceIndex(nearestIndex(*request.data, sourceIndex)) : sourceIndex;
    ask(std::move(request), m_asSetUp);
}

void AttentionController::step(int images) {
    if (!m_current || !m_current->data) {
        return;
    }
    const DataSet& data = *m_current->data;
    const std::int64_t next = nearestIndex(data, m_current->sourceIndex) + images;
    if (next >= 0 && next < data.size()) {
        AttentionRequest request = *m_current;
        request.sourceIndex = data.sourceIndex(next);
        ask(std::move(request), m_asSetUp);
    }
}

void AttentionController::showAsSetUp() {
    auto request = setUpRequest();
    if (!request) {
        m_page.showProblem(tr("There is no image to show: choose a model and a data set on the Run page."));
        return;
    }
    const qint64 wanted = m_current ? m_current->sourceIndex : 0;
    request->sourceIndex = request->data->sourceIndex(nearestIndex(*request->data, wanted));
    ask(std::move(*request), true);
}

void AttentionController::follow() {
    const auto request = setUpRequest();
    if (!m_current) {
        if (request) {
            m_service.warm(*request);
        }
        return;
    }
    if (m_asSetUp && request && !sameMaps(request->config, m_current->config)) {
        showAsSetUp();
    } else {
        offerSetup();
    }
}

void AttentionController::offerSetup() {
    const auto request = setUpRequest();
    m_page.setSetupOffered(!m_asSetUp && request && !sameMaps(request->config, m_current->config));
}

void AttentionController::showReady(const ShownAttention& shown) {
    if (!m_current->data) {  // it was opened for this request: the next image need not open it again
        m_current->data = shown.data;
        m_page.setImages(shown.data->sourceIndex(0), shown.data->sourceIndex(shown.data->size() - 1));
    }
    m_page.showMaps(shown.maps);
}

}  // namespace pivot
