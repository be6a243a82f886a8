// SPDX-License-Identifier: GPL-3.0-or-later
#include "energy/power_profile.h"

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <fstream>

using namespace pivot;

namespace {

const std::filesystem::path kBundled = PIVOT_SOURCE_DIR "/assets/profiles/power";

void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file) << text;
}

QString problemOf(const std::string& text) {
    const auto parsed = parsePowerProfile(text, "p.json");
    return parsed ? "accepted" : QString::fromStdString(parsed.error().message);
}

}  // namespace

class TestPowerProfile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bundledProfilesAreNamedAfterTheirFilesAndSayWhy() {
        for (const char* name : {"cpu-default", "cuda-default"}) {
            const auto profile = findPowerProfile(name, {kBundled});
            QVERIFY2(profile, profile ? "" : profile.error().message.c_str());
            QCOMPARE(profile->name, std::string(name));
            QVERIFY(profile->source.size() > 40);
        }
    }

    void estimatedEnergyIsPowerTimesDelayAndNamesItsProfile() {
        PowerProfile profile{"my-cpu", 20.0, "wall meter", "/etc/my-cpu.json"};
        QVERIFY(std::abs(profile.energyJ(250.0) - 5.0) < 1e-12);
        const Provenance provenance = profile.provenance();
        QVERIFY(provenance.kind == ProvenanceKind::Estimated);
        for (const char* part : {"my-cpu", "20 W", "/etc/my-cpu.json"})
            QVERIFY2(provenance.detail.find(part) != std::string::npos, part);
    }

    void theEdpRatioIsTheDelayRatioSquared() {
        const PowerProfile profile{"p", 65.0, "s", {}};
        const Cost slow{30.0, profile.energyJ(30.0)};
        const Cost fast{20.0, profile.energyJ(20.0)};
        QVERIFY(std::abs(*slow.edpJs() / *fast.edpJs() - 1.5 * 1.5) < 1e-12);
    }

    void theUsersCopyWinsOverTheBundledOne() {
        const QTemporaryDir folder;
        const std::filesystem::path mine = folder.path().toStdString();
        const std::vector<std::filesystem::path> folders{mine, kBundled};
        QCOMPARE(findPowerProfile("cpu-default", folders)->watts, 65.0);
        write(
            mine / "cpu-default.json",
            R"({"schema_version": 1, "name": "cpu-default", "watts": 12.5, "source": "measured at the wall"})");
        QCOMPARE(findPowerProfile("cpu-default", folders)->watts, 12.5);
        // A typing mistake is said, not passed over for the bundled file.
        write(mine / "cpu-default.json", "{\"watts\": ");
        const auto damaged = findPowerProfile("cpu-default", folders);
        QVERIFY(!damaged);
        QCOMPARE(damaged.error().code, ErrorCode::BadFile);
        QVERIFY(damaged.error().message.find(mine.string()) != std::string::npos);
    }

    void whatIsDamagedIsSaid() {
        QVERIFY(problemOf("[]").contains("JSON object"));
        QVERIFY(problemOf("{}").contains("schema_version"));
        QVERIFY(problemOf(R"({"schema_version": 1, "watts": 1, "source": "s"})").contains("'name'"));
        QVERIFY(problemOf(R"({"schema_version": 1, "name": "n", "watts": 1})").contains("'source'"));
        QVERIFY(problemOf(R"({"schema_version": 1, "name": "n", "source": "s"})").contains("'watts'"));
        for (const char* watts : {"0", "-5", "1e9"})
            QVERIFY(problemOf(std::string(R"({"schema_version": 1, "name": "n", "source": "s", "watts": )") +
                              watts + "}")
                        .contains("above 0"));
        QVERIFY(problemOf(std::string(100 * 1024, ' ')).contains("64 KiB"));
        QVERIFY(problemOf(std::string(60 * 1024, '[')).contains("JSON object"));
    }

    void anUnknownNameSaysWhereItLooked() {
        const auto missing = findPowerProfile("toaster", {kBundled});
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY(missing.error().message.find(kBundled.string()) != std::string::npos);
    }

    void aNameCannotLeaveItsFolder() {
        for (const char* name : {"../power/cpu-default", "/etc/passwd", "", "..", ".hidden"}) {
            const auto refused = findPowerProfile(name, {kBundled});
            QVERIFY(!refused);
            QCOMPARE(refused.error().code, ErrorCode::Usage);
        }
    }

    void eachKindOfDeviceHasADefault() {
        QCOMPARE(defaultPowerProfileName("cpu:torch"), std::string("cpu-default"));
        QCOMPARE(defaultPowerProfileName("cuda:1"), std::string("cuda-default"));
        QCOMPARE(defaultPowerProfileName("sim:zcu102"), std::string());
    }
};

QTEST_GUILESS_MAIN(TestPowerProfile)
#include "tst_power_profile.moc"
