// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_figures.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace pivot;
using namespace pivot::figures;

/// A figure with its data as text, and back: also where the text comes from a stranger.
class TestFigureDocument : public QObject {
    Q_OBJECT

    static nlohmann::json sample(FigureKind kind) {
        for (const FigureDocument& document : samples::everyKind()) {
            if (document.spec.kind == kind) {
                return nlohmann::json::parse(documentText(document));
            }
        }
        return {};
    }
    static void refused(const nlohmann::json& json) {
        const auto read = readDocument(json.dump());
        QVERIFY2(!read, json.dump().substr(0, 300).c_str());
        QVERIFY(read.error().code == ErrorCode::BadFile || read.error().code == ErrorCode::Unsupported);
        QVERIFY(read.error().message.size() > 20);
    }

private Q_SLOTS:
    void everyKindIsReadBack() {
        for (const FigureDocument& document : samples::everyKind()) {
            const auto read = readDocument(documentText(document));
            QVERIFY2(read, read ? "" : read.error().message.c_str());
            QCOMPARE(*read, document);
        }
    }

    void columnsOfDifferentLengthsAreRefused() {
        nlohmann::json json = sample(FigureKind::Delay);
        json["data"]["panels"][0]["series"][0]["y"].push_back(1.0);
        refused(json);
        json = sample(FigureKind::PerClass);
        json["data"]["panels"][0]["series"][0]["low"] = {1, 2};
        refused(json);
        json = sample(FigureKind::Delay);
        json["data"]["panels"][0]["series"][0]["mark"] = "band";  // it has no ends
        refused(json);
    }

    void mapsAndPicturesHaveTheSizeTheySay() {
        nlohmann::json json = sample(FigureKind::Confusion);
        json["data"]["heat_map"]["values"].erase(0);
        refused(json);
        json = sample(FigureKind::Gallery);
        json["data"]["grid"]["width"] = 4000;
        refused(json);
        json["data"]["grid"]["width"] = 0;
        refused(json);
        json["data"]["grid"]["width"] = 2'000'000'000;
        refused(json);
        json = sample(FigureKind::Gallery);
        json["data"]["grid"]["channels"] = 2;
        refused(json);
        json = sample(FigureKind::Gallery);
        json["data"]["grid"]["columns"] = -1;
        refused(json);
        json = sample(FigureKind::SummaryTable);
        json["data"]["table"]["rows"][0].erase(0);
        refused(json);
        json = sample(FigureKind::SummaryTable);
        json["data"]["table"]["columns"][0]["decimals"] = 4000;
        refused(json);
    }

    void othersThanNumbersAreRefused() {
        nlohmann::json json = sample(FigureKind::Delay);
        json["data"]["panels"][0]["series"][0]["x"][0] = "1";
        refused(json);
        json = sample(FigureKind::Delay);
        json["data"]["panels"][0]["series"][0]["ink"]["index"] = 7;
        refused(json);
        json = sample(FigureKind::Delay);
        json["data"]["panels"][0]["x"]["label"] = std::string(5000, 'x');
        refused(json);
        json = sample(FigureKind::Delay);
        json["data"]["aspect"] = 1e9;
        refused(json);
        json = sample(FigureKind::Delay);
        json["schema_version"] = 3;
        refused(json);
        json = sample(FigureKind::Delay);
        json["data"].erase("panels");
        refused(json);
    }

    void textThatIsNoDocumentIsRefused() {
        const std::string deep(100'000, '[');
        for (const std::string& wrong :
             {std::string(), std::string("{"), std::string("null"), std::string("{}"), deep,
              std::string("{\"schema_version\":1}"), std::string("\xFF\xFE{}"),
              std::string(
                  R"({"schema_version":1,"data":{"panels":[{"series":[{"x":[1e999],"y":[1]}]}]}})")}) {
            const auto read = readDocument(wrong);
            QVERIFY2(!read, wrong.substr(0, 60).c_str());
            QVERIFY(!read.error().message.empty());
        }
    }

    void anonymousLeavesOutWhoseItIs() {
        for (FigureDocument document : samples::everyKind()) {
            document.spec.style.anonymous = true;
            const std::string text = documentText(withoutIdentity(document));
            for (const char* secret : {"0b5c6a1e", "someone", "tiny-vit on", "hardest"}) {
                QVERIFY2(text.find(secret) == std::string::npos, secret);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestFigureDocument)
#include "tst_figure_document.moc"
