// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device_info.h"
#include "core/log.h"
#include "core/number_text.h"
#include "core/run_record.h"
#include "core/uuid.h"

#include <QtTest>
#include <set>

using namespace pivot;

/// Names, numbers, identities and the log.
class TestCoreBasics : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void numbersAreReadWhole() {
        QCOMPARE(parseNumber(" 0.25 "), std::optional<double>(0.25));
        QCOMPARE(parseNumber("1e-3"), std::optional<double>(0.001));
        for (const char* text : {"", "0.25x", "0,25", "nan", "inf", "1 2", "0x10"}) {
            QVERIFY2(!parseNumber(text), text);
        }
        QCOMPARE(parseInteger("-7"), std::optional<long long>(-7));
        QVERIFY(!parseInteger("7.0"));
        QVERIFY(!parseInteger("9223372036854775808"));
    }
    void numbersReadBackBitForBit() {
        for (const double value : {0.1 + 0.2, 1.0 / 3.0, 1e-300, 0.2, 12345678.9}) {
            QVERIFY(parseNumber(numberText(value)) == value);
        }
        QCOMPARE(QString::fromStdString(numberText(0.2)), QString("0.2"));
    }
    void precisionsAndStatusesReadBack() {
        for (const Precision precision : {Precision::Fp32, Precision::Bf16, Precision::Int8}) {
            QCOMPARE(parsePrecision(toString(precision)), Result<Precision>(precision));
        }
        QVERIFY(!parsePrecision("FP32"));
        for (const RunStatus status :
             {RunStatus::Queued, RunStatus::Running, RunStatus::Paused, RunStatus::Complete,
              RunStatus::Cancelled, RunStatus::Interrupted, RunStatus::Failed}) {
            QCOMPARE(parseRunStatus(toString(status)), Result<RunStatus>(status));
        }
        QVERIFY(!parseRunStatus("done"));
    }
    void whatIsNotComputedAsAskedHasANote() {
        QCOMPARE(fallbackNote(Precision::Bf16, "bf16 on cpu:onednn"), std::string());
        QCOMPARE(fallbackNote(Precision::Bf16, "fp32 on cpu:onednn (why)"),
                 std::string("bf16 is fp32 on cpu:onednn (why)"));
        QCOMPARE(fallbackNote(Precision::Bf16, ""), std::string());
        QCOMPARE(computedPrecision(Precision::Bf16, "fp32 on cpu:onednn (why)"), std::string("fp32"));
        QCOMPARE(computedPrecision(Precision::Bf16, ""), std::string("bf16"));
        QCOMPARE(numericsBesideNote(Precision::Bf16, "fp32 on cpu:onednn (why)"),
                 std::string("fp32 on cpu:onednn"));
        QCOMPARE(numericsBesideNote(Precision::Int8, "int8 (attention bf16) on cpu:onednn"),
                 std::string("int8 (attention bf16) on cpu:onednn"));
    }
    void uuidsAreVersionFourAndDiffer() {
        static const QRegularExpression form(
            "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$");
        std::set<std::string> seen;
        for (int i = 0; i < 200; ++i) {
            const std::string uuid = newUuid();
            QVERIFY2(form.match(QString::fromStdString(uuid)).hasMatch(), uuid.c_str());
            QVERIFY(seen.insert(uuid).second);
        }
    }
    void nowIsIso8601InUtc() {
        const QString text = QString::fromStdString(utcNow());
        QCOMPARE(text.size(), qsizetype{24});
        QVERIFY(text.endsWith('Z'));
        const QDateTime read = QDateTime::fromString(text, Qt::ISODateWithMs);
        QVERIFY2(read.isValid(), qPrintable(text));
        QVERIFY(std::abs(read.msecsTo(QDateTime::currentDateTimeUtc())) < 60000);
    }
    void linesGoToTheSinkUntilItIsTakenAway() {
        std::vector<std::pair<log::Level, std::string>> lines;
        log::setSink([&lines](log::Level level, std::string_view text) { lines.emplace_back(level, text); });
        log::debug("a");
        log::info("b");
        log::warning("c");
        log::error("d");
        log::setSink({});
        log::info("not seen");
        const std::vector<std::pair<log::Level, std::string>> expected{{log::Level::Debug, "a"},
                                                                       {log::Level::Info, "b"},
                                                                       {log::Level::Warning, "c"},
                                                                       {log::Level::Error, "d"}};
        QVERIFY(lines == expected);
    }
    void aSinkMayLogItself() {
        int calls = 0;
        log::setSink([&calls](log::Level level, std::string_view) {
            ++calls;
            if (level == log::Level::Error) {
                log::info("from the sink");
            }
        });
        log::error("once");
        log::setSink({});
        QCOMPARE(calls, 2);
    }
};

QTEST_GUILESS_MAIN(TestCoreBasics)
#include "tst_core_basics.moc"
