// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_builders.h"
#include "widgets/figures/figure_data.h"

#include <cmath>
#include <string>
#include <vector>

// Figures of every kind, of an experiment that is made up but holds together.
namespace pivot::figures::samples {

/// 200 images of 4 classes that two efforts saw: the even ones are easy. Labels have letters beyond ASCII.
inline Source source() {
    Source s;
    RunReport& r = s.report;
    r.experimentId = "0b5c6a1e-0000-4000-8000-000000000001";
    r.model = "/home/someone/models/tiny-vit";
    r.device = "cpu:onednn";
    r.mode = RunMode::Profile;
    r.numClasses = 4;
    r.images = r.labelled = 200;
    r.efforts.resize(2);
    r.efforts[0].skip = {1, 3};
    r.efforts[0].thresholdNats = 0.5 * std::log(4.0);
    r.efforts[0].delayMs = 1.0;
    r.efforts[1].delayMs = 2.0;
    r.efforts[0].energyJ = 0.01;
    r.efforts[1].energyJ = 0.02;
    r.baseline = {2.0, 0.02, 4e-5, 0.95, 200};
    r.delayMs = 2.0;
    r.energyJ = 0.02;
    r.edpReduction = 1.25;
    r.breakEvenShare = 0.5;
    LayerTable layers{{0, 1}, 32, 9, {ProvenanceKind::Measured, "clock"}, {{LayerPiece::Embed, -1, 0.2}}};
    for (int block = 0; block < 4; ++block) {
        layers.layers.push_back({LayerPiece::Attention, block, 0.3 + 0.01 * block});
        layers.layers.push_back({LayerPiece::Mlp, block, 0.125});
    }
    layers.layers.push_back({LayerPiece::Head, -1, 0.05});
    r.layers = {layers};
    std::int64_t right = 0;
    for (int i = 0; i < 200; ++i) {
        ImageResult result;
        Outcome& o = result.outcome;
        o.imageIndex = 1000 + i;
        o.imageKey = std::to_string(1000 + i);
        o.label = i % 4;
        const bool easy = i % 2 == 0;
        for (int effort = 0; effort < 2; ++effort) {
            Visit v;
            v.effort = effort;
            v.entropyNats = std::log(4.0) * (easy ? 0.2 + 0.0005 * i : 0.6 + 0.001 * i - 0.1 * effort);
            const bool isRight = easy || (effort == 1 && i % 10 != 9);
            v.topIds[0] = isRight ? i % 4 : (i + 1) % 4;
            v.topProbabilities[0] = easy ? 0.9F : 0.55F;
            v.right = isRight;
            v.delayNs = 1'000'000 * (effort + 1);
            result.visits.push_back(v);
        }
        const Visit& last = result.visits[easy ? 0 : 1];
        o.exitEffort = last.effort;
        o.predicted = last.topIds[0];
        o.right = last.right;
        o.delayNs = easy ? 1'000'000 : 3'000'000;
        right += *o.right ? 1 : 0;
        s.results.push_back(std::move(result));
    }
    r.efforts[0].share = r.efforts[1].share = 0.5;
    r.accuracy = static_cast<double>(right) / 200;
    r.accuracyCi95 = Interval{*r.accuracy - 0.04, *r.accuracy + 0.03};
    s.labels = {"café", "±5 °C", "10 µm × 3", "100 %_&#"};
    s.dataset = "samples test[0:200]";
    return s;
}

inline Result<Picture> pictureOf(std::int64_t imageIndex) {
    Picture p{12, 12, 3, {}};
    for (int i = 0; i < 12 * 12 * 3; ++i) {
        p.pixels.push_back(static_cast<std::uint8_t>((imageIndex * 31 + i * 7) % 256));
    }
    return p;
}

inline FigureData attention() {
    ImageGrid grid;
    grid.columns = 4;
    grid.width = grid.height = 7;
    grid.channels = 1;
    grid.scale = ImageGrid::Scale{0, 0.25, "attention"};
    grid.columnHeads = {"0", "1", "2", "3"};
    grid.rowHeads = {"head 1", "head 2", "mean"};
    for (int t = 0; t < 12; ++t) {
        const bool skipped = t % 4 == 1;
        grid.tiles.push_back({skipped ? "skipped" : "", std::nullopt, false, skipped});
        for (int p = 0; p < 49; ++p) {
            grid.pixels.push_back(static_cast<std::uint8_t>(skipped ? 0 : (t * 40 + p * 5) % 256));
        }
    }
    FigureData data;
    data.title = "Attention of image 5";
    data.grid = std::move(grid);
    return data;
}

/// Two experiments against each other, the second a little worse and much cheaper.
inline FigureData comparisonTable() {
    Comparison made;
    made.runs.resize(2);
    made.runs[0].experimentId = "0b5c6a1e-0000-4000-8000-000000000001";
    made.runs[1].experimentId = "7c5c6a1e-0000-4000-8000-000000000002";
    made.runs[0].accuracy = 0.981;
    made.runs[0].accuracyCi95 = Interval{0.975, 0.986};
    made.runs[1].accuracy = 0.979;
    RunPair pair;
    pair.run = 1;
    pair.accuracyDifference = Difference{-0.002, {-0.004, 0.0001}};
    pair.mcnemarMidP = 0.0004;
    pair.edpReduction = 1.754;
    pair.edpCi95 = Interval{1.7, 1.8};
    made.pairs.push_back(pair);
    return buildComparisonTable(made, {"fp32", "int8"});
}

/// One document of every kind that there is.
inline std::vector<FigureDocument> everyKind() {
    std::vector<FigureDocument> all;
    const Source one = source();
    for (const FigureKind kind : figureKinds()) {
        FigureDocument document;
        document.spec.kind = kind;
        document.spec.experiments = {one.report.experimentId};
        if (kind == FigureKind::Gallery) {
            document.spec.query = "hardest 10";
            const auto chosen = pickImages(one, *parseGalleryPick("hardest 10"));
            document.data = *buildGallery(one, *chosen, pictureOf, 3.5);
        } else if (kind == FigureKind::Attention) {
            document.data = attention();
        } else if (kind == FigureKind::ComparisonTable) {
            document.data = comparisonTable();
        } else if (kind == FigureKind::Plot) {
            document.data = *buildFigure(FigureKind::Delay, std::vector<Source>{one});
        } else {
            document.data = *buildFigure(kind, std::vector<Source>{one});
        }
        all.push_back(std::move(document));
    }
    return all;
}

/// So many dots that no two are alike, as an experiment over a large data set has.
inline FigureDocument scatter(int dots) {
    Series a{"right", {Role::Effort, 0, 2}, Mark::Dots}, b{"wrong", {Role::Effort, 1, 2}, Mark::Dots};
    std::uint64_t state = 1;
    const auto random = [&state] {  // a linear congruential generator: the same everywhere
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>((state >> 33U) % 10'000) / 10'000;
    };
    for (int i = 0; i < dots; ++i) {
        Series& s = i % 5 == 0 ? b : a;
        s.x.push_back(random());
        s.y.push_back(random());
    }
    FigureDocument document;
    document.spec.kind = FigureKind::EntropyScatter;
    Panel panel;
    panel.x = {"normalized entropy, low effort", 0.0, 1.0};
    panel.y = {"normalized entropy, high effort", 0.0, 1.0};
    panel.series = {a, b};
    document.data.panels = {panel};
    document.data.square = true;
    return document;
}

}  // namespace pivot::figures::samples
