// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/golden_attention.h"
#include "widgets/theme/effort_style.h"
#include "widgets/theme/parts.h"
#include "widgets/views/attention_bar.h"
#include "widgets/views/attention_column.h"
#include "widgets/views/attention_page.h"

#include <QApplication>
#include <QComboBox>
#include <QPushButton>
#include <QSet>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <memory>

using namespace pivot;

/// The page over real maps of a golden network whose low effort skips blocks 1 and 3.
class TestAttentionPage : public QObject {
    Q_OBJECT
    static constexpr int kMeanRow = 3, kRolloutRow = 5;
    ThemeSource m_theme;
    std::unique_ptr<AttentionPage> m_page;

    template <class T>
    T* find(const char* name) {
        T* found = m_page->findChild<T*>(QLatin1String(name));
        if (!found) {
            qFatal("no %s", name);
        }
        return found;
    }
    AttentionZoom& zoom(const char* column) { return find<AttentionColumn>(column)->zoom(); }
    AttentionGrid& grid(const char* column) { return find<AttentionColumn>(column)->grid(); }
    void click(AttentionGrid& grid, MapPlace place) {
        QTest::mouseClick(&grid, Qt::LeftButton, {}, grid.cellRect(place).center());
    }
    void showGolden() {
        m_page->setImages(0, 9999);
        m_page->showWanted(6391);
        m_page->showMaps(samples::shared(samples::goldenMaps()));
        QCoreApplication::processEvents();  // the columns share their height out
    }
    static QSet<QRgb> coloursIn(QWidget& widget, const QRect& area) {
        const QImage image = widget.grab(area).toImage();
        QSet<QRgb> seen;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                seen.insert(image.pixel(x, y));
            }
        }
        return seen;
    }

private Q_SLOTS:
    void init() {
        applyTheme(*qApp, m_theme.theme());
        m_page = std::make_unique<AttentionPage>(m_theme);
        m_page->resize(1400, 760);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void cleanup() { m_page.reset(); }

    void anEmptyPageHasOneSentenceAndOneButton() {
        QSignalSpy wanted(m_page.get(), &AttentionPage::firstImageWanted);
        QVERIFY(find<QLabel>("emptyAttentionSentence")->isVisible());
        QVERIFY(!find<AttentionBar>("attentionBar")->isVisible());
        find<QPushButton>("emptyAttentionAction")->click();
        QCOMPARE(wanted.count(), 1);
    }

    void theImageItsLabelAndTheAnswersStandAboveTheMaps() {
        showGolden();
        QCOMPARE(find<QLabel>("attentionTitle")->text(), QStringLiteral("#6,391 · Shirt"));
        QVERIFY(find<ElidedLabel>("attentionContext")->fullText().contains(QStringLiteral("fp32 on")));
        QCOMPARE(find<QLabel>("lowName")->text(), QStringLiteral("low"));
        QCOMPARE(find<ElidedLabel>("lowDetail")->fullText(), QStringLiteral("skips 1, 3"));
        QVERIFY(find<AttentionColumn>("low")->answer().contains(QStringLiteral("wrong: Coat 52.0 %")));
        // 1.1 of ln 10 nats, and the low effort's threshold of 0.5 nats.
        QVERIFY(find<AttentionColumn>("low")->answer().endsWith(
            QStringLiteral("entropy 0.478, above the threshold of 0.217")));
        QVERIFY(find<AttentionColumn>("high")->answer().endsWith(QStringLiteral("entropy 0.174")));
        QVERIFY(find<AttentionColumn>("high")->answer().startsWith(QStringLiteral("right: Shirt 88.0 %")));
    }

    void oneMapLiesOverTheImageWithItsScale() {
        showGolden();
        click(grid("high"), {1, 2});
        const auto& content = zoom("high").content();
        const MapGrid maps(*samples::goldenAttention("none"), {}, HeadFusion::Mean);
        QCOMPARE(content.values, maps.map(1, 2));
        QCOMPARE(content.image.size(), QSize(32, 32));
        QCOMPARE(content.unit, QStringLiteral("share of attention"));
        QCOMPARE(zoom("difference").content().unit, QStringLiteral("percentage points"));
        // Low and high share a scale, so that equal colours are equal shares; zero of a difference is white.
        QCOMPARE(content.range, zoom("low").content().range);
        const MapRange range = zoom("difference").content().range;
        QCOMPARE(range.low, -range.high);
        // The scale is drawn beside the picture: its ends have the colours of the map's ends.
        const QSet<QRgb> beside = coloursIn(
            zoom("high"), zoom("high").rect().adjusted(zoom("high").patchRect(3).right() + 2, 0, 0, 0));
        QVERIFY(beside.size() > 64);
    }

    void choosingAMapInOneGridChoosesItInAll() {
        showGolden();
        click(grid("low"), {2, 0});
        for (const char* column : {"low", "high", "difference"}) {
            QCOMPARE(grid(column).current(), (MapPlace{2, 0}));
            QVERIFY2(zoom(column).content().caption.contains(QStringLiteral("block 0, head 2")), column);
        }
        QTest::keyClick(&grid("low"), Qt::Key_Right);
        QTest::keyClick(&grid("low"), Qt::Key_Right);
        QTest::keyClick(&grid("low"), Qt::Key_Up);
        QCOMPARE(m_page->place(), (MapPlace{1, 2}));
        for (int i = 0; i < 9; ++i) {
            QTest::keyClick(&grid("low"), Qt::Key_Down);
        }
        QCOMPARE(m_page->place(), (MapPlace{kRolloutRow, 2}));
        QVERIFY(grid("low").accessibleDescription().startsWith(QStringLiteral("block 2, rollout: ")));
    }

    void aSkippedBlockIsDrawnAsSkipped_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void aSkippedBlockIsDrawnAsSkipped() {
        QFETCH(bool, dark);
        m_theme.setSystemScheme(dark ? Scheme::Dark : Scheme::Light);
        showGolden();
        click(grid("high"), {0, 0});  // no frame of the chosen map in what is looked at
        const QSet<QRgb> skipped = coloursIn(grid("low"), grid("low").skippedRect(1).adjusted(2, 2, -2, -2));
        // Hatched and lettered: neither one colour as if empty, nor the colours of a map.
        QVERIFY2(skipped.size() > 8, qPrintable(QString::number(skipped.size())));
        QVERIFY(!skipped.contains(mapColor(ColorMap::Viridis, 0.0)));
        QVERIFY(!skipped.contains(mapColor(ColorMap::Viridis, 1.0)));
        QVERIFY(coloursIn(grid("high"), grid("high").cellRect({0, 1}))
                    .contains(mapColor(ColorMap::Viridis, 0.0)));
        // Its rollout is the identity's, and drawn.
        QVERIFY(coloursIn(grid("low"), grid("low").cellRect({kRolloutRow, 1}).adjusted(2, 2, -2, -2)).size() >
                4);
        QTest::mouseClick(&grid("low"), Qt::LeftButton, {}, grid("low").cellRect({1, 1}).center());
        QVERIFY(zoom("low").content().values.empty());
        QVERIFY(zoom("low").content().absent.startsWith(QStringLiteral("Block 1 is skipped")));
        QCOMPARE(zoom("low").accessibleDescription(), zoom("low").content().absent);
        QVERIFY(!zoom("high").content().values.empty());
        QCOMPARE(zoom("difference").content().absent,
                 QStringLiteral("No difference to show: low skips block 1"));
        m_theme.setSystemScheme(Scheme::Light);
    }

    void theCursorIsOnTheSamePatchInAllThree() {
        showGolden();
        QTest::mouseMove(&zoom("low"), zoom("low").patchRect(6).center());
        for (const char* column : {"low", "high", "difference"}) {
            QTRY_COMPARE(zoom(column).cursorPatch(), 6);
        }
        QVERIFY(zoom("high").readout().startsWith(QStringLiteral("row 1, column 2: ")));
        QVERIFY(zoom("difference").readout().endsWith(QStringLiteral(" pt")));
        zoom("low").setFocus();
        QTest::keyClick(&zoom("low"), Qt::Key_Down);
        QCOMPARE(zoom("high").cursorPatch(), 10);
        QTest::keyClick(&zoom("low"), Qt::Key_Left);
        QCOMPARE(zoom("difference").cursorPatch(), 9);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(&zoom("low"), &leave);
        QCOMPARE(zoom("high").cursorPatch(), -1);
    }

    void aClickOnAPatchShowsWhatItAttendsToAndEscapeGoesBack() {
        showGolden();
        click(grid("high"), {0, 0});
        const MapGrid ofClassToken(*samples::goldenAttention("none"), {}, HeadFusion::Mean);
        const MapGrid ofPatch(*samples::goldenAttention("none"), {5}, HeadFusion::Mean);
        QCOMPARE(zoom("high").content().values, ofClassToken.map(0, 0));
        QVERIFY(!find<QToolButton>("attentionBack")->isVisible());
        QTest::mouseClick(&zoom("low"), Qt::LeftButton, {}, zoom("low").patchRect(5).center());
        QCOMPARE(m_page->query(), AttentionQuery{5});
        QCOMPARE(zoom("high").content().values, ofPatch.map(0, 0));
        QCOMPARE(find<QLabel>("attentionQuery")->text(), QStringLiteral("patch row 1, column 1"));
        QVERIFY(find<QToolButton>("attentionBack")->isVisible());
        QTest::keyClick(&zoom("low"), Qt::Key_Escape);
        QCOMPARE(zoom("high").content().values, ofClassToken.map(0, 0));

        // The same by the keyboard alone.
        zoom("high").setFocus();
        QTest::keyClick(&zoom("high"), Qt::Key_Right);
        QTest::keyClick(&zoom("high"), Qt::Key_Return);
        QVERIFY(!m_page->query().isClassToken());
        QTest::keyClick(&grid("low"), Qt::Key_Home);
        QVERIFY(m_page->query().isClassToken());
    }

    void beforeTheFirstSkipTheEffortsDoNotDiffer() {
        showGolden();
        click(grid("difference"), {0, 0});
        QCOMPARE(grid("difference").accessibleDescription(),
                 QStringLiteral("block 0, head 0: no difference"));
        click(grid("difference"), {0, 2});
        QVERIFY(grid("difference").accessibleDescription().endsWith(QStringLiteral(" pt")));
    }

    void anotherImageBeginsWithTheClassToken() {
        showGolden();
        QTest::mouseClick(&zoom("low"), Qt::LeftButton, {}, zoom("low").patchRect(5).center());
        click(grid("low"), {1, 2});
        m_page->showWanted(6392);
        m_page->showMaps(samples::shared(samples::goldenMaps(6392)));
        QVERIFY(m_page->query().isClassToken());
        QCOMPARE(m_page->place(), (MapPlace{1, 2}));
    }

    void settingsChangeHowItIsDrawn() {
        showGolden();
        click(grid("high"), {1, 2});
        find<QComboBox>("attentionColors")->setCurrentIndex(1);
        QCOMPARE(zoom("low").content().colors, ColorMap::Cividis);
        QCOMPARE(zoom("difference").content().colors, ColorMap::Difference);
        const MapRange own = zoom("high").content().range;
        find<QComboBox>("attentionScale")->setCurrentIndex(1);
        const MapRange all = zoom("high").content().range;
        QVERIFY(all.low <= own.low && all.high > own.high);
        click(grid("high"), {kRolloutRow, 3});
        const std::vector<float> mean = zoom("high").content().values;
        find<QComboBox>("attentionRollout")->setCurrentIndex(1);
        QVERIFY(zoom("high").content().values != mean);
        const QImage opaque = zoom("high").grab().toImage();
        find<QSlider>("attentionOpacity")->setValue(0);
        QVERIFY(zoom("high").grab().toImage() != opaque);
        QCOMPARE(find<QLabel>("attentionOpacityValue")->text(), QStringLiteral("0 %"));
    }

    void effortsAppearAsTheyCome() {
        AttentionMaps maps = samples::goldenMaps();
        maps.efforts[1] = nullptr;
        maps.answers = {std::nullopt, std::nullopt};
        m_page->showWanted(6391);
        m_page->showMaps(samples::shared(maps));
        QVERIFY(!zoom("low").content().values.empty());
        QVERIFY(zoom("high").content().image.isNull());
        QCOMPARE(find<AttentionColumn>("low")->answer(), QStringLiteral("…"));
        m_page->showMaps(samples::shared(samples::goldenMaps()));
        QVERIFY(!zoom("high").content().values.empty());
        QVERIFY(!zoom("difference").content().values.empty());
    }

    void whatIsShownGoesWhenItsImageIsNoLongerWanted() {
        showGolden();
        m_page->showWanted(6392);
        QVERIFY(m_page->maps());  // for a moment, under its own number
        QVERIFY(find<QLabel>("attentionTitle")->text().startsWith(QStringLiteral("#6,391")));
        QTRY_VERIFY(!m_page->maps());
        QCOMPARE(find<QLabel>("attentionTitle")->text(), QStringLiteral("#6,392"));
        QVERIFY(zoom("low").content().image.isNull());
    }

    void aRunThatGoesOnAndAProblemAreSaid() {
        m_page->showWanted(3);
        m_page->showPostponed(
            QStringLiteral("A run is going on: the maps of image #3 come when it has ended."));
        QVERIFY(find<QLabel>("attentionStatus")->isVisible());
        m_page->showMaps(samples::shared(samples::goldenMaps(3)));
        QVERIFY(!find<QLabel>("attentionStatus")->isVisible());
        m_page->showProblem(QStringLiteral("The image 3 cannot be read: choose another one."));
        QVERIFY(find<QLabel>("attentionMessage")->isVisible());
        QVERIFY(!m_page->maps());
        m_page->showWanted(4);
        QVERIFY(!find<QLabel>("attentionMessage")->isVisible());
    }

    void notesAreShown() {
        AttentionMaps maps = samples::goldenMaps();
        maps.notes = QStringList{QStringLiteral("xrt keeps no attention: these maps are from cpu:torch.")};
        m_page->showMaps(samples::shared(maps));
        QVERIFY(find<QLabel>("attentionStatus")->isVisible());
        QCOMPARE(find<QLabel>("attentionStatus")->text(), maps.notes.front());
    }

    void keysAndFieldsGoFromImageToImage() {
        showGolden();
        QSignalSpy steps(m_page.get(), &AttentionPage::stepWanted);
        QSignalSpy wanted(m_page.get(), &AttentionPage::imageWanted);
        m_page->setFocus();
        QTest::keyClick(m_page.get(), Qt::Key_Right);
        QTest::keyClick(m_page.get(), Qt::Key_Left);
        QTest::keyClick(&grid("low"), Qt::Key_PageDown);
        QTest::keyClick(&zoom("low"), Qt::Key_PageUp);
        QCOMPARE(steps.count(), 4);
        QCOMPARE(steps.at(0).first().toInt(), 1);
        QCOMPARE(steps.at(1).first().toInt(), -1);
        QCOMPARE(steps.at(2).first().toInt(), 1);
        QCOMPARE(steps.at(3).first().toInt(), -1);
        auto* number = find<QSpinBox>("attentionImage");
        QCOMPARE(number->value(), 6391);
        QCOMPARE(wanted.count(), 0);
        number->setValue(12);
        QCOMPARE(wanted.last().first().toLongLong(), qint64(12));
    }

    void oneEffortAloneHasNoDifference() {
        AttentionMaps maps = samples::goldenMaps();
        maps.ladder.efforts.resize(1);
        maps.efforts.resize(1);
        maps.answers.resize(1);
        m_page->showMaps(samples::shared(maps));
        QVERIFY(find<AttentionColumn>("low")->isVisible());
        QVERIFY(!find<AttentionColumn>("high")->isVisible());
        QVERIFY(!find<AttentionColumn>("difference")->isVisible());
        QCOMPARE(find<QLabel>("lowName")->text(), QStringLiteral("path"));
    }

    void ofThreeEffortsAnyTwoStandSideBySide() {
        AttentionMaps maps = samples::goldenMaps();
        maps.ladder.efforts.insert(maps.ladder.efforts.begin() + 1, maps.ladder.efforts.front());
        maps.efforts.insert(maps.efforts.begin() + 1, maps.efforts.front());
        maps.answers.insert(maps.answers.begin() + 1, maps.answers.front());
        m_page->showMaps(samples::shared(maps));
        auto* pair = find<QComboBox>("attentionPair");
        QVERIFY(pair->isVisible());
        QCOMPARE(pair->count(), 3);
        QCOMPARE(find<QLabel>("highName")->text(), QStringLiteral("high"));
        pair->setCurrentIndex(1);
        QCOMPARE(find<QLabel>("highName")->text(), QStringLiteral("middle"));
        QVERIFY(grid("high").accessibleDescription() == grid("low").accessibleDescription());
    }

    void everyControlHasAName() {
        showGolden();
        for (const QWidget* widget : m_page->findChildren<QWidget*>()) {
            if (widget->focusPolicy() & Qt::TabFocus && widget->isVisible() &&
                widget->objectName() != QLatin1String("qt_spinbox_lineedit")) {
                QVERIFY2(!widget->accessibleName().isEmpty() || qobject_cast<const QPushButton*>(widget),
                         qPrintable(QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') +
                                    widget->objectName()));
            }
        }
    }
};

QTEST_MAIN(TestAttentionPage)
#include "tst_attention_page.moc"
