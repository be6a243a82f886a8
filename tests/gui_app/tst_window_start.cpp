// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

/// The program as a script starts it: it ends by itself, and says in one sentence what is wrong.
class TestWindowStart : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;

    /// A program without what is installed beside it.
    QString bareProgram() {
        QDir(m_home.path()).mkpath(QStringLiteral("bin"));
        const QString copy = m_home.filePath(QStringLiteral("bin/pivot-workbench"));
        if (!QFile::exists(copy) && !QFile::copy(QStringLiteral(PIVOT_BIN_DIR "/pivot-workbench"), copy)) {
            qFatal("cannot copy pivot-workbench");
        }
        return copy;
    }

    /// Started in a terminal that has no display.
    static void startWithoutDisplay(QProcess& process, const QStringList& arguments) {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
            environment.remove(QString::fromLatin1(name));
        }
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral(PIVOT_BIN_DIR "/pivot-workbench"), arguments);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    }

private Q_SLOTS:
    void helpAndVersionNeedNoDisplay() {
        for (const char* option : {"--help", "--version"}) {
            QProcess process;
            startWithoutDisplay(process, {QString::fromLatin1(option)});
            QCOMPARE(process.exitCode(), 0);
            QVERIFY(process.readAllStandardOutput().contains("pivot-workbench"));
        }
    }

    void withoutDisplayItSaysWhatItMisses() {
        QProcess process;
        startWithoutDisplay(process, {});
        QCOMPARE(process.exitCode(), 1);
        const QByteArray said = process.readAllStandardError();
        QVERIFY2(said.contains("there is no display") && said.count('\n') == 1, said.constData());
    }

    void withoutItsModelItEndsAndSaysSo_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("trace") << QStringList{QStringLiteral("--startup-trace")}
                               << QByteArray("pivot-workbench: the bundled experiment");
        // Neither model nor device: whichever is known first.
        QTest::newRow("run") << QStringList{QStringLiteral("--run"), QStringLiteral("--screenshot"),
                                            QStringLiteral("shot.png")}
                             << QByteArray("pivot-workbench: ");
    }
    void withoutItsModelItEndsAndSaysSo() {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, begins);
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_home.path());
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_home.path());
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.insert(QStringLiteral("QT_LOGGING_RULES"), QStringLiteral("*=false"));
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_home.path());
        process.start(bareProgram(), arguments);
        QVERIFY(process.waitForFinished(60'000));
        const QByteArray said = process.readAllStandardError();
        QCOMPARE(process.exitCode(), 1);
        QVERIFY2(said.startsWith(begins), said.constData());
        QCOMPARE(said.count('\n'), qsizetype(1));
        QVERIFY(!QFile::exists(m_home.filePath(QStringLiteral("shot.png"))));
    }
};

QTEST_GUILESS_MAIN(TestWindowStart)
#include "tst_window_start.moc"
