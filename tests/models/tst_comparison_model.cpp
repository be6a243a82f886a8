// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_comparison.h"
#include "widgets/models/layers_model.h"
#include "widgets/theme/run_style.h"

#include <QAbstractItemModelTester>
#include <QTest>
#include <set>

using namespace pivot;

namespace {

QString printed(const QAbstractItemModel& model, int rows) {
    QStringList lines;
    for (int r = 0; r < std::min(rows, model.rowCount()); ++r) {
        QStringList cells;
        for (int c = 0; c < model.columnCount(); ++c) {
            cells << model.index(r, c).data().toString();
        }
        lines << cells.join(QLatin1Char('|'));
    }
    return lines.join(QLatin1Char('\n'));
}

/// A hundred images; `right` of them, from the front; every image costs `ms`.
ComparedRun plainRun(const char* id, int right, double ms) {
    ComparedRun run = samples::comparedRun(id, 1, 0, 1.0, ms, 1.0);
    run.images.resize(100);
    for (int i = 0; i < 100; ++i) {
        ComparedImage& image = run.images[static_cast<std::size_t>(i)];
        image.right = i < right;
        image.delayNs = static_cast<std::int64_t>(1e6 * ms);
    }
    run.report.reset();
    return run;
}

}  // namespace

/// What the tables of the Compare page say.
class TestComparisonModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepToTheRulesOfItemModels() {
        const ComparisonPtr comparison = samples::comparisonOf(samples::comparedRuns());
        ComparisonModel model;
        ClassDifferenceModel classes;
        LayersModel blocks, layers;
        for (QAbstractItemModel* one :
             std::initializer_list<QAbstractItemModel*>{&model, &classes, &blocks, &layers}) {
            new QAbstractItemModelTester(one, QAbstractItemModelTester::FailureReportingMode::QtTest, one);
        }
        model.setComparison(comparison);
        classes.setPair(comparison, 0);
        blocks.setComparison(comparison);
        layers.setComparison(samples::comparisonOf(samples::timedRuns()));
        QCOMPARE(model.columnCount(), 4);
        QVERIFY(model.rowCount() > 15);
        QCOMPARE(classes.rowCount(), 10);
        classes.setPair(comparison, 1);
        model.setComparison({});
        classes.setPair({}, 0);
        blocks.setComparison({});
        QCOMPARE(model.rowCount() + classes.rowCount() + blocks.rowCount(), 0);
    }

    /// 93 and 90 of 100 right: three lost, none gained, of which a fair coin gives 2 (1/8), or half of that.
    void figuresAreSaidInWordsPeopleUse() {
        ComparisonModel model;
        model.setComparison(samples::comparisonOf({plainRun("first", 93, 1.0), plainRun("second", 90, 0.5)}));
        QCOMPARE(model.headerData(2, Qt::Horizontal).toString(), QStringLiteral("B second"));
        const QString expected = QString::fromUtf8(
            "Accuracy||\n"
            "accuracy|93.00 % ±5.2|90.00 % ±6.0\n"
            "points above A|–|−3.00 (−8.45 to +0.81)\n"
            "p (McNemar)|–|0.125\n"
            "images gained, lost|–|0, 3\n"
            "same answer, exit|–|100.0 %, 100.0 %\n"
            "images|100|100\n"
            "Cost of an image||\n"
            "ends at the first effort|100.0 %|100.0 %\n"
            "delay|1.00 ms measured|0.500 ms measured\n"
            "   of A's|–|×0.500 (0.500 to 0.500)");
        QCOMPARE(printed(model, 11), expected);
        QVERIFY(model.isHeading(0) && !model.isHeading(1));
        QCOMPARE(
            model.index(3, 2).data(Qt::ToolTipRole).toString(),
            QStringLiteral("How often so uneven a split of gained and lost images would come about if both "
                           "were equally accurate: mid-p 0.125, exact 0.250"));
    }

    void theTableIsCopiedForASpreadsheet() {
        ComparisonModel model;
        model.setComparison(samples::comparisonOf({plainRun("first", 93, 1.0), plainRun("second", 90, 0.5)}));
        const QStringList lines = model.tabbed().split(QLatin1Char('\n'));
        QCOMPARE(lines.first(), QStringLiteral("\tA first\tB second"));
        QCOMPARE(lines.at(5), QStringLiteral("images gained, lost\t–\t0, 3"));
    }

    void theSameConfigurationIsSaidToBeSo() {
        ComparisonModel model;
        model.setComparison(samples::comparisonOf({plainRun("first", 93, 1.0), plainRun("second", 90, 0.5)}));
        QCOMPARE(model.index(model.rowCount() - 1, 0).data().toString(),
                 QStringLiteral("The configuration is the same"));
    }

    void classesHaveTheirIntervalsAsBars() {
        const ComparisonPtr comparison = samples::comparisonOf(samples::comparedRuns(false));
        ClassDifferenceModel classes;
        classes.setPair(comparison, 0);
        const QModelIndex bar = classes.index(0, ClassDifferenceModel::DifferenceColumn);
        const ClassDifference& first = comparison->pairs[0].classes.front();
        QCOMPARE(bar.data(CellBar::ValueRole).toDouble(), first.difference.value);
        QVERIFY(bar.data(CellBar::LowRole).toDouble() < first.difference.value);
        QVERIFY(bar.data(CellBar::MostRole).toDouble() >= bar.data(CellBar::HighRole).toDouble());
        QCOMPARE(bar.data().toString(), formatPoints(first.difference.value));
        QVERIFY(!classes.index(0, ClassDifferenceModel::Class).data(CellBar::ValueRole).isValid());
    }

    void blocksSayHowOftenTheirAttentionRuns() {
        LayersModel blocks;
        blocks.setComparison(
            samples::comparisonOf({plainRun("first", 93, 1.0), plainRun("second", 90, 0.5)}));
        QCOMPARE(blocks.rowCount(), 12);
        QVERIFY(!blocks.isTimed() && blocks.remark().contains(QStringLiteral("--layers")));
        QCOMPARE(blocks.headerData(0, Qt::Horizontal).toString(), QStringLiteral("Attention runs"));
        QCOMPARE(blocks.headerData(2, Qt::Horizontal).toString(), QStringLiteral("B second"));
        QCOMPARE(blocks.index(5, 1).data().toString(), QStringLiteral("1.00"));
        QCOMPARE(blocks.index(6, 1).data().toString(), QStringLiteral("0.00"));  // all end at the low effort
    }

    /// Of the first, 83 of 100 end at the low effort, which skips the last six attentions.
    void layersSayWhatAnImageSpendsAndHowOftenItRunsThem() {
        LayersModel layers;
        layers.setComparison(samples::comparisonOf(samples::timedRuns()));
        QVERIFY(layers.isTimed());
        QCOMPARE(layers.rowCount(), 26);
        QCOMPARE(layers.columnCount(), 7);
        QStringList heads;
        for (int column = 0; column < 7; ++column) {
            heads << layers.headerData(column, Qt::Horizontal).toString();
        }
        QCOMPARE(heads.join(QLatin1Char('|')),
                 QStringLiteral("Layer|A (ms)|B (ms)|C (ms)|A runs|B runs|C runs"));
        QVERIFY(layers.hasBars(3) && !layers.hasBars(4) && !layers.hasBars(0));
        QVERIFY(layers.headerData(3, Qt::Horizontal, Qt::ToolTipRole)
                    .toString()
                    .startsWith(QStringLiteral("C ccf07b21: time")));
        QCOMPARE(printed(layers, 3), QStringLiteral("embedding|0.0180||0.0126|1.00|1.00|1.00\n"
                                                    "block 0 attention|0.0200||0.0140|1.00|1.00|1.00\n"
                                                    "block 0 MLP|0.0250||0.0175|1.00|1.00|1.00"));
        const QModelIndex hard = layers.index(1 + 2 * 7, 1);  // block 7's attention: for hard images alone
        QCOMPARE(layers.index(hard.row(), 0).data().toString(), QStringLiteral("block 7 attention"));
        const double runs = layers.index(hard.row(), 4).data(LayersModel::SortRole).toDouble();
        QVERIFY(runs > 0.1 && runs < 0.25);
        QVERIFY(std::abs(hard.data(LayersModel::SortRole).toDouble() - runs * (0.020 + 2 * 0.0004)) < 1e-12);
        QCOMPARE(hard.data(CellBar::ValueRole), hard.data(LayersModel::SortRole));
        QVERIFY(!layers.index(0, 4).data(CellBar::ValueRole).isValid());
        // An experiment that has no times says why, and never zero.
        const QModelIndex empty = layers.index(0, 2);
        QVERIFY(!empty.data().isValid() && !empty.data(CellBar::ValueRole).isValid());
        QVERIFY(empty.data(Qt::ToolTipRole)
                    .toString()
                    .startsWith(QStringLiteral("B has no times of layers: it ran without --layers")));
        QVERIFY(layers.remark().startsWith(QStringLiteral("All layers together: A ")));
        QVERIFY(layers.remark().contains(QStringLiteral("B has no times of layers: it ran without")));
        QVERIFY(!layers.remark().contains(QStringLiteral("More than the delay")));
    }

    void layersThatTakeLongerThanTheRunWereTimedOnABusyMachine() {
        Comparison busy = *samples::comparisonOf(samples::timedRuns());
        for (LayerSpend& layer : busy.runs[2].layers) {
            *layer.ms *= 3;
        }
        LayersModel layers;
        layers.setComparison(std::make_shared<const Comparison>(busy));
        QVERIFY(layers.remark().contains(QStringLiteral("More than the delay in C: something else")));
    }

    void theLayersAreAFigureOfThoseThatHaveThem() {
        const ComparisonPtr comparison = samples::comparisonOf(samples::timedRuns());
        const figures::FigureDocument document = layersDocument(*comparison);
        QCOMPARE(document.spec.experiments.size(), std::size_t{2});
        QCOMPARE(document.data.panels.front().series.size(), std::size_t{2});
        QCOMPARE(document.data.panels.front().series[1].name, std::string("C ccf07b21"));
    }

    void pointsHaveTheirSign() {
        QCOMPARE(formatPoints(0.012), QStringLiteral("+1.20"));
        QCOMPARE(formatPoints(-0.0033), QString(QChar(0x2212)) + QStringLiteral("0.33"));
        QCOMPARE(formatPoints(-0.00001), QStringLiteral("0.00"));
    }

    /// Eight experiments can be told apart without colour.
    void noTwoRunsAreDrawnAlike() {
        std::set<Marker> markers;
        std::set<QString> lines;
        for (int run = 0; run < 8; ++run) {
            const RunStyle style = runStyle(lightTheme(), run);
            QVERIFY2(markers.insert(style.marker).second, qPrintable(style.letter));
            QString line = style.color.name();
            for (const qreal dash : style.dash) {
                line += QStringLiteral(" %1").arg(dash);
            }
            QVERIFY2(lines.insert(line).second, qPrintable(line));
        }
    }
};

QTEST_MAIN(TestComparisonModel)
#include "tst_comparison_model.moc"
