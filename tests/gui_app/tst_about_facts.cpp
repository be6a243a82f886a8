// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/about.h"

#include <QTest>

using namespace pivot;

/// What About is told of the program it is part of.
class TestAboutFacts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theVersionsAreThoseThatRun() {
        const AboutFacts facts = aboutFacts({});
        QVERIFY(QRegularExpression(QStringLiteral("^\\d+\\.\\d+\\.\\d+")).match(facts.version).hasMatch());
        QVERIFY(!facts.commit.isEmpty());
        const QString report = reportText(facts);
        QVERIFY2(report.contains(QStringLiteral("Qt: ") + QLatin1String(qVersion())), qPrintable(report));
        QVERIFY2(QRegularExpression(QStringLiteral("SQLite: 3\\.\\d+")).match(report).hasMatch(),
                 qPrintable(report));
    }
};

QTEST_GUILESS_MAIN(TestAboutFacts)
#include "tst_about_facts.moc"
