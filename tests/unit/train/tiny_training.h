// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/train_plugin.h"

#include <QFile>
#include <QTemporaryDir>

/// A training that takes a second: a network of three blocks on images that the test writes.
namespace pivot::tiny {

inline constexpr int kSide = 12, kTrainImages = 48, kCalibrationImages = 16, kBatch = 16;

[[nodiscard]] inline int label(int image) {
    return image % 2;
}
/// Images of class 1 are bright at the top, those of class 0 at the bottom.
[[nodiscard]] inline int pixel(int image, int position) {
    const bool top = position < kSide * kSide / 2;
    const int texture = (image * 31 + position * 17) % 97;
    return texture + (top == (label(image) == 1) ? 150 : 0);
}

inline void write(const QString& name, const QByteArray& bytes) {
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        qFatal("cannot write %s", qPrintable(name));
    }
}

/// Every number in the headers here is below 256.
inline QByteArray bigEndian(int value) {
    return QByteArray(3, '\0').append(static_cast<char>(value));
}

/// Writes an IDX data set and holds a configuration that trains on it.
struct Training {
    QTemporaryDir folder;
    TrainConfig config;

    Training() {
        constexpr int kImages = kTrainImages + kCalibrationImages;
        QByteArray images =
            QByteArray::fromHex("00000803") + bigEndian(kImages) + bigEndian(kSide) + bigEndian(kSide);
        QByteArray labels = QByteArray::fromHex("00000801") + bigEndian(kImages);
        for (int i = 0; i < kImages; ++i) {
            labels.append(static_cast<char>(label(i)));
            for (int p = 0; p < kSide * kSide; ++p) {
                images.append(static_cast<char>(pixel(i, p)));
            }
        }
        write(folder.filePath(QStringLiteral("train-images-idx3-ubyte")), images);
        write(folder.filePath(QStringLiteral("train-labels-idx1-ubyte")), labels);
        const std::string set = "idx:" + folder.path().toStdString();
        config.dataset = set + "#train[0:" + std::to_string(kTrainImages) + "]";
        config.calibration =
            set + "#train[" + std::to_string(kTrainImages) + ":" + std::to_string(kImages) + "]";
        ModelSpec& spec = config.spec;
        spec.family = Family::LvVit;
        spec.imgSize = spec.resizeShort = kSide;
        spec.patchSize = 4;
        spec.inChans = 1;
        spec.dim = 16;
        spec.depth = 3;
        spec.heads = 2;
        spec.mlpRatio = 2.0;
        spec.stemChannels = 8;
        spec.numClasses = 2;
        spec.qkvBias = false;
        spec.layerNormEps = 1e-5;
        spec.mean = {0.4F};
        spec.std = {0.3F};
        config.epochs = 2;
        config.batch = kBatch;
        config.threads = 1;
        config.shift = 1;
        config.output = output("straight");
    }

    /// A folder for a model; it exists.
    [[nodiscard]] std::filesystem::path output(const char* name) const {
        const auto path = std::filesystem::path(folder.path().toStdString()) / name;
        std::filesystem::create_directories(path);
        return path;
    }
};

}  // namespace pivot::tiny
