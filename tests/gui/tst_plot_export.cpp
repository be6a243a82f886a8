// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/charts/accuracy_edp_chart.h"
#include "widgets/charts/delay_chart.h"
#include "widgets/charts/entropy_chart.h"
#include "widgets/charts/plane_chart.h"
#include "widgets/charts/plot_export.h"
#include "widgets/charts/plot_zoom.h"
#include "widgets/charts/reliability_chart.h"
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_writer.h"
#include "widgets/models/shown_database.h"
#include "widgets/views/figure_export_dialog.h"
#include "widgets/views/figure_window.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

using namespace pivot;

/// A plot on paper, as a file and on the clipboard, with its values.
class TestPlotExport : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    QTemporaryDir m_home;
    std::unique_ptr<AccuracyEdpChart> m_card;

    QString path(const char* name) const { return m_home.filePath(QLatin1String(name)); }
    static QByteArray read(const QString& name) {
        QFile file(name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// The part of the pixels that are white, and the darkest of all.
    static double white(const QImage& image) {
        qint64 count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                count += image.pixelColor(x, y) == QColor(Qt::white) ? 1 : 0;
            }
        }
        return static_cast<double>(count) / (static_cast<double>(image.width()) * image.height());
    }

private Q_SLOTS:
    void init() {
        m_theme.setSystemScheme(Scheme::Dark);
        m_card = std::make_unique<AccuracyEdpChart>(m_theme);
        m_card->setCurve(samples::snapshot(6400, 10000).curve, 10000, true);
        m_card->resize(480, 260);
        m_card->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_card.get()));
    }

    void paperIsWhiteWhateverTheTheme() {
        const QImage image = plotImage(*m_card, 2);
        QCOMPARE(image.size(), 2 * m_card->pictureSize());
        QVERIFY2(white(image) > 0.6 && white(image) < 0.99, qPrintable(QString::number(white(image))));
        QCOMPARE(image.pixelColor(0, 0), QColor(Qt::white));
        // And the screen is as it was.
        QVERIFY(m_card->grab().toImage().pixelColor(240, 130).lightness() < 128);
    }

    void whatThePointerReadsIsNotExported() {
        const QImage plain = plotImage(*m_card, 1);
        QTest::keyClick(m_card.get(), Qt::Key_Home);
        QVERIFY(m_card->shownReadout() == 0);
        QCOMPARE(plotImage(*m_card, 1), plain);
    }

    void theClipboardHasPictureAndValues() {
        m_card->findChild<QAction*>(QStringLiteral("plotCopy"))->trigger();
        const QMimeData* data = QApplication::clipboard()->mimeData();
        QVERIFY(data->hasImage() && data->hasText());
        QCOMPARE(qvariant_cast<QImage>(data->imageData()).size(), 2 * m_card->pictureSize());
        const QStringList lines = data->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), qsizetype(1 + m_card->readoutCount()));
        QVERIFY(lines.first().startsWith(QStringLiteral("images\taccuracy\taccuracy_low95")));
    }

    void everyPlotIsAFigure() {
        EntropyChart entropy(m_theme);
        const LiveSnapshot live = samples::snapshot(10000, 10000);
        entropy.setThreshold(0.5);
        entropy.setHistogram(live.histograms[0].right, live.histograms[0].wrong);
        PlaneChart plane(m_theme);
        plane.setPoints(PlanePoint{0.58, 0.921, 0.915, 0.927, {}}, 0.922, {});
        plane.setEarlier({{0.83, 0.919, 0, 0, QStringLiteral("aaaa1111")}});
        DelayChart delay(m_theme);
        delay.setBars({{QStringLiteral("low"), {0.46, 0}}, {QStringLiteral("mean"), {0.4, 0.18}, 0}}, 2,
                      0.75);
        ReliabilityChart reliability(m_theme);
        Reliability bins;
        bins.bins = {{0.4, 0.6, 10, 6, 0.5}, {0.8, 1.0, 90, 85, 0.95}};
        reliability.setCurves({{0, false, QStringLiteral("low"), bins}}, 2);
        for (PlotCard* card :
             std::initializer_list<PlotCard*>{&entropy, &plane, &delay, &reliability, m_card.get()}) {
            card->setExperiments({QStringLiteral("0b5c6a1e")});
            const figures::FigureDocument document = card->document();
            QCOMPARE(document.spec.experiments, std::vector<std::string>{"0b5c6a1e"});
            for (const auto format :
                 {figures::FigureFormat::Pdf, figures::FigureFormat::Svg, figures::FigureFormat::Png,
                  figures::FigureFormat::Pgf, figures::FigureFormat::Csv}) {
                const auto written = figures::writeFigure(document, format);
                QVERIFY2(written && written->bytes.size() > 40, qPrintable(card->title()));
            }
            const QString folder = QString::fromLocal8Bit(qgetenv("PIVOT_FIGURES"));  // to look at them
            if (!folder.isEmpty()) {
                QVERIFY(figures::figureImage(document, 200)
                            ->save(folder + QLatin1Char('/') + card->objectName() + QStringLiteral(".png")));
            }
        }
    }

    void aFigureHasTheValuesOfThePlot() {
        const figures::FigureData data = m_card->figure();
        QCOMPARE(data.panels.size(), std::size_t(2));
        const figures::Series& accuracy = data.panels[0].series.back();
        QCOMPARE(accuracy.x.size(), static_cast<std::size_t>(m_card->readoutCount()));
        QCOMPARE(accuracy.x.back(), 6400.0);
        DelayChart delay(m_theme);
        delay.setBars({{QStringLiteral("low"), {0.46, 0}}, {QStringLiteral("mean"), {0.4, 0.18}, 0}}, 2,
                      0.75);
        const figures::Panel bars = delay.figure().panels.front();
        QCOMPARE(bars.y.categories, (std::vector<std::string>{"mean", "low"}));  // from the bottom up
        QCOMPARE(bars.series[1].low, std::vector<double>{0.4});
        QVERIFY(bars.series[1].x.size() == 1 && qFuzzyCompare(bars.series[1].x.front(), 0.58));
        QCOMPARE(bars.rules.front().at, 0.75);
    }

    void aZoomedPlotIsExportedAsItIsShown() {
        m_card->zoom().zoomTo({m_card->plotArea().center(), m_card->plotArea().bottomRight()});
        QVERIFY(m_card->zoom().isZoomed());
        const figures::Panel shown = m_card->document().data.panels.front();
        QVERIFY(shown.x.low && *shown.x.low > 1000 && shown.y.high && *shown.y.high < 100);
    }

    void everyPlotHasATable() {
        EntropyChart entropy(m_theme);
        const LiveSnapshot live = samples::snapshot(10000, 10000);
        entropy.setThreshold(0.5);
        entropy.setHistogram(live.histograms[0].right, live.histograms[0].wrong);
        QCOMPARE(entropy.table().rows.size(), std::size_t(40));
        QCOMPARE(entropy.table().rows[0].last(), QStringLiteral("0"));
        QCOMPARE(entropy.table().rows[39].last(), QStringLiteral("1"));
        PlaneChart plane(m_theme);
        plane.setPoints(PlanePoint{0.58, 0.921, 0.915, 0.927, {}}, 0.922, {});
        plane.setEarlier({{0.83, 0.919, 0, 0, QStringLiteral("aaaa1111 · skips 6, 7")}});
        QCOMPARE(plane.table().rows.size(), std::size_t(3));
        QVERIFY(plane.table()
                    .text(QLatin1Char(','))
                    .contains(QStringLiteral("\"aaaa1111 · skips 6, 7\",0.83,0.919,,")));
        DelayChart delay(m_theme);
        delay.setBars({{QStringLiteral("low"), {0.46, 0}}, {QStringLiteral("mean"), {}, 0.58}}, 2, 0.75);
        QCOMPARE(delay.table().columns.join(QLatin1Char(' ')),
                 QStringLiteral("what low_ms high_ms mixed_ms total_ms"));
        for (const QStringList& row : delay.table().rows) {
            QCOMPARE(row.size(), delay.table().columns.size());
        }
        QCOMPARE(delay.table().rows.back().last(), QStringLiteral("0.75"));
    }

    void theDialogAsksBeforeItReplaces() {
        const QString file = path("kept.csv");
        QFile old(file);
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
        old.close();
        FigureExportDialog dialog(m_card->document(), nullptr);
        dialog.show();
        auto* format = dialog.findChild<QComboBox*>(QStringLiteral("exportFormat"));
        format->setCurrentIndex(format->findData(static_cast<int>(figures::FigureFormat::Csv)));
        QVERIFY(!dialog.findChild<QSpinBox*>(QStringLiteral("exportDpi"))->isEnabled());
        auto* name = dialog.findChild<QLineEdit*>(QStringLiteral("exportFile"));
        QVERIFY(name->text().endsWith(QStringLiteral("accuracy-and-edp.csv")));
        name->setText(file);
        auto* write = dialog.findChild<QPushButton*>(QStringLiteral("exportWrite"));
        write->click();
        QVERIFY(dialog.isVisible());
        QCOMPARE(read(file), QByteArray("old"));
        QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("exportMessage"))
                    ->text()
                    .contains(QStringLiteral("kept.csv")));
        write->click();
        QVERIFY(!dialog.isVisible());
        QVERIFY(read(file).startsWith("panel,series,x,y"));
    }

    void theDialogStaysWhenThePlaceIsWrong() {
        FigureExportDialog dialog(m_card->document(), nullptr);
        dialog.show();
        dialog.findChild<QLineEdit*>(QStringLiteral("exportFile"))->setText(path("no/such/plot.pdf"));
        dialog.findChild<QPushButton*>(QStringLiteral("exportWrite"))->click();
        QVERIFY(dialog.isVisible());
        QVERIFY(!dialog.findChild<QLabel*>(QStringLiteral("exportMessage"))->text().isEmpty());
    }

    void theNextDialogProposesTheSameStyle() {
        QWidget window;
        {
            FigureExportDialog dialog(m_card->document(), &window);
            auto* width = dialog.findChild<QComboBox*>(QStringLiteral("exportWidth"));
            width->setCurrentIndex(width->findData(QStringLiteral("neurips")));
            dialog.findChild<QCheckBox*>(QStringLiteral("exportGrey"))->setChecked(true);
            dialog.findChild<QLineEdit*>(QStringLiteral("exportFile"))->setText(path("first.pdf"));
            dialog.findChild<QPushButton*>(QStringLiteral("exportWrite"))->click();
        }
        const auto written = figures::readFigureFile(path("first.pdf").toStdString());
        QVERIFY(written);
        QCOMPARE(written->spec.style.widthIn, 5.5);
        FigureExportDialog next(m_card->document(), &window);
        QVERIFY(next.findChild<QCheckBox*>(QStringLiteral("exportGrey"))->isChecked());
        QCOMPARE(next.findChild<QComboBox*>(QStringLiteral("exportWidth"))->currentData().toString(),
                 QStringLiteral("neurips"));
        QVERIFY(next.findChild<QLineEdit*>(QStringLiteral("exportFile"))->text().startsWith(m_home.path()));
    }

    void theCommandThatDrawsTheSameIsCopied() {
        m_card->setExperiments({});
        auto* command = m_card->findChild<QAction*>(QStringLiteral("plotCommand"));
        QVERIFY(!command->isEnabled());  // what is stored nowhere cannot be drawn again
        m_card->setExperiments({QStringLiteral("0b5c6a1e-1")});
        QVERIFY(command->isEnabled());
        QWidget window;
        setShownDatabase(window, QStringLiteral("/data/my runs.sqlite"));
        command->trigger();
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("pivot export --figure accuracy-edp --experiment 0b5c6a1e-1 --width ieee1 "
                                "--output accuracy-edp.pdf"));

        FigureExportDialog dialog(m_card->document(), &window);
        dialog.offerCommand(*m_card->recipe());
        dialog.findChild<QCheckBox*>(QStringLiteral("exportGrey"))->setChecked(true);
        dialog.findChild<QLineEdit*>(QStringLiteral("exportFile"))->setText(QStringLiteral("fig 1.pdf"));
        dialog.findChild<QPushButton*>(QStringLiteral("exportCommand"))->click();
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("pivot export --figure accuracy-edp --experiment 0b5c6a1e-1 --width ieee1 "
                                "--grey --output 'fig 1.pdf' --db '/data/my runs.sqlite'"));
        m_card->setExperiments({});
        FigureExportDialog nowhere(m_card->document(), &window);
        nowhere.offerCommand(*m_card->recipe());
        QVERIFY(!nowhere.findChild<QPushButton*>(QStringLiteral("exportCommand")));
    }

    void aFigureThatIsOpenedLeadsBackToItsExperiment() {
        m_card->setExperiments({QStringLiteral("0b5c6a1e-1")});
        FigureWindow unknown(m_card->document(), QStringLiteral("a.pdf"), {});
        QVERIFY(!unknown.findChild<QPushButton*>(QStringLiteral("figureExperiment")));
        QVERIFY(unknown.findChild<QLabel*>(QStringLiteral("figureAbout"))
                    ->text()
                    .contains(QStringLiteral("does not have it")));
        auto* known =
            new FigureWindow(m_card->document(), QStringLiteral("a.pdf"), {QStringLiteral("0b5c6a1e-1")});
        QString wanted;
        connect(known, &FigureWindow::experimentWanted, this, [&wanted](const QString& id) { wanted = id; });
        known->show();
        known->findChild<QPushButton*>(QStringLiteral("figureExperiment"))->click();
        QCOMPARE(wanted, QStringLiteral("0b5c6a1e-1"));
    }

    void dialogsOfBothThemes() {
        const QString folder = QString::fromLocal8Bit(qgetenv("PIVOT_FIGURES"));
        for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
            m_theme.setSystemScheme(scheme);
            applyTheme(*qApp, m_theme.theme());
            FigureExportDialog dialog(m_card->document(), nullptr);
            dialog.show();
            auto* picture = dialog.findChild<QLabel*>(QStringLiteral("figurePaper"));
            QVERIFY(!picture->pixmap().isNull());
            const QImage paper = picture->grab().toImage();
            QCOMPARE(paper.pixelColor(2, 2), QColor(Qt::white));  // paper is white in both
            if (!folder.isEmpty()) {
                const QString name =
                    scheme == Scheme::Dark ? QStringLiteral("dark") : QStringLiteral("light");
                QVERIFY(dialog.grab().save(folder + QStringLiteral("/dialog-%1.png").arg(name)));
                FigureWindow window(m_card->document(), QStringLiteral("fig1.pdf"),
                                    {QStringLiteral("0b5c6a1e")});
                window.setAttribute(Qt::WA_DeleteOnClose, false);
                window.show();
                QVERIFY(window.grab().save(folder + QStringLiteral("/window-%1.png").arg(name)));
            }
        }
    }
};

QTEST_MAIN(TestPlotExport)
#include "tst_plot_export.moc"
