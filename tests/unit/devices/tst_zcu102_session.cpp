// SPDX-License-Identifier: GPL-3.0-or-later
#include "counting_session.h"
#include "devices/zcu102sim/zcu102_session.h"

#include <QTest>
#include <cmath>

using namespace pivot;

namespace {

Zcu102Model timing(const char* profile) {
    return *Zcu102Model::create(ModelSpec{}, *loadHardwareProfile(PIVOT_SOURCE_DIR "/assets/profiles/" +
                                                                  std::string(profile) + ".json"));
}

Zcu102Session session(const char* profile = "zcu102-pivot") {
    return {std::make_unique<test::CountingSession>(ModelSpec{}), timing(profile)};
}

const ImageBatch kEight{8, {}};

/// One that has int8.
class SurveyedSession final : public test::CountingSession {
public:
    using CountingSession::CountingSession;
    Result<ActivationRanges> activationRanges(const ImageBatch&, const SkipConfig&) override {
        return ActivationRanges{{"block0.qkv", {-1.0F, 2.0F}}};
    }
};

}  // namespace

class TestZcu102Session : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersPassThroughAndCostsAreModelled() {
        auto zcu102 = session();
        const auto result = zcu102.run({1, {}}, {});
        QVERIFY(result);
        QCOMPARE(result->logits, (std::vector<float>{1012.0F}));  // the wrapped session ran twelve blocks
        QVERIFY(std::abs(static_cast<double>(result->cost.delayNs) * 1e-6 - 26.823192) < 1e-5);
        QVERIFY(std::abs(*result->cost.energyJ - 5.808581e-3) < 1e-8);
    }

    /// int8 is offered where the numbers have it, so what it is made from has to come through.
    void rangesForInt8AreThoseOfTheNumbers() {
        Zcu102Session zcu102(std::make_unique<SurveyedSession>(ModelSpec{}), timing("zcu102-pivot"));
        const auto ranges = zcu102.activationRanges(kEight, {});
        QVERIFY(ranges && ranges->count("block0.qkv") == 1);
        auto without = session();
        const auto refused = without.activationRanges(kEight, {});
        QVERIFY(!refused && refused.error().message.find("fp32 on a test") != std::string::npos);
    }

    void aBatchCostsItsImagesOneByOne() {
        auto zcu102 = session();
        const auto one = zcu102.run({1, {}}, {1, 3, 5});
        const auto eight = zcu102.run(kEight, {1, 3, 5});
        QVERIFY(std::abs(static_cast<double>(eight->cost.delayNs - 8 * one->cost.delayNs)) <= 8.0);
        QVERIFY(std::abs(*eight->cost.energyJ - 8 * *one->cost.energyJ) < 1e-12);
    }

    void piecesCostWhatTheWholeCosts() {
        for (const char* profile : {"zcu102-pivot", "zcu102-full"}) {
            auto zcu102 = session(profile);
            const SkipConfig skip{2, 9};
            const auto embedded = zcu102.embed(kEight);
            const auto early = zcu102.blocks(embedded->activations, 0, 5, skip);
            const auto late = zcu102.blocks(early->activations, 5, 12, skip);
            const auto logits = zcu102.head(late->activations);
            SessionCost sum = embedded->cost;
            sum += early->cost;
            sum += late->cost;
            sum += logits->cost;
            const auto whole = zcu102.run(kEight, skip);
            QVERIFY(std::llabs(sum.delayNs - whole->cost.delayNs) <= 2);  // whole nanoseconds
            QVERIFY(std::abs(*sum.energyJ - *whole->cost.energyJ) < 1e-12);
        }
    }

    void gatheringKeptActivationsIsFree() {
        auto zcu102 = session();
        const auto embedded = zcu102.embed(kEight);
        const std::array parts{embedded->activations};
        const std::array rows{1, 4, 6};
        const auto gathered = zcu102.gather(parts, rows);
        QCOMPARE(gathered->activations->count(), 3);
        QCOMPARE(gathered->cost.delayNs, 0);
        QCOMPARE(*gathered->cost.energyJ, 0.0);  // known to be nothing
        // A re-run of what was gathered is priced for three images.
        const auto rerun = zcu102.blocks(gathered->activations, 6, 12, {});
        QVERIFY(std::abs(static_cast<double>(rerun->cost.delayNs) * 1e-6 - 3 * 6 * 2.235266) < 1e-4);
    }

    void mapsAndHiddenStatesComeFromTheWrappedSession() {
        auto zcu102 = session();
        QCOMPARE(zcu102.attention(kEight, {})->front().name, std::string("attn.block0"));
        QCOMPARE(zcu102.blockOutputs(kEight, {})->front().name, std::string("hidden.norm"));
        QCOMPARE(zcu102.threads(), 3);
        QCOMPARE(zcu102.spec().depth, 12);
    }

    void numericsSayWhatIsComputedAndWhatIsModelled() {
        const std::string text = session("zcu102-full").numerics();
        for (const char* part : {"fp32 on a test", "modelled", "zcu102-full", "active"})
            QVERIFY2(text.find(part) != std::string::npos, text.c_str());
    }

    void failuresOfTheWrappedSessionPassThrough() {
        auto zcu102 = session();
        QVERIFY(!zcu102.run({0, {}}, {}));
        QVERIFY(!zcu102.embed({0, {}}));
        const auto embedded = zcu102.embed(kEight);
        const auto beyond = zcu102.blocks(embedded->activations, 0, 99, {});
        QVERIFY(!beyond);
        QCOMPARE(beyond.error().message, std::string("no such block"));
    }
};

QTEST_GUILESS_MAIN(TestZcu102Session)
#include "tst_zcu102_session.moc"
