// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui_app/real_window.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/gallery_view.h"
#include "widgets/views/images_page.h"

#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <cmath>

using namespace pivot;
using pivot::test::RealWindow;

/// The Compare page in the window, with the bundled model's real answers.
class TestCompare : public QObject {
    Q_OBJECT

    static LadderSuggestion ladder(const SkipConfig& low, double threshold) {
        LadderSuggestion made;
        made.ladder.efforts = {{.skip = low, .modelPath = {}, .thresholdNats = threshold}, {}};
        made.source = {"given", "given", false};
        return made;
    }
    static QString cell(RealWindow& window, const QString& row, int run) {
        const QAbstractItemModel* model = window.find<QTableView>("comparison")->model();
        for (int i = 0; i < model->rowCount(); ++i) {
            if (model->index(i, 0).data().toString() == row) {
                return model->index(i, 1 + run).data().toString();
            }
        }
        return {};
    }
    /// The page hears of the stored runs after the table of experiments, so its own offer is waited for.
    [[nodiscard]] static bool compareTwoNewest(RealWindow& window) {
        window.find<QToolButton>("tabCompare")->click();
        auto* offer = window.find<QAbstractButton>("unchosenCompareAction");
        if (!QTest::qWaitFor([&] { return offer->isVisible(); }, 20'000)) {
            return false;
        }
        offer->click();
        return window.frame().comparePage().chosen().size() == 2;
    }

private Q_SLOTS:
    void selectedRunsAreComparedToTheirImages() {
        RealWindow window;
        QVERIFY(window.begin());
        window.find<QToolButton>("tabCompare")->click();
        QVERIFY(window.find<QAbstractButton>("emptyCompareAction")->isVisible());
        QVERIFY(window.run(300));
        window.setup().ladder().setSuggestion(ladder(SkipConfig{0, 1, 2, 3, 4, 5}, 2.0));
        QVERIFY(window.run(300));

        auto* table = window.find<QTableView>("experiments");
        QTRY_COMPARE(table->model()->rowCount(), 2);
        window.find<QToolButton>("tabExperiments")->click();
        table->selectAll();
        window.find<QPushButton>("compareExperiments")->click();
        QVERIFY(window.find<QToolButton>("tabCompare")->isChecked());
        ComparePage& page = window.frame().comparePage();
        QTRY_VERIFY_WITH_TIMEOUT(page.comparison() != nullptr, 20'000);
        QCOMPARE(page.comparison()->pairs.at(0).imagesInBoth, std::int64_t{300});
        QCOMPARE(cell(window, QStringLiteral("effort 1 skips"), 1), QStringLiteral("0–5"));

        auto* flips = window.find<GalleryView>("flippedImages");
        QVERIFY(flips->model()->rowCount() > 0);
        const auto* images = qobject_cast<const ImageListModel*>(flips->model());
        const qint64 index = images->item(0).index;
        QTRY_VERIFY(images->thumbnail(index) != nullptr);

        // The image is shown among those of the experiment that flipped it.
        flips->setFocus();
        QTest::keyClick(flips, Qt::Key_Home);
        QTest::keyClick(flips, Qt::Key_Return);
        QVERIFY(window.find<QToolButton>("tabImages")->isChecked());
        auto* gallery = window.find<GalleryView>("gallery");
        QTRY_COMPARE(gallery->currentIndex().data(ImageListModel::IndexRole).toLongLong(), index);
        QCOMPARE(window.frame().imagesPage().experimentId(),
                 QString::fromStdString(page.comparison()->runs[1].experimentId));
        QTRY_VERIFY(
            window.find<QLabel>("inspectorTitle")->text().startsWith(QStringLiteral("#%1  ").arg(index)));
    }

    void whileARunGoesOnNothingIsRead() {
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY(window.run(64));
        QVERIFY(window.run(96));
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        window.setLimit(2000);
        window.setup().requestRun(RunMode::Routed);
        QTRY_VERIFY_WITH_TIMEOUT(window.find<QProgressBar>("progress")->value() > 0 || ended.count() > 0,
                                 60'000);
        ComparePage& page = window.frame().comparePage();
        QVERIFY(compareTwoNewest(window));
        QVERIFY(window.find<QLabel>("compareWaiting")->text().contains(QStringLiteral("A run is going on")) ||
                ended.count() > 0);
        QTRY_VERIFY_WITH_TIMEOUT(ended.count() > 0, 120'000);
        QTRY_VERIFY_WITH_TIMEOUT(page.comparison() != nullptr, 20'000);
    }

    /// A database that is opened in place of another holds other experiments.
    void anotherDatabaseHasOtherExperiments() {
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY(window.run(64));
        QVERIFY(window.run(64));
        QVERIFY(compareTwoNewest(window));
        QTRY_VERIFY_WITH_TIMEOUT(window.frame().comparePage().comparison() != nullptr, 20'000);
        window.workbench().open(window.path("new.sqlite"));
        QTRY_VERIFY(window.frame().comparePage().chosen().isEmpty());
        window.find<QToolButton>("tabCompare")->click();
        QVERIFY(window.find<QAbstractButton>("emptyCompareAction")->isVisible());
    }
};

QTEST_MAIN(TestCompare)
#include "tst_compare.moc"
