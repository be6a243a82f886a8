// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_comparison.h"
#include "widgets/charts/comparison_chart.h"
#include "widgets/charts/sweep_chart.h"
#include "widgets/theme/parts.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/gallery_view.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <set>

using namespace pivot;

/// Stored experiments side by side.
class TestComparePage : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<ComparePage> m_page;

    template <class T>
    T& find(const char* name) {
        T* found = m_page->findChild<T*>(QLatin1String(name));
        if (!found) {
            qFatal("no %s", name);
        }
        return *found;
    }
    static QStringList ids(std::initializer_list<std::size_t> places) {
        QStringList made;
        for (const std::size_t place : places) {
            made << samples::comparedRows()[place].id;
        }
        return made;
    }
    void showAll(bool third = true) {
        m_page->setExperiments(samples::comparedRows());
        m_page->choose(third ? ids({0, 1, 2}) : ids({0, 1}));
        m_page->showComparison(samples::comparisonOf(samples::comparedRuns(third)));
    }
    /// The cell of a row by its name, of experiment A, B, ...
    QString cell(const QString& row, int run) {
        const QAbstractItemModel* model = find<QTableView>("comparison").model();
        for (int i = 0; i < model->rowCount(); ++i) {
            if (model->index(i, 0).data().toString() == row) {
                return model->index(i, 1 + run).data().toString();
            }
        }
        return QStringLiteral("no row ") + row;
    }
    /// The same answers, as if they were those of ImageNet-1k's images.
    static std::vector<ComparedRun> imageNetRuns() {
        std::vector<ComparedRun> runs = samples::comparedRuns(false);
        for (ComparedRun& run : runs) {
            run.record.config.dataset = "labels:/data/imagenet/val#labels.txt";
            run.report->numClasses = 1000;
            run.sweep.clear();
            for (std::size_t i = 0; i < run.images.size(); i += 7) {  // some 80 % are right
                run.images[i].right = false;
            }
        }
        return runs;
    }
    GalleryView& flips() { return find<GalleryView>("flippedImages"); }

private Q_SLOTS:
    void init() {
        m_page = std::make_unique<ComparePage>(m_theme);
        m_page->resize(1400, 760);
        m_page->show();
    }

    void withoutTwoExperimentsThePageLeadsToTheRun() {
        QSignalSpy wanted(m_page.get(), &ComparePage::runPageWanted);
        m_page->setExperiments({samples::comparedRows().front()});
        auto& button = find<QAbstractButton>("emptyCompareAction");
        QVERIFY(button.isVisible());
        button.click();
        QCOMPARE(wanted.count(), 1);
    }

    void theTwoNewestAreOneClickAway() {
        QSignalSpy chosen(m_page.get(), &ComparePage::chosenChanged);
        m_page->setExperiments(samples::comparedRows());
        find<QAbstractButton>("unchosenCompareAction").click();
        QCOMPARE(chosen.takeLast().first().toStringList(), ids({1, 2}));  // the older one is the reference
    }

    void experimentsAreAddedTakenOutAndMadeTheReference() {
        m_page->setExperiments(samples::comparedRows());
        QSignalSpy chosen(m_page.get(), &ComparePage::chosenChanged);
        m_page->choose(ids({0}));
        QMenu* others = find<QPushButton>("addCompared").menu();
        Q_EMIT others->aboutToShow();
        QCOMPARE(others->actions().size(), 2);
        others->actions().constFirst()->trigger();  // the newest first
        QCOMPARE(chosen.last().first().toStringList(), ids({0, 2}));
        Q_EMIT others->aboutToShow();
        QCOMPARE(others->actions().size(), 1);

        find<QPushButton>("compared1")
            .menu()
            ->findChild<QAction*>(QStringLiteral("makeReference"))
            ->trigger();
        QCOMPARE(chosen.last().first().toStringList(), ids({2, 0}));
        QTRY_VERIFY(m_page->findChildren<QPushButton*>(QStringLiteral("compared1")).size() == 1);
        find<QPushButton>("compared1").menu()->findChild<QAction*>(QStringLiteral("takeOut"))->trigger();
        QCOMPARE(m_page->chosen(), ids({2}));
    }

    void whatTheStoreLostIsTakenOut() {
        m_page->setExperiments(samples::comparedRows());
        m_page->choose(ids({0, 1, 2}));
        std::vector<ExperimentRow> rows = samples::comparedRows();
        rows.erase(rows.begin() + 1);
        m_page->setExperiments(rows);
        QCOMPARE(m_page->chosen(), ids({0, 2}));
    }

    void figuresStandBesideTheReferences() {
        showAll();
        const ComparisonPtr& comparison = m_page->comparison();
        QVERIFY2(cell(QStringLiteral("accuracy"), 0).contains(QStringLiteral("±")),
                 qPrintable(cell(QStringLiteral("accuracy"), 0)));
        QCOMPARE(cell(QStringLiteral("points above A"), 0), QString(QChar(0x2013)));
        QVERIFY(cell(QStringLiteral("points above A"), 1)
                    .startsWith(formatPoints(comparison->pairs[0].accuracyDifference->value)));
        QCOMPARE(cell(QStringLiteral("images gained, lost"), 1),
                 QStringLiteral("%1, %2")
                     .arg(comparison->pairs[0].counts.onlyFirst)
                     .arg(comparison->pairs[0].counts.onlySecond));
        QVERIFY(cell(QStringLiteral("delay"), 2).endsWith(QStringLiteral("ms modelled")));
        QCOMPARE(cell(QStringLiteral("effort 1 skips"), 0), QStringLiteral("6–11"));
        QCOMPARE(cell(QStringLiteral("effort 1 skips"), 1), QStringLiteral("1, 3, 5, 7, 9, 11"));
        QCOMPARE(cell(QStringLiteral("batch"), 1), QStringLiteral("no row batch"));  // the same in all
    }

    void whatIsWrongIsSaidAndTheRestIsAClickAway() {
        showAll();
        QVERIFY(find<QLabel>("compareWarnings").isVisible());
        QVERIFY2(find<QLabel>("compareWarnings").text().contains(QStringLiteral("different kinds")),
                 qPrintable(find<QLabel>("compareWarnings").text()));
        QVERIFY(!find<QLabel>("compareRemarks").isVisible());
        find<QToolButton>("compareMoreNotes").click();
        QVERIFY(find<QLabel>("compareRemarks").isVisible());
        QVERIFY(find<QLabel>("compareRemarks").text().contains(QStringLiteral("different devices")));
        m_page->choose(ids({0}));  // nothing is compared: nothing is to be warned of
        QVERIFY(!find<QLabel>("compareWarnings").isVisible());
    }

    void withNothingWrongTheNotesAreNoWarning() {
        std::vector<ComparedRun> runs = samples::comparedRuns(false);
        m_page->showComparison(samples::comparisonOf(runs));
        QVERIFY(!find<QLabel>("compareWarnings").isVisible());
        QVERIFY(find<QLabel>("compareRemarks").isVisible());  // one alone needs no click
        QVERIFY(!m_page->findChild<QWidget*>(QStringLiteral("messageBar")));
        m_page->showComparison(samples::comparisonOf(samples::comparedRuns()));
        QVERIFY(find<QWidget>("messageBar").isVisible());
    }

    void flippedImagesAreLookedAtOneByOne() {
        showAll(false);
        const RunPair& pair = m_page->comparison()->pairs[0];
        QCOMPARE(flips().model()->rowCount(), static_cast<int>(pair.flips.size()));
        find<QToolButton>("flipsShown1").click();
        QCOMPARE(flips().model()->rowCount(), static_cast<int>(pair.counts.onlyFirst));
        find<QToolButton>("flipsShown2").click();
        QCOMPARE(flips().model()->rowCount(), static_cast<int>(pair.counts.onlySecond));
        flips().setFocus();
        QTest::keyClick(&flips(), Qt::Key_Home);
        const auto index = flips().currentIndex().data(ImageListModel::IndexRole).toLongLong();
        const QString said = find<ElidedLabel>("flippedSaid").fullText();
        QVERIFY2(said.startsWith(QStringLiteral("#%1 is ").arg(index)) &&
                     said.contains(QStringLiteral("A said ")) && said.contains(QStringLiteral("B said ")),
                 qPrintable(said));
        QSignalSpy wanted(m_page.get(), &ComparePage::imageWanted);
        QTest::keyClick(&flips(), Qt::Key_Return);
        find<QToolButton>("openFlipped").click();
        QCOMPARE(wanted.count(), 2);
        QCOMPARE(wanted.last().first().toString(), ids({1}).front());
        QCOMPARE(wanted.last().last().toLongLong(), index);
    }

    void thePixelsOfFlippedImagesAreAskedForAndShown() {
        QSignalSpy wanted(m_page.get(), &ComparePage::thumbnailsWanted);
        showAll(false);
        QTRY_VERIFY(wanted.count() > 0);
        const auto indices = wanted.last().first().value<QList<qint64>>();
        m_page->setThumbnail(indices.last(), samples::thumbnail(indices.last()));
        const auto* model = qobject_cast<const ImageListModel*>(flips().model());
        QVERIFY(model->thumbnail(indices.last()));
    }

    void everyOtherOneHasItsOwnDetails() {
        showAll();
        auto& pairs = find<QComboBox>("comparePair");
        QCOMPARE(pairs.count(), 2);
        QVERIFY(flips().isVisible());
        pairs.setCurrentIndex(1);  // the same answers on another device
        QVERIFY(!flips().isVisible());
        QCOMPARE(find<QLabel>("compareNothing").text(),
                 QStringLiteral("No image flipped: A and C are right and wrong on the same 2,000."));
        find<QToolButton>("compareViews1").click();
        auto& classes = find<QTableView>("classDifferences");
        QVERIFY(classes.isVisible());
        QCOMPARE(classes.model()->rowCount(), 10);
        find<QToolButton>("compareViews2").click();
        QCOMPARE(find<QTableView>("layerTimes").model()->rowCount(), 12);
        QVERIFY(!find<QAction>("exportLayers").isEnabled());
        QVERIFY(find<QLabel>("layersRemark").text().contains(QStringLiteral("Time layers")));
    }

    void layersAreSortedByWhatTheyTakeAndBackIntoTheirOrder() {
        showAll();
        m_page->showComparison(samples::comparisonOf(samples::timedRuns()));
        find<QToolButton>("compareViews2").click();
        auto& table = find<QTableView>("layerTimes");
        QVERIFY(table.isVisible() && find<QAction>("exportLayers").isEnabled());
        QCOMPARE(table.model()->rowCount(), 26);
        QCOMPARE(table.model()->index(0, 0).data().toString(), QStringLiteral("embedding"));
        table.sortByColumn(1, Qt::DescendingOrder);  // every image runs the MLPs of the first blocks
        QVERIFY(table.model()->index(25, 0).data().toString().endsWith(QStringLiteral("attention")));
        QVERIFY(table.model()->index(0, 0).data().toString().endsWith(QStringLiteral("MLP")));
        table.sortByColumn(0, Qt::AscendingOrder);
        QCOMPARE(table.model()->index(25, 0).data().toString(), QStringLiteral("head"));
        QCOMPARE(table.model()->index(2, 0).data().toString(), QStringLiteral("block 0 MLP"));
    }

    void plotsSayWhatTheyShow() {
        showAll();
        auto& plane = find<ComparisonChart>("comparisonChart");
        QCOMPARE(plane.readoutCount(), 3);
        QVERIFY2(plane.accessibleDescription().startsWith(QStringLiteral("A 6f1c2b0e, EDP ")),
                 qPrintable(plane.accessibleDescription()));
        QVERIFY(plane.table().rows.size() > 100);  // the sweeps too
        auto& sweep = find<SweepChart>("sweepChart");
        QCOMPARE(sweep.readoutCount(), 2 * 61);
        QCOMPARE(sweep.table().columns.last(), QStringLiteral("accuracy_percent"));
        find<QComboBox>("sweepQuantity").setCurrentIndex(2);
        QCOMPARE(sweep.table().columns.last(), QStringLiteral("delay_ms"));
        QVERIFY(sweep.readout(0).lines.last().startsWith(QStringLiteral("delay ")));
    }

    void withoutAProfileTheSweepSaysHowToGetOne() {
        std::vector<ComparedRun> runs = samples::comparedRuns(false);
        for (ComparedRun& run : runs) {
            run.sweep.clear();
        }
        m_page->showComparison(samples::comparisonOf(runs));
        auto& sweep = find<SweepChart>("sweepChart");
        QVERIFY2(sweep.emptyText().contains(QStringLiteral("Profile")), qPrintable(sweep.emptyText()));
        QCOMPARE(sweep.readoutCount(), 0);
    }

    void withoutAnEnergyThePlaneShowsTheDelay() {
        std::vector<ComparedRun> runs = samples::comparedRuns(false);
        runs[1].report->energyJ.reset();
        runs[1].report->edpJs.reset();
        m_page->showComparison(samples::comparisonOf(runs));
        auto& plane = find<ComparisonChart>("comparisonChart");
        QCOMPARE(plane.title(), QStringLiteral("Accuracy against delay"));
        QCOMPARE(plane.table().columns.at(1), QStringLiteral("delay_ms"));
    }

    void publishedAccuraciesStandBesideImageNetAlone() {
        showAll(false);
        auto& plane = find<ComparisonChart>("comparisonChart");
        QVERIFY(!plane.legend().texts().contains(QStringLiteral("published")));
        m_page->showComparison(samples::comparisonOf(imageNetRuns()));
        QVERIFY(plane.legend().texts().contains(QStringLiteral("published")));
        QVERIFY(plane.readoutCount() > 5);
        QVERIFY(plane.readout(2).lines.first().startsWith(QStringLiteral("published: ")));
        QVERIFY(plane.table().rows.back().at(1).isEmpty());  // no EDP of theirs is known
    }

    void whatIsComparedIsCopied() {
        auto& copy = find<QToolButton>("copyComparison");
        QVERIFY(!copy.isEnabled());
        showAll();
        QVERIFY(copy.isEnabled());
        QSignalSpy wanted(m_page.get(), &ComparePage::commandLineWanted);
        copy.menu()->actions().at(0)->trigger();
        QCOMPARE(wanted.last().first().toStringList(), ids({0, 1, 2}));
        copy.menu()->actions().at(1)->trigger();
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("effort 1 skips\t6–11\t1, 3, 5")));
    }

    /// Where the list is, several can be selected; the oldest is the reference.
    void selectedExperimentsAreCompared() {
        QDir().mkpath(QStringLiteral(PIVOT_GALLERY_DIR));
        ExperimentModel experiments;
        experiments.setRows(samples::comparedRows());
        ExperimentsPage page(experiments);
        QSignalSpy wanted(&page, &ExperimentsPage::compareRequested);
        auto* compare = page.findChild<QPushButton*>(QStringLiteral("compareExperiments"));
        auto* table = page.findChild<QTableView*>(QStringLiteral("experiments"));
        QVERIFY(!compare->isEnabled());
        table->selectRow(0);  // the newest
        QVERIFY(!compare->isEnabled());
        table->selectionModel()->select(table->model()->index(2, 0),
                                        QItemSelectionModel::Select | QItemSelectionModel::Rows);
        QVERIFY(compare->isEnabled());
        page.resize(1400, 300);
        QVERIFY(page.grab().save(QStringLiteral(PIVOT_GALLERY_DIR "/compare-selected.png")));
        compare->click();
        QCOMPARE(wanted.last().first().toStringList(), ids({0, 2}));
    }

    void grabsForPeople_data() {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("view");
        QTest::newRow("light") << false << 0;
        QTest::newRow("dark") << true << 1;
        QTest::newRow("light blocks") << false << 2;
        QTest::newRow("light layers") << false << 2;
        QTest::newRow("dark layers") << true << 2;
        QTest::newRow("light published") << false << 1;
        QTest::newRow("light empty") << false << -1;
    }
    /// Pictures of the page for whoever wants to see it; a blank one fails.
    void grabsForPeople() {
        QFETCH(bool, dark);
        QFETCH(int, view);
        m_theme.setSystemScheme(dark ? Scheme::Dark : Scheme::Light);
        applyTheme(*qApp, m_theme.theme());
        connect(m_page.get(), &ComparePage::thumbnailsWanted, m_page.get(),
                [this](const QList<qint64>& wanted) {
                    for (const qint64 index : wanted) {
                        m_page->setThumbnail(index, samples::thumbnail(index));
                    }
                });
        if (view < 0) {
            m_page->setExperiments(samples::comparedRows());
        } else {
            showAll();
            find<QToolButton>(qPrintable(QStringLiteral("compareViews%1").arg(view))).click();
        }
        if (QByteArray(QTest::currentDataTag()).contains("published")) {
            m_page->showComparison(samples::comparisonOf(imageNetRuns()));
        }
        if (QByteArray(QTest::currentDataTag()).contains("layers")) {
            m_page->showComparison(samples::comparisonOf(samples::timedRuns()));
        }
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
        QTest::qWait(50);
        const QImage picture = m_page->grab().toImage();
        QDir().mkpath(QStringLiteral(PIVOT_GALLERY_DIR));
        QVERIFY(picture.save(QStringLiteral(PIVOT_GALLERY_DIR "/compare-%1.png")
                                 .arg(QString::fromLatin1(QTest::currentDataTag())
                                          .replace(QLatin1Char(' '), QLatin1Char('-')))));
        std::set<QRgb> colors;
        for (int x = 0; x < picture.width(); x += 3) {
            for (int y = 0; y < picture.height(); y += 3) {
                colors.insert(picture.pixel(x, y));
            }
        }
        QVERIFY(colors.size() > (view < 0 ? 10 : 50));
    }
};

QTEST_MAIN(TestComparePage)
#include "tst_compare_page.moc"
