// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/pivot_process.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace pivot::test;

namespace {

QStringList words(const QString& line) {
    return line.split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

QByteArray read(const QString& name) {
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

/// `pivot export --figure`, `--again` and `--all`, of an experiment that was run.
class TestPivotFigures : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;
    QString m_id;

    QString path(const QString& name) const { return m_home.filePath(name); }
    Ended exports(const QString& line) const {
        return pivotEnds(QStringList{QStringLiteral("export")} + words(line), m_home.path());
    }
    Ended drawn(const QString& figure, const QString& name, const QString& more = {}) const {
        return exports(
            QStringLiteral("--figure %1 --experiment %2 --output %3 %4").arg(figure, m_id, path(name), more));
    }
    void write(const QString& name, const QByteArray& text) const {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }

private Q_SLOTS:
    void initTestCase() {
        const Ended run = pivotEnds(
            words(QStringLiteral("run --json --mode profile --layers --limit 200 --baseline 32 --effort "
                                 "skip=6,7,8,9,10,11;threshold=0.2 --effort skip=none")),
            m_home.path());
        QVERIFY2(run.code == 0, run.err.constData());
        m_id = run.json()[QStringLiteral("results")][0][QStringLiteral("experiment_id")].toString();
    }

    void everyFigureIsDrawnInEveryFormat() {
        for (const char* figure :
             {"entropy-histogram", "threshold-sweep", "accuracy-edp", "delay", "reliability", "confusion",
              "per-class", "entropy-scatter", "gallery", "attention", "layers", "summary-table"}) {
            for (const char* format : {"pdf", "svg", "png", "pgf", "csv", "json", "tex", "md"}) {
                const QString name =
                    QStringLiteral("%1.%2").arg(QLatin1String(figure), QLatin1String(format));
                const Ended ended = drawn(QLatin1String(figure), name);
                QVERIFY2(ended.code == 0 && ended.err.isEmpty() && ended.out.isEmpty(),
                         ended.err.constData());
                QVERIFY2(read(path(name)).size() > 60, qPrintable(name));
            }
        }
    }

    void attentionIsComputedAgain() {
        const auto rowsOf = [this](const QString& name, const QString& more) {
            const Ended ended = drawn(QStringLiteral("attention"), name, more);
            if (ended.code != 0 || !ended.err.isEmpty()) {
                qWarning("%s", ended.err.constData());
            }
            const QJsonObject figure = QJsonDocument::fromJson(read(path(name))).object();
            QStringList heads;
            for (const QJsonValue& head :
                 figure[QStringLiteral("data")][QStringLiteral("grid")][QStringLiteral("row_heads")]
                     .toArray()) {
                heads << head.toString();
            }
            return heads;
        };
        const QStringList one = rowsOf(QStringLiteral("one.json"), {});
        QCOMPARE(one.size(), 14);  // two efforts of four heads, their mean, largest and rollout
        QCOMPARE(one.first(), QStringLiteral("low: head 0"));
        // Two images that the run had: the first two of its rows.
        QVERIFY(exports(QStringLiteral("--experiment %1 --format csv --output %2")
                            .arg(m_id, path(QStringLiteral("rows.csv"))))
                    .code == 0);
        QStringList images;
        for (const QByteArray& line : read(path(QStringLiteral("rows.csv"))).split('\n').mid(1)) {
            const QString image = QString::fromUtf8(line.split(',').value(1));
            if (images.size() < 2 && !images.contains(image)) {
                images << image;
            }
        }
        const QString first = QLatin1Char('#') + images[0], second = QLatin1Char('#') + images[1];
        QCOMPARE(rowsOf(QStringLiteral("several.json"),
                        QStringLiteral("--images ") + images.join(QLatin1Char(','))),
                 (QStringList{first + QStringLiteral(" low"), first + QStringLiteral(" high"),
                              second + QStringLiteral(" low"), second + QStringLiteral(" high")}));
        // Another token looks elsewhere.
        QVERIFY(rowsOf(QStringLiteral("patch.json"), QStringLiteral("--token 3,3 --maps mean")).size() == 2);
        QVERIFY(
            drawn(QStringLiteral("attention"), QStringLiteral("class.json"), QStringLiteral("--maps mean"))
                .code == 0);
        QVERIFY(read(path(QStringLiteral("patch.json"))) != read(path(QStringLiteral("class.json"))));
    }

    void twoExperimentsShowWhatChanged() {
        const Ended run = pivotEnds(
            words(QStringLiteral("run --json --limit 200 --baseline 32 --effort skip=all")), m_home.path());
        QVERIFY2(run.code == 0, run.err.constData());
        const QString other =
            run.json()[QStringLiteral("results")][0][QStringLiteral("experiment_id")].toString();
        for (const char* figure : {"gallery", "per-class", "comparison-table"}) {
            const QString name = QStringLiteral("two-%1.svg").arg(QLatin1String(figure));
            const Ended ended = drawn(QLatin1String(figure), name, QStringLiteral("--experiment ") + other);
            QVERIFY2(ended.code == 0, ended.err.constData());
            QVERIFY(read(path(name)).contains(m_id.toUtf8()) && read(path(name)).contains(other.toUtf8()));
        }
        QVERIFY(drawn(QStringLiteral("gallery"), QStringLiteral("x.pdf"),
                      QStringLiteral("--images easiest --experiment ") + other)
                    .err.contains("what changed"));
    }

    void aFigureIsDrawnAgainWithoutTheDatabase() {
        QVERIFY(drawn(QStringLiteral("confusion"), QStringLiteral("first.svg")).code == 0);
        QVERIFY(drawn(QStringLiteral("confusion"), QStringLiteral("wanted.pdf"),
                      QStringLiteral("--width ieee2 --grey"))
                    .code == 0);
        const QTemporaryDir elsewhere;
        const Ended again =
            pivotEnds(words(QStringLiteral("export --again %1 --width ieee2 --grey --output %2")
                                .arg(path(QStringLiteral("first.svg")),
                                     elsewhere.filePath(QStringLiteral("again.pdf")))),
                      elsewhere.path());
        QVERIFY2(again.code == 0, again.err.constData());
        QCOMPARE(read(elsewhere.filePath(QStringLiteral("again.pdf"))),
                 read(path(QStringLiteral("wanted.pdf"))));
    }

    void aPaperIsDrawnByOneCommandAndStaysTheSame() {
        write(
            QStringLiteral("paper.json"),
            QStringLiteral("{'schema_version': 1, 'style': {'width': 'acm1', 'dpi': 150}, 'figures': ["
                           "{'figure': 'entropy-histogram', 'experiments': ['%1'], 'output': 'p-hist', "
                           "'formats': ['pdf', 'svg', 'png', 'pgf']},"
                           "{'figure': 'gallery', 'experiments': ['%1'], 'images': 'wrong 6', 'output': "
                           "'p-gallery.pdf', 'width': 'neurips'},"
                           "{'figure': 'threshold-sweep', 'experiments': ['%1'], 'over': 'share', 'output': "
                           "'p-sweep.svg', 'anonymous': true},"
                           "{'figure': 'summary-table', 'experiments': ['%1'], 'output': 'tables/all', "
                           "'formats': ['tex']}]}")
                .replace(QLatin1Char('\''), QLatin1Char('"'))
                .arg(m_id)
                .toUtf8());
        const QString all = QStringLiteral("--all ") + path(QStringLiteral("paper.json"));
        const Ended first = exports(all);
        QVERIFY2(first.code == 0, first.err.constData());
        const QStringList names = QDir(m_home.path()).entryList({QStringLiteral("p-*")});
        QCOMPARE(names.size(), 6);
        QVERIFY(QFile::exists(path(QStringLiteral("tables/all.tex"))));  // a folder that was not there
        QMap<QString, QByteArray> before;
        for (const QString& name : names) {
            before[name] = read(path(name));
            QFile file(path(name));  // as if written long ago
            QVERIFY(file.open(QIODevice::ReadWrite) &&
                    file.setFileTime(QDateTime::fromSecsSinceEpoch(1'000'000'000),
                                     QFileDevice::FileModificationTime));
        }
        QVERIFY(QFile::remove(path(QStringLiteral("p-hist.pdf"))));
        QVERIFY(exports(all).code == 0);
        for (const QString& name : names) {
            QVERIFY2(read(path(name)) == before[name], qPrintable(name));
            const bool untouched = QFileInfo(path(name)).lastModified().toSecsSinceEpoch() == 1'000'000'000;
            QCOMPARE(untouched, name != QStringLiteral("p-hist.pdf"));
        }
        QVERIFY(!before[QStringLiteral("p-sweep.svg")].contains(m_id.toUtf8()));
        QVERIFY(before[QStringLiteral("p-gallery.pdf")].contains(m_id.toUtf8()));
    }

    void aListWithOneSlipWritesNothing() {
        const auto refused = [this](const QByteArray& list, const char* what) {
            write(QStringLiteral("slip.json"), list);
            const Ended ended = exports(QStringLiteral("--all ") + path(QStringLiteral("slip.json")));
            QVERIFY2(ended.code != 0 && ended.err.contains(what), ended.err.constData());
            QVERIFY(QDir(m_home.path()).entryList({QStringLiteral("slip-*")}).isEmpty());
        };
        const QByteArray good = "{\"figure\": \"delay\", \"experiments\": [\"" + m_id.toUtf8() +
                                "\"], \"output\": \"slip-a.pdf\"}";
        refused("{\"figures\": [" + good + ", {\"figure\": \"pie\", \"output\": \"slip-b.pdf\"}]}",
                "figure 2");
        refused("{\"figures\": [" + good + ", " + good + "]}", "written twice");
        refused("{\"figures\": [" + good + ", {\"figure\": \"delay\", \"output\": \"slip-b.pdf\"}]}",
                "which experiments");
        refused("{\"figures\": [" + good + "], \"figure\": 1}", "unknown key");
        refused("{\"figures\": []}", "lists no figures");
        refused("{\"figures\": [", "no JSON");
        refused(QByteArray(50'000, '['), "nested deeper");
    }

    void whatCannotBeDrawnLeavesTheOldFile() {
        write(QStringLiteral("old.pdf"), "old");
        const auto refused = [this](const QString& line, int code, const char* what) {
            const Ended ended = exports(line);
            QVERIFY2(ended.code == code && ended.err.contains(what),
                     (line.toUtf8() + '\n' + ended.err).constData());
            QCOMPARE(read(path(QStringLiteral("old.pdf"))), QByteArray("old"));
        };
        const QString out = QStringLiteral(" --output ") + path(QStringLiteral("old.pdf"));
        const QString of = QStringLiteral(" --experiment ") + m_id + out;
        refused(QStringLiteral("--figure pie") + of, 2, "entropy-histogram");
        refused(QStringLiteral("--figure delay") + out, 2, "--experiment");
        refused(QStringLiteral("--figure delay --experiment ffffffff") + out, 1, "ffffffff");
        refused(QStringLiteral("--figure delay --width 900in") + of, 2, "1 to 20 inches");
        refused(QStringLiteral("--figure delay --dpi 7") + of, 2, "36 to 2400");
        refused(QStringLiteral("--figure delay --images wrong") + of, 2, "--images");
        refused(QStringLiteral("--figure attention --maps nose") + of, 2, "rollout");
        refused(QStringLiteral("--figure attention --token 7,7") + of, 2, "7 x 7 patches");
        refused(QStringLiteral("--figure attention --token here") + of, 2, "ROW,COLUMN");
        refused(QStringLiteral("--figure attention --images 99999999") + of, 2, "no image 99999999");
        refused(QStringLiteral("--figure gallery --images gained") + of, 2, "the other one");
        refused(QStringLiteral("--figure delay --maps all") + of, 2, "--maps");
        refused(QStringLiteral("--figure plot") + of, 1, "from the window");
        refused(QStringLiteral("--figure gallery --images 99999999") + of, 2, "no image 99999999");
        refused(QStringLiteral("--figure delay --again x.pdf") + of, 2, "one of them");
        refused(QStringLiteral("--figure delay --format onnx") + of, 2, "a model is written without");
        refused(QStringLiteral("--again ") + path(QStringLiteral("old.pdf")) + out, 1, "no figure data");
        refused(QStringLiteral("--format pdf") + of, 2, "--figure");
        refused(QStringLiteral("--grey") + of, 2, "--figure");
        const Ended suffix = exports(QStringLiteral("--figure delay --experiment %1 --output %2")
                                         .arg(m_id, path(QStringLiteral("x.docx"))));
        QVERIFY2(suffix.code == 2 && suffix.err.contains("--format"), suffix.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestPivotFigures)
#include "tst_pivot_figures.moc"
