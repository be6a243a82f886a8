// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/shard.h"
#include "core/shard_config.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace pivot;

class TestShard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aShardIsWrittenAsItIsRead() {
        const auto shard = parseShard("2/8");
        QVERIFY(shard.has_value());
        QCOMPARE(shard->index, 2);
        QCOMPARE(shard->count, 8);
        QVERIFY(!shard->isWhole());
        QCOMPARE(toString(*shard), std::string("2/8"));
        QVERIFY(parseShard("1/1")->isWhole());
    }

    void whatIsNoShardIsRefused_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"", "2", "2/", "/8", "0/8", "9/8", "-1/8", "2/8/9", "1/0", "a/b", "1.0/8",
                                 "1/100001", "1/99999999999999999999"}) {
            QTest::newRow(text) << QByteArray(text);
        }
    }
    void whatIsNoShardIsRefused() {
        QFETCH(QByteArray, text);
        const auto shard = parseShard(text.toStdString());
        QVERIFY(!shard.has_value());
        QCOMPARE(shard.error().code, ErrorCode::Usage);
        QVERIFY(shard.error().message.find("i/n") != std::string::npos);
    }

    void aConfigurationKeepsItsShard() {
        RunConfig config;
        QVERIFY(!nlohmann::json(config).contains("shard"));  // an undivided run reads as before
        config.shard = {3, 4};
        const nlohmann::json json = config;
        QCOMPARE(json.at("shard").get<std::string>(), std::string("3/4"));
        QVERIFY(json.get<RunConfig>() == config);
        nlohmann::json wrong = json;
        wrong["shard"] = "5/4";
        QVERIFY_EXCEPTION_THROWN((void)wrong.get<RunConfig>(), nlohmann::json::exception);
    }

    void shardsHaveTheSameInCommonOnEveryMachine() {
        RunConfig here;
        here.model = "/home/me/model";
        here.dataset = "folder:/scratch/val";
        here.threads = 8;
        here.shard = {1, 2};
        Effort low;
        low.skip = SkipConfig{1, 3};
        low.thresholdNats = 0.5;
        here.ladder.efforts = {low, Effort{}};
        RunConfig there = here;
        there.model = "/tmp/model";
        there.dataset = "folder:/local/val";
        there.threads = 4;
        there.shard = {2, 2};
        there.layers = true;  // one shard is enough
        QVERIFY(sharedByShards(here) == sharedByShards(there));
        there.ladder.efforts[0].thresholdNats = 0.6;
        QVERIFY(!(sharedByShards(here) == sharedByShards(there)));
        QVERIFY(withoutShard(here).shard.isWhole());
        QCOMPARE(withoutShard(here).model, here.model);
    }
};

QTEST_GUILESS_MAIN(TestShard)
#include "tst_shard.moc"
