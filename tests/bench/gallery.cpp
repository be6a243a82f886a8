// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/theme_source.h"
#include "widgets/views/gallery_view.h"
#include "widgets/views/images_page.h"

#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QScrollBar>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <vector>

// How long a frame of the gallery takes while somebody scrolls over a synthetic million of images, how long
// sorting and filtering them takes, and how much memory they need.
// QT_QPA_PLATFORM=offscreen pivot-gallery-bench [IMAGES]

using namespace pivot;

namespace {

constexpr int kClasses = 1000;

ImageTable synthetic(int images) {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> entropies(0, std::log(static_cast<double>(kClasses)));
    ImageTableBuilder builder(2, kClasses, {});
    for (int i = 0; i < images; ++i) {
        ImageResult image;
        const int label = static_cast<int>(random() % kClasses);
        image.outcome.imageIndex = i;
        image.outcome.label = label;
        for (int effort = 0; effort < 2; ++effort) {
            Visit visit;
            visit.effort = effort;
            visit.entropyNats = entropies(random);
            visit.topIds[0] = random() % 4 == 0 ? static_cast<int>(random() % kClasses) : label;
            visit.right = visit.topIds[0] == label;
            visit.delayNs = 1'000'000;
            image.visits.push_back(visit);
        }
        const Visit& last = image.visits[image.visits[0].entropyNats < 3 ? 0 : 1];
        image.outcome.exitEffort = last.effort;
        image.outcome.predicted = last.topIds[0];
        image.outcome.right = last.right;
        builder.add(image);
    }
    return builder.build();
}

double residentMiB() {
    std::ifstream status("/proc/self/statm");
    long total = 0, resident = 0;
    status >> total >> resident;
    return static_cast<double>(resident) * 4096 / 1024 / 1024;
}

void print(const char* what, std::vector<double> ms) {
    std::sort(ms.begin(), ms.end());
    const auto at = [&](double part) {
        return ms[static_cast<std::size_t>(part * static_cast<double>(ms.size() - 1))];
    };
    std::printf("%-44s p50 %6.2f ms   p95 %6.2f ms   worst %6.2f ms\n", what, at(0.5), at(0.95), ms.back());
}

template <class Action>
double timed(const Action& action) {
    QElapsedTimer clock;
    clock.start();
    action();
    return static_cast<double>(clock.nsecsElapsed()) * 1e-6;
}

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    const int images = argc > 1 ? std::max(1, std::atoi(argv[1])) : 1'000'000;
    ThemeSource theme;
    ImagesPage page(theme);
    page.resize(1440, 900);
    page.show();
    const double before = residentMiB();
    page.showImages(
        {QStringLiteral("synthetic"), {}, synthetic(images), {"6-11", "none"}, {3.0, std::nullopt}});
    QApplication::processEvents();
    std::printf("%d images, window of 1440 x 900, %.0f MiB for them\n", images, residentMiB() - before);

    // Pixels come at once, of 96 x 96: what is timed is painting, with every image new to the cache.
    QImage pixels(96, 96, QImage::Format_RGB888);
    pixels.fill(Qt::darkCyan);
    QObject::connect(&page, &ImagesPage::thumbnailsWanted, &page, [&](const QList<qint64>& indices) {
        for (const qint64 index : indices) {
            page.setThumbnail(index, pixels);
        }
    });
    auto* gallery = page.findChild<GalleryView*>(QStringLiteral("gallery"));
    QScrollBar& bar = *gallery->verticalScrollBar();
    std::vector<double> frames, jumps;
    for (int step = 0; step < 600; ++step) {
        frames.push_back(timed([&] {
            bar.setValue(bar.value() + 120);  // a turn of the wheel
            QApplication::processEvents();
        }));
    }
    for (int step = 0; step < 300; ++step) {
        jumps.push_back(timed([&] {
            bar.setValue(static_cast<int>(static_cast<double>(bar.maximum()) * ((step * 37) % 300) / 300));
            QApplication::processEvents();
        }));
    }
    print("a turn of the wheel", frames);
    print("a jump to elsewhere (every image is new)", jumps);
    std::printf("after scrolling: %.0f MiB more than before the images\n", residentMiB() - before);

    auto* sort = page.findChild<QComboBox*>(QStringLiteral("sortBy"));
    auto* exit = page.findChild<QComboBox*>(QStringLiteral("filterExit"));
    std::vector<double> sorts, filters, moves;
    for (int step = 0; step < 10; ++step) {
        sorts.push_back(timed([&] {
            sort->setCurrentIndex(1 + step % 2);
            QApplication::processEvents();
        }));
        filters.push_back(timed([&] {
            exit->setCurrentIndex(1 + step % 2);
            QApplication::processEvents();
        }));
        exit->setCurrentIndex(0);
    }
    for (int step = 0; step < 20; ++step) {
        moves.push_back(timed([&] {
            page.moveThresholds(QStringLiteral("synthetic"), {2.0 + 0.1 * step, std::nullopt});
            QApplication::processEvents();
        }));
    }
    print("another order", sorts);
    print("another filter", filters);
    print("a step of the threshold", moves);
    return 0;
}
