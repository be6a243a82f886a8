// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/parts.h"
#include "widgets/views/confusion_view.h"
#include "widgets/views/gallery_view.h"
#include "widgets/views/image_filter_bar.h"
#include "widgets/views/images_page.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <cmath>

using namespace pivot;

namespace {

constexpr int kImages = 1000, kClasses = 10;

Visit visitOf(int effort, int predicted, int label, double normalized) {
    Visit visit;
    visit.effort = effort;
    visit.entropyNats = normalized * std::log(static_cast<double>(kClasses));
    visit.topIds = {predicted, (predicted + 1) % kClasses, -1, -1, -1};
    visit.topProbabilities = {0.75F, 0.25F};
    visit.margin = 0.5F;
    visit.right = predicted == label;
    visit.delayNs = 1'000'000;
    return visit;
}

/// Entropies at the low effort from 0 to 1; the upper half goes on to the high effort, which is right where
/// the low one is not.
ImageResult imageOf(int index) {
    ImageResult image;
    const int label = index % kClasses;
    const double normalized = (index + 0.5) / kImages;
    const bool hard = normalized > 0.5;
    image.outcome.imageIndex = index;
    image.outcome.label = label;
    image.visits = {visitOf(0, hard ? (label + 1) % kClasses : label, label, normalized),
                    visitOf(1, label, label, normalized / 2)};
    image.outcome.exitEffort = hard ? 1 : 0;
    image.outcome.predicted = label;
    image.outcome.right = true;
    image.outcome.delayNs = hard ? 2'000'000 : 1'000'000;
    return image;
}

ImageSet setOf(const QString& id = QStringLiteral("first")) {
    ImageTableBuilder builder(2, kClasses, {"T-shirt", "Trouser", "Pullover"});
    for (int i = 0; i < kImages; ++i) {
        builder.add(imageOf(i));
    }
    return {id,
            QStringLiteral("fashion-anypath"),
            builder.build(),
            {"6–11", "none"},
            {0.5 * std::log(static_cast<double>(kClasses)), std::nullopt}};
}

}  // namespace

/// The images of an experiment: found, looked at, told apart.
class TestImagesPage : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<ImagesPage> m_page;

    template <class T>
    T& find(const char* name) {
        T* found = m_page->findChild<T*>(QLatin1String(name));
        if (!found) {
            qFatal("no %s", name);
        }
        return *found;
    }
    void choose(const char* box, const QString& text) {
        QComboBox& combo = find<QComboBox>(box);
        QVERIFY2(combo.findText(text) >= 0, qPrintable(text));
        combo.setCurrentIndex(combo.findText(text));
    }
    GalleryView& gallery() { return find<GalleryView>("gallery"); }
    int shownImages() { return gallery().model()->rowCount(); }
    qint64 currentImage() { return gallery().currentIndex().data(ImageListModel::IndexRole).toLongLong(); }
    QString count() { return find<ElidedLabel>("imagesCount").fullText(); }

private Q_SLOTS:
    void init() {
        m_page = std::make_unique<ImagesPage>(m_theme);
        m_page->resize(1200, 700);
        m_page->show();
        m_page->showImages(setOf());
    }

    void anEmptyPageLeadsToTheRun() {
        m_page->showWaiting({});
        QSignalSpy wanted(m_page.get(), &ImagesPage::runPageWanted);
        find<QAbstractButton>("emptyImagesAction").click();
        QCOMPARE(wanted.count(), 1);
    }

    void filtersShowWhatIsAskedForAndSayHowMany() {
        QCOMPARE(count(), QStringLiteral("1,000 images"));
        choose("filterExit", QStringLiteral("ended at high"));
        QCOMPARE(shownImages(), kImages / 2);
        QCOMPARE(count(), QStringLiteral("500 of 1,000 images"));
        choose("filterLabel", QStringLiteral("Trouser"));
        QCOMPARE(shownImages(), kImages / 2 / kClasses);
        find<QToolButton>("resetFilters").click();
        QCOMPARE(shownImages(), kImages);
        choose("filterFlips", QStringLiteral("only the last effort is right"));
        QCOMPARE(shownImages(), kImages / 2);
        find<QToolButton>("resetFilters").click();
        find<QDoubleSpinBox>("leastEntropy").setValue(0.9);
        QCOMPARE(shownImages(), kImages / 10);
    }

    void theSelectedImageStaysWhereTheOrderChanges() {
        gallery().setCurrentIndex(gallery().model()->index(700, 0));
        QCOMPARE(currentImage(), 700);
        choose("sortBy", QStringLiteral("by entropy"));
        find<QToolButton>("sortDescending").setChecked(true);
        QCOMPARE(currentImage(), 700);
        QCOMPARE(gallery().currentIndex().row(), kImages - 1 - 700);
        QVERIFY(gallery().viewport()->rect().intersects(gallery().visualRect(gallery().currentIndex())));
    }

    void theKeyboardGoesEverywhere() {
        gallery().setFocus();
        gallery().setCurrentIndex(gallery().model()->index(0, 0));
        QTest::keyClick(&gallery(), Qt::Key_Right);
        QCOMPARE(currentImage(), 1);
        QTest::keyClick(&gallery(), Qt::Key_Down);
        const auto columns = static_cast<int>(currentImage()) - 1;
        QVERIFY(columns > 3);
        QTest::keyClick(&gallery(), Qt::Key_End);
        QCOMPARE(currentImage(), kImages - 1);
        QCOMPARE(gallery().verticalScrollBar()->value(), gallery().verticalScrollBar()->maximum());
        QTest::keyClick(&gallery(), Qt::Key_Home);
        QTest::keyClick(&gallery(), Qt::Key_Down, Qt::ShiftModifier);
        QVERIFY2(count().endsWith(QStringLiteral(", %1 selected").arg(columns + 1)), qPrintable(count()));
        QSignalSpy opened(m_page.get(), &ImagesPage::attentionWanted);
        QTest::keyClick(&gallery(), Qt::Key_Return);
        QCOMPARE(opened.takeFirst().first().toLongLong(), columns);
    }

    void onlyWhatIsSeenIsAskedFor() {
        QSignalSpy wanted(m_page.get(), &ImagesPage::thumbnailsWanted);
        gallery().verticalScrollBar()->setValue(gallery().verticalScrollBar()->maximum());
        QVERIFY(wanted.count() > 0);
        const auto indices = wanted.last().first().value<QList<qint64>>();
        QVERIFY(indices.size() < 300);
        QCOMPARE(indices.first(), kImages - 1);
        for (const qint64 index : indices) {
            m_page->setThumbnail(index, QImage(28, 28, QImage::Format_Grayscale8));
        }
        wanted.clear();
        gallery().verticalScrollBar()->setValue(gallery().verticalScrollBar()->maximum() - 1);
        for (const auto& later : wanted) {
            QVERIFY(!later.first().value<QList<qint64>>().contains(kImages - 1));  // it is here already
        }
    }

    void aSelectedImageShowsWhatEveryEffortSaid() {
        QSignalSpy wanted(m_page.get(), &ImagesPage::inspectionWanted);
        gallery().setCurrentIndex(gallery().model()->index(901, 0));
        QCOMPARE(wanted.takeFirst().first().toLongLong(), 901);
        QImage pixels(28, 28, QImage::Format_Grayscale8);
        pixels.fill(Qt::white);
        m_page->showInspected(QStringLiteral("first"), {imageOf(900), pixels});
        QVERIFY(!find<QLabel>("inspectorTitle").isVisible());  // it is not the one that is selected
        m_page->showInspected(QStringLiteral("first"), {imageOf(901), pixels});
        QCOMPARE(find<QLabel>("inspectorTitle").text(), QStringLiteral("#901  Trouser"));
        QVERIFY2(
            find<QLabel>("inspectorFacts").text().startsWith(QStringLiteral("ended at high\ncost 2.00 ms")),
            qPrintable(find<QLabel>("inspectorFacts").text()));
        QTRY_VERIFY(find<QWidget>("topBars0").isVisible() && find<QWidget>("topBars1").isVisible());
        QVERIFY(
            find<QWidget>("topBars0").accessibleDescription().startsWith(QStringLiteral("Pullover 75.0 %")));
    }

    /// As from the Compare page: an image that a filter hides is shown all the same.
    void anImageThatIsAskedForIsSelected() {
        choose("filterExit", QStringLiteral("ended at high"));
        find<QToolButton>("viewConfusion").setChecked(true);
        m_page->selectImage(700);  // it did end there: the filter stays
        QVERIFY(gallery().isVisible());
        QCOMPARE(currentImage(), 700);
        QCOMPARE(shownImages(), kImages / 2);
        m_page->selectImage(3);
        QCOMPARE(currentImage(), 3);
        QCOMPARE(shownImages(), kImages);
        QVERIFY(gallery().viewport()->rect().intersects(gallery().visualRect(gallery().currentIndex())));
        m_page->selectImage(kImages);  // none of them
        QCOMPARE(currentImage(), 3);
    }

    void theGalleryFollowsTheThreshold() {
        m_page->moveThresholds(QStringLiteral("first"),
                               {0.8 * std::log(static_cast<double>(kClasses)), std::nullopt});
        choose("filterExit", QStringLiteral("ended at high"));
        QCOMPARE(shownImages(), kImages / 5);
        choose("filterExit", QStringLiteral("any effort"));
        choose("filterVerdict", QStringLiteral("wrong"));
        QCOMPARE(shownImages(), 3 * kImages / 10);
        m_page->moveThresholds(QStringLiteral("another"), {0.0, std::nullopt});
        QCOMPARE(shownImages(), 3 * kImages / 10);
    }

    void aCellOfTheConfusionShowsItsImages() {
        m_page->moveThresholds(QStringLiteral("first"), {100.0, std::nullopt});
        find<QToolButton>("viewConfusion").setChecked(true);
        ConfusionView& confusion = find<ConfusionView>("confusion");
        QCOMPARE(confusion.confusion().at(1, 2), kImages / 2 / kClasses);
        confusion.setFocus();
        QTest::keyClick(&confusion, Qt::Key_Home);
        QTest::keyClick(&confusion, Qt::Key_Down);
        QTest::keyClick(&confusion, Qt::Key_Right);
        QTest::keyClick(&confusion, Qt::Key_Right);
        QCOMPARE(confusion.accessibleDescription(),
                 QStringLiteral("Trouser taken for Pullover: 50 of 100 (50.0 %)"));
        QTest::keyClick(&confusion, Qt::Key_Return);
        QVERIFY(gallery().isVisible());
        QCOMPARE(shownImages(), kImages / 2 / kClasses);
    }

    void flipsAgainstAnotherExperimentWaitForItsImages() {
        m_page->setOthers({{QStringLiteral("second"), QStringLiteral("09-01 12:00 · cpu")}});
        QSignalSpy wanted(m_page.get(), &ImagesPage::otherWanted);
        choose("otherExperiment", QStringLiteral("09-01 12:00 · cpu"));
        QCOMPARE(wanted.takeFirst().first().toString(), QStringLiteral("second"));
        choose("filterOtherFlips", QStringLiteral("right here, wrong there"));
        const auto easier = routedAt(setOf().table, {100.0, std::nullopt});
        m_page->showOther(QStringLiteral("third"), *easier);  // no longer asked for
        QCOMPARE(shownImages(), kImages);
        m_page->showOther(QStringLiteral("second"), *easier);
        QCOMPARE(shownImages(), kImages / 2);
    }

    void aRoutedRunKeepsItsRoutes() {
        ImageTableBuilder builder(2, kClasses, {});
        ImageResult easy = imageOf(0);
        easy.visits.pop_back();
        builder.add(easy);
        m_page->showImages({QStringLiteral("routed"), {}, builder.build(), {}, {1.0, std::nullopt}});
        m_page->moveThresholds(QStringLiteral("routed"), {0.0, std::nullopt});
        choose("filterExit", QStringLiteral("ended at low"));
        QCOMPARE(shownImages(), 1);
    }
};

QTEST_MAIN(TestImagesPage)
#include "tst_images_page.moc"
