// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_figures.h"
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_writer.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace pivot;
using namespace pivot::figures;

namespace {

struct Ended {
    int code = -1;
    QByteArray out;
};

Ended ends(const QString& program, const QStringList& arguments, const QString& folder) {
    QProcess process;
    process.setWorkingDirectory(folder);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    Ended ended;
    if (process.waitForFinished(240'000) && process.exitStatus() == QProcess::NormalExit) {
        ended.code = process.exitCode();
    }
    ended.out = process.readAll();
    return ended;
}

QString nameOf(const FigureDocument& document) {
    return QString::fromUtf8(toString(document.spec.kind).data(),
                             static_cast<qsizetype>(toString(document.spec.kind).size()));
}

}  // namespace

/// The files before the programs that people read them with. Those are packages of setup-debian.sh: a test
/// that left them out would hold nothing.
class TestFigureReaders : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;
    std::vector<FigureDocument> m_all = {};

    QString path(const QString& name) const { return m_home.filePath(name); }
    QByteArray write(const FigureDocument& document, FigureFormat format, const QString& name) {
        const auto written = writeFigure(document, format, QFileInfo(name).completeBaseName().toStdString());
        if (!written || !saveFigure(*written, path(name).toStdString())) {
            qWarning("%s", written ? "not saved" : written.error().message.c_str());
            return {};
        }
        return written->bytes;
    }

private Q_SLOTS:
    void initTestCase() {
        for (const char* program :
             {"pdffonts", "pdfimages", "pdftotext", "pdftocairo", "pdfinfo", "xmllint", "pdflatex"}) {
            QVERIFY2(!QStandardPaths::findExecutable(QLatin1String(program)).isEmpty(),
                     qPrintable(QStringLiteral("%1 is missing: assets/packaging/setup-debian.sh installs it")
                                    .arg(QLatin1String(program))));
        }
        m_all = samples::everyKind();
    }

    void fontsArePartOfThePdfAsTrueType() {
        for (const FigureDocument& document : m_all) {
            const QString name = nameOf(document) + QStringLiteral(".pdf");
            QVERIFY2(!write(document, FigureFormat::Pdf, name).isEmpty(), qPrintable(name));
            const Ended fonts = ends(QStringLiteral("pdffonts"), {name}, m_home.path());
            QCOMPARE(fonts.code, 0);
            const QList<QByteArray> lines = fonts.out.trimmed().split('\n').mid(2);
            QVERIFY2(!lines.isEmpty(), qPrintable(name));
            for (const QByteArray& line : lines) {
                QVERIFY2(line.contains("TrueType") && !line.contains("Type 3") && line.contains(" yes "),
                         line.constData());
            }
        }
    }

    void aPdfHasItsWidthAndNoDate() {
        for (FigureDocument document : m_all) {
            QVERIFY(setWidth(document.spec.style, "ieee2"));
            write(document, FigureFormat::Pdf, QStringLiteral("wide.pdf"));
            const Ended info = ends(QStringLiteral("pdfinfo"), {QStringLiteral("wide.pdf")}, m_home.path());
            QVERIFY2(info.code == 0 && !info.out.contains("Error"), info.out.constData());
            QVERIFY2(info.out.contains("515.52 x"), info.out.constData());
            QVERIFY2(!info.out.contains("Date"), info.out.constData());
        }
    }

    void aPdfIsDrawnInkOnWhite() {
        for (FigureDocument document : m_all) {
            for (const bool grey : {false, true}) {
                document.spec.style.grey = grey;
                write(document, FigureFormat::Pdf, QStringLiteral("drawn.pdf"));
                const Ended drawn = ends(
                    QStringLiteral("pdftocairo"),
                    {QStringLiteral("-png"), QStringLiteral("-r"), QStringLiteral("100"),
                     QStringLiteral("-singlefile"), QStringLiteral("drawn.pdf"), QStringLiteral("drawn")},
                    m_home.path());
                QVERIFY2(drawn.code == 0 && drawn.out.isEmpty(), drawn.out.constData());
                const QImage image(path(QStringLiteral("drawn.png")));
                QCOMPARE(image.width(), 350);
                qint64 ink = 0, coloured = 0;
                for (int y = 0; y < image.height(); ++y) {
                    for (int x = 0; x < image.width(); ++x) {
                        const QColor color = image.pixelColor(x, y);
                        ink += color.lightness() < 160 ? 1 : 0;
                        coloured += color.saturation() > 8 && color.lightness() < 250 ? 1 : 0;
                    }
                }
                QVERIFY2(ink > 200, qPrintable(nameOf(document)));
                QVERIFY2(!grey || coloured == 0, qPrintable(nameOf(document)));
                QCOMPARE(image.pixelColor(0, 0), QColor(Qt::white));
            }
        }
    }

    void lettersBeyondAsciiAreTextInThePdf() {
        for (const FigureDocument& document : m_all) {
            if (document.spec.kind == FigureKind::Confusion || document.spec.kind == FigureKind::PerClass) {
                write(document, FigureFormat::Pdf, QStringLiteral("text.pdf"));
                const Ended text = ends(QStringLiteral("pdftotext"),
                                        {QStringLiteral("text.pdf"), QStringLiteral("-")}, m_home.path());
                const QString all = QString::fromUtf8(text.out);
                for (const char* label : {"café", "±5 °C", "10 µm × 3", "100 %_&#"}) {
                    QVERIFY2(all.contains(QString::fromUtf8(label)), qPrintable(all));
                }
            }
        }
    }

    void aRasterIsThereOnce() {
        for (const FigureDocument& document : m_all) {
            if (!document.data.grid && !document.data.heatMap) {
                continue;
            }
            write(document, FigureFormat::Pdf, QStringLiteral("raster.pdf"));
            const Ended images = ends(QStringLiteral("pdfimages"),
                                      {QStringLiteral("-list"), QStringLiteral("raster.pdf")}, m_home.path());
            QCOMPARE(images.out.trimmed().count('\n'), 2);  // two lines of head, one image
            QCOMPARE(write(document, FigureFormat::Svg, QStringLiteral("raster.svg")).count("<image"), 1);
        }
    }

    void anSvgIsXmlAndShowsTheSame() {
        for (const FigureDocument& document : m_all) {
            const QString name = nameOf(document) + QStringLiteral(".svg");
            const QByteArray bytes = write(document, FigureFormat::Svg, name);
            const Ended lint =
                ends(QStringLiteral("xmllint"), {QStringLiteral("--noout"), QStringLiteral("--nonet"), name},
                     m_home.path());
            QVERIFY2(lint.code == 0, lint.out.constData());
            QVERIFY(!bytes.contains("<text") &&
                    !bytes.contains("clip-path"));  // outlines, and nothing to cut
        }
    }

    void fiftyThousandDotsAreASmallFile() {
        const FigureDocument scatter = samples::scatter(50'000);
        for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Svg}) {
            const QByteArray bytes = write(
                scatter, format, QStringLiteral("scatter.") + QString::fromUtf8(toString(format).data(), 3));
            QVERIFY2(!bytes.isEmpty() && bytes.size() < 1'000'000, qPrintable(QString::number(bytes.size())));
            QVERIFY(*readMetadata(bytes) == scatter);
        }
    }

    void theSameFigureIsTheSameFile() {
        for (const FigureDocument& document : m_all) {
            for (const FigureFormat format :
                 {FigureFormat::Pdf, FigureFormat::Svg, FigureFormat::Png, FigureFormat::Pgf,
                  FigureFormat::Csv, FigureFormat::Json, FigureFormat::Tex, FigureFormat::Markdown}) {
                const auto first = writeFigure(document, format), second = writeFigure(document, format);
                QVERIFY2(first && second, first ? "" : first.error().message.c_str());
                QCOMPARE(first->bytes, second->bytes);
                // And once more from what a file holds.
                if (format == FigureFormat::Pdf || format == FigureFormat::Svg ||
                    format == FigureFormat::Png) {
                    QCOMPARE(writeFigure(*readMetadata(first->bytes), format)->bytes, first->bytes);
                }
            }
        }
    }

    /// All of them in one paper, in colour and in grey, with the tables; TeX says nothing against it.
    void latexTakesPgfAndTables() {
        QByteArray paper =
            "\\documentclass{article}\n\\usepackage{booktabs}\\usepackage{pgfplots}\\pgfplotsset{compat=1.18}"
            "\\usetikzlibrary{patterns}\n\\begin{document}\n";
        for (FigureDocument document : m_all) {
            for (const bool grey : {false, true}) {
                document.spec.style.grey = grey;
                const QString name =
                    nameOf(document) + (grey ? QStringLiteral("-grey.pgf") : QStringLiteral(".pgf"));
                QVERIFY(!write(document, FigureFormat::Pgf, name).isEmpty());
                paper += "\\noindent\\input{" + name.toUtf8() + "}\\par\n";
            }
            if (document.data.table || document.spec.kind == FigureKind::Confusion) {
                const QString name = nameOf(document) + QStringLiteral(".tex");
                QVERIFY(!write(document, FigureFormat::Tex, name).isEmpty());
                paper += "{\\tiny\\input{" + name.toUtf8() + "}}\\par\n";
            }
        }
        write(samples::scatter(50'000), FigureFormat::Pgf, QStringLiteral("many.pgf"));
        paper += "\\input{many.pgf}\\end{document}\n";
        QFile file(path(QStringLiteral("paper.tex")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(paper) == paper.size());
        file.close();
        const Ended tex = ends(QStringLiteral("pdflatex"),
                               {QStringLiteral("-halt-on-error"), QStringLiteral("-interaction=nonstopmode"),
                                QStringLiteral("paper.tex")},
                               m_home.path());
        QVERIFY2(tex.code == 0, tex.out.right(1500).constData());
        QVERIFY2(!tex.out.contains("Missing character") && !tex.out.contains("Package pgfplots Warning"),
                 tex.out.right(1500).constData());
        const Ended text = ends(QStringLiteral("pdftotext"),
                                {QStringLiteral("paper.pdf"), QStringLiteral("-")}, m_home.path());
        QVERIFY2(text.out.contains("threshold 0.5"), text.out.left(1500).constData());
        // TeX's micro sign is a Greek letter.
        QVERIFY(text.out.contains("10 \xC2\xB5m") || text.out.contains("10 \xCE\xBCm"));
    }
};

QTEST_MAIN(TestFigureReaders)
#include "tst_figure_readers.moc"
