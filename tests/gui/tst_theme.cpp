// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/contrast.h"
#include "widgets/theme/effort_style.h"
#include "widgets/theme/system_scheme.h"
#include "widgets/theme/theme_source.h"

#include <QDBusVariant>
#include <QFile>
#include <QPalette>
#include <QRegularExpression>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace pivot;

Q_DECLARE_METATYPE(const Theme*)

/// What the tokens promise: text 4.5:1, marks 3:1, and never colour alone.
class TestTheme : public QObject {
    Q_OBJECT
    static void addThemes() {
        QTest::addColumn<const Theme*>("theme");
        QTest::newRow("light") << &lightTheme();
        QTest::newRow("dark") << &darkTheme();
        QTest::newRow("print") << &printTheme();
    }
    static void atLeast(const QColor& ink, const QColor& ground, double ratio, const char* what) {
        const double is = contrastRatio(ink, ground);
        QVERIFY2(is >= ratio, qPrintable(QStringLiteral("%1: %2 on %3 is %4:1")
                                             .arg(QLatin1String(what), ink.name(), ground.name())
                                             .arg(is)));
    }

private Q_SLOTS:
    void contrastIsAsTheGuidelineDefinesIt() {
        QVERIFY(std::abs(contrastRatio(Qt::black, Qt::white) - 21.0) < 1e-6);
        QVERIFY(std::abs(contrastRatio(QColor(0x777777), Qt::white) - 4.48) < 0.01);
        QVERIFY(std::abs(lightness(Qt::white) - 100.0) < 1e-6);
        QVERIFY(std::abs(lightness(QColor(0x777777)) - 50.0) < 0.5);
    }

    void textIsReadable_data() { addThemes(); }
    void textIsReadable() {
        QFETCH(const Theme*, theme);
        for (const QColor& ground : {theme->surface, theme->window, theme->field}) {
            atLeast(theme->text, ground, 4.5, "text");
            atLeast(theme->muted, ground, 4.5, "muted");
            atLeast(theme->error, ground, 4.5, "error");
        }
        atLeast(theme->text, theme->hover, 4.5, "text under the pointer");
        atLeast(theme->onAccent, theme->accent, 4.5, "the primary button");
        atLeast(theme->onAccent, theme->accentHover, 4.5, "the primary button under the pointer");
        atLeast(theme->onWarning, theme->warning, 4.5, "text on a warning");
        for (const QColor& ink :
             {theme->accent, theme->lowInk, theme->highInk, theme->chosenInk, theme->accuracy, theme->edp}) {
            atLeast(ink, theme->surface, 4.5, "coloured text");
        }
        for (const QColor& ink : theme->betweenInk) {
            atLeast(ink, theme->surface, 4.5, "text of an effort between");
        }
    }

    void marksStandOut_data() { addThemes(); }
    void marksStandOut() {
        QFETCH(const Theme*, theme);
        std::vector<QColor> marks{theme->low,    theme->high,     theme->baseline,
                                  theme->chosen, theme->accuracy, theme->edp};
        marks.insert(marks.end(), theme->between.begin(), theme->between.end());
        for (const QColor& mark : marks) {
            atLeast(mark, theme->surface, 3.0, "a mark");
        }
    }

    void effortsDifferWithoutColour_data() {
        QTest::addColumn<int>("count");
        QTest::newRow("two") << 2;
        QTest::newRow("three") << 3;
        QTest::newRow("four") << 4;
    }
    void effortsDifferWithoutColour() {
        QFETCH(int, count);
        QSet<QString> dashes, names;
        QSet<int> markers, hatches;
        for (int i = 0; i < count; ++i) {
            const EffortStyle style = effortStyle(lightTheme(), i, count);
            QString dash;
            for (const qreal part : style.dash) {
                dash += QString::number(part) + QLatin1Char(' ');
            }
            dashes.insert(dash);
            names.insert(style.name);
            markers.insert(static_cast<int>(style.marker));
            hatches.insert(static_cast<int>(style.hatch));
        }
        QCOMPARE(dashes.size(), count);
        QCOMPARE(names.size(), count);
        QCOMPARE(markers.size(), count);
        QCOMPARE(hatches.size(), count);
    }

    void aGreyPrintTellsTheEffortsApart() {
        const Theme& paper = printTheme();
        const std::vector<double> steps{lightness(paper.surface), lightness(paper.low),
                                        lightness(paper.between[0]), lightness(paper.high),
                                        lightness(paper.baseline)};
        for (std::size_t i = 1; i < steps.size(); ++i) {
            QVERIFY2(steps[i - 1] - steps[i] >= 20.0,
                     qPrintable(QStringLiteral("%1 then %2").arg(steps[i - 1]).arg(steps[i])));
        }
    }

    void anEffortKeepsItsColourEverywhere() {
        QCOMPARE(effortStyle(lightTheme(), 0, 2).color, lightTheme().low);
        QCOMPARE(effortStyle(lightTheme(), 1, 2).color, lightTheme().high);
        QCOMPARE(effortStyle(lightTheme(), 1, 3).color, lightTheme().between[0]);
        QCOMPARE(effortStyle(lightTheme(), 2, 3).color, lightTheme().high);
        QCOMPARE(effortName(1, 3), QStringLiteral("middle"));
    }

    void theSystemDecidesUntilSomebodyChooses() {
        ThemeSource source;
        QSignalSpy changed(&source, &ThemeSource::changed);
        source.setSystemScheme(Scheme::Dark);
        QVERIFY(source.theme().isDark());
        source.setChoice(ThemeSource::Choice::Light);
        QVERIFY(!source.theme().isDark());
        source.setSystemScheme(Scheme::Dark);
        QVERIFY(!source.theme().isDark());
        source.setChoice(ThemeSource::Choice::System);
        QVERIFY(source.theme().isDark());
        QCOMPARE(changed.count(), 3);
    }

    void thePortalsValueIsUnderstood() {
        const auto wrapped = [](uint code) {
            return QVariant::fromValue(QDBusVariant(QVariant::fromValue(QDBusVariant(code))));
        };
        QCOMPARE(SystemScheme::fromPortal(wrapped(1), Scheme::Light), Scheme::Dark);
        QCOMPARE(SystemScheme::fromPortal(wrapped(2), Scheme::Dark), Scheme::Light);
        QCOMPARE(SystemScheme::fromPortal(wrapped(0), Scheme::Dark), Scheme::Dark);
        QCOMPARE(SystemScheme::fromPortal(QVariant(QStringLiteral("dark")), Scheme::Light), Scheme::Light);
    }

    void withoutAPortalThePaletteDecides() {
        QPalette palette;
        palette.setColor(QPalette::Window, Qt::black);
        palette.setColor(QPalette::WindowText, Qt::white);
        QCOMPARE(SystemScheme::fromPalette(palette), Scheme::Dark);
        palette.setColor(QPalette::Window, Qt::white);
        palette.setColor(QPalette::WindowText, Qt::black);
        QCOMPARE(SystemScheme::fromPalette(palette), Scheme::Light);
    }

    void everyNameInTheSheetIsReplacedAndEveryIconIsThere() {
        for (const Theme* theme : {&lightTheme(), &darkTheme()}) {
            const QString sheet = styleSheet(*theme);
            QVERIFY(!sheet.contains(QLatin1Char('@')));
            static const QRegularExpression icon(QStringLiteral("url\\(([^)]+)\\)"));
            auto icons = icon.globalMatch(sheet);
            QVERIFY(icons.hasNext());
            while (icons.hasNext()) {
                const QString path = icons.next().captured(1);
                QVERIFY2(QFile::exists(path), qPrintable(path));
            }
        }
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
