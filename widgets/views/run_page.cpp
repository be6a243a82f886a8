// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/run_page.h"

#include "widgets/charts/accuracy_edp_chart.h"
#include "widgets/charts/delay_chart.h"
#include "widgets/charts/entropy_chart.h"
#include "widgets/charts/plane_chart.h"
#include "widgets/charts/share_bar.h"
#include "widgets/models/number_format.h"
#include "widgets/models/run_identity.h"
#include "widgets/models/stage_text.h"
#include "widgets/theme/effort_style.h"
#include "widgets/views/calibration_view.h"
#include "widgets/views/delay_bars.h"
#include "widgets/views/empty_state.h"
#include "widgets/views/group_table.h"
#include "widgets/views/headline_strip.h"
#include "widgets/views/image_strip.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/message_bar.h"
#include "widgets/views/profile_scrubber.h"
#include "widgets/views/regret_strip.h"
#include "widgets/views/scrub_bar.h"
#include "widgets/views/setup_panel.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace pivot {
namespace {

constexpr int kLeastPlotsHeight = 380;  // two rows of them

QString noEdpSentence(const QString& reason) {
    if (reason.isEmpty()) {
        return RunPage::tr("These images have no labels, so there is no accuracy");
    }
    // What the run says is a sentence already.
    return reason.front().isUpper() ? reason : RunPage::tr("No EDP: %1").arg(reason);
}

QLabel* makeSentence(const QString& name) {
    QLabel* label = makeLabel({}, TextRole::Plain, name);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFocusPolicy(Qt::NoFocus);
    label->hide();
    return label;
}

QStringList idsOf(const QString& id) {
    return id.isEmpty() ? QStringList() : QStringList{id};
}

}  // namespace

RunPage::RunPage(const ThemeSource& theme, DeviceModel& devices, QWidget* parent)
    : QWidget(parent),
      m_setup(new SetupPanel(theme, devices)),
      m_stack(new QStackedWidget),
      m_empty(
          new EmptyState(tr("Nothing has run yet: choose which attentions the low effort skips, and run."),
                         tr("Run"), QStringLiteral("emptyRun"))),
      m_message(new MessageBar),
      m_scrubber(new ProfileScrubber(*m_setup, this)) {
    setObjectName(QStringLiteral("page"));
    m_empty->setHint(
        tr("A model, a folder of images or a database can be dropped anywhere on the window; F1 "
           "shows every key."));
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
    connect(m_group, &GroupTable::experimentOpened, this, &RunPage::experimentWanted);
    connect(m_images, &ImageStrip::thumbnailsWanted, this, &RunPage::thumbnailsWanted);
    connect(m_images, &ImageStrip::imageOpened, this,
            [this](qint64 index) { Q_EMIT imageOpened(m_config, index); });
    connectScrubbing();
}

QWidget* RunPage::makeResults(const ThemeSource& theme) {
    m_headline = new HeadlineStrip;
    m_group = new GroupTable;
    m_verdict = makeSentence(QStringLiteral("verdict"));
    m_identity = makeSentence(QStringLiteral("identity"));
    m_identity->setProperty("role", "muted");
    m_identity->setFont(fonts::small(font()));
    auto* words = new QVBoxLayout;
    words->setSpacing(tokens::kGrid);
    words->addWidget(m_identity);
    words->addWidget(m_verdict);
    m_shares = new ShareBar(theme);
    m_regret = new RegretStrip;
    m_regret->hide();
    m_scrub = new ScrubBar;
    m_scrub->hide();
    m_calibration = new CalibrationView(theme);
    m_accuracy = new AccuracyEdpChart(theme);
    m_entropy = new EntropyChart(theme);
    m_plane = new PlaneChart(theme);
    m_delay = new DelayChart(theme);
    m_images = new ImageStrip(theme);
    auto* plots = new QWidget;
    auto* charts = new QGridLayout(plots);
    charts->setContentsMargins(0, 0, 0, 0);
    charts->setSpacing(tokens::kGap + tokens::kGrid);
    charts->addWidget(m_accuracy, 0, 0);
    charts->addWidget(m_entropy, 0, 1);
    charts->addWidget(m_plane, 1, 0);
    charts->addWidget(m_delay, 1, 1);
    for (const int i : {0, 1}) {
        charts->setColumnStretch(i, 1);
        charts->setRowStretch(i, 1);
    }
    m_figures = new QStackedWidget;
    m_figures->addWidget(plots);
    m_figures->addWidget(m_calibration);
    auto* results = new QWidget;
    auto* layout = new QVBoxLayout(results);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap + tokens::kGrid);
    layout->addLayout(words);
    layout->addWidget(m_headline);
    layout->addWidget(m_group);
    layout->addWidget(m_shares);
    layout->addWidget(m_scrub);
    layout->addWidget(m_regret);
    layout->addWidget(m_figures, 1);
    layout->addWidget(m_images);
    results->setObjectName(QStringLiteral("scrolled"));
    // In a low window the plots keep a height at which they can be read.
    plots->setMinimumHeight(kLeastPlotsHeight);
    auto* scroll = new QScrollArea;
    scroll->setWidget(results);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    return scroll;
}

void RunPage::showLadder(const EffortLadder& ladder) {
    m_ladder = ladder;
    m_efforts = static_cast<int>(ladder.size());
    m_entropy->setEfforts(m_efforts);
    m_entropy->setScore(ladder.score);
    showEffort(m_entropy->shown());
}

void RunPage::clear(const Source& source, const QStringList& labels) {
    m_source = source;
    for (PlotCard* plot : plots()) {
        plot->setExperiments(idsOf(source.experimentId));
    }
    for (PlotCard* card : plots()) {
        card->setPaused(false);  // a plot of another run would mislead
    }
    m_scrubber->end();
    m_histograms.clear();
    m_regrets.clear();
    m_scrub->hide();
    showView(ScrubBar::Figures);
    showGroup({});
    m_entropy->setThresholdMovable(false);
    m_message->showMessage({});
    m_headline->setHeadline(emptyHeadline());
    m_identity->hide();
    showVerdict({});
    m_accuracy->setBaselineAccuracy({});
    m_accuracy->setCurve({}, 0, true);
    showEffort(0);
    m_plane->setPoints({}, {}, {});
    m_delay->setBars({}, m_efforts, {});
    showWaiting(tr("No images yet"));
    showShares({}, {});
    showEarlier();
    m_images->clear();
    m_images->setLabels(labels);
    m_stack->setCurrentIndex(1);
}

void RunPage::showWaiting(const QString& sentence) {
    for (PlotCard* card : plots()) {
        card->setEmptyText(sentence);
    }
}

std::array<PlotCard*, 4> RunPage::plots() const {
    return {m_accuracy, m_entropy, m_plane, m_delay};
}

bool RunPage::isShown() const {
    return isVisible() || std::ranges::any_of(plots(), &PlotCard::isVisible);
}

void RunPage::showVerdict(const QString& sentence) {
    m_verdict->setText(sentence);
    m_verdict->setVisible(!sentence.isEmpty());
}

void RunPage::showStarted(const RunConfig& config, const QDateTime& startedUtc) {
    showStarted(config, {m_setup->chosenClasses(), m_setup->chosenLabels()}, startedUtc);
}

void RunPage::showStarted(const RunConfig& config, const ClassNames& classes, const QDateTime& startedUtc) {
    clear({{},
           modelName(config.model),
           QString::fromStdString(config.dataset),
           QString::fromStdString(config.device),
           classes.count},
          classes.labels);
    m_running = true;
    m_setup->setRunning(true);
    m_config = config;
    m_startedUtc = startedUtc;
    EffortLadder ladder = config.ladder;
    if (config.calibrate) {
        // Yet to be chosen: an old line in the histogram would mislead.
        for (Effort& effort : ladder.efforts) {
            setHardestAccepted(effort, ladder.score, {});
        }
    }
    showThresholds(ladder);
}

void RunPage::showThresholds(const EffortLadder& ladder) {
    m_config.ladder = ladder;
    showLadder(ladder);
    m_identity->setText(runIdentity(m_config, m_source.classes, m_startedUtc));
    m_identity->show();
}

void RunPage::showStored(const StoredRun& run) {
    clear(
        {QString::fromStdString(run.report.experimentId), modelName(run.report.model),
         QString::fromStdString(run.report.dataset), QString::fromStdString(run.report.device), run.classes},
        run.labels);
    m_config = configOf(run.report);
    showFigures(run.report, run.createdUtc);
    showNotes(run.report);
    m_accuracy->setCurve(run.curve, run.report.images, run.report.accuracy.has_value());
    showHistograms(run.histograms);
    m_images->setImages(run.latest, m_efforts);
    m_accuracy->setEmptyText(tr("The images of this experiment were not read"));
    m_entropy->setEmptyText(tr("The images of this experiment were not read"));
    setScrubbable(run);
}

/// The histogram, threshold and share of one effort, and what a re-run wins and loses against the next.
void RunPage::showEffort(int effort) {
    const auto at = static_cast<std::size_t>(std::clamp(effort, 0, std::max(0, m_efforts - 1)));
    m_entropy->setShown(static_cast<int>(at));
    m_entropy->setHistogram(at < m_histograms.size() ? m_histograms[at].right : ScoreHistogram::Bins{},
                            at < m_histograms.size() ? m_histograms[at].wrong : ScoreHistogram::Bins{});
    const auto threshold =
        at < m_ladder.size() ? hardestAccepted(m_ladder.efforts[at], m_ladder.score) : std::nullopt;
    const bool hasAxis = m_source.classes > 1 || m_ladder.score != ScoreKind::Entropy;
    m_entropy->setThreshold(threshold && m_efforts > 1 && hasAxis
                                ? std::optional(axisPlace(*threshold, m_ladder.score, m_source.classes))
                                : std::nullopt);
    m_entropy->setShares(at < m_endedAt.size() && m_efforts > 1 ? std::optional(m_endedAt[at]) : std::nullopt,
                         at == 0 ? m_breakEven : std::nullopt);
    if (!m_regrets.empty()) {
        const std::size_t pair = std::min(at, m_regrets.size() - 1);
        m_regret->setQuadrants(m_regrets[pair], effortName(static_cast<int>(pair), m_efforts),
                               effortName(static_cast<int>(pair) + 1, m_efforts));
    }
}

void RunPage::showHistograms(const std::vector<ScoreHistogram>& histograms) {
    m_histograms = histograms;
    showEffort(m_entropy->shown());
}

void RunPage::showStored(const RunReport& report) {
    StoredRun run;
    run.report = report;
    showStored(run);
}

void RunPage::setExperiments(const std::vector<ExperimentRow>& rows) {
    m_experiments = rows;
    showEarlier();
}

void RunPage::showEarlier() {
    std::vector<PlanePoint> points;
    for (const ExperimentRow& row : m_experiments) {
        // An EDP is told as a part of the full path's on the same device, an accuracy is of one set of
        // images.
        const bool comparable = row.model == m_source.model && row.dataset == m_source.dataset &&
                                row.device == m_source.device && row.id != m_source.experimentId;
        if (comparable && row.accuracy && row.edpReduction && *row.edpReduction > 0) {
            points.push_back({1.0 / *row.edpReduction, *row.accuracy, 0, 0,
                              tr("%1 · skips %2").arg(row.id.left(8), shortSkips(row.skips))});
        }
    }
    m_plane->setEarlier(points);
}

void RunPage::showGroup(const std::vector<GroupMember>& members) {
    m_group->setMembers(members);
    std::vector<PlanePoint> others;
    for (const GroupMember& member : members) {
        const RunReport& report = member.report;
        const bool isShown = QString::fromStdString(report.experimentId) == m_source.experimentId;
        if (!isShown && report.accuracy && report.edpReduction && *report.edpReduction > 0) {
            others.push_back(
                {1.0 / *report.edpReduction, *report.accuracy, 0, 0, QString::fromStdString(report.device)});
        }
    }
    m_plane->setGroup(others);
}

void RunPage::showShares(const std::vector<double>& shares, std::optional<double> breakEven) {
    m_shares->setShares(shares, breakEven);
    m_endedAt = shares;
    m_breakEven = breakEven;
    showEffort(m_entropy->shown());
}

void RunPage::showSnapshot(const LiveSnapshot& snapshot) {
    if (!isTimedStage(snapshot.progress)) {
        if (!snapshot.progress.stage.empty()) {
            showVerdict(stageSentence(snapshot.progress));
            showWaiting(tr("The figures begin with the timed phase"));
        }
        return;
    }
    showVerdict(snapshot.progress.paused ? stageSentence(snapshot.progress) : QString());
    if (snapshot.images == 0) {
        return;
    }
    m_headline->setHeadline(headlineOf(snapshot));
    m_accuracy->setCurve(snapshot.curve, snapshot.progress.total, snapshot.labelled > 0);
    showHistograms(snapshot.histograms);
    std::vector<double> shares;
    for (const std::int64_t exits : snapshot.exits) {
        shares.push_back(static_cast<double>(exits) / static_cast<double>(snapshot.images));
    }
    showShares(shares, snapshot.breakEvenShare);
    std::optional<PlanePoint> point;
    if (!snapshot.curve.empty()) {
        const LivePoint& last = snapshot.curve.back();
        if (last.edpOfBaseline && snapshot.labelled > 0) {
            point = PlanePoint{*last.edpOfBaseline, last.accuracy, last.accuracyLow, last.accuracyHigh, {}};
        }
    }
    m_plane->setPoints(point, {}, noEdpSentence(missingEdpReason(snapshot)));
    if (snapshot.delayMs) {
        m_delay->setBars({{tr("mean"), {}, *snapshot.delayMs}}, m_efforts, snapshot.baselineDelayMs);
    }
    m_images->setImages(snapshot.latest, m_efforts);
}

void RunPage::showReport(const RunReport& report) {
    m_source.experimentId = QString::fromStdString(report.experimentId);
    for (PlotCard* plot : plots()) {
        plot->setExperiments(idsOf(m_source.experimentId));
    }
    showEarlier();
    showFigures(report, m_startedUtc);
    showNotes(report);
}

void RunPage::showNotes(const RunReport& report) {
    QStringList notes;
    for (const std::string& note : report.notes) {
        notes << QString::fromStdString(note);
    }
    if (!notes.isEmpty()) {
        showMessage(notes.join(QLatin1Char('\n')));
    }
}

void RunPage::showFigures(const RunReport& report, const QDateTime& whenUtc) {
    m_stack->setCurrentIndex(1);
    EffortLadder ladder;
    ladder.score = report.score;
    std::vector<double> shares;
    for (const EffortReport& part : report.efforts) {
        ladder.efforts.push_back(
            {part.skip, part.model, part.thresholdNats, part.tuned, part.thresholdScore});
        shares.push_back(part.share);
    }
    showLadder(ladder);
    showShares(shares, report.breakEvenShare);
    m_identity->setText(runIdentity(report, m_source.classes, whenUtc));
    m_identity->show();
    m_headline->setHeadline(headlineOf(report));
    m_accuracy->setBaselineAccuracy(report.baseline.accuracy);
    showVerdict(QString::fromStdString(report.verdict));
    std::optional<PlanePoint> point;
    if (report.edpReduction && *report.edpReduction > 0 && report.accuracy) {
        const Interval interval = report.accuracyCi95.value_or(Interval{*report.accuracy, *report.accuracy});
        point = PlanePoint{1.0 / *report.edpReduction, *report.accuracy, interval.low, interval.high, {}};
    }
    m_plane->setPoints(point, report.baseline.accuracy, noEdpSentence(missingEdpReason(report)));
    m_delay->setBars(report.images > 0 ? delayBars(report) : std::vector<DelayBar>{}, std::max(1, m_efforts),
                     report.baseline.delayMs > 0 ? std::optional(report.baseline.delayMs) : std::nullopt,
                     batchText(report));
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
