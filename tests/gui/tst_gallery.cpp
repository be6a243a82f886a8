// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/golden_attention.h"
#include "gui/sample_comparison.h"
#include "widgets/charts/plot_card.h"
#include "widgets/theme/parts.h"
#include "widgets/views/attention_column.h"
#include "widgets/views/attention_page.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/progress_strip.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFontDatabase>
#include <QGraphicsTextItem>
#include <QGraphicsView>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QTableView>
#include <QTest>
#include <set>

using namespace pivot;

/// Every view with believable values, grabbed to PNG files for people to look at; what can be asserted of a
/// picture is.
class TestGallery : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<MainFrame> m_frame;

    void makeFrame(const QSize& size, Scheme scheme) {
        m_theme.setSystemScheme(scheme);
        applyTheme(*qApp, m_theme.theme());
        m_frame = std::make_unique<MainFrame>(m_theme);
        m_frame->resize(size);
        m_frame->devices().setDevices(samples::devices());
        SetupPanel& setup = m_frame->runPage().setup();
        setup.putModel(samples::model(), true);
        setup.putData(samples::data(), true);
        setup.chooseDevice(QStringLiteral("cpu:torch"));
        setup.ladder().setPathCost([](const SkipConfig& skip, int firstBlock) {
            const double active = (12.0 - static_cast<double>(skip.skippedCount())) / 12.0;
            return PathEstimate{
                firstBlock > 0 ? 1.0 - firstBlock / 12.0 : 0.12 + 0.88 * active, {}, "ZCU102 model"};
        });
        setup.ladder().setSuggestion({samples::ladder(), {"train[55000:60000]", "edp,loss=0.2", false}, {}});
        connect(&m_frame->runPage(), &RunPage::thumbnailsWanted, m_frame.get(),
                [this](const QList<qint64>& wanted) {
                    for (const qint64 index : wanted) {
                        m_frame->runPage().showThumbnail(index, samples::thumbnail(index));
                    }
                });
        m_frame->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_frame.get()));
    }
    void run(std::int64_t images, int efforts = 2, bool energy = true, double edp = 0.58) {
        RunPage& page = m_frame->runPage();
        page.setup().ladder().setSuggestion(
            {samples::ladder(efforts), {"train[55000:60000]", "edp,loss=0.2", false}, {}});
        page.showStarted(page.setup().config(RunMode::Routed));
        m_frame->progress().setRunning(true);
        const LiveSnapshot snapshot = samples::snapshot(images, 10000, efforts, energy, edp);
        page.showSnapshot(snapshot);
        m_frame->progress().setProgress(snapshot.progress);
    }
    void finish(const RunReport& report) {
        m_frame->runPage().showReport(report);
        m_frame->runPage().showEnded();
        m_frame->progress().setRunning(false);
        m_frame->progress().setIdleText(QStringLiteral("10,000 images in 5.8 s, stored as 6f1c2b0e"));
    }

    // What is drawn, not the ink of single letters: more colours than an empty page has.
    static int colours(const QImage& image) {
        std::set<QRgb> seen;
        for (int y = 0; y < image.height(); y += 3) {
            for (int x = 0; x < image.width(); x += 3) {
                seen.insert(image.pixel(x, y));
            }
        }
        return static_cast<int>(seen.size());
    }

    // Nothing that stands in a layout is cut off by its parent, and no label is narrower than its text unless
    // it shortens it.
    void verifyNothingIsClipped() {
        for (const QWidget* widget : m_frame->findChildren<QWidget*>()) {
            if (!widget->isVisible() || !widget->parentWidget()) {
                continue;
            }
            const QString name =
                QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName();
            if (const auto* label = qobject_cast<const QLabel*>(widget);
                label && !label->wordWrap() && !qobject_cast<const ElidedLabel*>(widget)) {
                QVERIFY2(label->width() + 1 >= label->fontMetrics().horizontalAdvance(label->text()),
                         qPrintable(name + QStringLiteral(" clips: ") + label->text()));
            }
            if (const auto* label = qobject_cast<const QLabel*>(widget); label && label->wordWrap()) {
                QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                         qPrintable(name + QStringLiteral(" clips: ") + label->text()));
            }
            if (const auto* button = qobject_cast<const QPushButton*>(widget)) {
                QVERIFY2(button->width() >= button->fontMetrics().horizontalAdvance(button->text()),
                         qPrintable(name));
            }
            if (qobject_cast<const QLabel*>(widget) || qobject_cast<const QPushButton*>(widget) ||
                qobject_cast<const QComboBox*>(widget)) {
                QVERIFY2(widget->parentWidget()->rect().contains(widget->geometry()), qPrintable(name));
            }
        }
    }

    // Qt Charts shortens labels of axes that it has too little room for.
    void verifyAxesAreReadable() {
        for (const auto* view : m_frame->findChildren<QGraphicsView*>()) {
            for (const QGraphicsItem* item : view->items()) {
                const auto* text = qgraphicsitem_cast<const QGraphicsTextItem*>(item);
                if (text && text->isVisible()) {
                    QVERIFY2(!text->toPlainText().endsWith(QStringLiteral("...")),
                             qPrintable(view->accessibleName()));
                }
            }
        }
    }

    void grab(const QString& name) {
        for (int i = 0; i < 3; ++i) {
            QCoreApplication::processEvents();
        }
        verifyNothingIsClipped();
        verifyAxesAreReadable();
        const QImage image = m_frame->grab().toImage();
        QVERIFY(colours(image) > 40);
        QDir().mkpath(QStringLiteral(PIVOT_GALLERY_DIR));
        const QString scale = image.devicePixelRatio() > 1.0 ? QStringLiteral("@2x") : QString();
        QVERIFY(image.save(QStringLiteral(PIVOT_GALLERY_DIR "/%1%2.png").arg(name, scale)));
    }

private Q_SLOTS:
    void initTestCase() {
        // A font as desktops have it, where there is one; the default otherwise.
        for (const char* family : {"Inter", "Noto Sans", "Cantarell"}) {
            if (QFontDatabase::families().contains(QLatin1String(family))) {
                QApplication::setFont(QFont(QLatin1String(family), 10));
                break;
            }
        }
    }
    void cleanup() { m_frame.reset(); }

    void pages_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        QTest::newRow("light-1440") << QSize(1440, 900) << false;
        QTest::newRow("dark-1440") << QSize(1440, 900) << true;
        QTest::newRow("light-1280") << QSize(1280, 800) << false;
        QTest::newRow("dark-1280") << QSize(1280, 800) << true;
    }
    void pages() {
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        const QString suffix = QString::fromLatin1(QTest::currentDataTag());
        makeFrame(size, dark ? Scheme::Dark : Scheme::Light);
        QCOMPARE(m_frame->size(), size);
        grab(QStringLiteral("empty-") + suffix);
        run(6400);
        grab(QStringLiteral("running-") + suffix);
        run(10000);
        finish(samples::report());
        grab(QStringLiteral("finished-") + suffix);
        m_frame->runPage().setExperiments(samples::otherExperiments());
        m_frame->runPage().showStored(samples::storedRun());
        grab(QStringLiteral("stored-") + suffix);
        AttentionPage& attention = m_frame->attentionPage();
        m_frame->showPage(&attention);
        grab(QStringLiteral("attention-empty-") + suffix);
        attention.setImages(0, 9999);
        attention.showWanted(6391);
        attention.showMaps(samples::shared(samples::goldenMaps()));
        grab(QStringLiteral("attention-") + suffix);
        AttentionColumn& low = *attention.findChild<AttentionColumn*>(QStringLiteral("low"));
        Q_EMIT low.grid().chosen({1, 1});  // a skipped block
        Q_EMIT low.zoom().patchChosen(5);
        Q_EMIT low.zoom().cursorMoved(10);
        grab(QStringLiteral("attention-patch-") + suffix);
        ComparePage& compare = m_frame->comparePage();
        m_frame->showPage(&compare);
        grab(QStringLiteral("compare-empty-") + suffix);
        compare.setExperiments(samples::comparedRows());
        grab(QStringLiteral("compare-unchosen-") + suffix);
        connect(&compare, &ComparePage::thumbnailsWanted, &compare, [&compare](const QList<qint64>& wanted) {
            for (const qint64 index : wanted) {
                compare.setThumbnail(index, samples::thumbnail(index));
            }
        });
        compare.choose(
            {samples::comparedRows()[0].id, samples::comparedRows()[1].id, samples::comparedRows()[2].id});
        compare.showComparison(samples::comparisonOf(samples::comparedRuns()));
        grab(QStringLiteral("compare-") + suffix);
        compare.findChild<QAbstractButton*>(QStringLiteral("compareViews1"))->click();
        compare.findChild<QAbstractButton*>(QStringLiteral("compareMoreNotes"))->click();
        grab(QStringLiteral("compare-classes-") + suffix);
        m_frame->showPage(&m_frame->experimentsPage());
        grab(QStringLiteral("experiments-empty-") + suffix);
        m_frame->experiments().setRows(samples::experiments());
        grab(QStringLiteral("experiments-") + suffix);
        m_frame->experiments().setRows(samples::manyExperiments(5000));
        m_frame->experimentsPage().setChoices(
            {{QStringLiteral("cpu:torch")}, {QStringLiteral("paper")}, {RunStatus::Complete}});
        m_frame->findChild<QTableView*>(QStringLiteral("experiments"))->selectRow(1);
        m_frame->experimentsPage().showDetails(
            samples::experimentDetails(m_frame->experimentsPage().selectedIds().value(0)));
        m_frame->experimentsPage().showDeleted({QStringLiteral("a"), QStringLiteral("b")});
        grab(QStringLiteral("experiments-chosen-") + suffix);
    }

    void aThresholdThatIsBeingChosen() {
        makeFrame({1440, 900}, Scheme::Light);
        RunConfig config = m_frame->runPage().setup().config(RunMode::Routed);
        config.calibrate = CalibrationGoal();
        m_frame->runPage().showStarted(config);
        LiveSnapshot snapshot = samples::snapshot(1280, 5000);
        snapshot.progress.stage = "choosing the threshold";
        m_frame->progress().setRunning(true);
        m_frame->progress().setProgress(snapshot.progress);
        m_frame->runPage().showSnapshot(snapshot);
        grab(QStringLiteral("choosing"));
    }

    void valuesUnderThePointer() {
        makeFrame({1440, 900}, Scheme::Light);
        m_frame->runPage().setExperiments(samples::otherExperiments());
        m_frame->runPage().showStored(samples::storedRun());
        for (PlotCard* card : m_frame->findChildren<PlotCard*>()) {
            if (!card->isVisible()) {
                continue;  // of another view of the page
            }
            QTest::keyClick(card, Qt::Key_Home);
            QTest::keyClick(card, Qt::Key_Right);
            QTest::keyClick(card, Qt::Key_Right);
            QVERIFY(card->shownReadout() >= 0);
        }
        grab(QStringLiteral("readouts"));
    }

    void aRunThatCosts() {
        makeFrame({1280, 800}, Scheme::Light);
        run(10000, 2, true, 1.2);
        finish(samples::report(1 / 1.2));
        grab(QStringLiteral("costs"));
    }

    void anEnergyThatIsNotKnown() {
        makeFrame({1280, 800}, Scheme::Light);
        run(10000, 2, false);
        finish(samples::report(0));
        grab(QStringLiteral("energy-unknown"));
    }

    void everythingTheSetUpCanSay() {
        makeFrame({1280, 1000}, Scheme::Light);
        SetupPanel& setup = m_frame->runPage().setup();
        LadderSuggestion other{samples::ladder(), {"given", "given", false}, CalibrationGoal{}};
        other.ladder.efforts[1].skip = SkipConfig{2};
        setup.ladder().suggest(other);
        setup.ladder().setRerun(RerunMode::Restart);
        setup.ladder().suggest({samples::ladder(), {"given", "given", false}, {}});
        setup.showMore();
        m_frame->showMessage(QStringLiteral("'/data/runs.sqlite' is not a database: choose another file."));
        grab(QStringLiteral("set-up"));
    }

    void threeEffortsAndLongNames() {
        makeFrame({1280, 800}, Scheme::Dark);
        ModelChoice model = samples::model();
        model.path += QStringLiteral("-long");
        model.name = QStringLiteral("deit_small_patch16_224.fb_in1k-finetuned-on-something-with-a-long-name");
        m_frame->runPage().setup().putModel(model, true);
        run(6400, 3);
        grab(QStringLiteral("three-efforts-running"));
        RunReport report = samples::report(1.9, 3);
        report.latencyMs = Percentiles{0.44, 1.02, 1.31};
        report.batchMs.reset();
        finish(report);
        grab(QStringLiteral("three-efforts"));
    }

    void problemsAndMessages() {
        makeFrame({1280, 800}, Scheme::Light);
        m_frame->runPage().showMessage(QStringLiteral(
            "The tensor blocks.3.attn.qkv.weight of model.safetensors has shape [576, 192] where [1152, 384] "
            "was expected: choose the configuration that belongs to these weights."));
        m_frame->appendLog(QStringLiteral("09:12:30 opened /models/model.safetensors"));
        m_frame->findChild<QAbstractButton*>(QStringLiteral("toggleLog"))->click();
        grab(QStringLiteral("message-and-log"));
    }
};

QTEST_MAIN(TestGallery)
#include "tst_gallery.moc"
