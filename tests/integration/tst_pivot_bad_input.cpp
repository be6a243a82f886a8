// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/pivot_process.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace pivot::test;

/// Every mistake gives one sentence on stderr, nothing on stdout and the exit code of the contract.
class TestPivotBadInput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QFile empty(m_home.filePath(QStringLiteral("empty.safetensors")));
        QVERIFY(empty.open(QIODevice::WriteOnly));
        QFile text(m_home.filePath(QStringLiteral("notes.txt")));
        QVERIFY(text.open(QIODevice::WriteOnly) && text.write(QByteArray(4096, 'x')) == 4096);
        QVERIFY(QDir(m_home.path()).mkdir(QStringLiteral("trained")));
        QFile trained(m_home.filePath(QStringLiteral("trained/model.safetensors")));
        QVERIFY(trained.open(QIODevice::WriteOnly));
    }

    void eachMistakeIsOneSentence_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QString& arguments, int code, const QString& says) {
            QTest::newRow(name) << arguments.split(QLatin1Char(' ')) << code << says;
        };
        const QString full = QStringLiteral(" --effort skip=none");
        row("an unknown verb", QStringLiteral("dance"), 2, QStringLiteral("dance"));
        QTest::newRow("no verb") << QStringList{} << 2 << QStringLiteral("--help");
        row("a value for a flag", QStringLiteral("bench --layers=3"), 2,
            QStringLiteral("--layers takes no value"));
        row("a value for a flag of a verb's verb", QStringLiteral("db list --json=2"), 2,
            QStringLiteral("--json takes no value"));
        row("a number below its least", QStringLiteral("run --limit -1"), 2, QStringLiteral("at least 0"));
        row("a time that is no number", QStringLiteral("bench --model m --seconds nan"), 2,
            QStringLiteral("0 to 3600"));
        row("a learning rate that climbs", QStringLiteral("train --output HOME/t --lr -1"), 2,
            QStringLiteral("--lr"));
        row("weights that an export would replace",
            QStringLiteral(
                "export --format onnx --model HOME/trained --output HOME/trained/model.safetensors"),
            2, QStringLiteral("choose another --output"));
        row("an input that its answer would replace",
            QStringLiteral("infer --model HOME/trained --input HOME/notes.txt --output HOME/notes.txt"), 2,
            QStringLiteral("choose another --output"));
        // As a script's variable that was not set.
        row("an option that is empty", QStringLiteral("run --shard ") + full, 2,
            QStringLiteral("--shard: is empty"));
        row("a model that is empty", QStringLiteral("infer --model "), 2, QStringLiteral("--model"));
        row("an unknown device", QStringLiteral("run --device tpu:0") + full, 1, QStringLiteral("tpu:0"));
        row("a skip out of range", QStringLiteral("run --effort skip=12;threshold=0.2") + full, 2,
            QStringLiteral("12"));
        row("a threshold that is no number", QStringLiteral("run --effort skip=1;threshold=often") + full, 2,
            QStringLiteral("often"));
        row("an unknown effort key", QStringLiteral("run --effort skip=1;treshold=0.2") + full, 2,
            QStringLiteral("treshold"));
        row("a low effort without a threshold", QStringLiteral("run --effort skip=1") + full, 2,
            QStringLiteral("threshold"));
        row("an unknown unit", QStringLiteral("run --entropy-unit bits") + full, 2, QStringLiteral("bits"));
        row("a slice out of range", QStringLiteral("run --dataset fashion-mnist#test[0:99999]") + full, 2,
            QStringLiteral("10000"));
        row("a model that is not there", QStringLiteral("run --model /nowhere/model") + full, 1,
            QStringLiteral("/nowhere/model"));
        row("an empty checkpoint", QStringLiteral("run --model HOME/empty.safetensors") + full, 1,
            QStringLiteral("empty"));
        row("a database that is none", QStringLiteral("db list --db HOME/notes.txt"), 1,
            QStringLiteral("notes.txt"));
        row("a database that is not there", QStringLiteral("db list --db HOME/none.db"), 1,
            QStringLiteral("none.db"));
        const QString onnx = QStringLiteral("export --format onnx --output HOME/a.onnx");
        const QString bundled = QStringLiteral(" --model " PIVOT_SOURCE_DIR "/assets/models/fashion-anypath");
        row("no model to export", onnx, 2, QStringLiteral("--model"));
        row("a model to export that is not there", onnx + QStringLiteral(" --model /nowhere/model"), 1,
            QStringLiteral("/nowhere/model"));
        row("exporting a block that is not there", onnx + bundled + QStringLiteral(" --skip 1,12"), 2,
            QStringLiteral("12"));
        row("exporting a skip set that is none", onnx + bundled + QStringLiteral(" --skip often"), 2,
            QStringLiteral("often"));
        row("an experiment as ONNX", onnx + bundled + QStringLiteral(" --experiment abcd"), 2,
            QStringLiteral("--experiment"));
        row("a model as CSV", QStringLiteral("export --output HOME/a.csv") + bundled, 2,
            QStringLiteral("--format onnx"));
        row("no experiment to export", QStringLiteral("export --output HOME/a.csv"), 2,
            QStringLiteral("--experiment"));
        row("an experiment that is not there", QStringLiteral("sweep --experiment abcd --db HOME/none.db"), 1,
            QStringLiteral("none.db"));
        row("a calibration set without a goal",
            QStringLiteral("run --calibration fashion-mnist#train[55000:60000] --effort "
                           "skip=1;threshold=0.2") +
                full,
            2, QStringLiteral("--calibrate"));
        row("choosing among one's own efforts", QStringLiteral("run --choose") + full, 2,
            QStringLiteral("--candidate"));
        row("choosing for a stored configuration", QStringLiteral("run --choose --experiment HOME/notes.txt"),
            2, QStringLiteral("--experiment"));
        row("candidates without efforts", QStringLiteral("run --candidate 1,3"), 2,
            QStringLiteral("--effort"));
        row("candidates beside a stored configuration",
            QStringLiteral("run --candidate 1,3 --experiment HOME/notes.txt"), 2, QStringLiteral("--effort"));
        row("training over a trained model", QStringLiteral("train --output HOME/trained"), 2,
            QStringLiteral("--overwrite"));
        row("resuming and overwriting", QStringLiteral("train --output HOME/trained --resume --overwrite"), 2,
            QStringLiteral("--overwrite"));
        row("training on the calibration images",
            QStringLiteral("train --output HOME/t --dataset fashion-mnist#train[0:60000]"), 2,
            QStringLiteral("shares images"));
    }
    void eachMistakeIsOneSentence() {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QString, says);
        arguments.replaceInStrings(QStringLiteral("HOME"), m_home.path());
        const Ended ended = pivotEnds(arguments, m_home.path());
        QVERIFY2(ended.code == code, ended.err.constData());
        QVERIFY2(ended.err.contains(says.toUtf8()), ended.err.constData());
        QVERIFY2(ended.out.isEmpty(), ended.out.constData());
    }

private:
    QTemporaryDir m_home;
};

QTEST_GUILESS_MAIN(TestPivotBadInput)
#include "tst_pivot_bad_input.moc"
