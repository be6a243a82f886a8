// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/run_page.h"

#include "core/entropy_unit.h"
#include "widgets/charts/accuracy_edp_chart.h"
#include "widgets/charts/delay_chart.h"
#include "widgets/charts/entropy_chart.h"
#include "widgets/charts/plane_chart.h"
#include "widgets/charts/share_bar.h"
#include "widgets/models/number_format.h"
#include "widgets/theme/effort_style.h"
#include "widgets/views/empty_state.h"
#include "widgets/views/headline_strip.h"
#include "widgets/views/image_strip.h"
#include "widgets/views/message_bar.h"
#include "widgets/views/setup_panel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace pivot {
namespace {

std::vector<DelayBar> delayBars(const RunReport& report) {
    std::vector<DelayBar> bars;
    const auto count = static_cast<int>(report.efforts.size());
    DelayBar mean{RunPage::tr("mean"), {}};
    for (int effort = 0; effort < count; ++effort) {
        const EffortReport& part = report.efforts[static_cast<std::size_t>(effort)];
        DelayBar alone{
            effort == 0 ? effortName(effort, count) : RunPage::tr("%1 re-run").arg(effortName(effort, count)),
            std::vector<double>(static_cast<std::size_t>(count), 0.0)};
        if (count == 1) {
            alone.label = RunPage::tr("path");
        }
        alone.partsMs[static_cast<std::size_t>(effort)] = part.delayMs;
        if (count > 1) {
            bars.push_back(alone);
        }
        const double visited =
            report.images > 0 ? static_cast<double>(part.visits) / static_cast<double>(report.images) : 0.0;
        mean.partsMs.push_back(part.delayMs * visited);
    }
    bars.push_back(mean);
    if (report.latencyMs) {
        // Which efforts an image at a percentile visited is not part of a report: the bar is of one colour.
        bars.push_back({RunPage::tr("p50"), {}, report.latencyMs->p50});
        bars.push_back({RunPage::tr("p95"), {}, report.latencyMs->p95});
        bars.push_back({RunPage::tr("p99"), {}, report.latencyMs->p99});
    }
    return bars;
}

}  // namespace

RunPage::RunPage(const ThemeSource& theme, DeviceModel& devices, QWidget* parent)
    : QWidget(parent),
      m_setup(new SetupPanel(theme, devices)),
      m_stack(new QStackedWidget),
      m_empty(
          new EmptyState(tr("Nothing has run yet: choose which attentions the low effort skips, and run."),
                         tr("Run"), QStringLiteral("emptyRun"))),
      m_message(new MessageBar) {
    setObjectName(QStringLiteral("page"));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(makeResults(theme));
    auto* centre = new QVBoxLayout;
    centre->setContentsMargins(tokens::kMargin, tokens::kMargin, tokens::kMargin, tokens::kGap);
    centre->setSpacing(tokens::kGap + tokens::kGrid);
    centre->addWidget(m_message);
    centre->addWidget(m_stack, 1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_setup);
    layout->addLayout(centre, 1);

    connect(m_setup, &SetupPanel::runRequested, this, &RunPage::requestRun);
    connect(m_empty, &EmptyState::actionTriggered, this, [this] {
        m_setup->commitPending();
        const QString problem = m_setup->problem();
        if (problem.isEmpty()) {
            Q_EMIT requestRun(m_setup->config(RunMode::Routed));
        } else {
            showMessage(problem);
        }
    });
    connect(m_images, &ImageStrip::thumbnailsWanted, this, &RunPage::thumbnailsWanted);
}

QWidget* RunPage::makeResults(const ThemeSource& theme) {
    m_headline = new HeadlineStrip;
    m_verdict = new ElidedLabel;
    m_verdict->setObjectName(QStringLiteral("verdict"));
    m_verdict->hide();
    m_shares = new ShareBar(theme);
    m_accuracy = new AccuracyEdpChart(theme);
    m_entropy = new EntropyChart(theme);
    m_plane = new PlaneChart(theme);
    m_delay = new DelayChart(theme);
    m_images = new ImageStrip(theme);
    auto* charts = new QGridLayout;
    charts->setSpacing(tokens::kGap + tokens::kGrid);
    charts->addWidget(m_accuracy, 0, 0);
    charts->addWidget(m_entropy, 0, 1);
    charts->addWidget(m_plane, 1, 0);
    charts->addWidget(m_delay, 1, 1);
    for (const int i : {0, 1}) {
        charts->setColumnStretch(i, 1);
        charts->setRowStretch(i, 1);
    }
    auto* results = new QWidget;
    auto* layout = new QVBoxLayout(results);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap + tokens::kGrid);
    layout->addWidget(m_headline);
    layout->addWidget(m_verdict);
    layout->addWidget(m_shares);
    layout->addLayout(charts, 1);
    layout->addWidget(m_images);
    return results;
}

void RunPage::showLadder(const EffortLadder& ladder) {
    m_efforts = static_cast<int>(ladder.size());
    const auto& threshold = ladder.efforts.empty() ? std::nullopt : ladder.efforts.front().thresholdNats;
    m_entropy->setThreshold(threshold && m_efforts > 1
                                ? std::optional(fromNats(*threshold, EntropyUnit::Normalized, m_classes))
                                : std::nullopt);
}

void RunPage::clear() {
    m_classes = m_setup->chosenClasses();
    m_message->showMessage({});
    m_headline->setHeadline(emptyHeadline());
    m_verdict->hide();
    m_accuracy->setBaselineAccuracy({});
    m_accuracy->setCurve({}, 0, true);
    m_entropy->setHistogram({}, {});
    m_plane->setPoints({}, {}, {}, tr("No images yet"));
    m_delay->setBars({}, m_efforts, {});
    showShares({}, {});
    m_images->clear();
    m_images->setLabels(m_setup->chosenLabels());
    m_stack->setCurrentIndex(1);
}

void RunPage::showStarted(const RunConfig& config) {
    clear();
    m_running = true;
    m_setup->setRunning(true);
    EffortLadder ladder = config.ladder;
    if (config.calibrate) {
        // Yet to be chosen: an old line in the histogram would mislead.
        for (Effort& effort : ladder.efforts) {
            effort.thresholdNats.reset();
        }
    }
    showLadder(ladder);
}

void RunPage::showStored(const RunReport& report) {
    clear();
    showReport(report);
    m_accuracy->setEmptyText(tr("The curve is drawn while a run goes on"));
    m_entropy->setEmptyText(tr("The histogram is drawn while a run goes on"));
}

void RunPage::showThresholds(const EffortLadder& ladder) {
    showLadder(ladder);
}

void RunPage::showShares(const std::vector<double>& shares, std::optional<double> breakEven) {
    m_shares->setShares(shares, breakEven);
    m_entropy->setShares(shares.size() > 1 ? std::optional(shares.front()) : std::nullopt, breakEven);
}

void RunPage::showSnapshot(const LiveSnapshot& snapshot) {
    if (snapshot.images == 0) {
        return;
    }
    m_headline->setHeadline(headlineOf(snapshot));
    m_accuracy->setCurve(snapshot.curve, snapshot.progress.total, snapshot.labelled > 0);
    m_entropy->setHistogram(snapshot.entropyRight, snapshot.entropyWrong);
    std::vector<double> shares;
    for (const std::int64_t exits : snapshot.exits) {
        shares.push_back(static_cast<double>(exits) / static_cast<double>(snapshot.images));
    }
    showShares(shares, snapshot.breakEvenShare);
    if (!snapshot.curve.empty()) {
        const LivePoint& last = snapshot.curve.back();
        std::optional<PlanePoint> point;
        if (last.edpOfBaseline && snapshot.labelled > 0) {
            point = PlanePoint{*last.edpOfBaseline, last.accuracy, last.accuracyLow, last.accuracyHigh};
        }
        m_plane->setPoints(point, {}, {}, tr("The EDP needs the energy, which is not measured here"));
    }
    if (snapshot.delayMs) {
        m_delay->setBars({{tr("mean"), {}, *snapshot.delayMs}}, m_efforts, snapshot.baselineDelayMs);
    }
    m_images->setImages(snapshot.latest, m_efforts);
}

void RunPage::showReport(const RunReport& report) {
    m_stack->setCurrentIndex(1);
    EffortLadder ladder;
    std::vector<double> shares;
    for (const EffortReport& part : report.efforts) {
        ladder.efforts.push_back({part.skip, part.model, part.thresholdNats, part.tuned});
        shares.push_back(part.share);
    }
    showLadder(ladder);
    showShares(shares, report.breakEvenShare);
    m_headline->setHeadline(headlineOf(report));
    m_accuracy->setBaselineAccuracy(report.baseline.accuracy);
    m_verdict->setFullText(QString::fromStdString(report.verdict));
    m_verdict->setVisible(!report.verdict.empty());
    QStringList notes;
    for (const std::string& note : report.notes) {
        notes << QString::fromStdString(note);
    }
    if (!notes.isEmpty()) {
        showMessage(notes.join(QLatin1Char('\n')));
    }
    std::optional<PlanePoint> point;
    if (report.edpReduction && *report.edpReduction > 0 && report.accuracy) {
        const Interval interval = report.accuracyCi95.value_or(Interval{*report.accuracy, *report.accuracy});
        point = PlanePoint{1.0 / *report.edpReduction, *report.accuracy, interval.low, interval.high};
    }
    const QString why = report.edpReduction ? tr("These images have no labels, so there is no accuracy")
                        : report.energyReason.empty()
                            ? tr("The EDP needs the energy, which is not measured here")
                            : QString::fromStdString(report.energyReason);
    m_plane->setPoints(point, report.baseline.accuracy, {}, why);
    m_delay->setBars(delayBars(report), std::max(1, m_efforts),
                     report.baseline.delayMs > 0 ? std::optional(report.baseline.delayMs) : std::nullopt);
    m_delay->setNote(report.batchMs
                         ? tr("batch of %1: p50 %2, p95 %3, p99 %4")
                               .arg(report.batch)
                               .arg(formatDelayMs(report.batchMs->p50), formatDelayMs(report.batchMs->p95),
                                    formatDelayMs(report.batchMs->p99))
                         : tr("hatched: re-run"));
}

void RunPage::showEnded() {
    m_running = false;
    m_setup->setRunning(false);
}

void RunPage::showMessage(const QString& sentence) {
    m_message->showMessage(sentence);
}

void RunPage::showThumbnail(std::int64_t index, const QImage& image) {
    m_images->setThumbnail(index, image);
}

}  // namespace pivot
