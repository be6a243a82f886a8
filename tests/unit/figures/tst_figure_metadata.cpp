// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_figures.h"
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_writer.h"

#include <zlib.h>

#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

using namespace pivot;
using namespace pivot::figures;

/// A figure knows itself: what its file carries is read again, and nothing else is.
class TestFigureMetadata : public QObject {
    Q_OBJECT

    static QByteArray packed(const QByteArray& text) {
        uLongf size = compressBound(static_cast<uLong>(text.size()));
        QByteArray out(static_cast<qsizetype>(size), '\0');
        compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                  reinterpret_cast<const Bytef*>(text.constData()), static_cast<uLong>(text.size()), 9);
        out.truncate(static_cast<qsizetype>(size));
        return "figure-data-v1:" + out.toBase64();
    }

private Q_SLOTS:
    void everyKindComesBackFromEveryDrawing() {
        for (const FigureDocument& document : samples::everyKind()) {
            for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Svg, FigureFormat::Png}) {
                const auto written = writeFigure(document, format);
                QVERIFY2(written, written ? "" : written.error().message.c_str());
                const auto read = readMetadata(written->bytes);
                QVERIFY2(read, read ? "" : read.error().message.c_str());
                QCOMPARE(*read, document);
            }
        }
    }

    void theFileSaysItInWordsToo() {
        const FigureDocument document = samples::everyKind().front();
        for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Svg, FigureFormat::Png}) {
            QVERIFY(writeFigure(document, format)
                        ->bytes.contains("experiments 0b5c6a1e-0000-4000-8000-000000000001"));
        }
    }

    void anAnonymousFileNamesNobody() {
        for (FigureDocument document : samples::everyKind()) {
            document.spec.style.anonymous = true;
            for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Svg, FigureFormat::Png}) {
                const QByteArray bytes = writeFigure(document, format)->bytes;
                for (const char* secret : {"0b5c6a1e", "PIVOT", "Workbench", "someone", "CreationDate"}) {
                    QVERIFY2(!bytes.contains(secret), secret);
                }
                const auto read = readMetadata(bytes);
                QVERIFY(read && read->spec.experiments.empty() && read->spec.style.anonymous);
            }
        }
    }

    void aPngIsStillAPng() {
        FigureDocument document = samples::everyKind().front();
        document.spec.style.dpi = 150;
        const QImage image = QImage::fromData(writeFigure(document, FigureFormat::Png)->bytes);
        QCOMPARE(image.width(), 525);  // 3.5 in
        QCOMPARE(qRound(image.dotsPerMeterX() * 0.0254), 150);
        QCOMPARE(image.pixelColor(0, 0), QColor(Qt::white));
    }

    void damagedDataIsRefused() {
        const QByteArray whole = metadataOf(samples::everyKind().front());
        for (qsizetype length = 0; length < whole.size() - 4; length += 37) {
            const auto read = readMetadata(whole.first(length));
            QVERIFY(!read && !read.error().message.empty());
        }
        // A byte that is another one: refused, or (where the packed form does not care) the same figure.
        for (qsizetype at = 16; at < whole.size(); at += 29) {
            QByteArray other = whole;
            other[at] = other[at] == 'A' ? 'B' : 'A';
            const auto read = readMetadata(other);
            QVERIFY(!read || *read == samples::everyKind().front());
        }
        QCOMPARE(readMetadata("%PDF-1.4 nothing of ours").error().code, ErrorCode::NotFound);
        QCOMPARE(readMetadata({}).error().code, ErrorCode::NotFound);
        QCOMPARE(readMetadata("figure-data-v1:").error().code, ErrorCode::BadFile);
        QCOMPARE(readMetadata("figure-data-v1:====").error().code, ErrorCode::BadFile);
        QCOMPARE(readMetadata(packed("[1,2,3]")).error().code, ErrorCode::BadFile);
    }

    /// 100 MiB of zeros that take 100 KiB.
    void aBombIsNotUnpacked() {
        const auto read = readMetadata(packed(QByteArray(100 << 20, '0')));
        QVERIFY(!read);
        QVERIFY2(read.error().message.find("64 MiB") != std::string::npos, read.error().message.c_str());
    }

    void aFileIsNamedInItsErrors() {
        const QTemporaryDir home;
        const auto at = [&](const char* name) { return home.filePath(QLatin1String(name)).toStdString(); };
        QCOMPARE(readFigureFile(at("none.pdf")).error().code, ErrorCode::Io);
        QVERIFY(!looksLikeFigure(at("none.pdf")));
        QFile text(home.filePath(QStringLiteral("text.svg")));
        QVERIFY(text.open(QIODevice::WriteOnly) && text.write("<svg/>") == 6);
        text.close();
        const auto read = readFigureFile(at("text.svg"));
        QVERIFY(!read && read.error().message.starts_with("text.svg: "));
        QVERIFY(!looksLikeFigure(at("text.svg")));
        const FigureDocument document = samples::everyKind().front();
        for (const char* name : {"a.pdf", "a.svg", "a.png"}) {
            QVERIFY(saveFigure(*writeFigure(document, *formatOfFile(name)), at(name)));
            QVERIFY2(looksLikeFigure(at(name)), name);
            QCOMPARE(*readFigureFile(at(name)), document);
        }
        QVERIFY(saveFigure(*writeFigure(document, FigureFormat::Json), at("a.json")));
        QCOMPARE(*readFigureFile(at("a.json")), document);
        QVERIFY(!saveFigure(*writeFigure(document, FigureFormat::Json), at("no/where.json")));
    }
};

QTEST_MAIN(TestFigureMetadata)
#include "tst_figure_metadata.moc"
