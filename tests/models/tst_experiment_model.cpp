// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/experiment_model.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

using namespace pivot;

namespace {

ExperimentRow row(const char* id, std::optional<double> reduction) {
    ExperimentRow made;
    made.id = QString::fromLatin1(id);
    made.createdUtc = QDateTime(QDate(2024, 5, 6), QTime(7, 8, 9), Qt::UTC);
    made.device = QStringLiteral("cpu:torch");
    made.precision = QStringLiteral("bf16");
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
            "complete|cpu:torch|bf16|fashion-anypath|fashion-mnist#test|1, 6–8 | none|prefix|10,000|"
            "0.541 nats|92.14 %|83.0 %|");
        QCOMPARE(printed(model, ExperimentModel::Status), run + QStringLiteral("1.7× less\n") + run +
                                                              QStringLiteral("costs 1.2×\n") + run +
                                                              QStringLiteral("not measured"));
    }

    void aThresholdNamesTheScoreThatItIsOf() {
        ExperimentModel model;
        ExperimentRow byMargin = row("a", {});
        byMargin.thresholdNats.reset();
        byMargin.score = ScoreKind::Margin;
        byMargin.thresholdScore = 0.75;
        model.setRows({byMargin});
        QCOMPARE(model.index(0, ExperimentModel::Threshold).data().toString(),
                 QStringLiteral("margin 0.750"));
    }

    void aRunThatWasCutShortSaysHowFarItCame() {
        ExperimentModel model;
        ExperimentRow cut = row("a", {});
        cut.imagesDone = 1248;
        model.setRows({cut});
        QCOMPARE(model.index(0, ExperimentModel::Images).data().toString(),
                 QStringLiteral("1,248 of 10,000"));
    }

    void everyColumnHasATitle() {
        ExperimentModel model;
        for (int column = 0; column < ExperimentModel::ColumnCount; ++column) {
            QVERIFY(!model.headerData(column, Qt::Horizontal).toString().isEmpty());
        }
    }

    /// The rows come sorted: where they come in another order they move, and what is selected moves along.
    void aNewOrderMovesTheRowsAndTheSelection() {
        ExperimentModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows({row("a", 1.0), row("b", 2.0), row("c", 3.0)});
        const QPersistentModelIndex kept(model.index(0, ExperimentModel::Device));
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setRows({row("c", 3.0), row("d", 4.0), row("b", 2.0), row("a", 1.0)});
        QCOMPARE(removed.count(), 0);
        QStringList ids;
        for (const ExperimentRow& shown : model.rows()) {
            ids << shown.id;
        }
        QCOMPARE(ids, (QStringList{"c", "d", "b", "a"}));
        QCOMPARE(kept.row(), 3);
        QCOMPARE(kept.data(ExperimentModel::IdRole).toString(), QStringLiteral("a"));
    }

    void theNextPageIsAskedForOnceAndAppended() {
        ExperimentModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy more(&model, &ExperimentModel::moreWanted);
        model.setRows({row("a", 1.0)});
        QVERIFY(!model.canFetchMore({}));  // that was all
        model.setRows({row("a", 1.0), row("b", 2.0)}, true);
        more.clear();  // the tester fetches too
        model.fetchMore({});
        model.fetchMore({});
        QVERIFY(more.count() <= 1);
        QVERIFY(!model.canFetchMore({}));
        model.appendRows({row("b", 2.0), row("c", 3.0)},
                         false);  // a run that ended meanwhile shifted the page
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(!model.canFetchMore({}));
    }

    void sortingOnlySaysWhatIsWanted() {
        ExperimentModel model;
        model.setRows({row("b", 2.0), row("a", 1.0)});
        QSignalSpy wanted(&model, &ExperimentModel::sortWanted);
        model.sort(ExperimentModel::Accuracy, Qt::AscendingOrder);
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.first().first().toInt(), int(ExperimentModel::Accuracy));
        QCOMPARE(model.rows().front().id, QStringLiteral("b"));
    }

    void aStarATagAndAShardAreShown() {
        ExperimentModel model;
        ExperimentRow shown = row("a", 1.7);
        shown.name = QStringLiteral("big one");
        shown.tags = QStringList{QStringLiteral("paper"), QStringLiteral("table 2")};
        shown.starred = true;
        shown.shard = QStringLiteral("2/8");
        model.put(shown);
        const auto cell = [&](int column, int role) { return model.index(0, column).data(role).toString(); };
        QCOMPARE(cell(ExperimentModel::Star, Qt::DisplayRole), QString(QChar(0x2605)));
        QCOMPARE(cell(ExperimentModel::Star, Qt::AccessibleTextRole), QStringLiteral("with a star"));
        QCOMPARE(cell(ExperimentModel::Name, Qt::DisplayRole), QStringLiteral("big one, shard 2/8"));
        QCOMPARE(cell(ExperimentModel::Tags, Qt::DisplayRole), QStringLiteral("paper, table 2"));
        shown.status = RunStatus::Cancelled;
        model.put(shown);
        QVERIFY(model.index(0, 0).data(ExperimentModel::ResumableRole).toBool());
        shown.inBin = true;  // first out of the bin, then on
        model.put(shown);
        QVERIFY(!model.index(0, 0).data(ExperimentModel::ResumableRole).toBool());
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
        QItemSelectionModel selection(&model);
        const QModelIndex chosen = model.index(4321, 0);
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
