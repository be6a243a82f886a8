// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/entropy_unit.h"
#include "gui/sample_values.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QApplication>
#include <QElapsedTimer>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>

/// How long one step of dragging a profile's threshold takes: the arithmetic alone, and until the whole
/// window is painted again. `pivot-scrub-bench [IMAGES]`; a screen's frame is 16 ms.
namespace {

using namespace pivot;

StoredRun profiledRun(int images) {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> uniform;
    RunReport report = samples::report();
    report.mode = RunMode::Profile;
    report.images = report.labelled = images;
    StoredRunBuilder builder(report, {}, 10, samples::model().labels);
    for (int i = 0; i < images; ++i) {
        ImageResult image;
        image.outcome.imageIndex = i;
        image.outcome.label = i % 10;
        const double normalized = uniform(random);
        for (int effort = 0; effort < 2; ++effort) {
            Visit visit;
            visit.effort = effort;
            visit.entropyNats = normalized * std::log(10.0);
            visit.right = uniform(random) > (effort == 0 ? 0.8 : 0.6) * normalized;
            image.visits.push_back(visit);
        }
        builder.add(image);
    }
    return builder.build();
}

void print(const char* what, std::vector<double> ms) {
    std::sort(ms.begin(), ms.end());
    std::printf("%-28s p50 %7.2f ms   p95 %7.2f ms   most %7.2f ms\n", what, ms[ms.size() / 2],
                ms[ms.size() * 95 / 100], ms.back());
}

}  // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const int images = argc > 1 ? std::max(100, std::atoi(argv[1])) : 50000;
    ThemeSource theme;
    MainFrame frame(theme);
    applyTheme(application, theme.theme());
    frame.resize(1440, 900);
    SetupPanel& setup = frame.runPage().setup();
    frame.devices().setDevices(samples::devices());
    setup.putModel(samples::model(), true);
    setup.putData(samples::data(), true);
    setup.ladder().setSuggestion({samples::ladder(), {"given", "given", false}, {}});
    frame.show();
    const StoredRun run = profiledRun(images);
    frame.runPage().showStored(run);
    QApplication::processEvents();

    constexpr int kSteps = 200;
    std::vector<double> alone, whole;
    for (int step = 0; step < kSteps; ++step) {
        const double nats = toNats(0.1 + 0.8 * step / kSteps, EntropyUnit::Normalized, 10);
        QElapsedTimer clock;
        clock.start();
        const auto moved = run.scrub(ScoreKind::Entropy)->at({nats, std::nullopt});
        alone.push_back(static_cast<double>(clock.nsecsElapsed()) * 1e-6);
        if (!moved) {
            return 1;
        }
        clock.start();
        setup.ladder().moveThreshold(0, nats);
        QApplication::processEvents();  // layouts and paints
        whole.push_back(static_cast<double>(clock.nsecsElapsed()) * 1e-6);
    }
    std::printf("%d images, %d steps\n", images, kSteps);
    print("arithmetic", alone);
    print("with the window painted", whole);
    return 0;
}
