// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/json_mutator.h"
#include "fuzz/mutator.h"
#include "unit/figures/sample_figures.h"
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_scene.h"
#include "widgets/figures/figure_writer.h"
#include "widgets/figures/grid_raster.h"

#include <QtTest>

using namespace pivot;
using namespace pivot::figures;

/// Figures of every kind and format with damage: an error of one sentence, or a figure that can be drawn.
class TestFuzzFigures : public QObject {
    Q_OBJECT

    static void run(const std::string& bytes) {
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    }

private Q_SLOTS:
    void mutatedFilesNeverHurt() {
        std::vector<std::string> corpus;
        for (const FigureDocument& document : samples::everyKind()) {
            for (const FigureFormat format : {FigureFormat::Pdf, FigureFormat::Svg, FigureFormat::Png}) {
                const QByteArray bytes = writeFigure(document, format)->bytes;
                QVERIFY(readMetadata(bytes).has_value());
                corpus.push_back(bytes.toStdString());
                run(corpus.back());
            }
        }
        fuzz::Mutator mutator(3, corpus);
        for (int round = 0; round < 400; ++round) {
            run(mutator.next(20'000));
        }
    }

    void mutatedDescriptionsNeverHurt() {
        std::vector<std::string> corpus;
        for (const FigureDocument& document : samples::everyKind()) {
            corpus.push_back(documentText(document));
            const DrawnRasters rasters = rastersOf(*sceneOf(document), document.data);
            if (rasters.place) {
                corpus.push_back(documentText(document, &*rasters.place));
                corpus.push_back(rasters.pngs.front().toStdString());
            }
        }
        fuzz::Mutator bytes(4, corpus);
        fuzz::JsonMutator values(5);
        for (int round = 0; round < 400; ++round) {
            run(bytes.next(1'000'000));
            run(values.changed(corpus[static_cast<std::size_t>(round) % corpus.size()]));
        }
    }
};

QTEST_MAIN(TestFuzzFigures)
#include "tst_fuzz_figures.moc"
