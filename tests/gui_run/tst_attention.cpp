// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/attention_service.h"
#include "devices/thread_environment.h"
#include "gui_app/real_window.h"
#include "support/timed_application.h"
#include "widgets/views/attention_column.h"
#include "widgets/views/attention_page.h"
#include "widgets/views/image_strip.h"

#include <QPushButton>
#include <QSemaphore>
#include <QThread>
#include <QToolButton>
#include <cmath>
#include <numeric>
#include <set>

using namespace pivot;
using pivot::test::RealWindow;
using pivot::test::TimedApplication;

/// From choosing an image to its maps, with the bundled model behind the window.
class TestAttention : public QObject {
    Q_OBJECT
    static AttentionPage& page(RealWindow& window) { return window.frame().attentionPage(); }
    static bool isComplete(const AttentionMapsPtr& maps) {
        return maps && maps->answers.front() && maps->efforts.back() && maps->answers.back();
    }
    static bool waitFor(RealWindow& window, qint64 sourceIndex) {
        return QTest::qWaitFor(
            [&] {
                const AttentionMapsPtr& maps = page(window).maps();
                return isComplete(maps) && maps->sourceIndex == sourceIndex;
            },
            60'000);
    }
    static void showFirst(RealWindow& window) {
        window.find<QToolButton>("tabAttention")->click();
        window.find<QPushButton>("emptyAttentionAction")->click();
    }
    /// A request that needs no window.
    static AttentionRequest request(qint64 sourceIndex) {
        AttentionRequest made;
        made.config.model = PIVOT_SOURCE_DIR "/assets/models/fashion-anypath";
        made.config.dataset = "fashion-mnist";
        made.config.device = "cpu";
        made.config.ladder.efforts = {
            Effort{.skip = SkipConfig{6, 7, 8, 9, 10, 11}, .modelPath = {}, .thresholdNats = 0.5}, Effort{}};
        made.sourceIndex = sourceIndex;
        return made;
    }
    static DeviceRegistry::Paths devices() {
        return {{PIVOT_PLUGIN_DIR}, PIVOT_SOURCE_DIR "/assets/profiles"};
    }

private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<ShownAttention>("pivot::ShownAttention"); }

    void theFirstImageOfTheSetUpShowsItsMaps() {
        RealWindow window;
        QVERIFY(window.begin());
        showFirst(window);
        QVERIFY2(waitFor(window, 0), qPrintable(window.text("attentionContext")));
        const AttentionMaps& maps = *page(window).maps();
        QCOMPARE(maps.efforts.size(), std::size_t(2));
        QCOMPARE(maps.efforts[0]->skip, (SkipConfig{6, 7, 8, 9, 10, 11}));
        QVERIFY(maps.efforts[0]->isSkipped(6));
        QVERIFY(!maps.efforts[1]->isSkipped(6));
        QCOMPARE(maps.efforts[1]->depth(), 12);
        QCOMPARE(maps.efforts[1]->tokens(), 50);
        // The rows of an attention sum to 1.
        const std::vector<float>& block = maps.efforts[1]->blocks[3];
        QVERIFY(std::abs(std::accumulate(block.begin(), block.begin() + 50, 0.0) - 1.0) < 1e-4);
        QVERIFY(!maps.image.isNull());
        QVERIFY(maps.label.has_value());
        QVERIFY(window.find<AttentionColumn>("high")->answer().contains(QStringLiteral("entropy")));
        QVERIFY(!window.find<AttentionColumn>("high")->zoom().content().values.empty());
    }

    void theKeysGoFromImageToImage() {
        RealWindow window;
        QVERIFY(window.begin());
        showFirst(window);
        QVERIFY(waitFor(window, 0));
        QTest::keyClick(&page(window), Qt::Key_Right);
        QTest::keyClick(&page(window), Qt::Key_Right);
        QVERIFY(waitFor(window, 2));
        QTest::keyClick(&page(window), Qt::Key_Left);
        QVERIFY(waitFor(window, 1));
        window.find<QSpinBox>("attentionImage")->setValue(9999);
        QVERIFY(waitFor(window, 9999));
        QTest::keyClick(&page(window), Qt::Key_Right);  // there is none
        QCOMPARE(window.find<QSpinBox>("attentionImage")->value(), 9999);
    }

    void anImageOfARunIsOpenedFromItsStrip() {
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY(window.run(64));
        auto* strip = window.find<ImageStrip>("imageStrip");
        QSignalSpy opened(strip, &ImageStrip::imageOpened);
        strip->setFocus();
        QTest::keyClick(strip, Qt::Key_Right);
        QCOMPARE(opened.count(), 0);
        QTest::keyClick(strip, Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QVERIFY(page(window).isVisible());
        QVERIFY(waitFor(window, opened.first().first().toLongLong()));
        window.frame().showPage(&window.frame().runPage());
        QTest::mouseClick(strip, Qt::LeftButton, {}, {20, 20});
        QCOMPARE(opened.count(), 2);
        QVERIFY(waitFor(window, opened.last().first().toLongLong()));
    }

    void itFollowsTheSetUp() {
        RealWindow window;
        QVERIFY(window.begin());
        showFirst(window);
        QVERIFY(waitFor(window, 0));
        window.frame().showPage(&window.frame().runPage());
        LadderSuggestion other;
        other.ladder.efforts = {Effort{.skip = SkipConfig{2}, .modelPath = {}, .thresholdNats = 0.3},
                                Effort{}};
        window.setup().ladder().setSuggestion(other);
        window.frame().showPage(&page(window));
        QTRY_VERIFY_WITH_TIMEOUT(
            isComplete(page(window).maps()) && page(window).maps()->efforts[0]->skip == SkipConfig{2},
            60'000);
    }

    void aRunIsLeftAlone() {
        RealWindow window;
        QVERIFY(window.begin());
        window.setLimit(2000);
        QSignalSpy ended(&window.workbench(), &Workbench::runEnded);
        window.setup().requestRun(RunMode::Routed);
        showFirst(window);
        QCOMPARE(ended.count(), 0);
        QVERIFY(
            window.find<QLabel>("attentionStatus")->text().startsWith(QStringLiteral("A run is going on")));
        QVERIFY(window.find<QLabel>("attentionStatus")->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 120'000);
        QVERIFY(window.text("progressCount").startsWith(QStringLiteral("2,000 images in")));
        QVERIFY(waitFor(window, 0));
        QVERIFY(!window.find<QLabel>("attentionStatus")->isVisible());
    }

    void nothingOfAnEarlierRequestArrives() {
        RunController runs(devices(), {});
        AttentionService service(runs);
        std::set<std::int64_t> arrived;
        QSemaphore done;
        bool complete = false;
        connect(&service, &AttentionService::mapsReady, this, [&](const ShownAttention& shown) {
            arrived.insert(shown.maps->sourceIndex);
            complete = isComplete(shown.maps);
        });
        service.ask(request(0));
        QTRY_VERIFY_WITH_TIMEOUT(complete, 60'000);
        arrived.clear();
        complete = false;
        service.ask(request(1));
        runs.compute([&](const RunController::ComputeTools&, const RunController::Tell&) { done.release(); });
        done.acquire();  // its maps are on their way to this thread
        for (int image = 2; image <= 20; ++image) {
            service.ask(request(image));
            QThread::msleep(3);  // some are under way, some wait
        }
        QTRY_VERIFY_WITH_TIMEOUT(complete, 60'000);
        QCOMPARE(arrived, (std::set<std::int64_t>{20}));
    }

    void closingWhileMapsAreComputedIsQuiet() {
        for (int round = 0; round < 3; ++round) {
            RunController runs(devices(), {});
            AttentionService service(runs);
            service.ask(request(round));
            QThread::msleep(static_cast<unsigned long>(20 * round));
        }
    }

    void aDeviceThatIsNotHereIsStoodInForAndSaid() {
        RunController runs(devices(), {});
        AttentionService service(runs);
        AttentionMapsPtr maps;
        connect(&service, &AttentionService::mapsReady, this,
                [&](const ShownAttention& shown) { maps = shown.maps; });
        AttentionRequest elsewhere = request(0);
        elsewhere.config.device = "xrt:0000:99:00.1";
        elsewhere.config.precision = Precision::Int8;
        service.ask(elsewhere);
        QTRY_VERIFY_WITH_TIMEOUT(isComplete(maps), 60'000);
        QCOMPARE(maps->notes.size(), qsizetype(2));
        QVERIFY2(maps->notes[0].startsWith(
                     QStringLiteral("xrt:0000:99:00.1 cannot be used here: these maps are from cpu:")),
                 qPrintable(maps->notes[0]));
        QVERIFY(maps->notes[1].contains(QStringLiteral("fp32 where the run has int8")));
        QVERIFY(maps->numerics.startsWith(QStringLiteral("fp32")));
    }

    void whatCannotBeOpenedIsOneSentence() {
        RunController runs(devices(), {});
        AttentionService service(runs);
        QSignalSpy failed(&service, &AttentionService::failed);
        AttentionRequest lost = request(0);
        lost.config.model = "/nowhere/model.safetensors";
        service.ask(lost);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 60'000);
        QVERIFY(failed.last().first().toString().contains(QStringLiteral("/nowhere/model.safetensors")));
        service.ask(request(10'000));
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 2, 60'000);
        QVERIFY(failed.last().first().toString().contains(QStringLiteral("has no image 10000")));
    }

    void noHandlerTakesLongWhileMapsArrive() {
        auto* application = static_cast<TimedApplication*>(QCoreApplication::instance());
        RealWindow window;
        QVERIFY(window.begin());
        showFirst(window);
        QVERIFY(waitFor(window, 0));  // lays the page out; from then on every handler counts
        application->forget();
        for (int image = 1; image <= 10; ++image) {
            QTest::keyClick(&page(window), Qt::Key_Right);
            QVERIFY(waitFor(window, image));
        }
        QVERIFY2(application->slowestMs() < TimedApplication::kLimitMs, qPrintable(application->report()));
    }
};

int main(int argc, char** argv) {
    prepareThreadEnvironment();
    TimedApplication application(argc, argv);
    TestAttention test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_attention.moc"
