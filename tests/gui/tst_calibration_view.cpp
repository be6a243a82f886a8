// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/profiled_run.h"
#include "widgets/charts/reliability_chart.h"
#include "widgets/theme/theme_source.h"
#include "widgets/views/calibration_view.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>
#include <random>

using namespace pivot;

/// How well the efforts of a profiled run are calibrated, and what temperatures would do.
class TestCalibrationView : public QObject {
    Q_OBJECT
    ThemeSource m_theme;

    static QString cell(const QTableWidget& table, const char* row, int column) {
        for (int i = 0; i < table.rowCount(); ++i) {
            if (table.item(i, 0)->text().startsWith(QString::fromUtf8(row))) {
                return table.item(i, column)->text();
            }
        }
        return QStringLiteral("no such row");
    }
    static QTableWidget& efforts(const QWidget& in) {
        return *in.findChild<QTableWidget*>(QStringLiteral("calibrationEfforts"));
    }
    static QTableWidget& routing(const QWidget& in) {
        return *in.findChild<QTableWidget*>(QStringLiteral("calibrationRouting"));
    }

    /// The low effort is twice too sure, the high one says what it knows.
    static FittedTemperatures fitted() {
        std::mt19937 random(6);
        std::normal_distribution<double> normal(0, 3);
        std::uniform_real_distribution<double> uniform;
        std::vector<LabelledLogits> made(2);
        for (std::size_t k = 0; k < 2; ++k) {
            made[k].classes = 10;
            for (int i = 0; i < 3000; ++i) {
                std::array<double, 10> p{};
                double sum = 0;
                for (double& value : p) {
                    made[k].logits.push_back(static_cast<float>(normal(random)));
                    sum += value = std::exp(made[k].logits.back() / (k == 0 ? 2.0 : 1.0));
                }
                double left = uniform(random) * sum;
                int label = 0;
                while (label < 9 && (left -= p[static_cast<std::size_t>(label)]) > 0) {
                    ++label;
                }
                made[k].labels.push_back(label);
            }
        }
        auto study = TemperatureStudy::create(made);
        return {QStringLiteral("train[55000:58000]"),
                false,
                std::make_shared<const TemperatureStudy>(std::move(*study)),
                {}};
    }

private Q_SLOTS:
    void reliabilityOfEveryEffortIsThereAtOnce() {
        CalibrationView view(m_theme);
        view.setRun(samples::profiledRun());
        const auto* chart = view.findChild<ReliabilityChart*>();
        QCOMPARE(chart->legend().texts(),
                 (QStringList{QStringLiteral("low"), QStringLiteral("high"), QStringLiteral("calibrated")}));
        QCOMPARE(cell(efforts(view), "accuracy", 1), QStringLiteral("50.0 %"));
        QCOMPARE(cell(efforts(view), "accuracy", 2), QStringLiteral("90.0 %"));
        QCOMPARE(cell(efforts(view), "mean confidence", 1), QStringLiteral("55.0 %"));
        QVERIFY(cell(efforts(view), "ECE, 15 equal", 1).endsWith(QStringLiteral(" %")));
        QVERIFY(routing(view).isHidden());
        // Every bin can be read: how sure, how many, how often right, with its interval.
        QVERIFY(chart->readoutCount() > 20);
        const Readout last = chart->readout(chart->readoutCount() - 1);
        QVERIFY(last.lines.at(1).startsWith(QStringLiteral("sure of")));
        QVERIFY(last.lines.at(3).contains(QStringLiteral("95 %")));
        QVERIFY(chart->accessibleDescription().contains(QStringLiteral("calibration error")));
        QCOMPARE(chart->table().rows.size(), std::size_t(2 * kReliabilityBins));
    }

    void whoLooksAtItAsksForTemperaturesOnce() {
        CalibrationView view(m_theme);
        QSignalSpy wanted(&view, &CalibrationView::temperaturesWanted);
        view.setRun(samples::profiledRun());
        QCOMPARE(wanted.count(), 0);  // nobody looks yet
        view.show();
        QCOMPARE(wanted.count(), 1);
        view.hide();
        view.show();
        QCOMPARE(wanted.count(), 1);
    }

    void temperaturesSayWhatTheyDo() {
        CalibrationView view(m_theme);
        const StoredRun run = samples::profiledRun();
        view.setRun(run);
        view.show();
        view.setTemperatures(fitted());
        const double low = cell(efforts(view), "temperature", 1).toDouble();
        QVERIFY2(std::abs(low - 2) < 0.2, qPrintable(QString::number(low)));
        QVERIFY(cell(efforts(view), "ECE → at T", 1).contains(QStringLiteral("→")));
        QVERIFY(!routing(view).isHidden());
        QVERIFY(view.findChild<ReliabilityChart*>()->legend().texts().at(1).startsWith(
            QStringLiteral("low at T")));
        const QString before = cell(routing(view), "ends at low", 1);
        QVERIFY(cell(routing(view), "ends at low", 2) != before);
        QCOMPARE(cell(routing(view), "ends at low", 3), before);
        const auto* summary = view.findChild<QLabel*>(QStringLiteral("calibrationSummary"));
        QVERIFY2(summary->text().startsWith(QStringLiteral("Low is too sure, high is calibrated")),
                 qPrintable(summary->text()));
        const auto* status = view.findChild<QLabel*>(QStringLiteral("calibrationStatus"));
        QVERIFY(status->text().contains(QStringLiteral("train[55000:58000]")));
        // It follows the threshold.
        view.setRouting(ScoreKind::Margin, {hardnessOfScore(0.2, ScoreKind::Margin), std::nullopt});
        QVERIFY(cell(routing(view), "ends at low", 1) != before);
        QVERIFY(routing(view).horizontalHeaderItem(0)->text().contains(QStringLiteral("margin")));
    }

    void whatWentWrongIsSaidAndCanBeTriedAgain() {
        CalibrationView view(m_theme);
        view.setRun(samples::profiledRun());
        view.show();
        QSignalSpy wanted(&view, &CalibrationView::temperaturesWanted);
        FittedTemperatures failed;
        failed.problem = QStringLiteral("there is no calibration split");
        view.setTemperatures(failed);
        const auto* status = view.findChild<QLabel*>(QStringLiteral("calibrationStatus"));
        QCOMPARE(status->text(), failed.problem);
        auto* again = view.findChild<QToolButton*>(QStringLiteral("calibrationAgain"));
        QVERIFY(!again->isHidden());
        again->click();
        QCOMPARE(wanted.count(), 1);
        QVERIFY(again->isHidden());
    }

    /// On the page: a switch beside the score, for profiled runs alone.
    void thePageHasASwitchForIt() {
        MainFrame frame(m_theme);
        frame.resize(1440, 900);
        frame.devices().setDevices(samples::devices());
        frame.runPage().setup().putModel(samples::model(), true);
        frame.show();
        QVERIFY(QTest::qWaitForWindowExposed(&frame));
        QSignalSpy wanted(&frame.runPage(), &RunPage::calibrationWanted);
        frame.runPage().showStored(samples::storedRun());
        auto* bar = frame.findChild<QWidget*>(QStringLiteral("scrubBar"));
        QVERIFY(bar->isHidden());
        frame.runPage().showStored(samples::profiledRun());
        QVERIFY(bar->isVisible());
        auto* calibration = frame.findChild<QToolButton*>(QStringLiteral("figuresView1"));
        QTest::keyClick(calibration, Qt::Key_Space);
        auto* view = frame.findChild<CalibrationView*>();
        QVERIFY(view->isVisible());
        QCOMPARE(wanted.count(), 1);
        QVERIFY(!wanted.at(0).at(1).value<CalibrationWish>().goal.has_value());
        frame.runPage().showTemperatures(wanted.at(0).at(0).toString(), fitted());
        QVERIFY(routing(*view).isVisible());
        frame.runPage().showStored(samples::storedRun());
        QVERIFY(view->isHidden());
    }
};

QTEST_MAIN(TestCalibrationView)
#include "tst_calibration_view.moc"
