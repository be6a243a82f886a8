// SPDX-License-Identifier: GPL-3.0-or-later
#include "parity/golden_runs.h"
#include "parity/parity_devices.h"

#include <QtTest>

using namespace pivot;
using namespace pivot::parity;

/// The network in pieces (embed, blocks, head, gather) gives what it gives in one, which prefix reuse rests
/// on.
class TestParityPieces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void piecesEqualTheWhole_data() { devicesAndModels(); }
    void piecesEqualTheWhole();
    void aKeptPrefixGivesTheSameLogits_data() { devicesAndModels(); }
    void aKeptPrefixGivesTheSameLogits();
    void blocksLeaveTheirInputAsItIs_data() { devicesAndModels(); }
    void blocksLeaveTheirInputAsItIs();
    void gatherTakesRowsInTheirOrder_data() { devicesAndModels(); }
    void gatherTakesRowsInTheirOrder();
    void hardImagesOfSeveralBatchesGoOnTogether_data() { devicesAndModels(); }
    void hardImagesOfSeveralBatchesGoOnTogether();

private:
    static void devicesAndModels();
    static const GoldenCase& fetchCase();
    static std::unique_ptr<InferenceSession> fetchSession();
    static void verifySame(std::span<const float> a, std::span<const float> b);
    /// Row `image` of logits.
    static std::span<const float> rowOf(const LogitsResult& result, int image);
};

void TestParityPieces::devicesAndModels() {
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("model");
    for (const DeviceInfo& device : float32Devices()) {
        for (const char* model : {"mini_deit_a", "mini_lvvit_a"})
            QTest::addRow("%s %s", device.id.c_str(), model)
                << QString::fromStdString(device.id) << QString(model);
    }
}

const GoldenCase& TestParityPieces::fetchCase() {
    const QString model = *static_cast<QString*>(QTest::qData("model", QMetaType::QString));
    return goldenCase(model.toStdString(), Activation::Gelu);
}

std::unique_ptr<InferenceSession> TestParityPieces::fetchSession() {
    const QString device = *static_cast<QString*>(QTest::qData("device", QMetaType::QString));
    return open(device.toStdString(), fetchCase().model);
}

void TestParityPieces::verifySame(std::span<const float> a, std::span<const float> b) {
    const double difference = largestDifference(a, b);
    QVERIFY2(difference <= kSameDeviceTolerance, qPrintable(QString::number(difference)));
}

std::span<const float> TestParityPieces::rowOf(const LogitsResult& result, int image) {
    const auto classes = static_cast<std::size_t>(result.classes);
    return std::span(result.logits).subspan(static_cast<std::size_t>(image) * classes, classes);
}

void TestParityPieces::piecesEqualTheWhole() {
    const GoldenCase& data = fetchCase();
    const auto session = fetchSession();
    const int depth = session->spec().depth;
    for (const SkipConfig& skip : {SkipConfig{}, SkipConfig{1, 3}, SkipConfig{0}, SkipConfig::all(depth)}) {
        const auto whole = valueOf(session->run(data.batch(), skip));
        for (int cut = 0; cut <= depth; ++cut) {
            const auto embedded = valueOf(session->embed(data.batch()));
            QCOMPARE(embedded.activations->count(), data.count);
            const auto first = valueOf(session->blocks(embedded.activations, 0, cut, skip));
            const auto second = valueOf(session->blocks(first.activations, cut, depth, skip));
            const auto pieces = valueOf(session->head(second.activations));
            QCOMPARE(pieces.count, whole.count);
            QCOMPARE(pieces.classes, whole.classes);
            verifySame(pieces.logits, whole.logits);
        }
    }
}

void TestParityPieces::aKeptPrefixGivesTheSameLogits() {
    const GoldenCase& data = fetchCase();
    const auto session = fetchSession();
    const int depth = session->spec().depth;
    const SkipConfig high;
    for (const SkipConfig& low : {SkipConfig{2, 3}, SkipConfig{1}, SkipConfig{3}, SkipConfig{0, 1}}) {
        const int from = SkipConfig::firstDifference(low, high, depth);
        const auto embedded = valueOf(session->embed(data.batch()));
        const auto kept = valueOf(session->blocks(embedded.activations, 0, from, low));
        const auto lowEnd = valueOf(session->blocks(kept.activations, from, depth, low));
        const auto rerun = valueOf(session->blocks(kept.activations, from, depth, high));
        verifySame(valueOf(session->head(lowEnd.activations)).logits,
                   valueOf(session->run(data.batch(), low)).logits);
        verifySame(valueOf(session->head(rerun.activations)).logits,
                   valueOf(session->run(data.batch(), high)).logits);
    }
}

void TestParityPieces::blocksLeaveTheirInputAsItIs() {
    const GoldenCase& data = fetchCase();
    const auto session = fetchSession();
    const int depth = session->spec().depth;
    const auto embedded = valueOf(session->embed(data.batch()));
    const auto before = valueOf(session->head(embedded.activations)).logits;
    const auto through = valueOf(session->blocks(embedded.activations, 0, depth, {}));
    QVERIFY(largestDifference(valueOf(session->head(through.activations)).logits, before) > 1e-2);
    QCOMPARE(valueOf(session->head(embedded.activations)).logits, before);
}

void TestParityPieces::gatherTakesRowsInTheirOrder() {
    const GoldenCase& data = fetchCase();
    const auto session = fetchSession();
    const int depth = session->spec().depth;
    const auto all = valueOf(session->run(data.batch(), {}));
    const auto embedded = valueOf(session->embed(data.batch()));
    const std::vector<int> rows{5, 0, 7, 0};
    const auto gathered = valueOf(session->gather(std::span(&embedded.activations, 1), rows));
    QCOMPARE(gathered.activations->count(), 4);
    const auto through = valueOf(session->blocks(gathered.activations, 0, depth, {}));
    const auto logits = valueOf(session->head(through.activations));
    for (int i = 0; i < 4; ++i)
        verifySame(rowOf(logits, i), rowOf(all, rows[static_cast<std::size_t>(i)]));
}

void TestParityPieces::hardImagesOfSeveralBatchesGoOnTogether() {
    const GoldenCase& data = fetchCase();
    const auto session = fetchSession();
    const int depth = session->spec().depth;
    const SkipConfig low{2, 3};
    const auto high = valueOf(session->run(data.batch(), {}));
    // Batches of 3, 3 and 2 run the low effort; of them, these images go on.
    std::vector<ActivationsPtr> prefixes;
    for (const auto& [first, images] : {std::pair(0, 3), std::pair(3, 3), std::pair(6, 2)}) {
        const auto embedded = valueOf(session->embed(data.batch(first, images)));
        prefixes.push_back(valueOf(session->blocks(embedded.activations, 0, 2, low)).activations);
    }
    const std::vector<int> hard{1, 4, 5, 7};
    const auto pool = valueOf(session->gather(prefixes, hard));
    const auto rerun = valueOf(session->blocks(pool.activations, 2, depth, {}));
    const auto logits = valueOf(session->head(rerun.activations));
    QCOMPARE(logits.count, 4);
    for (int i = 0; i < 4; ++i)
        verifySame(rowOf(logits, i), rowOf(high, hard[static_cast<std::size_t>(i)]));
}

QTEST_GUILESS_MAIN(TestParityPieces)
#include "tst_parity_pieces.moc"
