// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/experiment_model.h"

#include <QAbstractItemModelTester>
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
    made.skips = QStringLiteral("6,7,8 / none");
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
        QCOMPARE(
            printed(model, ExperimentModel::Status),
            QStringLiteral("complete|cpu:torch|fashion-anypath|6,7,8 / none|92.14 %|83.0 %|1.7× less\n"
                           "complete|cpu:torch|fashion-anypath|6,7,8 / none|92.14 %|83.0 %|costs 1.2×\n"
                           "complete|cpu:torch|fashion-anypath|6,7,8 / none|92.14 %|83.0 %|not measured"));
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
