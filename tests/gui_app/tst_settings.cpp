// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/settings.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace pivot;

/// What the window remembers: one file, replaced whole, and never lost to a program that cannot read it.
class TestSettings : public QObject {
    Q_OBJECT
    QTemporaryDir m_home;
    QString file() const { return m_home.filePath(QStringLiteral("sub/window.json")); }
    QStringList names() const { return QDir(m_home.filePath(QStringLiteral("sub"))).entryList(QDir::Files); }
    void write(const QByteArray& content) {
        QDir(m_home.path()).mkpath(QStringLiteral("sub"));
        QFile out(file());
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(content) == content.size());
    }

private Q_SLOTS:
    void init() { QDir(m_home.filePath(QStringLiteral("sub"))).removeRecursively(); }

    void everythingComesBack() {
        {
            Settings settings(file());
            QVERIFY(settings.problem().isEmpty());
            settings.setWindow({QByteArray("\0geometry", 9),
                                "state",
                                QStringLiteral("tabImages"),
                                {{QStringLiteral("split"), "wide"}}});
            settings.setTheme(ThemeSource::Choice::Dark);
            settings.addRecentModel(QStringLiteral("/models/ä"));
            settings.addRecentModel(QStringLiteral("/models/b"));
            settings.addRecentModel(QStringLiteral("/models/ä"));
            settings.addRecentData(QStringLiteral("cifar10:/data"));
            settings.setSetUp({{"config", {{"batch", 8}}}});
            QVERIFY(settings.save());
        }
        const Settings settings(file());
        QVERIFY(settings.problem().isEmpty());
        QCOMPARE(settings.window().geometry, QByteArray("\0geometry", 9));
        QCOMPARE(settings.window().state, QByteArray("state"));
        QCOMPARE(settings.window().page, QStringLiteral("tabImages"));
        QCOMPARE(settings.window().splitters.value(QStringLiteral("split")), QByteArray("wide"));
        QCOMPARE(settings.theme(), ThemeSource::Choice::Dark);
        QCOMPARE(settings.recentModels(),
                 (QStringList{QStringLiteral("/models/ä"), QStringLiteral("/models/b")}));
        QCOMPARE(settings.recentData(), QStringList{QStringLiteral("cifar10:/data")});
        QCOMPARE(settings.setUp()["config"]["batch"].get<int>(), 8);
        QCOMPARE(names(), QStringList{QStringLiteral("window.json")});
    }

    void whatCannotBeUsedIsKeptAndSaid_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("said");
        QTest::newRow("cut off") << QByteArray("{\"version\": 1, \"window\": {") << QStringLiteral("damaged");
        QTest::newRow("empty") << QByteArray() << QStringLiteral("damaged");
        QTest::newRow("a list") << QByteArray("[1, 2]") << QStringLiteral("damaged");
        QTest::newRow("no version") << QByteArray("{}") << QStringLiteral("damaged");
        QTest::newRow("newer") << QByteArray("{\"version\": 99}") << QStringLiteral("newer version");
    }
    void whatCannotBeUsedIsKeptAndSaid() {
        QFETCH(QByteArray, content);
        QFETCH(QString, said);
        write(content);
        Settings settings(file());
        QVERIFY2(settings.problem().contains(said), qPrintable(settings.problem()));
        QVERIFY(settings.recentModels().isEmpty());
        QVERIFY(settings.save());
        QFile kept(file() + QStringLiteral(".kept-1"));
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), content);
        write("broken again");
        QVERIFY(Settings(file()).problem().contains(QStringLiteral("kept-2")));
        QCOMPARE(names().size(), 2);
    }

    void strangeValuesAreAsIfTheyWereNotThere() {
        write(R"({"version": 1, "recent": {"models": "no list", "data": [1, "a", null]},
                  "window": {"geometry": 7, "splitters": [3], "page": {}}})");
        const Settings settings(file());
        QVERIFY(settings.problem().isEmpty());
        QVERIFY(settings.recentModels().size() <= 1);
        QCOMPARE(settings.recentData(), QStringList{QStringLiteral("a")});
        QVERIFY(settings.window().geometry.isEmpty() && settings.window().page.isEmpty());
    }

    void aPlaceThatCannotBeWrittenLosesNothingElse() {
        write("a file where a folder should be");
        Settings settings(file() + QStringLiteral("/window.json"));
        QVERIFY(!settings.save());
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
