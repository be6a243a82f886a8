// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/image_decoder.h"
#include "unit/data/data_files.h"

#include <QImageReader>
#include <QtTest>

using namespace pivot;
using namespace data_files;

/// Image files become grey or RGB bytes; what is damaged is an error that names the image.
class TestImageDecoder : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    [[nodiscard]] QString at(const QString& name) const { return m_dir.path() + "/" + name; }
    [[nodiscard]] Result<RawImage> decode(const QString& name) const {
        return decodeImage(at(name).toStdString(), name.toStdString());
    }
    /// Noise, so that the compressed data is long and a cut falls into it.
    static QImage noise(int width, int height) {
        QImage image(width, height, QImage::Format_RGB32);
        quint32 state = 1;
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                state = state * 1664525U + 1013904223U;
                image.setPixel(x, y, 0xFF000000U | (state >> 8U));
            }
        }
        return image;
    }

private Q_SLOTS:
    void losslessFormatsKeepEveryByte_data() {
        QTest::addColumn<QString>("suffix");
        QTest::newRow("png") << "png";
        QTest::newRow("bmp") << "bmp";
        QTest::newRow("ppm") << "ppm";
    }
    void losslessFormatsKeepEveryByte() {
        QFETCH(QString, suffix);
        const QImage image = noise(13, 7);  // rows that need padding in some formats
        QVERIFY(image.save(at("noise." + suffix)));
        const auto raw = decode("noise." + suffix);
        QVERIFY2(raw, qPrintable(messageOf(raw)));
        QCOMPARE(raw->width, 13);
        QCOMPARE(raw->height, 7);
        QCOMPARE(raw->channels, 3);
        for (int y = 0; y < 7; ++y) {
            for (int x = 0; x < 13; ++x) {
                const auto* const pixel = &raw->pixels[static_cast<std::size_t>((y * 13 + x) * 3)];
                QCOMPARE(qRgb(pixel[0], pixel[1], pixel[2]), image.pixel(x, y));
            }
        }
    }

    void jpegIsDecoded() {
        writeImage(at("plain.jpg"), qRgb(200, 100, 50), {24, 16});
        const auto raw = decode("plain.jpg");
        QVERIFY2(raw, qPrintable(messageOf(raw)));
        QCOMPARE(raw->width, 24);
        QCOMPARE(raw->height, 16);
        QVERIFY(std::abs(raw->pixels[0] - 200) <= 3 && std::abs(raw->pixels[1] - 100) <= 3);
    }

    void greyStaysGrey_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("png") << "grey.png";
        QTest::newRow("jpg") << "grey.jpg";
        QTest::newRow("pgm") << "grey.pgm";
    }
    void greyStaysGrey() {
        QFETCH(QString, name);
        QImage image(5, 4, QImage::Format_Grayscale8);
        image.fill(99);
        QVERIFY(image.save(at(name)));
        const auto raw = decode(name);
        QVERIFY2(raw, qPrintable(messageOf(raw)));
        QCOMPARE(raw->channels, 1);
        QCOMPARE(raw->pixels, std::vector<std::uint8_t>(20, 99));
    }

    void transparencyIsDroppedNotBlended() {
        QImage image(1, 1, QImage::Format_ARGB32);
        image.setPixel(0, 0, qRgba(200, 100, 50, 10));
        QVERIFY(image.save(at("faint.png")));
        const auto raw = decode("faint.png");
        QVERIFY2(raw, qPrintable(messageOf(raw)));
        QCOMPARE(raw->pixels, (std::vector<std::uint8_t>{200, 100, 50}));  // as Pillow's convert("RGB")
    }

    void theContentDecidesNotTheName() {
        QVERIFY(noise(9, 9).save(at("really.png")));
        QVERIFY(QFile::rename(at("really.png"), at("called.jpg")));  // ImageNet has such a file
        const auto raw = decode("called.jpg");
        QVERIFY2(raw, qPrintable(messageOf(raw)));
        QCOMPARE(raw->width, 9);
    }

    void anExifOrientationIsNotApplied() {
        QVERIFY(noise(24, 16).save(at("upright.jpg")));
        const QByteArray upright = read(at("upright.jpg"));
        // An EXIF segment that says "turn by 90 degrees", as a camera held upright writes it.
        const QByteArray exif(
            "\xFF\xE1\x00\x22"
            "Exif\0\0"
            "MM\x00\x2A\x00\x00\x00\x08"
            "\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00"
            "\x00\x00\x00\x00",
            36);
        write(at("turned.jpg"), upright.left(2) + exif + upright.mid(2));
        QImageReader turning(at("turned.jpg"));
        turning.setAutoTransform(true);
        QCOMPARE(turning.read().size(), QSize(16, 24));  // a viewer would turn it
        const auto raw = decode("turned.jpg");
        QVERIFY2(raw, qPrintable(messageOf(raw)));
        QCOMPARE(raw->width, 24);  // training pipelines do not
        QCOMPARE(raw->height, 16);
        QVERIFY(*raw == *decode("upright.jpg"));
    }

    void truncatedFilesAreErrors_data() {
        QTest::addColumn<QString>("suffix");
        QTest::addColumn<double>("share");
        for (const QString& suffix : {QString("jpg"), QString("png"), QString("bmp"), QString("ppm")}) {
            for (const double share : {0.02, 0.5, 0.9, 0.999}) {
                QTest::addRow("%s cut at %g", qPrintable(suffix), share) << suffix << share;
            }
        }
    }
    void truncatedFilesAreErrors() {
        QFETCH(QString, suffix);
        QFETCH(double, share);
        const QString whole = "whole." + suffix;
        const QString cut = "cut." + suffix;
        QVERIFY(noise(64, 48).save(at(whole)));
        QVERIFY(decode(whole));
        const QByteArray bytes = read(at(whole));
        write(at(cut), bytes.left(static_cast<qsizetype>(static_cast<double>(bytes.size()) * share)));
        const auto raw = decode(cut);
        QVERIFY2(!raw, "a picture that is not whole must not pass as one");
        QCOMPARE(raw.error().code, ErrorCode::BadFile);
        QVERIFY2(messageOf(raw).contains(cut), qPrintable(messageOf(raw)));
        QVERIFY2(isOneSentence(messageOf(raw)), qPrintable(messageOf(raw)));
    }

    void aThumbnailInsideDoesNotHideAMissingEnd() {
        QVERIFY(noise(64, 48).save(at("inner.jpg")));
        const QByteArray inner = read(at("inner.jpg"));
        // An application segment that holds bytes which look like an end of image.
        QByteArray segment("\xFF\xE1\x00\x08\xFF\xD9\xFF\xD9\xFF\xD9", 10);
        QByteArray outer = inner.left(2) + segment + inner.mid(2);
        write(at("outer.jpg"), outer);
        QVERIFY(decode("outer.jpg"));
        outer.chop(200);
        write(at("outer.jpg"), outer);
        QVERIFY(!decode("outer.jpg"));
    }

    void otherDamageIsAnError_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("text") << QByteArray("<html>404 not found</html>");
        QTest::newRow("zero size") << QByteArray("P6\n0 0\n255\n");
        QTest::newRow("enormous size") << QByteArray("P6\n100000 100000\n255\nabc");
        QTest::newRow("beyond every integer") << QByteArray("P6\n99999999999 99999999999\n255\nabc");
        QTest::newRow("only a signature") << QByteArray("\x89PNG\r\n\x1a\n");
    }
    void otherDamageIsAnError() {
        QFETCH(QByteArray, bytes);
        write(at("odd.png"), bytes);
        const auto raw = decode("odd.png");
        QVERIFY(!raw);
        QCOMPARE(raw.error().code, ErrorCode::BadFile);
        QVERIFY2(messageOf(raw).contains("odd.png"), qPrintable(messageOf(raw)));
        QVERIFY2(isOneSentence(messageOf(raw)), qPrintable(messageOf(raw)));
    }

    void aMissingFileIsNotFound() {
        const auto raw = decode("gone.png");
        QVERIFY(!raw);
        QCOMPARE(raw.error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestImageDecoder)
#include "tst_image_decoder.moc"
