// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/table_writer.h"

#include <QTest>

using namespace pivot::figures;

/// Tables as text for other programs: what a name holds is never taken for a command.
class TestTableWriter : public QObject {
    Q_OBJECT

    static Table table() {
        Table t;
        t.columns = {{"name", "Name"}, {"accuracy_percent", "Accuracy (%)", 2}, {"delay_ms", "Delay (ms)"}};
        t.rows = {{std::string("a|b, \"c\""), 92.126, 0.1 + 0.2}, {std::string("50 % & _x"), Cell(), -3.0}};
        return t;
    }

private Q_SLOTS:
    void csvKeepsEveryDigit() {
        QCOMPARE(csvOf(table()),
                 std::string("name,accuracy_percent,delay_ms\n"
                             "\"a|b, \"\"c\"\"\",92.126,0.30000000000000004\n50 % & _x,,-3\n"));
    }

    void latexIsBooktabs() {
        QCOMPARE(latexOf(table()),
                 std::string("% Needs \\usepackage{booktabs}.\n\\begin{tabular}{@{}lrr@{}}\n\\toprule\n"
                             "Name & Accuracy (\\%) & Delay (ms) \\\\\n\\midrule\n"
                             "a\\ensuremath{|}b, ''c'' & 92.13 & 0.3 \\\\\n"
                             "50 \\% \\& \\_x & -- & \\ensuremath{-}3 \\\\\n\\bottomrule\n\\end{tabular}\n"));
    }

    void markdownIsATable() {
        QCOMPARE(markdownOf(table()),
                 std::string("| Name | Accuracy (%) | Delay (ms) |\n| --- | ---: | ---: |\n"
                             "| a\\|b, \"c\" | 92.13 | 0.3 |\n| 50 % & _x | – | −3 |\n"));
    }

    void noTextIsACommandOfTex() {
        QCOMPARE(latexText("\\input{/etc/passwd}"), std::string("\\textbackslash{}input\\{/etc/passwd\\}"));
        QCOMPARE(latexText("a^b~c#d$e"), std::string("a\\textasciicircum{}b\\textasciitilde{}c\\#d\\$e"));
        QCOMPARE(latexText("90 °C, 3 µm × 2"),
                 std::string("90 \\ensuremath{^\\circ}C, 3 \\ensuremath{\\mu}m \\ensuremath{\\times} 2"));
        QCOMPARE(latexText("a\nb\x01"), std::string("a b"));
        QVERIFY(latexText("犬").find("[U+72AC]") != std::string::npos);  // what an 8-bit font shows of it
    }
};

QTEST_GUILESS_MAIN(TestTableWriter)
#include "tst_table_writer.moc"
