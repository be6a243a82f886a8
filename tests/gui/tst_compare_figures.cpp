// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_comparison.h"
#include "widgets/charts/comparison_chart.h"
#include "widgets/charts/sweep_chart.h"
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_writer.h"
#include "widgets/models/table_figure.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/figure_export_dialog.h"
#include "widgets/views/table_export.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <algorithm>

using namespace pivot;

/// What is compared goes to a file: the two plots, the table, and the list of experiments.
class TestCompareFigures : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    QTemporaryDir m_home;

    static const figures::Series* named(const figures::Panel& panel, const QString& name) {
        const auto found = std::find_if(panel.series.begin(), panel.series.end(), [&](const auto& series) {
            return series.name == name.toStdString();
        });
        return found == panel.series.end() ? nullptr : &*found;
    }

private Q_SLOTS:
    void thePlaneHasEveryExperimentWithItsInterval() {
        const ComparisonPtr comparison = samples::comparisonOf(samples::comparedRuns());
        ComparisonChart chart(m_theme);
        chart.resize(500, 300);
        chart.setComparison(comparison);
        chart.setExperiments({QStringLiteral("a"), QStringLiteral("b")});
        const figures::FigureDocument document = chart.document();
        QCOMPARE(document.spec.experiments, (std::vector<std::string>{"a", "b"}));
        QCOMPARE(document.data.panels.size(), std::size_t(1));
        const figures::Panel& panel = document.data.panels.front();
        for (std::size_t run = 0; run < comparison->runs.size(); ++run) {
            const figures::Series* point = named(panel, runName(*comparison, run));
            QVERIFY(point);
            QCOMPARE(point->y, std::vector<double>{100.0 * *comparison->runs[run].accuracy});
            QCOMPARE(point->low, std::vector<double>{100.0 * comparison->runs[run].accuracyCi95->low});
            QCOMPARE(point->ink.index, static_cast<int>(run));
        }
        // Costs keep their order whatever the unit of the axis.
        const double unit = *comparison->runs[0].edpJs / named(panel, runName(*comparison, 0))->x[0];
        QCOMPARE(named(panel, runName(*comparison, 1))->x[0] * unit, *comparison->runs[1].edpJs);
        const auto written = figures::writeFigure(document, figures::FigureFormat::Pdf);
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        QVERIFY(*figures::readMetadata(written->bytes) == document);
    }

    void theSweepHasACurveOfEveryProfiledExperiment() {
        const ComparisonPtr comparison = samples::comparisonOf(samples::comparedRuns());
        SweepChart chart(m_theme);
        chart.resize(500, 300);
        chart.setComparison(comparison);
        const figures::Panel panel = chart.document().data.panels.front();
        std::size_t curves = 0;
        for (std::size_t run = 0; run < comparison->runs.size(); ++run) {
            const figures::Series* curve = named(panel, runName(*comparison, run));
            QCOMPARE(curve != nullptr, !comparison->runs[run].sweep.empty());
            if (curve) {
                ++curves;
                QCOMPARE(curve->x.size(), comparison->runs[run].sweep.size());
            }
        }
        QVERIFY(curves >= 2);
        QCOMPARE(QString::fromStdString(panel.y.label), QStringLiteral("accuracy (%)"));
        chart.setQuantity(SweepChart::Quantity::Delay);
        QCOMPARE(QString::fromStdString(chart.figure().panels.front().y.label), QStringLiteral("delay (ms)"));
    }

    void theTableIsSetForAPaper() {
        ComparisonModel model;
        model.setComparison(samples::comparisonOf(samples::comparedRuns()));
        const auto document =
            tableFigure(model, allOf(model.rowCount()), allOf(model.columnCount()), {QStringLiteral("a")});
        QCOMPARE(document.data.table->rows.size(), static_cast<std::size_t>(model.rowCount()));
        const auto tex = figures::writeFigure(document, figures::FigureFormat::Tex);
        QVERIFY2(tex, tex ? "" : tex.error().message.c_str());
        QVERIFY(tex->bytes.contains("\\toprule"));
        QVERIFY(tex->bytes.contains("EDP against its full path"));
        QVERIFY(figures::writeFigure(document, figures::FigureFormat::Pdf));
    }

    void everyTableHasItsExport() {
        ComparisonModel model;
        model.setComparison(samples::comparisonOf(samples::comparedRuns()));
        QTableView view;
        view.setModel(&model);
        view.setColumnHidden(2, true);
        addTableExport(view, [] { return QStringList{QStringLiteral("a")}; });
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTimer answer;
        const QString file = m_home.filePath(QStringLiteral("table.json"));
        connect(&answer, &QTimer::timeout, this, [file] {
            if (auto* dialog = qobject_cast<FigureExportDialog*>(QApplication::activeModalWidget())) {
                auto* format = dialog->findChild<QComboBox*>(QStringLiteral("exportFormat"));
                format->setCurrentIndex(format->findData(static_cast<int>(figures::FigureFormat::Json)));
                dialog->findChild<QLineEdit*>(QStringLiteral("exportFile"))->setText(file);
                dialog->findChild<QPushButton*>(QStringLiteral("exportWrite"))->click();
            }
        });
        answer.start(20);
        QTest::keyClick(&view, Qt::Key_E, Qt::ControlModifier);
        const auto written = figures::readFigureFile(file.toStdString());
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        QCOMPARE(written->spec.experiments, std::vector<std::string>{"a"});
        QCOMPARE(written->data.table->columns.size(), static_cast<std::size_t>(model.columnCount() - 1));
    }

    void flippedImagesAreAFigureWithBothAnswers() {
        ComparePage page(m_theme);
        page.setExperiments(samples::comparedRows());
        page.choose({samples::comparedRows()[0].id, samples::comparedRows()[1].id});
        page.showComparison(samples::comparisonOf(samples::comparedRuns(false)));
        page.show();
        page.findChild<QToolButton*>(QStringLiteral("flipsShown1"))->click();  // those that were gained
        QSignalSpy wanted(&page, &ComparePage::thumbnailsWanted);
        page.findChild<QToolButton*>(QStringLiteral("exportFlipped"))->click();
        QVERIFY(!QApplication::activeModalWidget());  // their pixels come first
        const auto indices = wanted.last().first().value<QList<qint64>>();
        const QString file = m_home.filePath(QStringLiteral("flips.pdf"));
        QTimer answer;
        connect(&answer, &QTimer::timeout, this, [file] {
            if (auto* dialog = qobject_cast<FigureExportDialog*>(QApplication::activeModalWidget())) {
                dialog->findChild<QPushButton*>(QStringLiteral("exportCommand"))->click();
                dialog->findChild<QLineEdit*>(QStringLiteral("exportFile"))->setText(file);
                dialog->findChild<QPushButton*>(QStringLiteral("exportWrite"))->click();
            }
        });
        answer.start(20);
        for (const qint64 index : indices) {
            page.setThumbnail(index, samples::thumbnail(index));
        }
        const auto written = figures::readFigureFile(file.toStdString());
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        const Comparison& comparison = *page.comparison();
        const RunPair& pair = comparison.pairs[0];
        const auto gained = std::find_if(pair.flips.begin(), pair.flips.end(),
                                         [](const FlippedImage& flip) { return flip.gained; });
        const figures::ImageGrid& grid = *written->data.grid;
        QCOMPARE(grid.tiles.size(), static_cast<std::size_t>(indices.size()));
        QCOMPARE(grid.tiles[0].caption, comparison.className(gained->referencePredicted) + " \u2192 " +
                                            comparison.className(gained->predicted));
        QCOMPARE(written->spec.experiments, (std::vector<std::string>{comparison.runs[0].experimentId,
                                                                      comparison.runs[1].experimentId}));
        QVERIFY(QApplication::clipboard()->text().contains(
            QStringLiteral("--figure gallery --experiment %1 --experiment %2 --images 'gained ")
                .arg(QString::fromStdString(comparison.runs[0].experimentId),
                     QString::fromStdString(comparison.runs[1].experimentId))));
    }

    void chosenExperimentsAreATable() {
        ExperimentModel experiments;
        experiments.setRows(samples::comparedRows());
        ExperimentsPage page(experiments);
        auto* table = page.findChild<QTableView*>(QStringLiteral("experiments"));
        for (const int row : {0, 2}) {
            table->selectionModel()->select(table->model()->index(row, 0),
                                            QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
        const QString file = m_home.filePath(QStringLiteral("chosen.md"));
        QTimer answer;
        connect(&answer, &QTimer::timeout, this, [file] {
            if (auto* dialog = qobject_cast<FigureExportDialog*>(QApplication::activeModalWidget())) {
                auto* format = dialog->findChild<QComboBox*>(QStringLiteral("exportFormat"));
                format->setCurrentIndex(format->findData(static_cast<int>(figures::FigureFormat::Markdown)));
                dialog->findChild<QLineEdit*>(QStringLiteral("exportFile"))->setText(file);
                dialog->findChild<QPushButton*>(QStringLiteral("exportWrite"))->click();
            }
        });
        answer.start(20);
        page.findChild<QPushButton*>(QStringLiteral("exportExperiments"))->click();
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(written.readAll());
        QCOMPARE(text.count(QStringLiteral("\n|")), 3);  // below the head: its rule and two experiments
        QVERIFY(text.contains(QStringLiteral("Accuracy")));
    }
};

QTEST_MAIN(TestCompareFigures)
#include "tst_compare_figures.moc"
