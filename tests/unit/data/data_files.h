// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <zlib.h>

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QString>
#include <QTemporaryDir>
#include <string>

/// Small data sets for the tests of backends/data, written the way the real ones are.
namespace data_files {

inline void write(const QString& path, const QByteArray& bytes) {
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

inline QByteArray read(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("cannot read %s", qPrintable(path));
    }
    return file.readAll();
}

/// The bytes as gzip stores them.
inline QByteArray gzipped(const QByteArray& bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        qFatal("zlib");
    }
    QByteArray out(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(bytes.size()))), '\0');
    QByteArray in = bytes;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return out;
}

inline QByteArray bigEndian(quint32 value) {
    QByteArray bytes;
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.append(static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU));
    }
    return bytes;
}

/// Pixel p of image i is (i * 16 + p) mod 256, so that an image can be told by its bytes.
inline QByteArray idxImages(quint32 count, quint32 width = 3, quint32 height = 2) {
    QByteArray bytes = bigEndian(0x803) + bigEndian(count) + bigEndian(height) + bigEndian(width);
    for (quint32 i = 0; i < count; ++i) {
        for (quint32 p = 0; p < width * height; ++p) {
            bytes.append(static_cast<char>((i * 16 + p) % 256));
        }
    }
    return bytes;
}

/// Image i has label i mod `classes`.
inline QByteArray idxLabels(quint32 count, quint32 classes = 10) {
    QByteArray bytes = bigEndian(0x801) + bigEndian(count);
    for (quint32 i = 0; i < count; ++i) {
        bytes.append(static_cast<char>(i % classes));
    }
    return bytes;
}

/// train (`train` images) and test (`test` images) under their usual names.
inline void writeIdxFolder(const QString& folder, quint32 train, quint32 test, bool gz = false) {
    const auto put = [&](const QString& name, const QByteArray& bytes) {
        write(folder + "/" + name + (gz ? ".gz" : ""), gz ? gzipped(bytes) : bytes);
    };
    put("train-images-idx3-ubyte", idxImages(train));
    put("train-labels-idx1-ubyte", idxLabels(train));
    put("t10k-images-idx3-ubyte", idxImages(test));
    put("t10k-labels-idx1-ubyte", idxLabels(test));
}

/// A picture of one colour.
inline void writeImage(const QString& path, QRgb colour = qRgb(10, 20, 30), QSize size = {8, 6}) {
    QDir().mkpath(QFileInfo(path).path());
    QImage image(size, QImage::Format_RGB32);
    image.fill(colour);
    if (!image.save(path)) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

/// The error's sentence, or what a test that expects one should print.
template <class T>
QString messageOf(const pivot::Result<T>& result) {
    return result ? QStringLiteral("(no error)") : QString::fromStdString(result.error().message);
}

/// One sentence: begins with a capital, a quote or a path, ends with a full stop, has no line break.
inline bool isOneSentence(const QString& message) {
    return message.endsWith('.') && !message.contains('\n') && message.size() > 20;
}

}  // namespace data_files
