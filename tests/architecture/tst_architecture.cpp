// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependency_rules.h"
#include "layers.h"
#include "style_rules.h"

#include <QFile>
#include <QTest>

using namespace pivot::architecture;

/// Holds this repository against the design: the arrows between its folders, and what every source file keeps
/// to. tst_architecture_rules proves that a wrong tree fails.
class TestArchitecture : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyIncludeFollowsTheArrows() {
        const auto violations = checkIncludes(PIVOT_SOURCE_DIR);
        QVERIFY2(violations.empty(), qPrintable(toText(violations)));
    }

    void everyLinkFollowsTheArrows() {
        QFile file(PIVOT_LINKS_FILE);
        QVERIFY2(file.open(QIODevice::ReadOnly), "configure again: the list of links is written then");
        const QString links = QString::fromUtf8(file.readAll());
        for (const Layer& layer : layers()) {
            // A layer without a line would pass unseen.
            if (layer.name == u"widgets" && !PIVOT_WITH_GUI)
                continue;
            const QString folder = layer.name == u"app" || layer.name == u"db" || layer.name == u"widgets"
                                       ? layer.name
                                   : layer.name == u"figures" ? QString("widgets/figures")
                                                              : "backends/" + layer.name;
            QVERIFY2(links.contains('\t' + folder),
                     qPrintable("no target of " + folder + " in the list of links"));
        }
        const auto violations = checkLinks(links);
        QVERIFY2(violations.empty(), qPrintable(toText(violations)));
    }

    void everySourceFileKeepsToTheStyle() {
        const auto violations = checkStyle(PIVOT_SOURCE_DIR);
        QVERIFY2(violations.empty(), qPrintable(toText(violations)));
    }
};

QTEST_GUILESS_MAIN(TestArchitecture)
#include "tst_architecture.moc"
