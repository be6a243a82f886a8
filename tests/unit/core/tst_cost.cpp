// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cost.h"

#include <QtTest>

using namespace pivot;

/// A comparison of costs is arithmetic: A - B says what A costs more.
class TestCost : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSumIsPaidInFull() { QCOMPARE((Cost{2.0, 0.5} + Cost{3.0, 0.25}), (Cost{5.0, 0.75})); }
    void aDifferenceIsWhatOneCostsMore() {
        const Cost full{10.0, 2.0};
        const Cost low{6.0, 0.5};
        QCOMPARE((full - low), (Cost{4.0, 1.5}));
        QCOMPARE((low - full), (Cost{-4.0, -1.5}));
        QCOMPARE(((full - low) + low), full);
    }
    void aShareScalesBoth() { QCOMPARE((Cost{10.0, 2.0} * 0.25), (Cost{2.5, 0.5})); }
    /// Unknown is not zero: one unknown energy makes the sum unknown, and the EDP too.
    void unknownEnergyStaysUnknown() {
        QCOMPARE((Cost{2.0, {}} + Cost{3.0, 0.25}), (Cost{5.0, {}}));
        QCOMPARE((Cost{2.0, 0.25} - Cost{3.0, {}}), (Cost{-1.0, {}}));
        QVERIFY(!(Cost{2.0, {}}).edpJs());
    }
    /// 4 ms x 0.5 J = 0.002 J s.
    void edpIsInJouleSeconds() { QCOMPARE(*(Cost{4.0, 0.5}).edpJs(), 0.002); }

    void aProductTakesTheWeakerProvenance() {
        const Provenance measured{ProvenanceKind::Measured, "clock"};
        const Provenance modelled{ProvenanceKind::Modelled, "zcu102"};
        const Provenance composed{ProvenanceKind::Composed, "per effort"};
        const Provenance estimated{ProvenanceKind::Estimated, "35 W"};
        QCOMPARE(weaker(measured, estimated), estimated);
        QCOMPARE(weaker(estimated, measured), estimated);
        QCOMPARE(weaker(measured, modelled), modelled);
        QCOMPARE(weaker(modelled, composed), composed);
        QCOMPARE(weaker(composed, estimated), estimated);
        QCOMPARE(weaker(measured, measured), measured);
    }
    void provenanceKindsReadBack() {
        for (const ProvenanceKind kind : {ProvenanceKind::Measured, ProvenanceKind::Modelled,
                                          ProvenanceKind::Composed, ProvenanceKind::Estimated}) {
            QCOMPARE(parseProvenanceKind(toString(kind)), Result<ProvenanceKind>(kind));
        }
        QVERIFY(!parseProvenanceKind("guessed"));
    }
};

QTEST_GUILESS_MAIN(TestCost)
#include "tst_cost.moc"
