// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/zcu102_model.h"

#include <QTest>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace pivot;

namespace {

ModelSpec deitS() {
    return {};  // the defaults
}

ModelSpec lvvitS() {
    ModelSpec spec;
    spec.family = Family::LvVit;
    spec.depth = 16;
    spec.mlpRatio = 3;
    spec.qkvBias = false;
    spec.skipLam = 2;
    return spec;
}

/// The shapes of golden/latency.json.
ModelSpec specOf(const std::string& name) {
    ModelSpec spec = name.starts_with("lvvit") ? lvvitS() : deitS();
    if (name == "lvvit_s_code_ratio4")
        spec.mlpRatio = 4;
    if (name.starts_with("deit_256")) {
        spec.dim = 256;
        spec.heads = 4;
    }
    if (name.starts_with("lvvit_m")) {
        spec.dim = 512;
        spec.heads = 8;
        spec.depth = 20;
    }
    return spec;
}

HardwareProfile profile(const char* id) {
    auto loaded = loadHardwareProfile(PIVOT_SOURCE_DIR "/assets/profiles/" + std::string(id) + ".json");
    if (!loaded)
        qFatal("%s", loaded.error().message.c_str());
    return *loaded;
}

Zcu102Model model(const ModelSpec& spec, const HardwareProfile& hardware) {
    auto created = Zcu102Model::create(spec, hardware);
    if (!created)
        qFatal("%s", created.error().message.c_str());
    return *created;
}

SkipConfig firstBlocks(int count) {
    std::vector<int> blocks;
    for (int i = 0; i < count; ++i)
        blocks.push_back(i);
    return SkipConfig(blocks);
}

bool within(double value, double expected, double fraction = 1e-3) {
    return std::abs(value - expected) <= fraction * std::abs(expected);
}

#define VERIFY_WITHIN(value, expected) \
    QVERIFY2(within(value, expected), qPrintable(QString("%1, expected %2").arg(value).arg(expected)))

}  // namespace

class TestZcu102Model : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyEntryOfTheGoldenTableHolds_data() {
        QTest::addColumn<QString>("name");
        std::ifstream file(PIVOT_TEST_DATA "/golden/latency.json");
        const auto table = nlohmann::json::parse(file);
        int rows = 0;
        for (const auto& [name, entry] : table.items()) {
            if (!entry.is_object())
                continue;
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
            ++rows;
        }
        QCOMPARE(rows, 5);
    }
    void everyEntryOfTheGoldenTableHolds() {
        QFETCH(QString, name);
        std::ifstream file(PIVOT_TEST_DATA "/golden/latency.json");
        const auto entry = nlohmann::json::parse(file)[name.toStdString()];
        const ModelSpec spec = specOf(name.toStdString());
        QCOMPARE(spec.depth, entry["depth"].get<int>());
        const auto zcu102 = model(spec, profile("zcu102-pivot"));

        const StageCycles& block = zcu102.blockCycles(true);
        const auto& cycles = entry["parts_cycles"];
        const auto& ms = entry["parts_ms"];
        const std::pair<const char*, double> parts[] = {
            {"qkv", block.qkv},
            {"qkt", block.qkt},
            {"softmax", block.softmax},
            {"sv", block.sv},
            {"proj", block.proj},
            {"mlp", block.mlp},
            {"attn_total", block.attention()},
            {"block_total", block.total()},
        };
        for (const auto& [part, value] : parts) {
            VERIFY_WITHIN(value, cycles[part].get<double>());
            VERIFY_WITHIN(zcu102.toMs(value), ms[part].get<double>());
        }

        QCOMPARE(entry["totals"].size(), static_cast<std::size_t>(spec.depth + 1));
        for (const auto& row : entry["totals"]) {
            const SkipConfig skip = firstBlocks(row["skipped"]);
            const Cost active = zcu102.total(skip, EnergyReading::Active);
            VERIFY_WITHIN(active.delayMs, row["corrected_ms"].get<double>());
            VERIFY_WITHIN(*active.energyJ * 1e3, row["energy_active_mj"].get<double>());
            const Cost alwaysOn = zcu102.total(skip, EnergyReading::AlwaysOn);
            VERIFY_WITHIN(alwaysOn.delayMs, row["corrected_ms"].get<double>());
            VERIFY_WITHIN(*alwaysOn.energyJ * 1e3, row["energy_always_on_mj"].get<double>());
        }
    }

    void deitSmallIsWhatThePublishedFormulaGives() {
        const auto zcu102 = model(deitS(), profile("zcu102-pivot"));
        const StageCycles& block = zcu102.blockCycles(true);
        QVERIFY(std::abs(zcu102.toMs(block.total()) - 2.235) < 5e-4);
        QVERIFY(std::abs(zcu102.toMs(block.attention()) - 1.666) < 5e-4);
        QVERIFY(std::abs(zcu102.toMs(block.softmax) - 1.281) < 5e-4);
        QVERIFY(std::abs(zcu102.toMs(block.mlp) - 0.569) < 5e-4);
        const SkipConfig half{1, 3, 5, 7, 9, 11};
        QVERIFY(std::abs(zcu102.total({}).delayMs - 26.82) < 5e-3);
        QVERIFY(std::abs(zcu102.total(half).delayMs - 16.83) < 5e-3);
        // The default reading is the one that claims less.
        QVERIFY(zcu102.profile().energyReading == EnergyReading::Active);
        QVERIFY(std::abs(*zcu102.total(half).energyJ / *zcu102.total({}).energyJ - 0.796) < 5e-4);
        const double alwaysOnRatio = *zcu102.total(half, EnergyReading::AlwaysOn).energyJ /
                                     *zcu102.total({}, EnergyReading::AlwaysOn).energyJ;
        QVERIFY(std::abs(alwaysOnRatio - 0.627) < 5e-4);
    }

    void lvvitSmallIsWhatThePublishedFormulaGives() {
        const auto zcu102 = model(lvvitS(), profile("zcu102-pivot"));
        QVERIFY(std::abs(zcu102.total({}).delayMs - 33.49) < 5e-3);
        QVERIFY(std::abs(zcu102.total(firstBlocks(8)).delayMs - 20.16) < 5e-3);
    }

    void onlyTheNumberOfSkippedBlocksMatters() {
        const auto zcu102 = model(deitS(), profile("zcu102-pivot"));
        QCOMPARE(zcu102.total({0, 1, 2}), zcu102.total({3, 7, 11}));
    }

    void piecesAddUpToTheWhole_data() {
        QTest::addColumn<QString>("id");
        QTest::newRow("simple") << "zcu102-pivot";
        QTest::newRow("full") << "zcu102-full";
    }
    void piecesAddUpToTheWhole() {
        QFETCH(QString, id);
        const auto zcu102 = model(lvvitS(), profile(qPrintable(id)));
        const SkipConfig skip{2, 5, 15};
        for (int cut = 0; cut <= 16; ++cut) {
            const Cost sum =
                zcu102.embed() + zcu102.blocks(0, cut, skip) + zcu102.blocks(cut, 16, skip) + zcu102.head();
            QVERIFY(within(sum.delayMs, zcu102.total(skip).delayMs, 1e-12));
            QVERIFY(within(*sum.energyJ, *zcu102.total(skip).energyJ, 1e-12));
        }
    }

    void aRerunFromAKeptPrefixCostsItsSuffix() {
        // The last six of twelve skipped: the full path again from block 6 is half of its blocks.
        const auto zcu102 = model(deitS(), profile("zcu102-pivot"));
        const SkipConfig low{6, 7, 8, 9, 10, 11};
        const int start = SkipConfig::firstDifference(low, {}, 12);
        QCOMPARE(start, 6);
        QVERIFY(within(zcu102.blocks(start, 12, {}).delayMs, 0.5 * zcu102.total({}).delayMs, 1e-12));
    }

    void rangesAreClippedToTheNetwork() {
        const auto zcu102 = model(deitS(), profile("zcu102-pivot"));
        QCOMPARE(zcu102.blocks(-3, 99, {}), zcu102.blocks(0, 12, {}));
        QCOMPARE(zcu102.blocks(5, 5, {}).delayMs, 0.0);
        QCOMPARE(zcu102.blocks(9, 2, {}).delayMs, 0.0);
    }

    void theSimpleProfileChargesNeitherStemNorHead() {
        const auto zcu102 = model(lvvitS(), profile("zcu102-pivot"));
        QCOMPARE(zcu102.embed(), (Cost{0.0, 0.0}));
        QCOMPARE(zcu102.head(), (Cost{0.0, 0.0}));
    }

    void theFullProfileShowsWhatTheSimpleOneLeavesOut() {
        for (const ModelSpec& spec : {deitS(), lvvitS()}) {
            const auto simple = model(spec, profile("zcu102-pivot"));
            const auto full = model(spec, profile("zcu102-full"));
            QVERIFY(full.embed().delayMs > 0);
            QVERIFY(full.head().delayMs > 0);
            const StageCycles& block = full.blockCycles(true);
            QVERIFY(block.sv > simple.blockCycles(true).sv);  // a head's 64 columns fill a tile of 98 badly
            QVERIFY(block.vector > 0);
            QVERIFY(block.ddrBytes >= 2.0 * spec.dim * spec.mlpDim() + 4.0 * spec.dim * spec.dim);
            QVERIFY(*full.total({}).energyJ > *simple.total({}).energyJ);
            // A skipped attention leaves its norm, addition and weights out too.
            QVERIFY(full.blockCycles(false).vector < block.vector);
            QVERIFY(full.blockCycles(false).ddrBytes < block.ddrBytes);
        }
    }

    void eachChargeAddsItsPart() {
        using Charges = HardwareProfile::Charges;
        HardwareProfile none = profile("zcu102-full");
        none.charges = {};
        none.softmaxOverlap = 0;
        const Cost before = model(lvvitS(), none).total({});
        for (const auto member : {&Charges::perHead, &Charges::stem, &Charges::norms, &Charges::activation,
                                  &Charges::residual, &Charges::head, &Charges::ddr}) {
            HardwareProfile one = none;
            one.charges.*member = true;
            if (member == &Charges::ddr)
                one.ddrOverlap = 0;
            const Cost after = model(lvvitS(), one).total({});
            QVERIFY(after.delayMs > before.delayMs);
            QVERIFY(*after.energyJ > *before.energyJ);
        }
    }

    void overlapHidesTheShorterPartOnly() {
        HardwareProfile hardware = profile("zcu102-full");
        hardware.ddrOverlap = 0;
        const double apart = model(deitS(), hardware).blockCycles(true).total();
        hardware.ddrOverlap = 1;
        QVERIFY(model(deitS(), hardware).blockCycles(true).total() < apart);
        hardware.ddrBytesPerCycle = 1e-3;  // memory is the bottleneck: the transfer is all there is to see
        const StageCycles starved = model(deitS(), hardware).blockCycles(true);
        QVERIFY(within(starved.total(), starved.ddrBytes / 1e-3, 1e-9));
    }

    void whatDoesNotFitOnTheChipIsWrittenAndReadBack() {
        HardwareProfile hardware = profile("zcu102-full");
        const double fits = model(deitS(), hardware).blockCycles(true).ddrBytes;
        hardware.onChipBytes = 0;
        const double spills = model(deitS(), hardware).blockCycles(true).ddrBytes;
        const double n = 197;
        QCOMPARE(spills - fits,
                 2 * (6 * n * n + n * 1536));  // scores of six heads and the MLP's hidden layer
    }

    void aModelThatCannotBeIsRefused() {
        ModelSpec spec = deitS();
        spec.heads = 7;
        QVERIFY(!Zcu102Model::create(spec, profile("zcu102-pivot")));
    }
};

QTEST_GUILESS_MAIN(TestZcu102Model)
#include "tst_zcu102_model.moc"
