// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/experiment_model.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTest>

using namespace pivot;

namespace {

ExperimentRow row(const char* id, std::optional<double> reduction) {
    ExperimentRow made;
    made.id = QString::fromLatin1(id);
    made.createdUtc = QDateTime(QDate(2024, 5, 6), QTime(7, 8, 9), Qt::UTC);
    made.device = QStringLiteral("cpu:torch");
    made.model = QStringLiteral("fashion-anypath");
    made.dataset = QStringLiteral("fashion-mnist#test");
    made.skips = QStringLiteral("1,6,7,8 | none");
    made.rerun = QStringLiteral("prefix");
    made.images = made.imagesDone = 10000;
    made.thresholdNats = 0.541;
    made.accuracy = 0.9214;
    made.lowShare = 0.83;
    made.breakEvenShare = 0.58;
    made.edpReduction = reduction;
    return made;
}

QString printed(const QAbstractItemModel& model, int firstColumn) {
    QStringList lines;
    for (int r = 0; r < model.rowCount(); ++r) {
        QStringList cells;
        for (int c = firstColumn; c < model.columnCount(); ++c) {
            cells << model.index(r, c).data().toString();
        }
        lines << cells.join(QLatin1Char('|'));
    }
    return lines.join(QLatin1Char('\n'));
}

}  // namespace

class TestExperimentModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsToTheRulesOfItemModels() {
        ExperimentModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.put(row("a", 1.7));
        model.setRows({row("b", 1.2), row("a", 0.8)});
        QCOMPARE(model.rowCount(), 2);
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
    }

    void printsWhatARunGained() {
        ExperimentModel model;
        model.setRows({row("a", 1.72), row("b", 1 / 1.2), row("c", {})});
        const QString run = QStringLiteral(
            "complete|cpu:torch|fashion-anypath|fashion-mnist#test|1, 6–8 | none|prefix|10,000|"
            "0.541 nats|92.14 %|83.0 %|");
        QCOMPARE(printed(model, ExperimentModel::Status), run + QStringLiteral("1.7× less\n") + run +
                                                              QStringLiteral("costs 1.2×\n") + run +
                                                              QStringLiteral("not measured"));
    }

    void aRunThatWasCutShortSaysHowFarItCame() {
        ExperimentModel model;
        ExperimentRow cut = row("a", {});
        cut.imagesDone = 1248;
        model.setRows({cut});
        QCOMPARE(model.index(0, ExperimentModel::Images).data().toString(),
                 QStringLiteral("1,248 of 10,000"));
    }

    void everyColumnSortsByItsValue() {
        ExperimentModel model;
        ExperimentRow small = row("small", 1.7), large = row("large", 1.7);
        small.imagesDone = 900;  // cancelled, say
        small.thresholdNats = 0.2;
        large.thresholdNats = 0.5;
        model.setRows({large, small});
        QSortFilterProxyModel sorted;
        sorted.setSourceModel(&model);
        sorted.setSortRole(ExperimentModel::SortRole);
        for (const int column : {ExperimentModel::Images, ExperimentModel::Threshold}) {
            sorted.sort(column);
            QCOMPARE(sorted.index(0, 0).data(ExperimentModel::IdRole).toString(), QStringLiteral("small"));
        }
        for (int column = 0; column < ExperimentModel::ColumnCount; ++column) {
            QVERIFY(model.index(0, column).data(ExperimentModel::SortRole).isValid());
            QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
        }
    }

    void aLongListIsReplacedWithFewSignalsAndKeepsWhatIsSelected() {
        const auto numbered = [](int number) {
            return row(qPrintable(QStringLiteral("run-%1").arg(number)), 1.0 + 0.001 * number);
        };
        std::vector<ExperimentRow> first, second;
        for (int i = 0; i < 5000; ++i) {
            first.push_back(numbered(i));
            if (i % 2 == 1) {  // every second one goes
                second.push_back(numbered(i));
                second.back().accuracy = 0.5;
            }
        }
        for (int i = 5000; i < 7500; ++i) {
            second.push_back(numbered(i));
        }
        ExperimentModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(first);
        QSortFilterProxyModel sorted;
        sorted.setSourceModel(&model);
        sorted.setSortRole(ExperimentModel::SortRole);
        sorted.sort(ExperimentModel::EdpRatio, Qt::DescendingOrder);
        QItemSelectionModel selection(&sorted);
        const QModelIndex chosen = sorted.mapFromSource(model.index(4321, 0));
        selection.select(chosen, QItemSelectionModel::Select | QItemSelectionModel::Rows);

        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setRows(second);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.rows(), second);
        const QModelIndexList selected = selection.selectedRows();
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected.first().data(ExperimentModel::IdRole).toString(), QStringLiteral("run-4321"));

        changed.clear();
        model.setRows(second);
        QCOMPARE(changed.count(), 0);
        model.put(numbered(7499));
        QCOMPARE(model.rowCount(), 5000);
    }

    void anExperimentThatIsListedTwiceIsOneRow() {
        ExperimentModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows({row("a", 1.7), row("b", 1.2), row("a", 0.8)});
        QCOMPARE(model.rowCount(), 2);
        model.setRows({row("b", 1.2)});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.rows().front().id, QStringLiteral("b"));
    }

    void figuresStandAtTheRight() {
        ExperimentModel model;
        model.put(row("a", 1.7));
        const auto alignment = [&model](int column) {
            return model.index(0, column).data(Qt::TextAlignmentRole).toInt();
        };
        QVERIFY(alignment(ExperimentModel::Accuracy) & Qt::AlignRight);
        QVERIFY(alignment(ExperimentModel::EdpRatio) & Qt::AlignRight);
        QVERIFY(alignment(ExperimentModel::Device) & Qt::AlignLeft);
    }

    void sortsByValueAndNotByText() {
        ExperimentModel model;
        model.setRows({row("ten", 10.0), row("two", 2.0), row("unknown", {})});
        QSortFilterProxyModel sorted;
        sorted.setSourceModel(&model);
        sorted.setSortRole(ExperimentModel::SortRole);
        sorted.sort(ExperimentModel::EdpRatio, Qt::DescendingOrder);
        QCOMPARE(sorted.index(0, 0).data(ExperimentModel::IdRole).toString(), QStringLiteral("ten"));
        QCOMPARE(sorted.index(2, 0).data(ExperimentModel::IdRole).toString(), QStringLiteral("unknown"));
    }

    void aRunThatGoesOnUpdatesItsRow() {
        ExperimentModel model;
        ExperimentRow running = row("a", {});
        running.status = RunStatus::Running;
        model.put(running);
        const QPersistentModelIndex kept(model.index(0, ExperimentModel::Status));
        model.put(row("a", 1.7));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(kept.data().toString(), QStringLiteral("complete"));
    }
};

QTEST_GUILESS_MAIN(TestExperimentModel)
#include "tst_experiment_model.moc"
