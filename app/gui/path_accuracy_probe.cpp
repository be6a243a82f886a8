// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/path_accuracy_probe.h"

#include "run/path_accuracy.h"
#include "run/prepared_run.h"
#include "widgets/theme/parts.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/setup_panel.h"

#include <QPointer>
#include <utility>

namespace pivot {
namespace {

constexpr int kQuietMs = 300;
constexpr int kImages = 1024;     // an interval of some two points, and 0.2 s of the bundled model
constexpr double kSeconds = 1.5;  // for all paths of a ladder together

/// What the accuracy of a path depends on.
QString keyOf(const RunConfig& config, const std::string& calibration, const Effort& effort) {
    const std::string& model = effort.modelPath.empty() ? config.model : effort.modelPath;
    return fromUtf8(model + '\n' + config.modelConfig + '\n' + config.act + '\n' + config.device + '\n' +
                    std::string(toString(config.precision)) + '\n' + calibration + '\n' + config.labelMap +
                    '\n' + effort.skip.toString());
}

PathAccuracyEstimate known(const PathAccuracy& accuracy) {
    PathAccuracyEstimate estimate;
    estimate.state = PathAccuracyEstimate::State::Known;
    estimate.accuracy = accuracy.accuracy();
    estimate.low = accuracy.ci95.low;
    estimate.high = accuracy.ci95.high;
    estimate.images = accuracy.images;
    estimate.split = fromUtf8(accuracy.split);
    return estimate;
}

PathAccuracyEstimate unknown(const std::string& reason) {
    PathAccuracyEstimate estimate;
    estimate.reason = fromUtf8(reason);
    return estimate;
}

}  // namespace

/// The sample that was opened last.
class PathAccuracyProbe::Images {
public:
    Result<DataSetPtr> open(const RunConfig& config, const ModelSpec& spec, DeviceRegistry& registry) {
        const std::string key = config.calibration + '\n' + config.labelMap + '\n' + config.model;
        if (!m_data || key != m_key) {
            auto opened = openImages(config.calibration,
                                     {.labelMap = config.labelMap, .limit = kImages, .seed = config.seed},
                                     spec, RunServices::forRegistry(registry));
            if (!opened) {
                return opened;
            }
            m_data = *opened;
            m_key = key;
        }
        return m_data;
    }

private:
    std::string m_key;
    DataSetPtr m_data;
};

PathAccuracyProbe::PathAccuracyProbe(SetupPanel& setup, RunController& runs, QObject* parent)
    : QObject(parent), m_setup(setup), m_runs(runs), m_images(std::make_shared<Images>()) {
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    connect(&m_quiet, &QTimer::timeout, this, &PathAccuracyProbe::probe);
    const auto again = [this] { m_quiet.start(); };
    connect(&m_setup, &SetupPanel::selectionChanged, this, again);
    connect(&m_setup.ladder(), &LadderEditor::changed, this, again);
    connect(&m_runs, &RunController::ended, this, again);
    m_setup.ladder().setPathAccuracy([this](const Effort& effort) { return estimateOf(effort); });
}

PathAccuracyProbe::~PathAccuracyProbe() {
    m_stop.request_stop();
    m_setup.ladder().setPathAccuracy({});
}

void PathAccuracyProbe::stop() {
    m_stop.request_stop();
    m_quiet.stop();
    for (auto entry = m_known.begin(); entry != m_known.end();) {
        entry = entry->state == PathAccuracyEstimate::State::Measuring ? m_known.erase(entry) : ++entry;
    }
    m_setup.ladder().showPathAccuracy();
}

PathAccuracyEstimate PathAccuracyProbe::estimateOf(const Effort& effort) const {
    return m_known.value(
        keyOf(m_setup.config(RunMode::Routed), m_setup.calibrationSpec().toStdString(), effort));
}

void PathAccuracyProbe::probe() {
    const std::string calibration = m_setup.calibrationSpec().toStdString();
    if (m_runs.isRunning() || calibration.empty() || m_setup.chosenModel().isEmpty() ||
        m_setup.chosenDevice().isEmpty()) {
        return;
    }
    RunConfig config = m_setup.config(RunMode::Routed);
    config.calibration = calibration;
    std::vector<Wanted> wanted;
    for (const Effort& effort : config.ladder.efforts) {
        const QString key = keyOf(config, calibration, effort);
        if (effort.tuned && !m_known.contains(key)) {
            wanted.push_back({key, config, effort});
            m_known[key].state = PathAccuracyEstimate::State::Measuring;
        }
    }
    if (wanted.empty()) {
        return;
    }
    m_setup.ladder().showPathAccuracy();
    m_stop = std::stop_source();
    m_runs.compute([wanted, images = m_images, stop = m_stop.get_token(), guard = QPointer(this)](
                       const RunController::ComputeTools& tools, const RunController::Tell& tell) {
        for (const Wanted& one : wanted) {
            const auto measure = [&]() -> Result<PathAccuracy> {
                const auto device = tools.registry.resolve(one.config.device);
                if (!device) {
                    return tl::unexpected(device.error());
                }
                // The scales of int8 are chosen by a run on its calibration images.
                const Precision precision =
                    one.config.precision == Precision::Int8 ? Precision::Fp32 : one.config.precision;
                auto session = tools.sessions.open(tools.registry,
                                                   wantedFor(one.config, one.effort, device->id, precision));
                if (!session) {
                    return tl::unexpected(session.error());
                }
                const auto data = images->open(one.config, (*session)->spec(), tools.registry);
                if (!data) {
                    return tl::unexpected(data.error());
                }
                return measurePathAccuracy(**session, one.effort.skip, *data,
                                           kSeconds / static_cast<double>(wanted.size()), stop);
            };
            const Result<PathAccuracy> accuracy =
                stop.stop_requested() ? fail(ErrorCode::Cancelled, "a run has begun") : measure();
            if (!accuracy && accuracy.error().code == ErrorCode::Cancelled) {
                return;
            }
            tell([guard, stop, key = one.key,
                  estimate = accuracy ? known(*accuracy) : unknown(accuracy.error().message)] {
                if (guard && !stop.stop_requested()) {
                    guard->land(key, estimate);
                }
            });
        }
    });
}

void PathAccuracyProbe::land(const QString& key, const PathAccuracyEstimate& estimate) {
    m_known[key] = estimate;
    m_setup.ladder().showPathAccuracy();
}

}  // namespace pivot
