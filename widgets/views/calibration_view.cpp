// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/calibration_view.h"

#include "widgets/charts/reliability_chart.h"
#include "widgets/models/number_format.h"
#include "widgets/models/score_text.h"
#include "widgets/theme/effort_style.h"
#include "widgets/theme/parts.h"
#include "widgets/views/table_export.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

namespace pivot {
namespace {

QTableWidget* makeTable(const QString& name, const QString& accessibleName) {
    auto* table = new QTableWidget;
    table->setObjectName(name);
    table->setAccessibleName(accessibleName);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setTabKeyNavigation(false);
    table->setShowGrid(false);
    table->setProperty("role", "plain");
    table->setFont(fonts::small(table->font()));
    table->verticalHeader()->hide();
    table->verticalHeader()->setMinimumSectionSize(20);
    table->verticalHeader()->setDefaultSectionSize(20);
    table->horizontalHeader()->setSectionsClickable(false);
    table->horizontalHeader()->setHighlightSections(false);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->setFocusPolicy(Qt::StrongFocus);
    addTableExport(*table, [] { return QStringList(); });
    return table;
}

void setColumns(QTableWidget& table, const QStringList& texts) {
    table.setColumnCount(static_cast<int>(texts.size()));
    for (int column = 0; column < texts.size(); ++column) {
        auto* item = new QTableWidgetItem(texts[column]);
        item->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
        item->setFont(table.font());
        table.setHorizontalHeaderItem(column, item);
        table.horizontalHeader()->setSectionResizeMode(
            column, column == 0 ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
    }
}

void addRow(QTableWidget& table, const QStringList& texts, const QString& toolTip = {}) {
    const int row = table.rowCount();
    table.insertRow(row);
    for (int column = 0; column < texts.size(); ++column) {
        auto* item = new QTableWidgetItem(texts[column]);
        item->setTextAlignment((column == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
        item->setToolTip(toolTip);
        table.setItem(row, column, item);
    }
}

/// As high as what it holds.
void fitHeight(QTableWidget& table) {
    int height = table.horizontalHeader()->sizeHint().height() + 2 * table.frameWidth();
    for (int row = 0; row < table.rowCount(); ++row) {
        height += table.rowHeight(row);
    }
    table.setFixedHeight(height);
}

QString arrow(const QString& before, const QString& after) {
    return before + QStringLiteral(" → ") + after;
}

QString thresholdText(const std::optional<double>& hardness, ScoreKind score, int classes) {
    return hardness && classes > 1 ? formatSignificant(axisPlace(*hardness, score, classes))
                                   : CalibrationView::tr("none");
}

}  // namespace

CalibrationView::CalibrationView(const ThemeSource& theme, QWidget* parent)
    : QWidget(parent),
      m_chart(new ReliabilityChart(theme)),
      m_summary(makeLabel({}, TextRole::Plain, QStringLiteral("calibrationSummary"))),
      m_status(makeLabel({}, TextRole::Muted, QStringLiteral("calibrationStatus"))),
      m_efforts(makeTable(QStringLiteral("calibrationEfforts"), tr("Calibration of each effort"))),
      m_routing(makeTable(QStringLiteral("calibrationRouting"), tr("What the temperatures do to routing"))),
      m_again(makeQuietButton(tr("Run the calibration images"), QStringLiteral("calibrationAgain"))) {
    setObjectName(QStringLiteral("calibrationView"));
    for (QLabel* label : {m_summary, m_status}) {
        label->setWordWrap(true);
    }
    auto* side = new Card;
    auto* inner = new QWidget;
    inner->setObjectName(QStringLiteral("cardScrolled"));
    inner->setAttribute(Qt::WA_StyledBackground);
    auto* words = new QVBoxLayout(inner);
    words->setContentsMargins(tokens::kGrid, 0, tokens::kGrid, 0);
    words->setSpacing(tokens::kGap);
    words->addWidget(m_efforts);
    words->addWidget(m_routing);
    words->addWidget(m_summary);
    words->addWidget(m_status);
    words->addWidget(m_again, 0, Qt::AlignLeft);
    words->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidget(inner);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* frame = new QVBoxLayout(side);
    frame->setContentsMargins(tokens::kGrid, tokens::kGap, tokens::kGrid, tokens::kGap);
    frame->addWidget(scroll);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(tokens::kGap + tokens::kGrid);
    row->addWidget(m_chart, 1);
    row->addWidget(side, 1);
    connect(m_again, &QToolButton::clicked, this, &CalibrationView::ask);
}

void CalibrationView::setRun(const StoredRun& run) {
    m_run = run;
    m_score = run.report.score;
    m_thresholds = thresholdsOf(run.report);
    m_fitted.reset();
    m_progress.clear();
    m_asked = false;
    showCurves();
    fillEfforts();
    fillRouting();
    showStatus();
    if (isVisible()) {
        ask();
    }
}

void CalibrationView::setRouting(ScoreKind score, const Thresholds& thresholds) {
    m_score = score;
    m_thresholds = thresholds;
    if (isVisible()) {
        fillRouting();
    }
}

void CalibrationView::showProgress(const QString& sentence) {
    m_progress = sentence;
    showStatus();
}

void CalibrationView::setTemperatures(const FittedTemperatures& fitted) {
    m_progress.clear();
    m_fitted = fitted;
    m_asked = fitted.study != nullptr;
    showCurves();
    fillEfforts();
    fillRouting();
    showStatus();
}

void CalibrationView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    fillRouting();
    if (!m_asked) {
        ask();
    }
}

void CalibrationView::ask() {
    if (m_run.isScrubbable()) {
        m_asked = true;
        m_fitted.reset();
        showStatus();
        Q_EMIT temperaturesWanted();
    }
}

void CalibrationView::showCurves() {
    const auto count = static_cast<int>(m_run.report.efforts.size());
    std::vector<ReliabilityCurve> curves;
    for (std::size_t k = 0; k < m_run.reliability.size(); ++k) {
        const QString name = effortName(static_cast<int>(k), count);
        curves.push_back({static_cast<int>(k), false, name, m_run.reliability[k].equalWidth});
        if (m_fitted && m_fitted->study && k < m_fitted->study->efforts().size()) {
            const EffortCalibration& effort = m_fitted->study->efforts()[k];
            curves.push_back({static_cast<int>(k), true,
                              tr("%1 at T %2").arg(name, formatSignificant(effort.fit.temperature)),
                              effort.after.equalWidth});
        }
    }
    m_chart->setCurves(curves, count);
}

void CalibrationView::fillEfforts() {
    m_efforts->setRowCount(0);
    const auto count = static_cast<int>(m_run.report.efforts.size());
    QStringList columns{tr("%1 images, as run").arg(formatCount(m_run.report.labelled))};
    for (int k = 0; k < count; ++k) {
        columns << effortName(k, count);
    }
    setColumns(*m_efforts, columns);
    const auto add = [this](const QString& what, const QString& toolTip, const auto& text) {
        QStringList row{what};
        for (const EffortReliability& effort : m_run.reliability) {
            row << text(effort);
        }
        addRow(*m_efforts, row, toolTip);
    };
    add(tr("accuracy"), {}, [](const EffortReliability& e) { return formatPercent(e.equalWidth.accuracy); });
    add(tr("mean confidence"),
        tr("Mean probability of the answer: above the accuracy, an effort is too sure"),
        [](const EffortReliability& e) { return formatPercent(e.equalWidth.meanConfidence); });
    add(tr("ECE, %1 equal bins").arg(kReliabilityBins),
        tr("Expected calibration error over %1 bins of the same width: mean distance of accuracy from "
           "confidence")
            .arg(kReliabilityBins),
        [](const EffortReliability& e) { return formatPercent(e.equalWidth.ece, 2); });
    add(tr("ECE, %1 full bins").arg(kReliabilityBins),
        tr("The same over bins that hold the same number of images each"),
        [](const EffortReliability& e) { return formatPercent(e.adaptiveEce, 2); });
    if (m_fitted && m_fitted->study) {
        const auto addFitted = [this](const QString& what, const QString& toolTip, const auto& text) {
            QStringList row{what};
            for (const EffortCalibration& effort : m_fitted->study->efforts()) {
                row << text(effort);
            }
            addRow(*m_efforts, row, toolTip);
        };
        const QString where = tr("On %1: fitted there by the least mean NLL").arg(m_fitted->split);
        addFitted(tr("temperature T, calibration images"), where, [](const EffortCalibration& e) {
            return formatSignificant(e.fit.temperature) + (e.fit.atBound ? tr(" (bound)") : QString());
        });
        addFitted(tr("NLL in nats → at T, calibration images"), where, [](const EffortCalibration& e) {
            return arrow(formatSignificant(e.fit.nllBefore), formatSignificant(e.fit.nllAfter));
        });
        addFitted(tr("ECE → at T, calibration images"), where, [](const EffortCalibration& e) {
            return arrow(formatPercent(e.before.equalWidth.ece, 2), formatPercent(e.after.equalWidth.ece, 2));
        });
    }
    fitHeight(*m_efforts);
}

void CalibrationView::fillRouting() {
    m_routing->setRowCount(0);
    const auto& scrub = m_run.scrub(m_score);
    const bool known = m_fitted && m_fitted->study && scrub;
    const auto routing =
        known ? m_fitted->study->at(m_thresholds, m_score, scrub->effortCosts(), scrub->baselineCost())
              : tl::unexpected<Error>(Error{});
    m_routing->setVisible(routing.has_value());
    m_summary->setVisible(routing.has_value());
    if (!routing) {
        return;
    }
    setColumns(*m_routing, {tr("routing by %1").arg(scoreUnit(m_score)), tr("as it is"),
                            tr("T, same threshold"), tr("T, same share")});
    const auto add = [&](const QString& what, const auto& text) {
        addRow(*m_routing,
               {what, text(routing->before), text(routing->sameThreshold), text(routing->sameShare)});
    };
    const auto count = static_cast<int>(m_run.report.efforts.size());
    for (int k = 0; k + 1 < count; ++k) {
        const auto at = static_cast<std::size_t>(k);
        const QString name = effortName(k, count);
        add(tr("threshold, %1").arg(name), [&](const SweepPoint& point) {
            return thresholdText(point.thresholds[at], m_score, m_run.classes);
        });
        add(tr("ends at %1").arg(name),
            [&](const SweepPoint& point) { return formatPercent(point.shares[at]); });
    }
    add(tr("accuracy"), [](const SweepPoint& point) {
        return point.accuracy ? formatPercent(*point.accuracy, 2) : CalibrationView::tr("unknown");
    });
    add(tr("delay per image"), [](const SweepPoint& point) { return formatDelayMs(point.cost.delayMs); });
    add(tr("EDP of full path"), [](const SweepPoint& point) {
        return point.edpReduction && *point.edpReduction > 0 ? formatShareOf(1 / *point.edpReduction)
                                                             : CalibrationView::tr("unknown");
    });
    fitHeight(*m_routing);
    m_summary->setText(temperatureSummary(*m_fitted->study, *routing));
}

void CalibrationView::showStatus() {
    const bool failed = m_fitted && !m_fitted->study;
    QString text = m_progress;
    if (failed) {
        text = m_fitted->problem;
    } else if (m_fitted) {
        text = tr("T is fitted on %1, %2 images; what it does to routing is on them too.")
                   .arg(m_fitted->split, formatCount(static_cast<std::int64_t>(m_fitted->study->images())));
        if (m_fitted->onReported) {
            text += tr(" These are among the images that are reported on: the gain is flattered.");
        }
    } else if (text.isEmpty()) {
        text = tr("A temperature is fitted on the calibration images, which have to be run for it.");
    }
    m_status->setText(text);
    setRole(*m_status, "role",
            failed || (m_fitted && m_fitted->onReported) ? QStringLiteral("error") : QStringLiteral("muted"));
    m_again->setVisible(failed);
}

QString temperatureSummary(const TemperatureStudy& study, const TemperatureRouting& routing) {
    const auto count = static_cast<int>(study.efforts().size());
    QStringList parts;
    for (int k = 0; k < count; ++k) {
        const double t = study.efforts()[static_cast<std::size_t>(k)].fit.temperature;
        const QString name = effortName(k, count);
        parts << (std::abs(t - 1) < 0.05 ? CalibrationView::tr("%1 is calibrated").arg(name)
                  : t > 1                ? CalibrationView::tr("%1 is too sure").arg(name)
                          : CalibrationView::tr("%1 is right more often than it is sure").arg(name));
    }
    QString text = parts.join(QStringLiteral(", "));
    text[0] = text[0].toUpper();
    const auto percent = [](double share) { return formatPercent(share); };
    text += CalibrationView::tr(". At the same threshold a temperature lets %1 end at low instead of %2")
                .arg(percent(routing.sameThreshold.shares.front()), percent(routing.before.shares.front()));
    if (routing.before.accuracy && routing.sameShare.accuracy) {
        const double gain = 100 * (*routing.sameShare.accuracy - *routing.before.accuracy);
        text += std::abs(gain) < 0.005
                    ? CalibrationView::tr("; at the same share the accuracy stays")
                    : CalibrationView::tr("; at the same share the accuracy changes by %1 points")
                          .arg(QString::number(gain, 'f', 2).replace(QLatin1Char('-'), QChar(0x2212)));
    }
    return text + CalibrationView::tr(". Runs route by the scores as they are.");
}

}  // namespace pivot
