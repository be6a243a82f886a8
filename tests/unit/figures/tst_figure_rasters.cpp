// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_figures.h"
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/figure_writer.h"
#include "widgets/figures/grid_raster.h"
#include "widgets/figures/raster_stream.h"

#include <zlib.h>

#include <QTest>
#include <algorithm>

using namespace pivot;
using namespace pivot::figures;

/// A PDF and an SVG hold the pixels of their pictures once, in the raster that they show; the figure is read
/// from there again, and only from there.
class TestFigureRasters : public QObject {
    Q_OBJECT

    /// Pictures that nothing can pack: each byte tells.
    static FigureDocument noise(int tiles, int side, int channels) {
        FigureDocument document;
        document.spec.kind = FigureKind::Gallery;
        ImageGrid grid;
        grid.columns = std::min(tiles, 6);
        grid.width = grid.height = side;
        grid.channels = channels;
        grid.tiles.resize(static_cast<std::size_t>(tiles));
        std::uint64_t state = 1;
        for (int i = 0; i < tiles * side * side * channels; ++i) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            grid.pixels.push_back(static_cast<std::uint8_t>(state >> 56U));
        }
        document.data.grid = std::move(grid);
        return document;
    }
    static FigureDocument map(bool difference, bool grey) {
        FigureDocument document = noise(12, 14, 1);
        document.spec.kind = FigureKind::Attention;
        document.spec.style.grey = grey;
        document.data.grid->scale = ImageGrid::Scale{0, 1, "attention", difference};
        return document;
    }
    static QByteArray drawn(const FigureDocument& document, FigureFormat format) {
        const auto written = writeFigure(document, format);
        return written ? written->bytes : QByteArray();
    }
    static QByteArray packed(const QByteArray& bytes) {
        uLongf size = compressBound(static_cast<uLong>(bytes.size()));
        QByteArray out(static_cast<qsizetype>(size), '\0');
        compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                  reinterpret_cast<const Bytef*>(bytes.constData()), static_cast<uLong>(bytes.size()), 9);
        out.truncate(static_cast<qsizetype>(size));
        return out;
    }
    /// A PDF of one image, as another program might write it, with the data of a figure.
    static QByteArray otherPdf(const QByteArray& stream, const QByteArray& keys, const QByteArray& data) {
        return "%PDF-1.7\n7 0 obj\n<</Type/XObject/Subtype/Image/BitsPerComponent 8" + keys + "/Length " +
               QByteArray::number(stream.size()) + ">>stream\r\n" + stream + "\r\nendstream endobj\n" + data;
    }
    static DrawnRasters rasters(const FigureDocument& document) {
        return rastersOf(*sceneOf(document), document.data);
    }
    static QByteArray message(const Result<FigureDocument>& read) {
        return read ? QByteArray("was read") : QByteArray::fromStdString(read.error().message);
    }

private Q_SLOTS:
    void pixelsAreInAFileOnce() {
        for (const int channels : {1, 3}) {
            const FigureDocument document = noise(24, 96, channels);
            const auto pixels = static_cast<double>(document.data.grid->pixels.size());
            QVERIFY(static_cast<double>(drawn(document, FigureFormat::Pdf).size()) < 1.25 * pixels + 20'000);
            QVERIFY(static_cast<double>(drawn(document, FigureFormat::Svg).size()) < 1.6 * pixels + 20'000);
            for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Svg}) {
                QCOMPARE(*readMetadata(drawn(document, format)), document);
            }
        }
    }

    /// All 256 values are there, so that white has to take the place of one of them.
    void aMapKeepsItsValues() {
        for (const bool difference : {false, true}) {
            for (const bool grey : {false, true}) {
                const FigureDocument document = map(difference, grey);
                const DrawnRasters there = rasters(document);
                QVERIFY(there.place && there.place->paper && !there.place->moved.empty());
                QVERIFY(there.place->moved.size() <= document.data.grid->pixels.size() / 256);
                for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Svg}) {
                    QCOMPARE(*readMetadata(drawn(document, format)), document);
                }
            }
        }
    }

    /// A grey print does not tell the colours: there the data keeps them.
    void greyPicturesKeepTheirColours() {
        FigureDocument document = noise(6, 24, 3);
        document.spec.style.grey = true;
        QVERIFY(!rasters(document).place);
        for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Svg}) {
            QCOMPARE(*readMetadata(drawn(document, format)), document);
        }
        document.data.grid = noise(6, 24, 1).data.grid;
        QVERIFY(rasters(document).place);
    }

    /// As the first version wrote them: the pixels are in the data.
    void filesOfTheFirstVersionOpen() {
        for (const FigureDocument& document : {noise(6, 24, 3), map(true, false)}) {
            QVERIFY(documentText(document).find("\"schema_version\":1") != std::string::npos);
            QCOMPARE(*readMetadata("%PDF-1.4\n" + metadataOf(document)), document);
            QCOMPARE(*readMetadata("<svg>" + metadataOf(document)), document);
        }
    }

    /// Other programs number objects anew, pack without filters or break lines: the pixels are the same.
    void otherWritersOfTheSamePixels() {
        const FigureDocument document = noise(6, 24, 3);
        const DrawnRasters there = rasters(document);
        QVERIFY(there.place);
        const auto parts = pngParts(there.pngs.front());
        const QByteArray samples = *unpackedSamples(parts->packed, parts->shape, true);
        const QByteArray size = "/Width " + QByteArray::number(there.place->width) + "/Height " +
                                QByteArray::number(there.place->height);
        const QByteArray data = metadataOf(document, &*there.place);
        QCOMPARE(*readMetadata(otherPdf(packed(samples), size + "/Filter/FlateDecode", data)), document);
        QCOMPARE(*readMetadata(otherPdf(parts->packed,
                                        size + "/Filter[/FlateDecode]/DecodeParms[<</Predictor 12>>]", data)),
                 document);
        QByteArray svg = drawn(document, FigureFormat::Svg);
        svg.insert(svg.indexOf("base64,") + 80, "&#10;\n ");
        QCOMPARE(*readMetadata(svg), document);
        QVERIFY(message(readMetadata(otherPdf(samples, size + "/Filter/DCTDecode", data)))
                    .contains("changed it"));
    }

    void aRasterThatIsGoneOrOtherIsSaid() {
        const FigureDocument document = noise(6, 24, 3);
        for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Svg}) {
            const bool pdf = format == FigureFormat::Pdf;
            const QByteArray whole = drawn(document, format);
            QByteArray gone = whole;
            gone.replace(pdf ? "/Subtype /Image" : "data:image/png",
                         pdf ? "/Subtype /Other" : "data:image/gif");
            QVERIFY2(message(readMetadata(gone)).contains("is not in the file"),
                     message(readMetadata(gone)).constData());
            QByteArray resized = whole;
            const QByteArray other = drawn(noise(6, 23, 3), format);
            const QByteArray head(pdf ? "/Subtype /Image" : "base64,");
            resized = whole.first(whole.indexOf(head)) + other.mid(other.indexOf(head));
            QVERIFY2(message(readMetadata(resized)).contains("is not in the file"),
                     message(readMetadata(resized)).constData());
            FigureDocument near = document;
            near.data.grid->pixels[5] ^= 1U;
            const QByteArray touched = drawn(near, format);
            const QByteArray mixed = whole.first(whole.indexOf(head)) + touched.mid(touched.indexOf(head));
            QVERIFY2(message(readMetadata(mixed)).contains("changed it"),
                     message(readMetadata(mixed)).constData());
            const QByteArray cut = whole.first(whole.indexOf(head) + 3000);
            QVERIFY2(message(readMetadata(cut)).contains("changed it") || !pdf,
                     message(readMetadata(cut)).constData());
            QVERIFY(!readMetadata(cut));
        }
    }

    /// The description alone, as someone may copy it, does not have the pictures.
    void aDescriptionWithoutItsDrawingSaysSo() {
        const FigureDocument document = noise(6, 24, 3);
        const DrawnRasters there = rasters(document);
        const auto read = readDocument(documentText(document, &*there.place));
        QVERIFY(message(read).contains("PDF or SVG"));
    }

    /// Small streams that claim to be large ones, and many of them.
    void bombsAreNotUnpacked() {
        FigureDocument document = noise(1, 8, 3);
        RasterPlace place;
        place.width = place.height = 4096;
        place.sha256 = "0";
        const QByteArray bomb = packed(QByteArray(100 << 20, '\0'));
        QByteArray file;
        for (int i = 0; i < 500; ++i) {
            file += otherPdf(bomb, "/Width 4096/Height 4096/Filter/FlateDecode", {});
        }
        QVERIFY(message(readMetadata(file + metadataOf(document, &place))).contains("changed it"));
        for (const int side : {0, -1, 1 << 20}) {
            place.width = place.height = side;
            QVERIFY(message(readMetadata(file + metadataOf(document, &place))).contains("no size"));
        }
    }

    void picturesOutsideOfTheRasterAreRefused() {
        const ImageGrid grid = *noise(6, 4, 1).data.grid;
        const RasterPlace good{29, 4, 1, 5, 5};
        const QByteArray samples(29 * 4, 'x');
        QVERIFY(picturesIn(samples, good, grid));
        const int most = std::numeric_limits<int>::max();
        for (const RasterPlace& bad :
             {RasterPlace{28, 4, 1, 5, 5}, RasterPlace{29, 3, 1, 5, 5}, RasterPlace{29, 4, 2, 5, 5},
              RasterPlace{29, 4, 0, 5, 5}, RasterPlace{29, 4, 1, 6, 5}, RasterPlace{29, 4, 1, -5, 5},
              RasterPlace{29, 4, most, most, most}, RasterPlace{29, 4, 1, 5, 5, 3, {-1}},
              RasterPlace{29, 4, 1, 5, 5, 3, {6 * 16}}}) {
            QVERIFY(!picturesIn(samples.first(std::min<qsizetype>(samples.size(), bad.width * bad.height)),
                                bad, grid));
        }
    }

    void aPngIsTakenApart() {
        QImage image(5, 3, QImage::Format_RGB32);
        for (int i = 0; i < 15; ++i) {
            image.setPixel(i % 5, i / 5, qRgb(i * 17, 255 - i, i * i));
        }
        const QByteArray png = pngOfRaster(image);
        const auto parts = pngParts(png);
        QVERIFY(parts && parts->shape == (RasterShape{5, 3, 3}));
        const QByteArray samples = *unpackedSamples(parts->packed, parts->shape, true);
        for (int i = 0; i < 15; ++i) {
            QCOMPARE(static_cast<int>(static_cast<uchar>(samples[3 * i])), i * 17);
            QCOMPARE(static_cast<int>(static_cast<uchar>(samples[3 * i + 2])), i * i);
        }
        for (qsizetype length = 0; length + 12 < png.size(); ++length) {
            const auto cut = pngParts(png.first(length));
            QVERIFY(!cut || !unpackedSamples(cut->packed, cut->shape, true));
        }
        QVERIFY(!pngParts(pngOfRaster(image.convertToFormat(QImage::Format_ARGB32))));
    }
};

QTEST_MAIN(TestFigureRasters)
#include "tst_figure_rasters.moc"
