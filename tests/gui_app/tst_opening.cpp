// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui_app/real_window.h"
#include "widgets/views/experiments_page.h"

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

using namespace pivot;
using pivot::test::RealWindow;

/// Files that are named or picked: what cannot be opened says why where it is seen, and what was there stays.
class TestOpening : public QObject {
    Q_OBJECT
    static QLabel* message(RealWindow& window) { return window.find<QLabel>("frameMessage"); }

private Q_SLOTS:
    void aDatabaseThatIsNoneSaysSoOnThePageThatShows() {
        RealWindow window;
        window.write(QStringLiteral("bad.sqlite"), "this is no database, however long one looks at it");
        window.workbench().open(window.path("bad.sqlite"));
        QTRY_VERIFY(message(window)->isVisible());
        QVERIFY2(message(window)->text().contains(QStringLiteral("bad.sqlite")),
                 qPrintable(message(window)->text()));
        QCOMPARE(window.frame().experiments().rowCount(), 0);
        window.find<QToolButton>("dismissFrameMessage")->click();
        QVERIFY(!message(window)->isVisible());
    }

    void aFileThatIsNotThereSaysSo() {
        RealWindow window;
        window.workbench().open(window.path("nothing.txt"));
        QTRY_VERIFY(message(window)->text().contains(QStringLiteral("nothing.txt is not there")));
        window.workbench().open(window.path("new.sqlite"));
        QTRY_VERIFY(message(window)->text().contains(QStringLiteral("the next run makes it")));
    }

    void aModelThatDoesNotOpenSaysSoAndKeepsTheChoice() {
        RealWindow window;
        QSignalSpy ready(&window.workbench(), &Workbench::modelReady);
        window.workbench().begin();
        QTRY_COMPARE(ready.count(), 1);
        const QString chosen = window.setup().chosenModel();
        window.write(QStringLiteral("empty.safetensors"), "");
        window.setup().askModel(window.path("empty.safetensors"));
        QTRY_VERIFY(message(window)->text().contains(QStringLiteral("empty.safetensors")));
        QCOMPARE(window.setup().chosenModel(), chosen);
    }

    void aMissingBundledModelIsSaid_data() {
        QTest::addColumn<int>("bundled");
        QTest::newRow("no experiment") << static_cast<int>(RealWindow::Bundled::Missing);
        QTest::newRow("no model") << static_cast<int>(RealWindow::Bundled::WithoutModel);
    }
    void aMissingBundledModelIsSaid() {
        QFETCH(int, bundled);
        RealWindow window(static_cast<RealWindow::Bundled>(bundled));
        QSignalSpy failed(&window.workbench(), &Workbench::modelFailed);
        QSignalSpy impossible(&window.workbench(), &Workbench::runImpossible);
        window.workbench().runWhenReady();
        window.workbench().begin();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(impossible.count(), 1);
        QVERIFY(message(window)->isVisible());
        QVERIFY(message(window)->text().contains(failed.first().first().toString()));
    }

    void anAmbiguousCheckpointIsDecidedUnderMore() {
        RealWindow window;
        QSignalSpy ready(&window.workbench(), &Workbench::modelReady);
        window.workbench().begin();
        QTRY_COMPARE(ready.count(), 1);
        // Weights alone: nothing says their activation.
        const QString weights = window.path("weights.safetensors");
        QVERIFY(QFile::copy(
            QStringLiteral(PIVOT_SOURCE_DIR "/assets/models/fashion-anypath/model.safetensors"), weights));
        window.setup().askModel(weights);
        QTRY_VERIFY(message(window)->text().contains(QStringLiteral("under More")));
        auto* config = window.find<QLineEdit>("modelConfig");
        QVERIFY(config->isVisible());
        config->setText(QStringLiteral(PIVOT_SOURCE_DIR "/assets/models/fashion-anypath/config.json"));
        Q_EMIT config->editingFinished();
        QTRY_COMPARE(window.setup().chosenModel(), weights);
        const RunConfig run = window.setup().config(RunMode::Routed);
        QCOMPARE(run.modelConfig, std::string(PIVOT_SOURCE_DIR "/assets/models/fashion-anypath/config.json"));
        // The next start offers it by name and reads nothing of it before it is asked for.
        bool offered = false;
        for (const QAction* action : window.find<QToolButton>("openModel")->menu()->actions()) {
            offered = offered || action->text() == QStringLiteral("weights.safetensors");
        }
        QVERIFY(offered);
        QVERIFY(window.find<QComboBox>("model")->findText(QStringLiteral("Open file…")) < 0);
    }

    void imagesAreOpenedByTheirLabelsFileOrASpec() {
        RealWindow window;
        QSignalSpy picked(&window.setup(), &SetupPanel::dataPicked);
        QMenu* menu = window.find<QToolButton>("openData")->menu();
        menu->findChild<QAction*>(QStringLiteral("openLabels"))->trigger();
        auto* dialog = window.find<QFileDialog>("dataDialog");
        Q_EMIT dialog->fileSelected(QStringLiteral("/data/val/my labels.txt"));
        dialog->close();
        QCOMPARE(picked.last().first().toString(), QStringLiteral("labels:/data/val#my labels.txt"));
        menu->findChild<QAction*>(QStringLiteral("openSpec"))->trigger();
        auto* typed = window.find<QInputDialog>("specDialog");
        typed->setTextValue(QStringLiteral("fashion-mnist#train[0:100]"));
        typed->accept();
        QCOMPARE(picked.last().first().toString(), QStringLiteral("fashion-mnist#train[0:100]"));
    }
};

QTEST_MAIN(TestOpening)
#include "tst_opening.moc"
