// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/entropy_unit.h"

#include <QtTest>
#include <cmath>

using namespace pivot;

/// Entropies are stored in nats and shown in one of three units.
class TestEntropyUnit : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// The authors sweep 0.0001 to 0.0015 class-mean on 1,000 classes: 0.1 to 1.5 nats, 0.0145 to 0.217
    /// normalized.
    void theAuthorsSweepInEveryUnit() {
        QCOMPARE(toNats(0.0001, EntropyUnit::ClassMean, 1000), 0.1);
        QCOMPARE(toNats(0.0015, EntropyUnit::ClassMean, 1000), 1.5);
        QVERIFY(std::abs(fromNats(0.1, EntropyUnit::Normalized, 1000) - 0.0144765) < 1e-7);
        QVERIFY(std::abs(fromNats(1.5, EntropyUnit::Normalized, 1000) - 0.2171472) < 1e-7);
    }
    /// A uniform distribution over ten classes has ln 10 nats, 1 normalized and ln(10)/10 class-mean.
    void theLargestEntropyOfTenClasses() {
        const double uniform = std::log(10.0);
        QCOMPARE(fromNats(uniform, EntropyUnit::Nats, 10), uniform);
        QCOMPARE(fromNats(uniform, EntropyUnit::Normalized, 10), 1.0);
        QCOMPARE(fromNats(uniform, EntropyUnit::ClassMean, 10), uniform / 10.0);
    }
    void conversionsUndoEachOther() {
        for (const EntropyUnit unit : {EntropyUnit::Nats, EntropyUnit::Normalized, EntropyUnit::ClassMean}) {
            QVERIFY(std::abs(fromNats(toNats(0.37, unit, 77), unit, 77) - 0.37) < 1e-15);
            QCOMPARE(parseEntropyUnit(toString(unit)), Result<EntropyUnit>(unit));
        }
    }
    void anUnknownUnitIsNamedWithTheChoices() {
        const auto unit = parseEntropyUnit("bits");
        QVERIFY(!unit);
        QCOMPARE(unit.error().code, ErrorCode::Usage);
        QVERIFY(unit.error().message.find("\"bits\"") != std::string::npos);
        QVERIFY(unit.error().message.find("class-mean") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestEntropyUnit)
#include "tst_entropy_unit.moc"
