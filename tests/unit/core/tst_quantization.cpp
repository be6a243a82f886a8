// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quantization.h"
#include "core/run_config.h"

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace pivot;

/// The ranges that int8 takes its scales from, as values and as they are stored with a run.
class TestQuantization : public QObject {
    Q_OBJECT

    static Quantization sample() {
        return {"fashion-mnist#train[55000:60000]",
                256,
                {{"c2b9", {{"block0.qkv", {-1.5F, 2.25F}}, {"block0.act", {0.1F, 0.3F}}}}}};
    }

private Q_SLOTS:
    void rangesUniteTensorByTensor() {
        const ActivationRanges a{{"x", {-1, 1}}, {"y", {0, 2}}}, b{{"x", {0, 3}}, {"z", {5, 6}}};
        QVERIFY((united(a, b) == ActivationRanges{{"x", {-1, 3}}, {"y", {0, 2}}, {"z", {5, 6}}}));
        QVERIFY(ValueRange{}.empty());
        QVERIFY((united(ValueRange{}, ValueRange{2, 3}) == ValueRange{2, 3}));
    }

    void aRunKeepsItBitForBit() {
        RunConfig config;
        config.precision = Precision::Int8;
        config.quantization = sample();
        const auto text = nlohmann::json(config).dump();
        QVERIFY(nlohmann::json::parse(text).get<RunConfig>().quantization == sample());
    }

    void aRunInFloat32SaysNothingOfIt() { QVERIFY(!nlohmann::json(RunConfig{}).contains("quantization")); }

    void whatIsNoRangeIsRefused_data() {
        QTest::addColumn<QString>("range");
        for (const char* range : {"[2, 1]", "[1]", "[null, 1]", "\"wide\"", "[1, 2, 3]"})
            QTest::addRow("%s", range) << range;
    }
    void whatIsNoRangeIsRefused() {
        QFETCH(QString, range);
        const auto json = nlohmann::json::parse(R"({"split": "s", "images": 1, "models": {"m": {"t": )" +
                                                range.toStdString() + "}}}");
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(json.get<Quantization>()), nlohmann::json::exception);
    }
};

QTEST_GUILESS_MAIN(TestQuantization)
#include "tst_quantization.moc"
