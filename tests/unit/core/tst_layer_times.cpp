// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/layer_times.h"
#include "core/run_report.h"

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace pivot;
using nlohmann::json;

/// The time of every piece of a network, as a report keeps it: read back to the bit, and nothing else is
/// taken.
class TestLayerTimes : public QObject {
    Q_OBJECT

    static LayerTable table() {
        return {{0, 1},
                32,
                9,
                {ProvenanceKind::Measured, "clock"},
                {{LayerPiece::Embed, -1, 0.1},
                 {LayerPiece::Attention, 0, 0.1 + 0.2},
                 {LayerPiece::Mlp, 0, 0.25},
                 {LayerPiece::Head, -1, 0.0}}};
    }
    /// The sentence with which the tables of a report are refused; empty when they are taken.
    static QString refusal(const json& tables) {
        try {
            (void)json{{"layers", tables}}.get<RunReport>();
            return {};
        } catch (const json::exception& error) {
            return QString::fromUtf8(error.what());
        }
    }

private Q_SLOTS:
    void aReportReadsBackWhatItWrote() {
        RunReport report;
        report.layers = {table(), table()};
        report.layers[1].efforts = {2};
        QVERIFY(json::parse(json(report).dump()).get<RunReport>() == report);
        QVERIFY(!json(RunReport{}).contains("layers"));  // nobody asked
    }

    void theKeysAreThoseOfTheContract() {
        const json written = table();
        QVERIFY((written["efforts"] == json{0, 1}));
        QVERIFY(written["batch"] == 32 && written["batches"] == 9);
        QVERIFY(written["provenance"]["kind"] == "measured");
        QVERIFY((written["layers"][0] == json{{"piece", "embed"}, {"block", nullptr}, {"ms", 0.1}}));
        QVERIFY((written["layers"][2] == json{{"piece", "mlp"}, {"block", 0}, {"ms", 0.25}}));
    }

    void piecesHaveNamesForPeople() {
        QCOMPARE(layerName(LayerPiece::Embed, -1), std::string("embed"));
        QCOMPARE(layerName(LayerPiece::Attention, 3), std::string("block 3 attention"));
        QCOMPARE(layerName(LayerPiece::Mlp, 3), std::string("block 3 MLP"));
        QCOMPARE(layerName(LayerPiece::Head, -1), std::string("head"));
    }

    void damagedTablesAreRefusedByWhatIsWrong_data() {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const char* change, const char* named) {
            QTest::newRow(name) << QString::fromLatin1(change) << QString::fromLatin1(named);
        };
        row("not a list", R"({"layers": 3})", "\"layers\"");
        row("no layers", R"({"layers": null})", "\"layers\"");
        row("an unknown piece", R"({"layers": [{"piece": "stem", "ms": 1}]})", "\"stem\"");
        row("no time", R"({"layers": [{"piece": "head"}]})", "\"ms\"");
        row("a negative time", R"({"layers": [{"piece": "head", "ms": -1}]})", "no time");
        row("an endless time", R"({"layers": [{"piece": "head", "ms": 1e300}]})", "no time");
        row("a text for a time", R"({"layers": [{"piece": "head", "ms": "1"}]})", "\"ms\"");
        row("an MLP of no block", R"({"layers": [{"piece": "mlp", "ms": 1}]})", "\"block\"");
        row("a block of the head", R"({"layers": [{"piece": "head", "block": 2, "ms": 1}]})", "\"block\"");
        row("too deep", R"({"layers": [{"piece": "mlp", "block": 4096, "ms": 1}]})", "\"block\"");
        row("twice", R"({"layers": [{"piece": "head", "ms": 1}, {"piece": "head", "ms": 2}]})", "twice");
        row("an effort of no ladder", R"({"efforts": [64]})", "\"efforts\"");
        row("a negative effort", R"({"efforts": [-1]})", "\"efforts\"");
        row("half an effort", R"({"efforts": [0.5]})", "\"efforts\"");
        row("an unknown provenance", R"({"provenance": {"kind": "dreamt"}})", "dreamt");
    }
    void damagedTablesAreRefusedByWhatIsWrong() {
        QFETCH(QString, change);
        QFETCH(QString, named);
        json damaged = table();
        damaged.update(json::parse(change.toStdString()));
        const QString message = refusal(json::array({damaged}));
        QVERIFY2(message.contains(named), qPrintable(message));
    }

    void whatIsTooLongIsRefused() {
        QVERIFY(refusal(json::array({json(table())})).isEmpty());
        QVERIFY(!refusal(json(65, json(table()))).isEmpty());
        json deep = table();
        deep["layers"] = json(8195, json{{"piece", "head"}, {"ms", 1}});
        QVERIFY(refusal(json::array({deep})).contains(QStringLiteral("at most 8194")));
    }
};

QTEST_GUILESS_MAIN(TestLayerTimes)
#include "tst_layer_times.moc"
