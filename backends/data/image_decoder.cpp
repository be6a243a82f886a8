// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/image_decoder.h"

#include <QBuffer>
#include <QFile>
#include <QImage>
#include <QImageReader>
#include <QtEndian>
#include <algorithm>
#include <array>
#include <cctype>
#include <mutex>

namespace pivot {
namespace {

constexpr qint64 kMaxFileBytes = qint64{256} << 20U;
constexpr qint64 kMaxPixels = qint64{64} << 20U;
constexpr int kAllocationLimitMiB = 512;  // 64 megapixels at 8 bytes

/// libjpeg fills what is missing with grey and calls it a success, so that a file cut short has to be found
/// here: after the picture's data there must be an end-of-image marker. Walks the segments, because
/// thumbnails inside have such markers too.
bool jpegIsComplete(const QByteArray& bytes) {
    const auto at = [&bytes](qsizetype i) { return static_cast<unsigned char>(bytes[i]); };
    qsizetype i = 2;
    while (i + 1 < bytes.size()) {
        if (at(i) != 0xFF) {  // entropy-coded data
            ++i;
            continue;
        }
        const unsigned marker = at(i + 1);
        if (marker == 0xD9) {
            return true;
        }
        if (marker == 0xFF) {  // fill byte
            ++i;
        } else if (marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
            i += 2;
        } else if (i + 3 < bytes.size()) {
            i += 2 + std::max(2, (at(i + 2) << 8) | at(i + 3));
        } else {
            return false;
        }
    }
    return false;
}

bool isJpeg(const QByteArray& bytes) {
    return bytes.startsWith("\xFF\xD8\xFF");
}

/// Windows' bitmaps say their length in bytes 2 to 5; Qt's reader leaves missing rows black.
bool bmpIsComplete(const QByteArray& bytes) {
    if (bytes.size() < 6) {
        return false;
    }
    const auto length = qFromLittleEndian<quint32>(bytes.constData() + 2);
    return bytes.size() >= qsizetype{length};
}

bool isPng(const QByteArray& bytes) {
    return bytes.startsWith("\x89PNG\r\n\x1A\n");
}

/// Whether the chunks reach to the one that ends a PNG. libpng would find out too, and complain on stderr.
bool pngIsComplete(const QByteArray& bytes) {
    constexpr qsizetype kAround = 12;  // length, type and checksum of a chunk
    for (qsizetype i = 8; i + kAround <= bytes.size();) {
        if (bytes.mid(i + 4, 4) == "IEND") {
            return true;
        }
        i += kAround + qsizetype{qFromBigEndian<quint32>(bytes.constData() + i)};
    }
    return false;
}

bool isTruncated(const QByteArray& bytes) {
    return (isJpeg(bytes) && !jpegIsComplete(bytes)) || (isPng(bytes) && !pngIsComplete(bytes)) ||
           (bytes.startsWith("BM") && !bmpIsComplete(bytes));
}

bool isGrey(const QImage& image) {
    switch (image.format()) {
        case QImage::Format_Grayscale8:
        case QImage::Format_Grayscale16:
            return true;
        case QImage::Format_Mono:
        case QImage::Format_MonoLSB:
        case QImage::Format_Indexed8:
            return image.isGrayscale() || image.allGray();
        default:
            return false;
    }
}

RawImage toRaw(const QImage& decoded) {
    const bool grey = isGrey(decoded);
    const QImage image = decoded.convertToFormat(grey ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    RawImage raw{image.width(), image.height(), grey ? 1 : 3, {}};
    const auto rowBytes = static_cast<std::size_t>(raw.width) * static_cast<std::size_t>(raw.channels);
    raw.pixels.resize(static_cast<std::size_t>(raw.height) * rowBytes);
    for (int y = 0; y < raw.height; ++y) {
        std::copy_n(image.constScanLine(y), rowBytes,
                    raw.pixels.data() + static_cast<std::size_t>(y) * rowBytes);
    }
    return raw;
}

}  // namespace

bool hasImageSuffix(const std::filesystem::path& file) {
    static constexpr std::array<std::string_view, 13> kSuffixes{".jpg",  ".jpeg", ".jpe", ".jfif", ".png",
                                                                ".bmp",  ".gif",  ".ppm", ".pgm",  ".pbm",
                                                                ".webp", ".tif",  ".tiff"};
    std::string suffix = file.extension().string();
    std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(kSuffixes.begin(), kSuffixes.end(), suffix) != kSuffixes.end();
}

Result<RawImage> decodeImage(const std::filesystem::path& file, std::string_view key) {
    const std::string name(key);
    QFile stream(QFile::decodeName(file.c_str()));
    if (!stream.exists()) {
        return fail(ErrorCode::NotFound, "The image " + name + " is not there any more.");
    }
    if (!stream.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::Io,
                    "Cannot read the image " + name + ": " + stream.errorString().toStdString() + ".");
    }
    if (stream.size() == 0) {
        return fail(ErrorCode::BadFile, "The image " + name + " is an empty file.");
    }
    if (stream.size() > kMaxFileBytes) {
        return fail(ErrorCode::BadFile,
                    "The image " + name + " is a file of more than 256 MiB, which is not read.");
    }
    QByteArray bytes = stream.readAll();
    if (stream.error() != QFileDevice::NoError) {
        return fail(ErrorCode::Io,
                    "Cannot read the image " + name + ": " + stream.errorString().toStdString() + ".");
    }
    if (isTruncated(bytes)) {
        return fail(ErrorCode::BadFile,
                    "The image " + name + " is truncated: its data stops before the end.");
    }
    // Qt's limit of 128 MiB (for the whole process) is less than some photographs need; ours below is by
    // pixels.
    static std::once_flag raised;
    std::call_once(raised, [] {
        QImageReader::setAllocationLimit(std::max(QImageReader::allocationLimit(), kAllocationLimitMiB));
    });
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(false);
    reader.setQuality(100);  // JPEG: the accurate DCT and smooth upsampling, as Pillow decodes
    const QSize size = reader.size();
    if (size.isValid() && size.isEmpty()) {
        return fail(ErrorCode::BadFile, "The image " + name + " is " + std::to_string(size.width()) + "x" +
                                            std::to_string(size.height()) +
                                            " pixels large: there is nothing to see.");
    }
    if (size.isValid() && qint64{size.width()} * size.height() > kMaxPixels) {
        return fail(ErrorCode::BadFile, "The image " + name + " is " + std::to_string(size.width()) + "x" +
                                            std::to_string(size.height()) +
                                            " pixels large; at most 64 megapixels are decoded.");
    }
    QImage image;
    if (!reader.read(&image) || image.isNull()) {
        if (reader.error() == QImageReader::UnsupportedFormatError && hasImageSuffix(file)) {
            return fail(ErrorCode::BadFile,
                        "The image " + name +
                            " is damaged or of a format that no installed reader knows (WebP and "
                            "TIFF need the package qt6-image-formats-plugins).");
        }
        return fail(ErrorCode::BadFile,
                    "The image " + name + " cannot be decoded: " + reader.errorString().toStdString() + ".");
    }
    return toRaw(image);
}

}  // namespace pivot
