// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/experiment_file.h"

#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace pivot;

/// The file that the window and the command line share.
class TestExperimentFile : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;

    [[nodiscard]] std::filesystem::path at(const char* name) const {
        return m_home.filePath(QLatin1String(name)).toStdString();
    }
    std::filesystem::path write(const QByteArray& content) {
        QFile file(m_home.filePath(QStringLiteral("in.json")));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
            qFatal("cannot write");
        }
        return file.fileName().toStdString();
    }
    static ExperimentFile sample() {
        ExperimentFile made;
        RunConfig& config = made.request.config;
        config.model = "/models/fashion";
        config.modelConfig = "/models/config.json";
        config.act = "gelu";
        config.dataset = "fashion-mnist#test[0:500]";
        config.labelMap = "/data/map.txt";
        config.device = "cpu:onednn";
        config.ladder.efforts.resize(2);
        config.ladder.efforts[0].skip = SkipConfig{1, 3, 5};
        config.ladder.efforts[0].thresholdNats = 0.1 + 0.2;
        config.ladder.efforts[1].modelPath = "/models/high";
        config.mode = RunMode::Profile;
        config.rerun = RerunMode::Restart;
        config.precision = Precision::Bf16;
        config.batch = 8;
        config.limit = 64;
        config.repeat = 3;
        config.threads = 2;
        config.seed = 0xFFFFFFFFFFFFFFFFULL;
        config.warmup = 0;
        config.baselineImages = -1;
        made.devices = {"cpu:onednn", "sim:zcu102"};
        made.request.thresholdSource = ThresholdSource{"train[55000:60000]", "edp,loss=0.2", false};
        return made;
    }

private Q_SLOTS:
    void whatIsWrittenIsReadAgain() {
        const ExperimentFile one = sample();
        QVERIFY(writeExperimentFile(at("a.json"), one));
        const auto back = readExperimentFile(at("a.json"));
        QVERIFY2(back, back ? "" : back.error().message.c_str());
        QVERIFY(back->request.config == one.request.config);
        QVERIFY(back->devices == one.devices);
        QVERIFY(back->request.thresholdSource == one.request.thresholdSource);
        QVERIFY(back->request.groupId.empty());
    }
    void anAimAndItsCandidatesAreKept() {
        ExperimentFile one = sample();
        one.request.thresholdSource.reset();
        one.request.config.calibrate = CalibrationGoal{};
        one.request.config.calibration = "fashion-mnist#train[55000:56000]";
        one.request.config.ladder.efforts[0].thresholdNats.reset();
        one.request.lowCandidates = {SkipConfig{1, 3}, SkipConfig()};
        QVERIFY(writeExperimentFile(at("b.json"), one));
        const auto back = readExperimentFile(at("b.json"));
        QVERIFY(back);
        QVERIFY(back->request.config == one.request.config);
        QVERIFY(back->request.lowCandidates == one.request.lowCandidates);
    }
    void pathsBesideTheFileAreFound() {
        QDir(m_home.path()).mkpath(QStringLiteral("own-model"));
        ExperimentFile one = sample();
        one.request.config.model = "own-model";
        one.request.config.ladder.efforts[1].modelPath = "not-there";
        QVERIFY(writeExperimentFile(at("c.json"), one));
        const auto back = readExperimentFile(at("c.json"));
        QVERIFY(back);
        QCOMPARE(back->request.config.model, at("own-model").string());
        QCOMPARE(back->request.config.ladder.efforts[1].modelPath, std::string("not-there"));
    }
    void aFileWithOneDeviceOrNoneSaysSo() {
        const auto one = readExperimentFile(
            write(R"({"model": "m", "dataset": "d", "device": "cpu", "efforts": [{"skip": "none"}]})"));
        QVERIFY(one);
        QVERIFY(one->devices == std::vector<std::string>{"cpu"});
        const auto none =
            readExperimentFile(write(R"({"model": "m", "dataset": "d", "efforts": [{"skip": "none"}]})"));
        QVERIFY(none);
        QVERIFY(none->devices.empty());
    }

    void whatIsNoneIsRefusedInOneSentence_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, QByteArray content, const char* says) {
            QTest::newRow(name) << content << QString::fromLatin1(says);
        };
        row("empty", "", "is empty");
        row("no JSON", "skip=1,3,5", "parse error");
        row("cut off", "{\"model\": \"m\", \"efforts\": [{\"ski", "parse error");
        row("bytes", QByteArray("\x00\xff\xfe{", 4), "parse error");
        row("a list", "[1, 2]", "not a JSON object");
        row("null", "null", "not a JSON object");
        row("no efforts", R"({"model": "m", "dataset": "d"})", "has no efforts");
        row("a slip", R"({"modle": "m", "efforts": [{"skip": "none"}]})", "modle");
        row("wrong type", R"({"model": 7, "efforts": [{"skip": "none"}]})", "\"model\"");
        row("batch 0", R"({"model": "m", "batch": 0, "efforts": [{"skip": "none"}]})", "\"batch\" is 0");
        row("batch 1e30", R"({"model": "m", "batch": 1e30, "efforts": [{"skip": "none"}]})", "batch");
        row("minus threads", R"({"model": "m", "threads": -4, "efforts": [{"skip": "none"}]})", "threads");
        row("devices as a text", R"({"devices": "cpu", "efforts": [{"skip": "none"}]})", "devices");
        row("devices of numbers", R"({"devices": [1], "efforts": [{"skip": "none"}]})", "devices");
        row("candidates without an aim", R"({"candidates": ["1"], "efforts": [{"skip": "none"}]})",
            "calibrate");
        row("a candidate that is none",
            R"({"candidates": ["x"], "calibrate": "edp", "efforts": [{"skip": "1"}]})", "x");
        row("a source that is none", R"({"threshold_source": 3, "efforts": [{"skip": "none"}]})",
            "threshold_source");
        row("a block that cannot be", R"({"efforts": [{"skip": "99999999999999999999"}]})", "9999");
        row("deep", QByteArray(100000, '['), "nested too deeply");
        row("deep in a key",
            R"({"efforts": [{"skip": "none"}], "x": )" + QByteArray(5000, '[') + QByteArray(5000, ']') + "}",
            "nested too deeply");
        row("large", QByteArray((1 << 20) + 1, ' '), "larger than 1 MiB");
    }
    void whatIsNoneIsRefusedInOneSentence() {
        QFETCH(QByteArray, content);
        QFETCH(QString, says);
        const auto read = readExperimentFile(write(content));
        QVERIFY(!read);
        QVERIFY(read.error().code == ErrorCode::BadFile);
        const QString sentence = QString::fromStdString(read.error().message);
        QVERIFY2(sentence.contains(says), qPrintable(sentence));
        QVERIFY2(sentence.startsWith(QStringLiteral("the experiment file ")), qPrintable(sentence));
        QVERIFY2(!sentence.contains(QLatin1Char('\n')) && sentence.size() < 600, qPrintable(sentence));
        QVERIFY2(!sentence.contains(QStringLiteral("json.exception")), qPrintable(sentence));
    }
    void noFileAndAFolderAreSaidToBe() {
        const auto missing = readExperimentFile(at("missing.json"));
        QVERIFY(!missing && missing.error().code == ErrorCode::NotFound);
        QVERIFY(!readExperimentFile(m_home.path().toStdString()));
        QVERIFY(!readExperimentFile("/dev/zero"));
    }
    void aFileThatCannotBeWrittenLeavesTheOldOne() {
        QVERIFY(writeExperimentFile(at("kept.json"), sample()));
        const auto nowhere = writeExperimentFile(at("no/such/folder/x.json"), sample());
        QVERIFY(!nowhere && nowhere.error().code == ErrorCode::Io);
        QVERIFY(readExperimentFile(at("kept.json")));
        QCOMPARE(QDir(m_home.path()).entryList({QStringLiteral("*.part-*")}).size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestExperimentFile)
#include "tst_experiment_file.moc"
