// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_figures.h"
#include "widgets/figures/build_parts.h"

#include <QTest>
#include <numeric>

using namespace pivot;
using namespace pivot::figures;

/// The numbers in a figure are those of the experiment.
class TestFigureBuilders : public QObject {
    Q_OBJECT

    static FigureData built(FigureKind kind, const Source& source, const BuildOptions& options = {}) {
        const auto data = buildFigure(kind, std::vector<Source>{source}, options);
        if (!data) {
            qWarning("%s", data.error().message.c_str());
        }
        return data.value_or(FigureData());
    }
    static const Series* seriesOf(const Panel& panel, const std::string& name) {
        for (const Series& s : panel.series) {
            if (s.name == name) {
                return &s;
            }
        }
        return nullptr;
    }
    static void refuses(FigureKind kind, const std::vector<Source>& sources, const char* words) {
        const auto data = buildFigure(kind, sources);
        QVERIFY2(!data && data.error().message.find(words) != std::string::npos,
                 data ? "drawn" : data.error().message.c_str());
    }

private Q_SLOTS:
    void aLegendNamesWhatTellsRunsApart() {
        Source first = samples::source(), second = samples::source();
        QCOMPARE(namesOf(std::vector{first, second}),
                 (std::vector<std::string>{"tiny-vit on cpu:onednn", "tiny-vit on cpu:onednn (2)"}));
        second.report.precision = Precision::Int8;
        QCOMPARE(namesOf(std::vector{first, second}), (std::vector<std::string>{"fp32", "int8"}));
        second.report.device = "sim:zcu102";
        second.report.efforts.front().skip = {6, 7, 8};
        const auto names = namesOf(std::vector{first, second});
        QCOMPARE(names[1], std::string("sim:zcu102, int8, skips 6\u20138"));
        QVERIFY(names[0].starts_with("cpu:onednn, fp32, "));
        QCOMPARE(namesOf(std::vector{first}), std::vector<std::string>{"tiny-vit on cpu:onednn"});
    }

    void everyImageIsInTheHistogramOnce() {
        const FigureData data = built(FigureKind::EntropyHistogram, samples::source());
        QCOMPARE(data.panels.size(), std::size_t{2});
        for (std::size_t e = 0; e < 2; ++e) {
            const Panel& panel = data.panels[e];
            const std::string name = e == 0 ? "low" : "high";
            const Series* right = seriesOf(panel, name + ": right");
            const Series* wrong = seriesOf(panel, name + ": wrong");
            QVERIFY(right && wrong);
            double all = std::accumulate(right->y.begin(), right->y.end(), 0.0);
            QCOMPARE(all, e == 0 ? 100.0 : 180.0);
            for (std::size_t i = 0; i < wrong->y.size(); ++i) {
                all += wrong->y[i] - wrong->low[i];
            }
            QCOMPARE(all, 200.0);
        }
        QCOMPARE(data.panels[0].rules.size(), std::size_t{1});
        QCOMPARE(data.panels[0].rules[0].at, 0.5);
        QVERIFY(data.panels[1].rules.empty());  // the last effort accepts all
    }

    void aSweepEndsWhereEverythingEndsEarly() {
        const FigureData data = built(FigureKind::ThresholdSweep, samples::source());
        QCOMPARE(data.panels.size(), std::size_t{3});
        const Series& share = data.panels[1].series.front();
        QCOMPARE(share.y.back(), 100.0);
        QVERIFY(std::is_sorted(share.x.begin(), share.x.end()) &&
                std::is_sorted(share.y.begin(), share.y.end()));
        QCOMPARE(data.panels[0].series.front().y.back(), 50.0);  // the low effort alone
        const FigureData over = built(FigureKind::ThresholdSweep, samples::source(), {SweepOver::Share, 50});
        QCOMPARE(over.panels.size(), std::size_t{2});
        QCOMPARE(over.panels[0].series.front().x.back(), 100.0);
    }

    void thePlaneHasTheRunAndTheFullPath() {
        const FigureData data = built(FigureKind::AccuracyEdp, samples::source());
        const Series* run = seriesOf(data.panels[0], "tiny-vit on cpu:onednn");
        const Series* full = seriesOf(data.panels[0], "full path");
        QVERIFY(run && full);
        QCOMPARE(run->x, std::vector<double>{0.8});
        QCOMPARE(run->y, std::vector<double>{90.0});
        QCOMPARE(full->x, std::vector<double>{1.0});
        QCOMPARE(full->y, std::vector<double>{95.0});
    }

    void delaysRiseToAHundredPercent() {
        for (const Series& s : built(FigureKind::Delay, samples::source()).panels[0].series) {
            QCOMPARE(s.y.front(), 0.0);
            QCOMPARE(s.y.back(), 100.0);
            QVERIFY(std::is_sorted(s.x.begin(), s.x.end()));
        }
    }

    void confusionCountsEveryImage() {
        const FigureData data = built(FigureKind::Confusion, samples::source());
        const HeatMap& map = *data.heatMap;
        QCOMPARE(map.rows, samples::source().labels);
        QCOMPARE(std::accumulate(map.counts.begin(), map.counts.end(), std::int64_t{0}), std::int64_t{200});
        std::int64_t right = 0;
        for (std::size_t c = 0; c < 4; ++c) {
            right += map.counts[c * 4 + c];
            double row = 0;
            for (std::size_t p = 0; p < 4; ++p) {
                row += map.values[c * 4 + p];
            }
            QVERIFY(std::abs(row - 100) < 0.01);
        }
        QCOMPARE(right, std::int64_t{180});
    }

    void classesAreInOrderOfTheirAccuracy() {
        const FigureData data = built(FigureKind::PerClass, samples::source());
        const Series* routed = seriesOf(data.panels[0], "routed, with 95 % interval");
        QVERIFY(routed);
        QCOMPARE(routed->x.size(), std::size_t{4});
        QVERIFY(std::is_sorted(routed->x.begin(), routed->x.end()));
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(routed->low[i] <= routed->x[i] && routed->x[i] <= routed->high[i]);
        }
    }

    void theScatterHasADotAnImage() {
        std::size_t dots = 0;
        for (const Series& s : built(FigureKind::EntropyScatter, samples::source()).panels[0].series) {
            dots += s.x.size();
        }
        QCOMPARE(dots, std::size_t{200});
    }

    void theSummaryHasARowAnExperiment() {
        Source other = samples::source();
        other.report.energyJ.reset();
        const auto data =
            buildFigure(FigureKind::SummaryTable, std::vector<Source>{samples::source(), other});
        QVERIFY(data && data->table->rows.size() == 2);
        QVERIFY(
            std::holds_alternative<std::monostate>(data->table->rows[1][10]));  // not measured is not zero
    }

    /// Half of the images run the high effort from block 1 on: the low one skips 1 and 3.
    void layersAreBarsOfWhatAnImageSpends() {
        const FigureData data = built(FigureKind::Layers, samples::source());
        QCOMPARE(data.panels.size(), std::size_t{2});
        const Series &attention = data.panels[0].series[0], &rest = data.panels[1].series[0];
        QCOMPARE(data.panels[0].x.categories, (std::vector<std::string>{"E", "0", "1", "2", "3", "H"}));
        QCOMPARE(attention.x, (std::vector<double>{1, 2, 3, 4}));
        QCOMPARE(attention.y, (std::vector<double>{0.3, 0.155, 0.48, 0.165}));
        QCOMPARE(rest.x, (std::vector<double>{0, 1, 2, 3, 4, 5}));
        QCOMPARE(rest.y, (std::vector<double>{0.2, 0.125, 0.1875, 0.1875, 0.1875, 0.075}));
        QVERIFY(data.panels[0].y == data.panels[1].y);  // one scale
        QVERIFY(data.panels[0].y.label.find("ms") != std::string::npos);
    }

    void theLayersOfTwoRunsStandBesideEachOther() {
        Source other = samples::source();
        other.report.device = "sim:zcu102";
        const auto data = buildFigure(FigureKind::Layers, std::vector<Source>{samples::source(), other});
        QVERIFY(data.has_value());
        const std::vector<Series>& bars = data->panels[0].series;
        QCOMPARE(bars.size(), std::size_t{2});
        QCOMPARE(bars[0].name, std::string("cpu:onednn"));
        QVERIFY(bars[0].x[0] + bars[0].width <= bars[1].x[0] + 1e-9);  // beside, not behind
        QVERIFY(bars[0].hatched != bars[1].hatched);                   // without colour too
        // As values they are of their block, wherever the bars stand.
        const Table table = tableOf(*data);
        QVERIFY(table.rows[0][2] == Cell(std::string("0")) && table.rows[4][2] == Cell(std::string("0")));
        Source untimed = samples::source();
        untimed.report.layers.clear();
        refuses(FigureKind::Layers, {samples::source(), untimed}, "--layers");
    }

    void galleriesShowWhatWasChosen() {
        const Source source = samples::source();
        const auto wrong = pickImages(source, *parseGalleryPick("wrong 500"));
        QVERIFY(wrong);
        QCOMPARE(wrong->size(), std::size_t{20});
        const auto listed = pickImages(source, *parseGalleryPick("1005, 1002"));
        QVERIFY(listed && (*listed)[0]->outcome.imageIndex == 1005 &&
                (*listed)[1]->outcome.imageIndex == 1002);
        const auto hardest = pickImages(source, *parseGalleryPick("hardest 3")),
                   easiest = pickImages(source, *parseGalleryPick("easiest 3"));
        QVERIFY((*hardest)[0]->visits[0].entropyNats > (*easiest)[0]->visits[0].entropyNats);
        QVERIFY(!pickImages(source, *parseGalleryPick("7")));
        for (const char* none : {"", "hardest -1", "hardest 1e9", "prettiest 4", "1,,2", "1,-2", "x"}) {
            QVERIFY2(!parseGalleryPick(none), none);
        }
    }

    void whatAnExperimentLacksIsSaid() {
        Source routed = samples::source();
        routed.report.mode = RunMode::Routed;
        refuses(FigureKind::ThresholdSweep, {routed}, "--mode profile");
        Source unlabelled = samples::source();
        for (ImageResult& result : unlabelled.results) {
            result.outcome.label.reset();
            for (Visit& visit : result.visits) {
                visit.right.reset();
            }
        }
        unlabelled.report.accuracy.reset();
        refuses(FigureKind::Confusion, {unlabelled}, "no labels");
        refuses(FigureKind::PerClass, {unlabelled}, "no labels");
        refuses(FigureKind::Reliability, {unlabelled}, "no labels");
        refuses(FigureKind::AccuracyEdp, {unlabelled}, "no labels");
        refuses(FigureKind::Confusion, {routed, routed}, "one experiment");
        refuses(FigureKind::Confusion, {}, "which experiments");
        Source single = samples::source();
        single.report.efforts.resize(1);
        refuses(FigureKind::EntropyScatter, {single}, "one effort");
    }
};

QTEST_GUILESS_MAIN(TestFigureBuilders)
#include "tst_figure_builders.moc"
