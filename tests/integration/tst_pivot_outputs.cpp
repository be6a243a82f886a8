// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/pivot_process.h"
#include "vit/model.h"
#include "vit/safetensors.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTest>
#include <cmath>
#include <filesystem>
#include <limits>

using namespace pivot::test;

namespace {

const QString kModel = QStringLiteral(PIVOT_SOURCE_DIR "/assets/models/fashion-anypath");

QStringList words(const QString& line) {
    return line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

const QString kLadder =
    QStringLiteral(" --effort skip=6,7,8,9,10,11;threshold=0.2 --effort skip=none --baseline 32");

QJsonArray resultsOf(const Ended& ended) {
    return ended.json()[QStringLiteral("results")].toArray();
}

QByteArray read(const QString& name) {
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

}  // namespace

/// What verbs print and write where something goes wrong half-way.
class TestPivotOutputs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anExportWithAWrongIdLeavesTheOldFile() {
        const QTemporaryDir home;
        const Ended run = pivotEnds(words(QStringLiteral("run --json --limit 20") + kLadder), home.path());
        QVERIFY2(run.code == 0, run.err.constData());
        const QString id = resultsOf(run).at(0)[QStringLiteral("experiment_id")].toString();
        const QString file = home.filePath(QStringLiteral("out.csv"));
        const QStringList common{QStringLiteral("export"), QStringLiteral("--output"), file,
                                 QStringLiteral("--experiment"), id};
        const Ended written = pivotEnds(common, home.path());
        QVERIFY2(written.code == 0, written.err.constData());
        const QByteArray before = read(file);
        QVERIFY(before.count('\n') > 20);

        const Ended typo = pivotEnds(common + QStringList{QStringLiteral("ffffffff-none")}, home.path());
        QVERIFY(typo.code != 0);
        const Ended unknown = pivotEnds(common + QStringList{QStringLiteral("00000000-0000")}, home.path());
        QCOMPARE(unknown.code, 1);
        QCOMPARE(read(file), before);
        QCOMPARE(QDir(home.path()).entryList({QStringLiteral("out.csv*")}).size(), 1);
    }

    void anExportedModelIsWholeOrNotThere() {
        const QTemporaryDir home;
        const QString file = home.filePath(QStringLiteral("out.onnx"));
        const QStringList common = words(QStringLiteral("export --format onnx --model ") + kModel +
                                         QStringLiteral(" --output ") + file);
        const Ended full = pivotEnds(common, home.path());
#ifdef HAS_PIVOT_ONNX
        QVERIFY2(full.code == 0, full.err.constData());
        QVERIFY2(full.out.isEmpty() && full.err.isEmpty(), full.err.constData());
        const QByteArray before = read(file);
        QVERIFY(before.size() > 1'000'000);
        const Ended typo =
            pivotEnds(common + QStringList{QStringLiteral("--skip"), QStringLiteral("0,99")}, home.path());
        QCOMPARE(typo.code, 2);
        QCOMPARE(read(file), before);
        const Ended path =
            pivotEnds(common + QStringList{QStringLiteral("--skip"), QStringLiteral("0,2")}, home.path());
        QVERIFY2(path.code == 0, path.err.constData());
        QVERIFY(read(file).size() < before.size());  // two attentions less
        QCOMPARE(QDir(home.path()).entryList({QStringLiteral("out.onnx*")}).size(), 1);
        const Ended nowhere =
            pivotEnds(common + QStringList{QStringLiteral("--output"), QStringLiteral("/nowhere/out.onnx")},
                      home.path());
        QVERIFY(nowhere.code != 0);
#else
        QCOMPARE(full.code, 1);
        QVERIFY2(full.err.contains("pivot_onnx.so is not installed"), full.err.constData());
        QVERIFY(!QFile::exists(file));
#endif
    }

#ifdef HAS_PIVOT_ONEDNN
    /// The second device does not compute in bfloat16, which shows when it is opened.
    void aDeviceThatFailsTakesNothingFromThoseBefore() {
        const QTemporaryDir home;
        for (const bool json : {true, false}) {
            const Ended ended = pivotEnds(
                words(QStringLiteral("run --limit 20 --precision bf16 --device cpu:onednn,cpu:torch") +
                      kLadder + (json ? QStringLiteral(" --json") : QString())),
                home.path());
            QCOMPARE(ended.code, 1);
            QVERIFY2(ended.err.contains("cpu:torch does not run bf16"), ended.err.constData());
            if (json) {
                QCOMPARE(resultsOf(ended).size(), 1);
                QCOMPARE(resultsOf(ended).at(0)[QStringLiteral("device")].toString(),
                         QStringLiteral("cpu:onednn"));
            } else {
                QVERIFY2(ended.out.contains("cpu:onednn"), ended.out.constData());
            }
        }
    }
#endif

    void aNameThatIsNotUtf8IsNoReasonToLoseAResult() {
        const QTemporaryDir home;
        QProcess process;
        prepare(process, {}, home.path());
        process.setProgram(QStringLiteral("sh"));
        process.setArguments(
            QStringList{
                QStringLiteral("-c"),
                QStringLiteral("name=\"$2/m$(printf '\\377')\"; ln -s \"$1\" \"$name\"; shift 2; exec \"$@\" "
                               "--model \"$name\""),
                QStringLiteral("sh"), kModel, home.path(), QStringLiteral(PIVOT_BIN_DIR "/pivot")} +
            words(QStringLiteral("run --json --limit 20") + kLadder));
        process.start();
        QVERIFY(process.waitForFinished(400'000));
        QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
                 process.readAllStandardError().constData());
        const auto json = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
        // Qt does not find such a name again when it clears up.
        for (const auto& entry : std::filesystem::directory_iterator(home.path().toStdString())) {
            std::filesystem::remove_all(entry);
        }
        QVERIFY(json[QStringLiteral("results")][0][QStringLiteral("model")].toString().contains(
            QChar(QChar::ReplacementCharacter)));
    }

    void thresholdsAreSaidInTheirUnitForABareCheckpointToo() {
        const QTemporaryDir home;
        const QString bare = home.filePath(QStringLiteral("bare.safetensors"));
        QVERIFY(QFile::copy(kModel + QStringLiteral("/model.safetensors"), bare));
        const Ended ended =
            pivotEnds(words(QStringLiteral("run --limit 20 --model ") + bare + QStringLiteral(" --config ") +
                            kModel + QStringLiteral("/config.json") + kLadder),
                      home.path());
        QVERIFY2(ended.code == 0, ended.err.constData());
        QVERIFY2(ended.out.contains("threshold 0.2 normalized"), ended.out.constData());
    }

    void aSweepSaysWhereItsNumbersComeFrom() {
        const QTemporaryDir home;
        const Ended run = pivotEnds(
            words(QStringLiteral("run --json --mode profile --limit 60 --device cpu,sim:zcu102") + kLadder),
            home.path());
        QVERIFY2(run.code == 0, run.err.constData());
        const auto kinds = [&](int device) {
            const Ended swept =
                pivotEnds({QStringLiteral("sweep"), QStringLiteral("--json"), QStringLiteral("--experiment"),
                           resultsOf(run).at(device)[QStringLiteral("experiment_id")].toString()},
                          home.path());
            const auto json = swept.json();
            return json[QStringLiteral("delay_provenance")][QStringLiteral("kind")].toString() +
                   QLatin1Char(' ') +
                   json[QStringLiteral("energy_provenance")][QStringLiteral("kind")].toString();
        };
        QCOMPARE(kinds(0), QStringLiteral("composed estimated"));
        QCOMPARE(kinds(1), QStringLiteral("modelled modelled"));
    }

    void anImageThatOverflowsKeepsTheOthersBackNoMore() {
        const QTemporaryDir home;
        const auto model = pivot::loadModel(kModel.toStdString());
        QVERIFY(model);
        const int side = (*model)->spec.imgSize, channels = (*model)->spec.inChans;
        std::vector<float> pixels(static_cast<std::size_t>(3 * channels * side * side), 0.25F);
        pixels[static_cast<std::size_t>(channels * side * side)] = std::numeric_limits<float>::quiet_NaN();
        const std::string input = home.filePath(QStringLiteral("in.safetensors")).toStdString();
        const std::string output = home.filePath(QStringLiteral("out.safetensors")).toStdString();
        QVERIFY(pivot::writeSafetensors(
            input,
            {{"input", pivot::Dtype::F32, {3, channels, side, side}, std::as_bytes(std::span(pixels))}}));
        const Ended ended = pivotEnds(
            {QStringLiteral("infer"), QStringLiteral("--model"), kModel, QStringLiteral("--input"),
             QString::fromStdString(input), QStringLiteral("--output"), QString::fromStdString(output)},
            home.path());
        QVERIFY2(ended.code == 0, ended.err.constData());
        QVERIFY2(ended.err.contains("1 of 3 images") && ended.err.contains("image 1"), ended.err.constData());
        const auto tensors = pivot::readSafetensors(output);
        QVERIFY(tensors);
        const auto entropies = tensors->at("entropy_nats").toFloat("entropy_nats");
        QVERIFY(entropies);
        QVERIFY(std::isfinite(entropies->at(0)) && std::isfinite(entropies->at(2)));
        QVERIFY(std::isnan(entropies->at(1)));
        QCOMPARE(tensors->at("logits").shape.front(), std::int64_t{3});
    }

    void theLibrariesThatComputedAreStored() {
        const QTemporaryDir home;
        const Ended run = pivotEnds(
            words(QStringLiteral("run --json --limit 20 --device cpu:torch") + kLadder), home.path());
        QVERIFY2(run.code == 0, run.err.constData());
        const Ended shown = pivotEnds({QStringLiteral("db"), QStringLiteral("show"),
                                       resultsOf(run).at(0)[QStringLiteral("experiment_id")].toString()},
                                      home.path());
        const auto libraries = shown.json()[QStringLiteral("environment")][QStringLiteral("libraries")];
        QVERIFY2(libraries[QStringLiteral("LibTorch")].toString().contains(QLatin1Char('.')),
                 shown.out.constData());
    }

    /// Nothing was begun, so there is nothing to keep: here the configuration is still being read.
    void anInterruptDuringPreparationEndsAtOnce() {
        const QTemporaryDir home;
        const QString pipe = home.filePath(QStringLiteral("config.json"));
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        QProcess process;
        prepare(process, {QStringLiteral("run"), QStringLiteral("--experiment"), pipe}, home.path());
        process.start();
        int end = -1;  // opens when pivot waits at the other one
        QTRY_VERIFY_WITH_TIMEOUT(
            (end = ::open(QFile::encodeName(pipe).constData(), O_WRONLY | O_NONBLOCK)) >= 0, 60'000);
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        ::close(end);
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
    }
};

QTEST_GUILESS_MAIN(TestPivotOutputs)
#include "tst_pivot_outputs.moc"
