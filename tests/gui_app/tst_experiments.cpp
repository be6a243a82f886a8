// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/experiment_editor.h"
#include "db/experiment_reader.h"
#include "db/experiment_store.h"
#include "db/sample_runs.h"
#include "gui_app/real_window.h"
#include "widgets/views/experiments_page.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>

using namespace pivot;
using namespace pivot::test;

/// The Experiments page with a database behind it: in pages, sorted and filtered by it, and changed through
/// it.
class TestExperiments : public QObject {
    Q_OBJECT
    static constexpr int kExperiments = 210;
    QTemporaryDir m_folder;
    std::unique_ptr<RealWindow> m_window;
    std::vector<std::string> m_ids;

    ExperimentModel& model() { return m_window->frame().experiments(); }
    QTableView& table() { return *m_window->find<QTableView>("experiments"); }
    [[nodiscard]] ExperimentReader reader() const {
        return *ExperimentReader::open(m_window->database().toStdString());
    }
    void choose(int row) {
        table().selectionModel()->setCurrentIndex(
            model().index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        const std::filesystem::path file = m_folder.filePath(QStringLiteral("many.sqlite")).toStdString();
        for (int i = 0; i < kExperiments; ++i) {
            RunRecord record = samples::record(0);
            record.config.device = i % 2 == 0 ? "cpu:onednn" : "sim:zcu102";
            RunReport report = samples::report(record);
            report.accuracy = 0.5 + 0.001 * ((i * 11) % kExperiments);
            auto store = ExperimentStore::create(file);
            QVERIFY((*store)->begin(record).has_value());
            QVERIFY((*store)->finish(RunStatus::Complete, report).has_value());
            m_ids.push_back(record.experimentId);
        }
    }
    void init() {
        m_window = std::make_unique<RealWindow>(RealWindow::Bundled::Missing);
        QVERIFY(QFile::copy(m_folder.filePath(QStringLiteral("many.sqlite")), m_window->database()));
        m_window->workbench().open(m_window->database());
        QTRY_VERIFY(model().rowCount() >= 200);
    }
    void cleanup() { m_window.reset(); }

    void theListComesInPagesAsItIsScrolled() {
        QVERIFY(model().hasMore());
        QVERIFY(model().rowCount() < kExperiments);
        for (int pages = 0; pages < 5 && model().hasMore(); ++pages) {
            const int before = model().rowCount();
            table().scrollToBottom();
            QTRY_VERIFY(model().rowCount() > before || !model().hasMore());
        }
        QCOMPARE(model().rowCount(), kExperiments);
    }

    void anotherOrderIsTheDatabases() {
        table().horizontalHeader()->setSortIndicator(ExperimentModel::Accuracy, Qt::DescendingOrder);
        QTRY_COMPARE(model().rows().front().accuracy, std::optional(0.5 + 0.001 * (kExperiments - 1)));
        QVERIFY(model().rowCount() <= 200);
    }

    void aSearchAndAFilterNarrowTheList() {
        m_window->find<QLineEdit>("searchExperiments")
            ->setText(QString::fromStdString(m_ids[3].substr(0, 8)));
        QTRY_COMPARE(model().rowCount(), 1);
        m_window->find<QToolButton>("resetExperiments")->click();
        QTRY_VERIFY(model().rowCount() >= 200);
        auto* device = m_window->find<QComboBox>("filterDevice");
        QTRY_COMPARE(device->count(), 3);
        device->setCurrentIndex(2);
        QTRY_COMPARE(model().rows().front().device, QStringLiteral("sim:zcu102"));
    }

    void aNameIsStoredAndListed() {
        choose(0);
        auto* name = m_window->find<QLineEdit>("experimentName");
        QTRY_VERIFY(name->isVisible());
        name->setText(QStringLiteral("the one"));
        Q_EMIT name->editingFinished();
        QTRY_COMPARE(model().rows().front().name, QStringLiteral("the one"));
        QCOMPARE(reader().show(m_ids.back())->summary.name, std::string("the one"));
    }

    void whatIsDeletedComesBackByUndo() {
        choose(0);
        m_window->find<QPushButton>("deleteExperiments")->click();
        QTRY_COMPARE(model().rows().front().id, QString::fromStdString(m_ids[kExperiments - 2]));
        auto* undo = m_window->find<QToolButton>("undoDelete");
        QTRY_VERIFY(undo->isVisible());
        undo->click();
        QTRY_COMPARE(model().rows().front().id, QString::fromStdString(m_ids.back()));
    }

    void anExperimentThatIsGoneMeanwhileIsASentence() {
        choose(0);
        auto* name = m_window->find<QLineEdit>("experimentName");
        QTRY_VERIFY(name->isVisible());
        name->setText(QString(200, QLatin1Char('x')));
        ExperimentEdit away;
        away.inBin = true;
        QVERIFY(editExperiments(m_window->database().toStdString(), {m_ids.back()}, away).has_value());
        QVERIFY(emptyBin(m_window->database().toStdString()).has_value());
        Q_EMIT name->editingFinished();  // of an experiment that another program has deleted meanwhile
        QTRY_VERIFY(m_window->frame().message().contains(QStringLiteral("There is no experiment")));
        QTRY_COMPARE(model().rows().front().id, QString::fromStdString(m_ids[kExperiments - 2]));
    }
};

QTEST_MAIN(TestExperiments)
#include "tst_experiments.moc"
