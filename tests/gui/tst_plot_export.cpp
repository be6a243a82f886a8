// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/charts/accuracy_edp_chart.h"
#include "widgets/charts/delay_chart.h"
#include "widgets/charts/entropy_chart.h"
#include "widgets/charts/plane_chart.h"
#include "widgets/charts/plot_export_dialog.h"
#include "widgets/charts/plot_zoom.h"

#include <QAction>
#include <QApplication>
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
#include <QSvgRenderer>
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

    void aPngHasTheResolutionThatWasChosen() {
        QVERIFY(exportPlot(*m_card, path("plot.png"), PlotFormat::Png, 300));
        const QImage image(path("plot.png"));
        QCOMPARE(image.width(), qRound(m_card->pictureSize().width() * 300.0 / m_card->logicalDpiX()));
        QCOMPARE(qRound(image.dotsPerMeterX() * 0.0254), 300);
    }

    void aPdfIsOfThePlotsSizeAndHoldsText() {
        QVERIFY(exportPlot(*m_card, path("plot.pdf"), PlotFormat::Pdf, 0));
        const QByteArray pdf = read(path("plot.pdf"));
        QVERIFY(pdf.startsWith("%PDF"));
        QVERIFY(pdf.contains("/FontFile2") || pdf.contains("/FontFile"));
    }

    void anSvgShowsNothingOutsideOfAZoomedPlot() {
        m_card->zoom().zoomTo({m_card->plotArea().center(), m_card->plotArea().bottomRight()});
        QVERIFY(m_card->zoom().isZoomed());
        QVERIFY(exportPlot(*m_card, path("plot.svg"), PlotFormat::Svg, 0));
        QSvgRenderer svg(path("plot.svg"));
        QVERIFY(svg.isValid());
        QImage drawn(m_card->pictureSize(), QImage::Format_RGB32);
        drawn.fill(Qt::white);
        QPainter painter(&drawn);
        svg.render(&painter);
        painter.end();
        const QImage wanted = plotImage(*m_card, 1);
        // The margin at the left has labels alone: as much ink as where the painter clips, a curve would
        // double it.
        const QRect margin(0, 0, static_cast<int>(m_card->plotArea().left()), drawn.height());
        const double ink = 1 - white(drawn.copy(margin)), inkWanted = 1 - white(wanted.copy(margin));
        QVERIFY2(std::abs(ink - inkWanted) < 0.25 * inkWanted + 0.01,
                 qPrintable(QStringLiteral("%1 for %2").arg(ink).arg(inkWanted)));
    }

    void aTableHasEveryPointOfThePlot() {
        QVERIFY(exportPlot(*m_card, path("plot.csv"), PlotFormat::Csv, 0));
        const QByteArrayList lines = read(path("plot.csv")).split('\n');
        QCOMPARE(lines.first(), QByteArray("images,accuracy,accuracy_low95,accuracy_high95,edp_of_full_path,"
                                           "delay_of_full_path"));
        QCOMPARE(lines.size(), qsizetype(m_card->readoutCount() + 2));
        QVERIFY(lines[lines.size() - 2].startsWith("6400,0.9"));
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

    void whatCannotBeWrittenIsSaidAndTheOldFileStays() {
        const Result<void> nowhere = exportPlot(*m_card, path("no/such/plot.png"), PlotFormat::Png, 96);
        QVERIFY(!nowhere);
        QVERIFY(
            QString::fromStdString(nowhere.error().message).contains(QStringLiteral("choose another place")));
    }

    void theDialogAsksBeforeItReplaces() {
        const QString file = path("kept.csv");
        QFile old(file);
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
        old.close();
        PlotExportDialog dialog(*m_card, nullptr);
        dialog.show();
        auto* format = dialog.findChild<QComboBox*>(QStringLiteral("exportFormat"));
        format->setCurrentIndex(format->findData(static_cast<int>(PlotFormat::Csv)));
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
        QVERIFY(read(file).startsWith("images,"));
    }

    void theDialogStaysWhenThePlaceIsWrong() {
        PlotExportDialog dialog(*m_card, nullptr);
        dialog.show();
        dialog.findChild<QLineEdit*>(QStringLiteral("exportFile"))->setText(path("no/such/plot.png"));
        dialog.findChild<QPushButton*>(QStringLiteral("exportWrite"))->click();
        QVERIFY(dialog.isVisible());
        QVERIFY(!dialog.findChild<QLabel*>(QStringLiteral("exportMessage"))->text().isEmpty());
    }
};

QTEST_MAIN(TestPlotExport)
#include "tst_plot_export.moc"
