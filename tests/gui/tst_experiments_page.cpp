// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/views/experiment_panel.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/main_frame.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace pivot;

Q_DECLARE_METATYPE(pivot::ExperimentWish)

/// What a person can do on the page of experiments; a test stands in for the database.
class TestExperimentsPage : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<MainFrame> m_frame;

    template <class T>
    T* find(const char* name) {
        T* found = page().findChild<T*>(QLatin1String(name));
        if (!found) {
            qFatal("no %s", name);
        }
        return found;
    }
    ExperimentsPage& page() { return m_frame->experimentsPage(); }
    QTableView& table() { return *find<QTableView>("experiments"); }
    void select(const QList<int>& rows) {
        table().clearSelection();
        for (const int row : rows) {
            table().selectionModel()->select(table().model()->index(row, 0),
                                             QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
        table().selectionModel()->setCurrentIndex(table().model()->index(rows.last(), 1),
                                                  QItemSelectionModel::NoUpdate);
    }
    static ExperimentDetails detailsOf(const QString& id) {
        ExperimentDetails details;
        details.id = id;
        details.name = QStringLiteral("old name");
        details.tags = QStringList{QStringLiteral("paper"), QStringLiteral("draft")};
        details.note = QStringLiteral("old note");
        details.sections = {
            {QStringLiteral("Result"), {{QStringLiteral("Accuracy"), QStringLiteral("92 %")}}}};
        return details;
    }
    static ExperimentWish wishOf(const QSignalSpy& spy) { return spy.last().first().value<ExperimentWish>(); }

private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<ExperimentWish>("ExperimentWish"); }
    void init() {
        m_frame = std::make_unique<MainFrame>(m_theme);
        m_frame->resize(1440, 900);
        m_frame->experiments().setRows(samples::experiments());
        m_frame->showPage(&page());
        m_frame->show();
        m_frame->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_frame.get()));
    }

    void aSearchIsSaidWhenTypingPauses() {
        QSignalSpy changed(&page(), &ExperimentsPage::filterChanged);
        auto* search = find<QLineEdit>("searchExperiments");
        table().setFocus();
        QTest::keyClick(&table(), Qt::Key_F, Qt::ControlModifier);
        QVERIFY(search->hasFocus());
        QTest::keyClicks(search, QStringLiteral("two words"));
        QCOMPARE(changed.count(), 0);
        QTRY_COMPARE(changed.count(), 1);
        QCOMPARE(page().filter().text, QStringLiteral("two words"));
    }

    void filtersAreChosenAndTakenBackTogether() {
        page().setChoices({QStringList{QStringLiteral("cpu:torch"), QStringLiteral("sim:zcu102")},
                           QStringList{QStringLiteral("paper")},
                           {RunStatus::Complete, RunStatus::Failed}});
        find<QComboBox>("filterDevice")->setCurrentIndex(2);
        find<QComboBox>("filterTag")->setCurrentIndex(1);
        find<QComboBox>("filterStatus")->setCurrentIndex(2);
        find<QToolButton>("filterStarred")->click();
        ExperimentFilter filter = page().filter();
        QCOMPARE(filter.device, QStringLiteral("sim:zcu102"));
        QCOMPARE(filter.tag, QStringLiteral("paper"));
        QVERIFY(filter.status == RunStatus::Failed);
        QVERIFY(filter.starred);
        // A choice that the database does not have any more falls back to all.
        QSignalSpy changed(&page(), &ExperimentsPage::filterChanged);
        page().setChoices({QStringList{QStringLiteral("sim:zcu102")}, {}, {RunStatus::Failed}});
        QCOMPARE(changed.count(), 1);
        QVERIFY(page().filter().tag.isEmpty());
        QCOMPARE(page().filter().device, QStringLiteral("sim:zcu102"));
        find<QToolButton>("resetExperiments")->click();
        QVERIFY(!page().filter().narrows());
    }

    void aHeaderAsksForAnotherOrder() {
        QVERIFY(page().filter().sort == ExperimentModel::Time && page().filter().descending);
        QSignalSpy changed(&page(), &ExperimentsPage::filterChanged);
        table().horizontalHeader()->setSortIndicator(ExperimentModel::Accuracy, Qt::AscendingOrder);
        QCOMPARE(changed.count(), 1);
        QVERIFY(page().filter().sort == ExperimentModel::Accuracy && !page().filter().descending);
    }

    void anEmptyFilterIsNotAnEmptyDatabase() {
        find<QToolButton>("filterStarred")->click();
        m_frame->experiments().setRows({});
        QVERIFY(find<QLabel>("noSuchExperimentsSentence")->isVisible());
        find<QPushButton>("noSuchExperimentsAction")->click();
        QVERIFY(!page().filter().starred);
        QVERIFY(find<QLabel>("emptyExperimentsSentence")->isVisible());
    }

    void detailsAreOfTheOneThatIsChosen() {
        QSignalSpy wanted(&page(), &ExperimentsPage::detailsWanted);
        select({1});
        QTRY_COMPARE(wanted.count(), 1);
        const QString id = wanted.first().first().toString();
        page().showDetails(detailsOf(QStringLiteral("another")));  // too late
        QVERIFY(find<QLabel>("panelHint")->isVisible());
        page().showDetails(detailsOf(id));
        QCOMPARE(find<QLineEdit>("experimentName")->text(), QStringLiteral("old name"));
        select({1, 2, 3});
        QVERIFY(find<QLabel>("panelHint")->text().startsWith(QLatin1Char('3')));
    }

    void nameTagsAndNoteAreKeptWhenTheirFieldIsLeft() {
        select({0});
        const QString id = page().selectedIds().first();
        page().showDetails(detailsOf(id));
        QSignalSpy edited(&page(), &ExperimentsPage::editWanted);
        table().setFocus();
        QTest::keyClick(&table(), Qt::Key_F2);
        auto* name = find<QLineEdit>("experimentName");
        QVERIFY(name->hasFocus());
        QTest::keyClicks(name, QStringLiteral("new name"));
        QTest::keyClick(name, Qt::Key_Return);
        QCOMPARE(edited.count(), 1);
        QCOMPARE(wishOf(edited).ids, QStringList{id});
        QCOMPARE(*wishOf(edited).name, QStringLiteral("new name"));

        auto* tags = find<QLineEdit>("experimentTags");
        tags->setText(QStringLiteral("PAPER, table 2,, "));
        QTest::keyClick(tags, Qt::Key_Return);
        QCOMPARE(edited.count(), 2);
        QCOMPARE(wishOf(edited).addTags, QStringList{QStringLiteral("table 2")});
        QCOMPARE(wishOf(edited).removeTags, QStringList{QStringLiteral("draft")});

        auto* note = find<QPlainTextEdit>("experimentNote");
        note->setFocus();
        note->setPlainText(QStringLiteral("new note"));
        name->setFocus();
        QCOMPARE(edited.count(), 3);
        QCOMPARE(*wishOf(edited).note, QStringLiteral("new note"));
        tags->setFocus();  // nothing new, nothing said
        QCOMPARE(edited.count(), 3);
    }

    void whatIsBeingTypedIsNotLostToAnotherChoice() {
        select({0});
        const QString id = page().selectedIds().first();
        page().showDetails(detailsOf(id));
        find<QPlainTextEdit>("experimentNote")->setPlainText(QStringLiteral("half a"));
        QSignalSpy edited(&page(), &ExperimentsPage::editWanted);
        select({1});
        page().showDetails(detailsOf(page().selectedIds().first()));
        QCOMPARE(edited.count(), 1);
        QCOMPARE(wishOf(edited).ids, QStringList{id});
        QCOMPARE(*wishOf(edited).note, QStringLiteral("half a"));
    }

    void deletingCanBeUndone() {
        QSignalSpy edited(&page(), &ExperimentsPage::editWanted);
        select({0, 2});
        const QStringList ids = page().selectedIds();
        table().setFocus();
        QTest::keyClick(&table(), Qt::Key_Delete);
        QCOMPARE(edited.count(), 1);
        QCOMPARE(wishOf(edited).ids, ids);
        QVERIFY(*wishOf(edited).inBin);
        page().showDeleted(ids);
        m_frame->experiments().setRows({});  // also when it was all there was
        QVERIFY(find<QLabel>("undoText")->isVisible());
        QVERIFY(find<QLabel>("undoText")->text().contains(QStringLiteral("2 experiments")));
        find<QToolButton>("undoDelete")->click();
        QCOMPARE(edited.count(), 2);
        QCOMPARE(wishOf(edited).ids, ids);
        QVERIFY(!*wishOf(edited).inBin);
        QVERIFY(!find<QLabel>("undoText")->isVisible());
    }

    void inTheBinTheSameKeyRestores() {
        find<QToolButton>("filterBin")->click();
        QSignalSpy edited(&page(), &ExperimentsPage::editWanted);
        select({0});
        QCOMPARE(find<QPushButton>("deleteExperiments")->text(), QStringLiteral("Restore"));
        find<QPushButton>("deleteExperiments")->click();
        QVERIFY(!*wishOf(edited).inBin);
    }

    void aStarIsSetForAllAndTakenFromAll() {
        QSignalSpy edited(&page(), &ExperimentsPage::editWanted);
        select({3, 4});  // the last one has a star
        table().setFocus();
        QTest::keyClick(&table(), Qt::Key_B, Qt::ControlModifier);
        QVERIFY(*wishOf(edited).starred);
        QCOMPARE(wishOf(edited).ids.size(), 2);
        select({4});
        table().setFocus();
        QTest::keyClick(&table(), Qt::Key_B, Qt::ControlModifier);
        QVERIFY(!*wishOf(edited).starred);
        Q_EMIT table().clicked(table().model()->index(0, ExperimentModel::Star));
        QVERIFY(*wishOf(edited).starred);
        QCOMPARE(wishOf(edited).ids,
                 QStringList{table().model()->index(0, 0).data(ExperimentModel::IdRole).toString()});
    }

    void actionsFitWhatIsChosen() {
        const auto enabled = [this](const char* name) { return find<QPushButton>(name)->isEnabled(); };
        table().clearSelection();
        for (const char* name : {"openExperiment", "setUpExperiment", "resumeExperiment",
                                 "compareExperiments", "deleteExperiments"}) {
            QVERIFY2(!enabled(name), name);
        }
        select({0});
        QVERIFY(enabled("openExperiment") && enabled("setUpExperiment") && !enabled("resumeExperiment"));
        QVERIFY(!enabled("compareExperiments"));
        select({2});  // interrupted
        QSignalSpy resumed(&page(), &ExperimentsPage::resumeWanted);
        find<QPushButton>("resumeExperiment")->click();
        QCOMPARE(resumed.first().first().toString(), page().selectedIds().first());
        QSignalSpy compared(&page(), &ExperimentsPage::compareRequested);
        select({3, 1});
        QVERIFY(!enabled("openExperiment") && enabled("compareExperiments"));
        find<QPushButton>("compareExperiments")->click();
        QCOMPARE(compared.first().first().toStringList(), page().selectedIds());
        QCOMPARE(compared.first().first().toStringList().size(), 2);
    }
};

QTEST_MAIN(TestExperimentsPage)
#include "tst_experiments_page.moc"
