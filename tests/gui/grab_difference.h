// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <algorithm>
#include <cmath>

namespace pivot::test {

/// How far two pictures are apart, in steps of 0..255: over all, and where they differ most. Both are shrunk
/// first, so that letters set a pixel further or smoothed otherwise do not count.
struct GrabDifference {
    double mean = 0, worst = 0;
    QPoint worstAt;  ///< in the shrunk picture
};

inline constexpr QSize kGrabSize{240, 150};
inline constexpr double kGrabMean = 1.5, kGrabWorst = 40;

/// A picture as it is stored: small, without alpha.
inline QImage shrunkGrab(const QImage& image) {
    QImage plain = image.convertToFormat(QImage::Format_RGB32);
    plain.setDevicePixelRatio(1);
    return plain.scaled(kGrabSize, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

/// Both of kGrabSize.
inline GrabDifference grabDifference(const QImage& a, const QImage& b) {
    constexpr int kBlock = 5;  // pixels of the shrunk picture whose mean counts
    GrabDifference difference;
    int blocks = 0;
    for (int y = 0; y + kBlock <= kGrabSize.height(); y += kBlock) {
        for (int x = 0; x + kBlock <= kGrabSize.width(); x += kBlock) {
            double sums[3] = {};
            for (int i = 0; i < kBlock * kBlock; ++i) {
                const QRgb p = a.pixel(x + i % kBlock, y + i / kBlock),
                           q = b.pixel(x + i % kBlock, y + i / kBlock);
                sums[0] += qRed(p) - qRed(q);
                sums[1] += qGreen(p) - qGreen(q);
                sums[2] += qBlue(p) - qBlue(q);
            }
            const double apart =
                std::max({std::abs(sums[0]), std::abs(sums[1]), std::abs(sums[2])}) / (kBlock * kBlock);
            difference.mean += apart;
            ++blocks;
            if (apart > difference.worst) {
                difference.worst = apart;
                difference.worstAt = {x, y};
            }
        }
    }
    difference.mean /= blocks;
    return difference;
}

}  // namespace pivot::test
