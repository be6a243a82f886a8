// SPDX-License-Identifier: GPL-3.0-or-later
#include "parity/golden_runs.h"
#include "parity/parity_devices.h"

#include <QtTest>
#include <cmath>

using namespace pivot;
using namespace pivot::parity;

/// Attention maps and hidden states against the reference's, of every device that says it can capture them.
class TestParityTraces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void attentionMaps_data() { tracedRuns(); }
    void attentionMaps();
    void hiddenStates_data() { tracedRuns(); }
    void hiddenStates();
    void mapsOfAnImageDoNotDependOnItsBatch_data() { tracedRuns(); }
    void mapsOfAnImageDoNotDependOnItsBatch();

private:
    static void tracedRuns();
};

void TestParityTraces::tracedRuns() {
    QTest::addColumn<QString>("device");
    QTest::addColumn<QString>("run");
    for (const DeviceInfo& device : float32Devices()) {
        if (!device.attentionCapture)
            continue;
        for (const GoldenRun& run : goldenRuns("mini")) {
            if (run.traced)
                QTest::addRow("%s %s", device.id.c_str(), run.rowName().c_str())
                    << QString::fromStdString(device.id) << QString::fromStdString(run.rowName());
        }
    }
}

void TestParityTraces::attentionMaps() {
    QFETCH(QString, device);
    QFETCH(QString, run);
    const GoldenRun& golden = goldenRun(run.toStdString());
    const GoldenCase& data = goldenCase(golden.caseName, golden.act);
    const ModelSpec& spec = data.model->spec;
    const auto session = open(device.toStdString(), data.model);
    const auto maps = valueOf(session->attention(data.batch(0, 1), golden.skip));

    // A map of every block that attends, in their order; none of a skipped one.
    std::vector<std::string> expected, names;
    for (int block = 0; block < spec.depth; ++block) {
        if (!golden.skip.isSkipped(block))
            expected.push_back("attn.block" + std::to_string(block));
    }
    for (const NamedTensor& map : maps)
        names.push_back(map.name);
    QCOMPARE(names, expected);

    for (const NamedTensor& map : maps) {
        const std::int64_t tokens = spec.tokens();
        QCOMPARE(map.shape, (std::vector<std::int64_t>{1, spec.heads, tokens, tokens}));
        const std::string reference = "attn." + golden.suffix + map.name.substr(4);
        const double difference = largestDifference(map.values, data.tensor(reference));
        QVERIFY2(difference <= kAttentionTolerance,
                 qPrintable(QString("%1: %2").arg(map.name.c_str()).arg(difference)));
    }
}

void TestParityTraces::hiddenStates() {
    QFETCH(QString, device);
    QFETCH(QString, run);
    const GoldenRun& golden = goldenRun(run.toStdString());
    const GoldenCase& data = goldenCase(golden.caseName, golden.act);
    const ModelSpec& spec = data.model->spec;
    const auto session = open(device.toStdString(), data.model);
    const auto states = valueOf(session->blockOutputs(data.batch(0, 1), golden.skip));

    std::vector<std::string> expected{"hidden.embed"}, names;
    for (int block = 0; block < spec.depth; ++block)
        expected.push_back("hidden.block" + std::to_string(block));
    expected.push_back("hidden.norm");
    for (const NamedTensor& state : states)
        names.push_back(state.name);
    QCOMPARE(names, expected);

    for (const NamedTensor& state : states) {
        QCOMPARE(state.shape, (std::vector<std::int64_t>{1, spec.tokens(), spec.dim}));
        const std::string reference = "hidden." + golden.suffix + state.name.substr(6);
        const double difference = largestDifference(state.values, data.tensor(reference));
        QVERIFY2(difference <= kHiddenTolerance,
                 qPrintable(QString("%1: %2").arg(state.name.c_str()).arg(difference)));
    }
}

void TestParityTraces::mapsOfAnImageDoNotDependOnItsBatch() {
    QFETCH(QString, device);
    QFETCH(QString, run);
    const GoldenRun& golden = goldenRun(run.toStdString());
    const GoldenCase& data = goldenCase(golden.caseName, golden.act);
    const auto session = open(device.toStdString(), data.model);
    const auto alone = valueOf(session->attention(data.batch(0, 1), golden.skip));
    const auto together = valueOf(session->attention(data.batch(), golden.skip));
    QCOMPARE(together.size(), alone.size());
    for (std::size_t i = 0; i < alone.size(); ++i) {
        QCOMPARE(together[i].shape[0], static_cast<std::int64_t>(data.count));
        const auto first = std::span(together[i].values).first(alone[i].values.size());
        QVERIFY(largestDifference(first, alone[i].values) <= kAttentionTolerance);
        // After softmax each row is a distribution.
        const auto tokens = static_cast<std::size_t>(data.model->spec.tokens());
        for (std::size_t row = 0; row < together[i].values.size() / tokens; ++row) {
            double sum = 0.0;
            for (std::size_t column = 0; column < tokens; ++column)
                sum += static_cast<double>(together[i].values[row * tokens + column]);
            QVERIFY(std::abs(sum - 1.0) < 1e-5);
        }
    }
}

QTEST_GUILESS_MAIN(TestParityTraces)
#include "tst_parity_traces.moc"
