// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/charts/plot_card.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QApplication>
#include <QChartView>
#include <QMouseEvent>
#include <algorithm>
#include <cstdio>
#include <ctime>

/// What a frame of the window costs while a run fills it, in milliseconds of the window's thread: the values
/// alone, the values with everything painted, and a move of the pointer over the plots. `pivot-plot-bench`.
namespace {

using namespace pivot;

double threadMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

void print(const char* what, std::vector<double> ms) {
    std::sort(ms.begin(), ms.end());
    std::printf("%-28s p50 %7.2f ms   p95 %7.2f ms   most %7.2f ms\n", what, ms[ms.size() / 2],
                ms[ms.size() * 95 / 100], ms.back());
}

void settle() {
    for (int i = 0; i < 3; ++i) {
        QApplication::processEvents();
    }
}

}  // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    ThemeSource theme;
    MainFrame frame(theme);
    applyTheme(application, theme.theme());
    frame.resize(1440, 900);
    SetupPanel& setup = frame.runPage().setup();
    frame.devices().setDevices(samples::devices());
    setup.putModel(samples::model(), true);
    setup.putData(samples::data(), true);
    frame.show();
    frame.runPage().showStarted(setup.config(RunMode::Routed));
    frame.runPage().showSnapshot(samples::snapshot(32, 10000));
    settle();

    constexpr int kFrames = 300;
    std::vector<double> values, whole;
    for (int step = 1; step <= kFrames; ++step) {
        const LiveSnapshot snapshot = samples::snapshot(32 + 9968 * step / kFrames, 10000);
        const double begin = threadMs();
        frame.runPage().showSnapshot(snapshot);
        values.push_back(threadMs() - begin);
        settle();
        whole.push_back(threadMs() - begin);
    }
    std::vector<double> hover;
    for (const PlotCard* card : frame.findChildren<PlotCard*>()) {
        QWidget* viewport = card->findChild<QChartView*>()->viewport();
        for (int x = 60; x < viewport->width() - 60; x += 4) {
            const QPointF place(x, viewport->height() / 2.0);
            QMouseEvent move(QEvent::MouseMove, place, viewport->mapToGlobal(place), Qt::NoButton,
                             Qt::NoButton, Qt::NoModifier);
            const double begin = threadMs();
            QCoreApplication::sendEvent(viewport, &move);
            settle();
            hover.push_back(threadMs() - begin);
        }
    }
    std::printf("%d frames of a run\n", kFrames);
    print("values", values);
    print("with the window painted", whole);
    print("pointer over a plot", hover);
    return 0;
}
