// SPDX-License-Identifier: GPL-3.0-or-later
#include "cost/hardware_profile.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace pivot;
using nlohmann::json;

namespace {

std::filesystem::path profilePath(const char* id) {
    return std::filesystem::path(PIVOT_SOURCE_DIR "/assets/profiles") / (std::string(id) + ".json");
}

json profileJson(const char* id) {
    std::ifstream file(profilePath(id));
    return json::parse(file);
}

/// The one sentence that a damaged profile gives.
QString problemOf(const json& document) {
    const auto parsed = parseHardwareProfile(document.dump(), "p.json");
    if (parsed)
        return "accepted";
    if (parsed.error().code != ErrorCode::BadFile)
        return "not BadFile";
    return QString::fromStdString(parsed.error().message);
}

}  // namespace

class TestHardwareProfile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bundledProfilesLoadAndEveryConstantHasASource_data() {
        QTest::addColumn<QString>("id");
        QTest::newRow("simple") << "zcu102-pivot";
        QTest::newRow("full") << "zcu102-full";
    }
    void bundledProfilesLoadAndEveryConstantHasASource() {
        QFETCH(QString, id);
        const auto loaded = loadHardwareProfile(profilePath(qPrintable(id)));
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        QCOMPARE(QString::fromStdString(loaded->id), id);
        QVERIFY(!loaded->constants.empty());
        for (const auto& constant : loaded->constants)
            QVERIFY2(constant.source.size() > 10, constant.name.c_str());
    }

    void theTwoBundledProfilesShareTheAuthorsConstants() {
        const json simple = profileJson("zcu102-pivot");
        const json full = profileJson("zcu102-full");
        for (const auto& [name, constant] : simple["constants"].items())
            QCOMPARE(constant.dump(), full["constants"][name].dump());
    }

    void damageIsOneSentenceThatNamesFileAndPlace() {
        json document = profileJson("zcu102-pivot");
        document["constants"].erase("cycle");
        QCOMPARE(problemOf(document),
                 "the hardware profile p.json cannot be used: it lacks the constant 'cycle' (in ns)");
    }

    void whatIsDamagedIsSaid_data() {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("said");
        QTest::newRow("version") << "/schema_version"
                                 << "2"
                                 << "schema_version";
        QTest::newRow("version type") << "/schema_version"
                                      << "\"1\""
                                      << "schema_version";
        QTest::newRow("id") << "/id"
                            << "7"
                            << "'id'";
        QTest::newRow("empty name") << "/name"
                                    << "\"\""
                                    << "'name'";
        QTest::newRow("reading") << "/energy_reading"
                                 << "\"sometimes\""
                                 << "'sometimes'";
        QTest::newRow("charges") << "/charges"
                                 << "{}"
                                 << "'charges'";
        QTest::newRow("unknown charge") << "/charges"
                                        << "[\"magic\"]"
                                        << "'magic'";
        QTest::newRow("charge type") << "/charges"
                                     << "[[]]"
                                     << "'array'";
        QTest::newRow("constants") << "/constants"
                                   << "[]"
                                   << "'constants'";
        QTest::newRow("unknown constant") << "/constants/pe_cuont"
                                          << R"({"value":1,"unit":"1","source":"x"})"
                                          << "'pe_cuont'";
        QTest::newRow("constant is a number") << "/constants/cycle"
                                              << "5.5"
                                              << "'cycle' has no number";
        QTest::newRow("value is a text") << "/constants/cycle/value"
                                         << "\"5.5\""
                                         << "'cycle' has no number";
        QTest::newRow("zero cycle") << "/constants/cycle/value"
                                    << "0"
                                    << "'cycle' is out of range";
        QTest::newRow("negative") << "/constants/pe_power/value"
                                  << "-1"
                                  << "'pe_power' is out of range";
        QTest::newRow("huge") << "/constants/pe_count/value"
                              << "1e300"
                              << "'pe_count' is out of range";
        QTest::newRow("unit") << "/constants/pe_power/unit"
                              << "\"W\""
                              << "in 'W', not in 'mW'";
        QTest::newRow("unit type") << "/constants/pe_power/unit"
                                   << "[]"
                                   << "in '', not in 'mW'";
        QTest::newRow("source") << "/constants/pe_power/source"
                                << "\"\""
                                << "no 'source'";
        // A charge asks for the constants it is made of.
        QTest::newRow("norms need lanes") << "/charges"
                                          << "[\"norms\"]"
                                          << "lacks the constant 'vector_lanes'";
        QTest::newRow("ddr needs its rate") << "/charges"
                                            << "[\"ddr\"]"
                                            << "lacks the constant 'weight_bytes'";
    }
    void whatIsDamagedIsSaid() {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        QFETCH(QString, said);
        json document = profileJson("zcu102-pivot");
        document[json::json_pointer(pointer.toStdString())] = json::parse(value.toStdString());
        const QString problem = problemOf(document);
        QVERIFY2(problem.contains(said), qPrintable(problem));
        QVERIFY(!problem.contains('\n'));
    }

    void hostileTextIsRefused() {
        QVERIFY(!parseHardwareProfile("", "p"));
        QVERIFY(!parseHardwareProfile("{", "p"));
        QVERIFY(!parseHardwareProfile("\xff\xfe", "p"));
        QVERIFY(!parseHardwareProfile("[1]", "p"));
        QVERIFY(!parseHardwareProfile(std::string(200000, '['), "p"));
        const auto large = parseHardwareProfile(std::string(300 * 1024, ' '), "p");
        QVERIFY(!large && large.error().message.find("256 KiB") != std::string::npos);
    }

    void aMissingFileIsNotFound() {
        const auto loaded = loadHardwareProfile("/nonexistent/p.json");
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::NotFound);
        QVERIFY(loaded.error().message.find("/nonexistent/p.json") != std::string::npos);
    }

    void aFolderIsNotAProfile() {
        const QTemporaryDir folder;
        QVERIFY(!loadHardwareProfile(folder.path().toStdString()));
    }
};

QTEST_GUILESS_MAIN(TestHardwareProfile)
#include "tst_hardware_profile.moc"
