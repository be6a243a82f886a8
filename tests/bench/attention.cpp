// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/attention_service.h"
#include "devices/thread_environment.h"
#include "support/timed_application.h"
#include "widgets/theme/theme_source.h"
#include "widgets/views/attention_page.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <algorithm>
#include <cstdio>
#include <vector>

/// How long it takes from asking for an image until its first map, and until everything about it, is painted
/// on the Attention page: `pivot-attention-bench MODEL [SKIP] [IMAGES] [SPEC] [DEVICE]`, low effort SKIP,
/// high effort none. The first image opens the model too and is told by itself.
namespace {

using namespace pivot;

struct Times {
    double firstMs = 0, allMs = 0;
    double pageMs = 0;  ///< the most processor time that showing one answer took in the window's thread
};

Times showOne(AttentionService& service, AttentionPage& page, const AttentionRequest& request) {
    Times times;
    QEventLoop loop;
    QElapsedTimer clock;
    const auto passedMs = [&] { return 1e-6 * static_cast<double>(clock.nsecsElapsed()); };
    QObject context;
    QObject::connect(&service, &AttentionService::mapsReady, &context, [&](const ShownAttention& shown) {
        const double begin = test::threadMs();
        page.showMaps(shown.maps);
        page.grab();
        times.pageMs = std::max(times.pageMs, test::threadMs() - begin);
        if (times.firstMs == 0) {
            times.firstMs = passedMs();
        }
        if (shown.maps->answers.front()) {
            times.allMs = passedMs();
            loop.quit();
        }
    });
    QObject::connect(&service, &AttentionService::failed, &context, [](const QString& sentence) {
        std::fprintf(stderr, "%s\n", qPrintable(sentence));
        std::exit(1);
    });
    clock.start();
    page.showWanted(request.sourceIndex);
    service.ask(request);
    loop.exec();
    return times;
}

void print(const char* what, std::vector<double> ms) {
    std::sort(ms.begin(), ms.end());
    std::printf("%-12s p50 %7.1f ms   p95 %7.1f ms   most %7.1f ms\n", what, ms[ms.size() / 2],
                ms[ms.size() * 95 / 100], ms.back());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fputs("usage: pivot-attention-bench MODEL [SKIP] [IMAGES] [SPEC] [DEVICE]\n", stderr);
        return 2;
    }
    const auto argument = [&](int i, const char* otherwise) { return argc > i ? argv[i] : otherwise; };
    prepareThreadEnvironment();
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    ThemeSource theme;
    applyTheme(application, theme.theme());
    AttentionPage page(theme);
    page.resize(1440, 776);
    page.show();
    RunController runs({{PIVOT_PLUGIN_DIR}, PIVOT_SOURCE_DIR "/assets/profiles"}, {});
    AttentionService service(runs);

    AttentionRequest request;
    request.config.model = argv[1];
    request.config.device = argument(5, "cpu");
    const auto skip = SkipConfig::parse(argument(2, "6,7,8,9,10,11"), 64);
    const auto data = openDataSet(argument(4, "fashion-mnist"));
    if (!skip || !data) {
        std::fprintf(stderr, "%s\n", (skip ? data.error() : skip.error()).message.c_str());
        return 2;
    }
    request.data = *data;
    request.config.ladder.efforts = {Effort{.skip = *skip, .modelPath = {}, .thresholdNats = {}}, Effort{}};
    const int images = std::max(1, QString::fromLatin1(argument(3, "50")).toInt());

    const Times opening = showOne(service, page, request);
    std::printf("opening      first %6.1f ms   all %6.1f ms\n", opening.firstMs, opening.allMs);
    std::vector<double> first, all, handler;
    for (int i = 0; i < images; ++i) {
        request.sourceIndex = (*data)->sourceIndex((i + 1) % (*data)->size());
        const Times times = showOne(service, page, request);
        first.push_back(times.firstMs);
        all.push_back(times.allMs);
        handler.push_back(times.pageMs);
    }
    print("first map", first);
    print("all", all);
    print("page alone", handler);
    return 0;
}
