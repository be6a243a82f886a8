// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_comparison.h"
#include "widgets/charts/accuracy_edp_chart.h"
#include "widgets/views/about_dialog.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/figure_export_dialog.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"
#include "widgets/views/shortcut_sheet.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QMainWindow>
#include <QPushButton>
#include <QScrollBar>
#include <QTest>

using namespace pivot;

/// Whoever cannot see the window hears of every control what it is.
class TestAccessibleNames : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<MainFrame> m_frame;

    /// Parts that Qt makes inside of its own widgets; the widget itself is looked at.
    static bool isPartOfQt(const QWidget& widget) {
        const auto* area = qobject_cast<const QAbstractScrollArea*>(widget.parentWidget());
        return widget.objectName().startsWith(QStringLiteral("qt_")) ||
               qobject_cast<const QScrollBar*>(&widget) || (area && area->viewport() == &widget) ||
               widget.inherits("QComboBoxPrivateContainer") ||
               (widget.parentWidget() && widget.parentWidget()->inherits("QComboBoxPrivateContainer")) ||
               widget.inherits("QHeaderView") || widget.inherits("QTableCornerButton") ||
               widget.inherits("QDockWidgetTitleButton") ||
               (widget.inherits("QTabBar") && qobject_cast<QMainWindow*>(widget.parentWidget()));
    }

    static QStringList nameless(QWidget& top) {
        QStringList found;
        for (QWidget* widget : top.findChildren<QWidget*>()) {
            const bool control =
                widget->focusPolicy() != Qt::NoFocus || qobject_cast<QAbstractButton*>(widget);
            // A page takes the focus by a click, so that no control wears it.
            if (!control || widget->focusPolicy() == Qt::ClickFocus || isPartOfQt(*widget)) {
                continue;
            }
            QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
            const QString name = accessible ? accessible->text(QAccessible::Name) : QString();
            const bool sayable =
                std::any_of(name.begin(), name.end(), [](QChar c) { return c.isLetterOrNumber(); });
            if (!sayable) {
                found << QLatin1String(widget->metaObject()->className()) + QLatin1Char(' ') +
                             widget->objectName() + QStringLiteral(" in ") +
                             widget->parentWidget()->objectName();
            }
        }
        return found;
    }
    static void check(QWidget& top) {
        const QStringList found = nameless(top);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
    }

private Q_SLOTS:
    void init() {
        m_frame = std::make_unique<MainFrame>(m_theme);
        m_frame->devices().setDevices(samples::devices());
        SetupPanel& setup = m_frame->runPage().setup();
        setup.putModel(samples::model(), true);
        setup.putData(samples::data(), true);
        setup.ladder().setSuggestion({samples::ladder(3), {"given", "given", false}, {}});
        setup.showMore();
        m_frame->show();
    }

    void theComparePageWithExperiments() {
        m_frame->comparePage().setExperiments(samples::comparedRows());
        m_frame->comparePage().choose({samples::comparedRows()[0].id, samples::comparedRows()[1].id});
        m_frame->comparePage().showComparison(samples::comparisonOf(samples::comparedRuns()));
        m_frame->showPage(&m_frame->comparePage());
        check(*m_frame);
    }

    // Every page is there from the start, shown or not.
    void theWindowBeforeAnythingRan() { check(*m_frame); }

    void theWindowWithEverythingItCanShow() {
        m_frame->runPage().showStored(samples::storedRun());
        m_frame->experiments().setRows(samples::experiments());
        m_frame->showMessage(QStringLiteral("a message"));
        check(*m_frame);
    }

    void theDialogs() {
        AccuracyEdpChart card(m_theme);
        FigureExportDialog exporting(card.document(), nullptr);
        check(exporting);
        AboutDialog about({}, m_frame.get());
        check(about);
        ShortcutSheet sheet(*m_frame);
        check(sheet);
    }

    void aControlWithoutANameIsFound() {
        QWidget top;
        auto* silent = new QPushButton(&top);
        silent->setText(QStringLiteral("…"));
        QCOMPARE(nameless(top).size(), 1);
        silent->setAccessibleName(QStringLiteral("More"));
        QVERIFY(nameless(top).isEmpty());
    }
};

QTEST_MAIN(TestAccessibleNames)
#include "tst_accessible_names.moc"
