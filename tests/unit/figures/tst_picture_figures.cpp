// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_figures.h"

#include <QTest>
#include <numeric>

using namespace pivot;
using namespace pivot::figures;

/// Figures that are made of pictures: what changed between two experiments, and maps of attention.
class TestPictureFigures : public QObject {
    Q_OBJECT

    /// Two runs of the images 10..13: two got better, one worse.
    static Comparison comparison() {
        Comparison made;
        made.classNames = {"cat", "dog"};
        made.runs.resize(2);
        for (RunFigures& run : made.runs) {
            run.ladder.efforts.resize(2);
        }
        RunPair pair;
        pair.run = 1;
        pair.method = DifferenceMethod::Paired;
        pair.flips = {{10, "10", 0, 1, 0, 0, 1, true},
                      {11, "11", 1, 1, 0, 0, 0, false},
                      {13, "13", 1, 0, 1, 1, 1, true}};
        made.pairs.push_back(pair);
        return made;
    }
    /// One grey picture per image, its number as its only value.
    static Result<Picture> picture(std::int64_t index) {
        return Picture{2, 2, 1, std::vector<std::uint8_t>(4, static_cast<std::uint8_t>(index))};
    }
    static Result<FigureData> flips(const char* pick, const Comparison& of = comparison()) {
        return buildFlips(of, of.pairs.front(), *parseGalleryPick(pick), picture, 3.5);
    }
    static void refuses(const Result<FigureData>& data, const char* words) {
        QVERIFY2(!data && data.error().message.find(words) != std::string::npos,
                 data ? "drawn" : data.error().message.c_str());
    }
    /// 2 x 2 patches, `heads` heads: of every query half goes to the class token, the rest to one patch, the
    /// head's number modulo 4. Block 1 is skipped.
    static MapGrid maps(int heads) {
        EffortAttention attention;
        attention.heads = heads;
        attention.grid = 2;
        attention.blocks.resize(2);
        attention.meanSteps.resize(2);
        attention.maxSteps.resize(2);
        for (int head = 0; head < heads; ++head) {
            for (int token = 0; token < 5; ++token) {
                for (int to = 0; to < 5; ++to) {
                    attention.blocks[0].push_back(to == 0 || to == 1 + head % 4 ? 0.5F : 0.0F);
                }
            }
        }
        attention.meanSteps[0] = *rolloutStep(attention.blocks[0], heads, 5, 1.0);
        attention.maxSteps[0] = *rolloutStep(attention.blocks[0], heads, 5, 1.0, HeadFusion::Max);
        return {attention, {}, HeadFusion::Mean};
    }

private Q_SLOTS:
    void whatChangedBetweenTwoExperiments() {
        const auto all = flips("flipped");
        QVERIFY2(all, all ? "" : all.error().message.c_str());
        const ImageGrid& grid = *all->grid;
        QCOMPARE(grid.tiles.size(), std::size_t(3));
        QCOMPARE(grid.tiles[0].caption, std::string("dog \u2192 cat"));
        QVERIFY(!grid.tiles[0].wrong && grid.tiles[1].wrong);
        QCOMPARE(*grid.tiles[0].badge, (Ink{Role::Effort, 1, 2}));  // the effort of the second experiment
        QCOMPARE(static_cast<int>(grid.pixels[4]), 11);
        const auto gained = flips("gained"), lost = flips("lost"), first = flips("flipped 1");
        QCOMPARE(gained->grid->tiles.size(), std::size_t(2));
        QCOMPARE(static_cast<int>(gained->grid->pixels[4]), 13);
        QCOMPARE(lost->grid->tiles.size(), std::size_t(1));
        QCOMPARE(first->grid->tiles.size(), std::size_t(1));
        QCOMPARE(flips("13")->grid->tiles.size(), std::size_t(1));
    }
    void whatCannotHaveChangedIsSaid() {
        refuses(flips("hardest 24"), "what changed");
        refuses(flips("12"), "no image of that kind");
        Comparison other = comparison();
        other.pairs.front().method = DifferenceMethod::Independent;
        other.warnings.push_back({"different-data", "They looked at other images.", {0, 1}});
        refuses(flips("flipped", other), "They looked at other images.");
    }
    void everyMapOfAnEffortStandsInOneScale() {
        const auto data = buildAttention(std::vector<NamedMaps>{{"low", maps(3)}}, AttentionRows::All);
        QVERIFY2(data, data ? "" : data.error().message.c_str());
        const ImageGrid& grid = *data->grid;
        QCOMPARE(grid.rowHeads,
                 (std::vector<std::string>{"head 0", "head 1", "head 2", "mean", "largest", "rollout"}));
        QCOMPARE(grid.columns, 2);
        QCOMPARE(grid.scale->high, 50.0);
        QCOMPARE(static_cast<int>(grid.pixels[0]), 255);  // head 0 looks at the first patch alone
        QCOMPARE(static_cast<int>(grid.pixels[1]), 0);
        QVERIFY(grid.tiles[1].empty);  // skipped
        QCOMPARE(grid.tiles[1].caption, std::string("skipped"));
        QVERIFY(!grid.tiles[11].empty);  // the rollout goes on through a skipped block
    }
    void aFewGreatSharesDoNotDarkenTheRest() {
        std::vector<NamedMaps> all(40, {"path", maps(3)});
        const double usual = buildAttention(all, AttentionRows::Rollout)->grid->scale->high;
        EffortAttention sharp;
        sharp.heads = 1;
        sharp.grid = 2;
        sharp.blocks = {std::vector<float>(25, 0.0F)};
        sharp.blocks[0][1] = 1.0F;  // the class token looks at the first patch alone
        sharp.meanSteps = sharp.maxSteps = {*rolloutStep(sharp.blocks[0], 1, 5, 1.0)};
        all.push_back({"sharp", MapGrid(sharp, {}, HeadFusion::Mean)});
        const auto data = buildAttention(all, AttentionRows::Rollout);
        QCOMPARE(data->grid->scale->high, usual);
        QVERIFY(data->grid->scale->label.ends_with("clipped at the top"));
        QCOMPARE(static_cast<int>(data->grid->pixels[data->grid->pixels.size() - 8]), 255);
    }
    void severalEffortsAndImagesHaveTheirNames() {
        const std::vector<NamedMaps> two{{"#4 low", maps(2)}, {"#4 high", maps(2)}};
        QCOMPARE(buildAttention(two, AttentionRows::Rollout)->grid->rowHeads,
                 (std::vector<std::string>{"#4 low", "#4 high"}));
        QCOMPARE(buildAttention(two, AttentionRows::Heads)->grid->rowHeads,
                 (std::vector<std::string>{"#4 low: head 0", "#4 low: head 1", "#4 high: head 0",
                                           "#4 high: head 1"}));
    }
    void manyHeadsAreSummedUp() {
        const std::vector<NamedMaps> wide{{"path", maps(12)}};
        QCOMPARE(buildAttention(wide, AttentionRows::All)->grid->rowHeads,
                 (std::vector<std::string>{"mean", "largest", "rollout"}));
        QCOMPARE(buildAttention(wide, AttentionRows::Heads)->grid->rowHeads.size(), std::size_t(12));
        refuses(buildAttention(std::vector<NamedMaps>(8, wide.front()), AttentionRows::Heads), "96 rows");
        refuses(buildAttention({}, AttentionRows::All), "skipped");
        QVERIFY(!parseAttentionRows("noses"));
        QVERIFY(parseAttentionRows("largest") == AttentionRows::Largest);
    }
    void aComparisonIsATableWithIntervals() {
        const FigureData data = samples::comparisonTable();
        const Table& table = *data.table;
        std::vector<std::string> names;
        for (const Table::Column& column : table.columns) {
            names.push_back(column.name);
        }
        // No delay and no energy is known: no column of nothing.
        QCOMPARE(names,
                 (std::vector<std::string>{"experiment_id", "name", "accuracy_percent",
                                           "accuracy_difference_points", "mcnemar_p", "edp_reduction"}));
        QCOMPARE(table.rows[0],
                 (std::vector<Cell>{"0b5c6a1e", "fp32", "98.10 [97.50, 98.60]", Cell(), Cell(), Cell()}));
        QCOMPARE(table.rows[1],
                 (std::vector<Cell>{"7c5c6a1e", "int8", "97.90", "\u22120.20 [\u22120.40, +0.01]", "< 0.001",
                                    "1.75 [1.70, 1.80]"}));
    }
    void classesOfSeveralExperimentsStandTogether() {
        Source worse = samples::source();
        worse.report.model = "other-vit";
        for (ImageResult& result : worse.results) {
            if (result.outcome.label == 2) {
                result.outcome.right = false;
            }
        }
        const std::vector<Source> both{samples::source(), worse};
        const auto data = buildFigure(FigureKind::PerClass, both);
        QVERIFY2(data, data ? "" : data.error().message.c_str());
        const Panel& panel = data->panels.front();
        QCOMPARE(panel.series.size(), std::size_t(2));
        const auto& classes = panel.y.categories;
        const auto place = std::find(classes.begin(), classes.end(), both[0].labels[2]) - classes.begin();
        QCOMPARE(panel.series[1].x[static_cast<std::size_t>(place)], 0.0);
        QVERIFY(panel.series[0].x[static_cast<std::size_t>(place)] > 50.0);
        // The first above, both in the height of their class.
        QVERIFY(panel.series[0].y[0] > panel.series[1].y[0]);
        QVERIFY(std::abs(panel.series[0].y[0]) < 0.5 && std::abs(panel.series[1].y[0]) < 0.5);
    }
};

QTEST_GUILESS_MAIN(TestPictureFigures)
#include "tst_picture_figures.moc"
