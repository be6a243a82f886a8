// SPDX-License-Identifier: GPL-3.0-or-later
#include "dependency_rules.h"
#include "layers.h"
#include "style_rules.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace pivot::architecture;

namespace {

const QString kHeader = "// SPDX-License-Identifier: GPL-3.0-or-later\n";

/// A tree of one file (and its folder), gone with the object.
class PlantedTree {
public:
    PlantedTree(const QString& path, const QString& text) { add(path, text); }
    void add(const QString& path, const QString& text) {
        QDir(m_folder.path()).mkpath(QFileInfo(path).path());
        QFile file(m_folder.filePath(path));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
    }
    [[nodiscard]] QString root() const { return m_folder.path(); }

private:
    QTemporaryDir m_folder;
};

}  // namespace

/// A check that cannot fail holds nothing: every rule is shown a tree that breaks it, and its like that does
/// not.
class TestArchitectureRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theArrowsHaveNoCycle() {
        // Layers in an order in which each uses only earlier ones.
        QStringList done;
        for (bool moved = true; moved;) {
            moved = false;
            for (const Layer& layer : layers()) {
                const bool ready = std::all_of(layer.mayUse.begin(), layer.mayUse.end(),
                                               [&](const QString& used) { return done.contains(used); });
                if (ready && !done.contains(layer.name)) {
                    done << layer.name;
                    moved = true;
                }
            }
        }
        QCOMPARE(done.size(), qsizetype(layers().size()));
    }

    void aForbiddenIncludeIsFound_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("include");
        QTest::addColumn<QString>("says");  // empty: allowed
        const auto row = [](const char* path, const char* include, const char* says) {
            QTest::addRow("%s <- %s", path, include) << path << include << says;
        };
        row("backends/core/a.cpp", "\"vit/model.h\"", "core must not use vit");
        row("backends/core/a.cpp", "<QString>", "Qt has no place here");
        row("backends/core/a.cpp", "<QtCore/QString>", "Qt has no place here");
        row("backends/core/a.cpp", "<vector>", "");
        row("backends/data/a.h", "\"core/result.h\"", "");
        row("backends/data/a.h", "<QImage>", "");
        row("backends/pivot/a.h", "\"devices/registry.h\"", "pivot must not use devices");
        row("backends/pivot/a.h", "\"backends/devices/registry.h\"", "pivot must not use devices");
        row("backends/pivot/a.h", "\"../devices/registry.h\"", "write the path from the include root");
        row("backends/vit/a.cpp", "<torch/torch.h>", "LibTorch has no place here");
        row("backends/devices/a.cpp", "<ATen/ATen.h>", "LibTorch has no place here");
        row("backends/devices/torch/a.cpp", "<torch/torch.h>", "");
        row("backends/train/a.cpp", "<torch/torch.h>", "");
        row("backends/devices/torch/a.cpp", "<xrt/xrt_device.h>", "XRT has no place here");
        row("backends/devices/xrt/a.cpp", "<experimental/xrt_xclbin.h>", "");
        row("backends/devices/zcu102sim/a.cpp", "\"cost/profile.h\"", "");
        row("backends/devices/zcu102sim/a.cpp", "\"run/runner.h\"", "devices must not use run");
        row("backends/run/a.cpp", "\"db/store.h\"", "run must not use db");
        row("backends/run/a.cpp", "\"cost/profile.h\"", "run must not use cost");
        row("backends/run/a.cpp", "<SQLiteCpp/SQLiteCpp.h>", "SQLite has no place here");
        row("backends/novel/a.cpp", "<vector>", "lies in no folder that the design has");
        row("backends/export/a.cpp", "<onnx/onnx_pb.h>", "");
        row("backends/export/a.cpp", "\"devices/registry.h\"", "export must not use devices");
        row("app/cli/a.cpp", "<google/protobuf/message.h>", "ONNX has no place here");
        row("db/a.cpp", "<sqlite3.h>", "");
        row("db/a.cpp", "\"run/runner.h\"", "db must not use run");
        row("widgets/views/a.cpp", "\"pivot/metrics.h\"", "");
        row("widgets/views/a.cpp", "\"devices/registry.h\"", "widgets must not use devices");
        row("widgets/views/a.cpp", "\"run/runner.h\"", "widgets must not use run");
        row("widgets/views/a.cpp", "\"db/store.h\"", "widgets must not use db");
        row("widgets/views/a.cpp", "\"app/gui/main_window.h\"", "widgets must not use app");
        row("widgets/models/a.cpp", "<QSettings>", "QSettings has no place here");
        row("app/cli/a.cpp", "<QSettings>", "QSettings has no place here");
        row("app/gui/a.cpp", "<QSettings>", "");
        row("app/gui/a.cpp", "<CLI/CLI.hpp>", "CLI11 has no place here");
        row("app/gui/a.cpp", "\"run/runner.h\"", "");
        row("backends/run/a.cpp", "<QtWidgets/QWidget>", "Qt Widgets and Charts has no place here");
        row("db/a.cpp", "<QSqlDatabase>", "Qt SQL has no place here");
    }

    void aForbiddenIncludeIsFound() {
        QFETCH(QString, path);
        QFETCH(QString, include);
        QFETCH(QString, says);
        const PlantedTree tree(path, kHeader + "\n#  include " + include + "\n");
        const auto violations = checkIncludes(tree.root());
        if (says.isEmpty()) {
            QVERIFY2(violations.empty(), qPrintable(toText(violations)));
            return;
        }
        QVERIFY2(toText(violations).contains(says), qPrintable(toText(violations)));
        QCOMPARE(violations.front().file, path);
    }

    void anIncludeInACommentIsNone() {
        const PlantedTree tree("backends/core/a.cpp",
                               kHeader + "// #include <torch/torch.h>\n/*\n#include \"run/runner.h\"\n*/\n");
        QCOMPARE(toText(checkIncludes(tree.root())), QString());
    }

    void aFileBesideTheIncludingOneIsNoLayer() {
        PlantedTree tree("widgets/views/a.cpp", kHeader + "#include \"run/page.h\"\n");
        tree.add("widgets/views/run/page.h", kHeader + "#pragma once\n");
        QCOMPARE(toText(checkIncludes(tree.root())), QString());
    }

    void aForbiddenLinkIsFound_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("says");  // empty: allowed
        const auto row = [](const char* line, const char* says) {
            QTest::addRow("%s", line) << line << says;
        };
        row("pivot_widgets\twidgets\tpivot_db", "widgets must not use db");
        row("pivot_widgets\twidgets\tpivot_core", "");
        row("pivot_widgets\twidgets\t$<LINK_ONLY:pivot_db>", "widgets must not use db");
        row("pivot_core\tbackends/core\tQt6::Core", "Qt has no place here");
        row("pivot_core\tbackends/core\tpivot_options", "");
        row("pivot\tapp/cli\tpivot_light_options", "");
        row("pivot_db\tdb\tSQLiteCpp", "");
        row("pivot_db\tdb\tQt6::Sql", "Qt SQL has no place here");
        row("pivot_run\tbackends/run\tSQLiteCpp", "SQLite has no place here");
        row("pivot_run\tbackends/run\t/usr/lib/libtorch.so", "LibTorch has no place here");
        row("pivot_torch\tbackends/devices/torch\ttorch", "");
        row("pivot_run\tbackends/run\tQt6::Widgets", "Qt Widgets and Charts has no place here");
        row("pivot_run\tbackends/run\tpivot_nowhere", "which no folder of the house makes");
        row("pivot\tapp/cli\tpivot_db", "");
        row("no columns", "is no line of target, folder and link");
    }

    void aForbiddenLinkIsFound() {
        QFETCH(QString, line);
        QFETCH(QString, says);
        const QString others = "pivot_db\tdb\tpivot_options\npivot_core\tbackends/core\tpivot_options\n";
        const QString found = toText(checkLinks(others + line + '\n'));
        QVERIFY2(says.isEmpty() ? found.isEmpty() : found.contains(says), qPrintable(found));
    }

    void aBreachOfStyleIsFound_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");  // empty: allowed
        QTest::addColumn<int>("line");
        const auto row = [](const char* name, const QString& path, const QString& text, const char* says,
                            int line) { QTest::newRow(name) << path << text << says << line; };
        const QString cpp = "widgets/a.cpp", h = "widgets/a.h";
        const QString header = kHeader + "#pragma once\n";
        row("a good header", h, header + "int value();\n", "", 0);
        row("no licence", cpp, "int value();\n", "the first line has to be", 1);
        row("no pragma", h, kHeader + "int value();\n", "#pragma once", 2);
        row("file name", "db/StoreReader.cpp", kHeader, "lowercase_with_underscores", 0);
        row("450 lines", cpp, kHeader + QString("\n").repeated(kMaxLines - 1), "", 0);
        row("451 lines", cpp, kHeader + QString("\n").repeated(kMaxLines), "wants a second room",
            kMaxLines + 1);
        row("slots", h, header + "class A {\npublic slots:\n};\n", "write Q_SLOTS", 4);
        row("slots as a name", cpp, kHeader + "int slots = input.slots();\n", "", 0);
        row("signals", h, header + "class A {\nsignals:\n};\n", "write Q_SIGNALS", 4);
        row("emit", cpp, kHeader + "void f() {\n    emit changed();\n}\n", "write Q_EMIT", 3);
        row("emit in a comment", cpp, kHeader + "// we emit changed() later\n", "", 0);
        row("emit in a literal", cpp, kHeader + "auto s = R\"(\n emit light\n)\";\n", "", 0);
        row("SIGNAL()", cpp, kHeader + "connect(a, SIGNAL(b()), c, SLOT(d()));\n", "pointers to members", 2);
        row("SLOT() of D-Bus", cpp,
            kHeader + "bus.connect(service, path, interface, name, this, SLOT(changed()));\n", "", 0);
        row("connect of three", cpp, kHeader + "connect(button, &QButton::clicked,\n  [this] { run(); });\n",
            "four arguments", 3);
        row("connect of four", cpp,
            kHeader + "connect(button, &QButton::clicked, this, [this] { run(); });\n", "", 0);
        row("untranslated", cpp, kHeader + "void f() {\n    m_run->setText(QStringLiteral(\"Run\"));\n}\n",
            "through tr()", 3);
        row("untranslated label", "app/gui/a.cpp", kHeader + "auto* l = new QLabel(\"Run\");\n",
            "through tr()", 2);
        row("translated", cpp, kHeader + "void f() {\n    m_run->setText(tr(\"Run\"));\n}\n", "", 0);
        row("a separator needs no translation", cpp,
            kHeader + "void f() {\n    m_run->setText(QStringLiteral(\" · \"));\n}\n", "", 0);
        row("a test's text", "tests/gui/tst_a.cpp", kHeader + "auto* l = new QLabel(\"Run\");\n", "", 0);
        row("unfinished", cpp,
            kHeader +
                "// TO"
                "DO: later\n",
            "finish it", 2);
        row("a test is checked too", "tests/unit/tst_a.cpp", "int value();\n", "the first line has to be", 1);
    }

    void aBreachOfStyleIsFound() {
        QFETCH(QString, path);
        QFETCH(QString, text);
        QFETCH(QString, says);
        QFETCH(int, line);
        const PlantedTree tree(path, text);
        const auto violations = checkStyle(tree.root());
        if (says.isEmpty()) {
            QVERIFY2(violations.empty(), qPrintable(toText(violations)));
            return;
        }
        QVERIFY2(toText(violations).contains(says), qPrintable(toText(violations)));
        QCOMPARE(violations.front().line, line);
    }

    void blankingKeepsLinesAndSeesThroughLiterals() {
        const QString text =
            "int big = 10'000; // ten\nchar c = '\"'; /* two\nlines */ f(\"// no comment\");\n";
        QCOMPARE(
            blanked(text, false),
            QString("int big = 10'000;       \nchar c = '\"';       \n         f(\"// no comment\");\n"));
        QCOMPARE(blanked(text, true),
                 QString("int big = 10'000;       \nchar c = ' ';       \n         f(\"             \");\n"));
    }
};

QTEST_GUILESS_MAIN(TestArchitectureRules)
#include "tst_architecture_rules.moc"
