// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/golden_attention.h"
#include "gui/grab_difference.h"
#include "gui/sample_comparison.h"
#include "widgets/views/attention_page.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/images_page.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QApplication>
#include <QDir>
#include <QFontDatabase>
#include <QPainter>
#include <QTest>
#include <cmath>

using namespace pivot;
using pivot::test::GrabDifference;
using pivot::test::grabDifference;
using pivot::test::shrunkGrab;

/// Every page looks as it did: in light, dark and (as tst_grabs_2x) at twice the scale. A change that is
/// meant is stored with PIVOT_RENEW_GRABS=1, in a commit that says what looks different.
class TestGrabs : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<MainFrame> m_frame;

    static ImageSet imageSet() {
        constexpr int kImages = 400, kClasses = 10;
        ImageTableBuilder builder(2, kClasses, samples::model().labels);
        for (int i = 0; i < kImages; ++i) {
            const double normalized = (i + 0.5) / kImages;
            const bool hard = normalized > 0.5;
            ImageResult image;
            image.outcome.imageIndex = i;
            image.outcome.label = i % kClasses;
            for (int effort = 0; effort < (hard ? 2 : 1); ++effort) {
                Visit visit;
                visit.effort = effort;
                visit.entropyNats = normalized * std::log(static_cast<double>(kClasses)) / (1 + effort);
                visit.right = effort == 1 || i % 7 != 0;
                visit.topIds = {visit.right ? i % kClasses : (i + 1) % kClasses, -1, -1, -1, -1};
                image.visits.push_back(visit);
            }
            image.outcome.exitEffort = hard ? 1 : 0;
            image.outcome.right = image.visits.back().right;
            image.outcome.predicted = image.visits.back().topIds[0];
            builder.add(image);
        }
        return {QStringLiteral("6f1c2b0e"),
                QStringLiteral("fashion-anypath  ·  Fashion-MNIST test"),
                builder.build(),
                {"6–11", "none"},
                {0.5 * std::log(static_cast<double>(kClasses)), std::nullopt}};
    }

    void makeFrame(bool dark) {
        m_theme.setSystemScheme(dark ? Scheme::Dark : Scheme::Light);
        applyTheme(*qApp, m_theme.theme());
        m_frame = std::make_unique<MainFrame>(m_theme);
        m_frame->resize(1440, 900);
        m_frame->devices().setDevices(samples::devices());
        SetupPanel& setup = m_frame->runPage().setup();
        setup.putModel(samples::model(), true);
        setup.putData(samples::data(), true);
        setup.chooseDevice(QStringLiteral("cpu:torch"));
        setup.ladder().setSuggestion({samples::ladder(), {"train[55000:60000]", "edp,loss=0.2", false}, {}});
        MainFrame* frame = m_frame.get();
        connect(&frame->runPage(), &RunPage::thumbnailsWanted, frame, [frame](const QList<qint64>& wanted) {
            for (const qint64 index : wanted) {
                frame->runPage().showThumbnail(index, samples::thumbnail(index));
            }
        });
        connect(&frame->imagesPage(), &ImagesPage::thumbnailsWanted, frame,
                [frame](const QList<qint64>& wanted) {
                    for (const qint64 index : wanted) {
                        frame->imagesPage().setThumbnail(index, samples::thumbnail(index));
                    }
                });
        frame->show();
        QVERIFY(QTest::qWaitForWindowExposed(frame));
    }

    QImage grab() {
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::processEvents();
        }
        return m_frame->grab().toImage();
    }

    void compare(const QString& page, bool dark) {
        const QImage whole = grab();
        const QString scale = whole.devicePixelRatio() > 1.0 ? QStringLiteral("@2x") : QString();
        const QString name = QStringLiteral("%1-%2%3.png").arg(page, dark ? "dark" : "light", scale);
        const QImage now = shrunkGrab(whole);
        QDir().mkpath(QStringLiteral(PIVOT_GALLERY_DIR));
        QVERIFY(
            whole.save(QStringLiteral(PIVOT_GALLERY_DIR "/grab-") + name, "PNG", 85));  // quick, not small
        const QString stored = QStringLiteral(PIVOT_TEST_DATA "/grabs/") + name;
        if (qEnvironmentVariableIsSet("PIVOT_RENEW_GRABS")) {
            QDir().mkpath(QStringLiteral(PIVOT_TEST_DATA "/grabs"));
            QVERIFY(now.save(stored));
            return;
        }
        const QImage wanted(stored);
        QVERIFY2(wanted.size() == now.size(), qPrintable(stored + QStringLiteral(" is not stored")));
        const GrabDifference difference = grabDifference(now, wanted.convertToFormat(QImage::Format_RGB32));
        if (difference.mean > test::kGrabMean || difference.worst > test::kGrabWorst) {
            QVERIFY(now.save(QStringLiteral(PIVOT_GALLERY_DIR "/differs-") + name));
        }
        const double factor = m_frame->width() / static_cast<double>(test::kGrabSize.width());
        QVERIFY2(difference.mean <= test::kGrabMean && difference.worst <= test::kGrabWorst,
                 qPrintable(QStringLiteral("%1 looks different: mean %2, most %3 about (%4, %5); see "
                                           "gallery/differs-%1, and PIVOT_RENEW_GRABS=1 stores it anew")
                                .arg(name)
                                .arg(difference.mean)
                                .arg(difference.worst)
                                .arg(difference.worstAt.x() * factor)
                                .arg(difference.worstAt.y() * factor)));
    }

private Q_SLOTS:
    void initTestCase() {
        qputenv("TZ", "UTC");
        // Installed with the other packages of the tests, and the same everywhere.
        const QString family = QStringLiteral("DejaVu Sans");
        if (!QFontDatabase::families().contains(family)) {
            QFAIL("DejaVu Sans is not installed, and with another font every page looks different");
        }
        QApplication::setFont(QFont(family, 10));
    }
    void cleanup() { m_frame.reset(); }

    void aPage_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void aPage() {
        QFETCH(bool, dark);
        makeFrame(dark);
        compare(QStringLiteral("start"), dark);
        m_frame->runPage().setExperiments(samples::otherExperiments());
        m_frame->runPage().showStored(samples::storedRun());
        compare(QStringLiteral("run"), dark);
        m_frame->imagesPage().showImages(imageSet());
        m_frame->showPageOf(QStringLiteral("tabImages"));
        compare(QStringLiteral("images"), dark);
        AttentionPage& attention = m_frame->attentionPage();
        m_frame->showPageOf(QStringLiteral("tabAttention"));
        attention.setImages(0, 9999);
        attention.showWanted(6391);
        attention.showMaps(samples::shared(samples::goldenMaps()));
        compare(QStringLiteral("attention"), dark);
        ComparePage& comparing = m_frame->comparePage();
        connect(&comparing, &ComparePage::thumbnailsWanted, &comparing,
                [&comparing](const QList<qint64>& wanted) {
                    for (const qint64 index : wanted) {
                        comparing.setThumbnail(index, samples::thumbnail(index));
                    }
                });
        m_frame->showPageOf(QStringLiteral("tabCompare"));
        comparing.setExperiments(samples::comparedRows());
        comparing.choose({samples::comparedRows()[0].id, samples::comparedRows()[1].id});
        comparing.showComparison(samples::comparisonOf(samples::comparedRuns(false)));
        compare(QStringLiteral("compare"), dark);
        m_frame->experiments().setRows(samples::experiments());
        m_frame->showPageOf(QStringLiteral("tabExperiments"));
        compare(QStringLiteral("experiments"), dark);
    }

    void aMovedLetterIsNoDifferenceAndAMissingCardIs() {
        makeFrame(false);
        m_frame->runPage().showStored(samples::storedRun());
        const QImage whole = grab();
        const QImage wanted = shrunkGrab(whole);
        QImage moved(whole.size(), whole.format());
        moved.fill(whole.pixelColor(0, 0));
        moved.setDevicePixelRatio(1);
        QImage flat = whole;
        flat.setDevicePixelRatio(1);
        QPainter painter(&moved);
        painter.drawImage(1, 0, flat);
        painter.end();
        const GrabDifference little = grabDifference(shrunkGrab(moved), wanted);
        QVERIFY2(little.mean < test::kGrabMean && little.worst < test::kGrabWorst,
                 qPrintable(QStringLiteral("%1 %2").arg(little.mean).arg(little.worst)));
        m_frame->findChild<QWidget*>(QStringLiteral("delayChart"))->hide();
        const GrabDifference much = grabDifference(shrunkGrab(grab()), wanted);
        QVERIFY2(much.mean > test::kGrabMean || much.worst > test::kGrabWorst,
                 qPrintable(QStringLiteral("%1 %2").arg(much.mean).arg(much.worst)));
    }
};

QTEST_MAIN(TestGrabs)
#include "tst_grabs.moc"
