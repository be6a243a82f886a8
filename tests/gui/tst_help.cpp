// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/views/about_dialog.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/main_frame.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"
#include "widgets/views/shortcut_sheet.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDirIterator>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace pivot;

/// The cheat sheet says every key there is, and About says what the program is.
class TestHelp : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<MainFrame> m_frame;

    /// What the dialog that `open` shows says, on which it is closed again.
    template <class Open>
    QStringList labelsOfDialog(Open open) {
        QStringList labels;
        QTimer::singleShot(0, m_frame.get(), [&labels] {
            auto* dialog = qobject_cast<QDialog*>(QApplication::activeModalWidget());
            if (dialog) {
                for (const QLabel* label : dialog->findChildren<QLabel*>()) {
                    labels << label->text();
                }
                dialog->reject();
            }
        });
        open();
        return labels;
    }

private Q_SLOTS:
    void init() {
        m_frame = std::make_unique<MainFrame>(m_theme);
        m_frame->show();
        m_frame->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_frame.get()));
    }

    void f1AndQuestionMarkShowEveryKey() {
        for (const Qt::Key key : {Qt::Key_F1, Qt::Key_Question}) {
            m_frame->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(m_frame.get()));
            const QStringList labels =
                labelsOfDialog([&] { QTest::keyClick(m_frame->centralWidget(), key); });
            QVERIFY2(!labels.isEmpty(), qPrintable(QKeySequence(key).toString()));
            for (const ShortcutEntry& entry : shortcutsIn(*m_frame)) {
                QVERIFY2(labels.contains(entry.what), qPrintable(entry.what));
                for (const QString& keys : entry.keys) {
                    QVERIFY2(labels.contains(keys), qPrintable(keys));
                }
            }
        }
    }

    void everyKeySaysWhatItDoes() {
        const QList<ShortcutEntry> entries = shortcutsIn(*m_frame);
        QVERIFY(entries.size() > 20);
        QCOMPARE(entries.first().group, QStringLiteral("Everywhere"));
        for (const ShortcutEntry& entry : entries) {
            QVERIFY2(!entry.what.isEmpty(), qPrintable(entry.keys.join(QLatin1Char(' '))));
            QVERIFY2(!entry.keys.isEmpty() && !entry.keys.contains(QString()), qPrintable(entry.what));
        }
    }

    void noActionShortcutOrButtonIsLeftOut() {
        QStringList listed;
        for (const ShortcutEntry& entry : shortcutsIn(*m_frame)) {
            listed << entry.keys;
        }
        const auto check = [&](const QKeySequence& keys) {
            return keys.isEmpty() || listed.contains(keys.toString(QKeySequence::NativeText));
        };
        for (const QAction* action : m_frame->findChildren<QAction*>()) {
            for (const QKeySequence& keys : action->shortcuts()) {
                QVERIFY2(check(keys), qPrintable(action->text()));
            }
        }
        for (const QShortcut* shortcut : m_frame->findChildren<QShortcut*>()) {
            QVERIFY2(check(shortcut->key()), qPrintable(shortcut->key().toString()));
        }
        for (const QAbstractButton* button : m_frame->findChildren<QAbstractButton*>()) {
            QVERIFY2(check(button->shortcut()), qPrintable(button->text()));
        }
    }

    void whatHandlesKeysItselfDescribesThem() {
        QDirIterator files(QStringLiteral(PIVOT_SOURCE_DIR "/widgets"), {QStringLiteral("*.cpp")},
                           QDir::Files, QDirIterator::Subdirectories);
        int handlers = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray text = file.readAll();
            if (text.contains("::keyPressEvent(QKeyEvent* event) {")) {
                ++handlers;
                QVERIFY2(text.contains("describeKeys("), qPrintable(file.fileName()));
            }
        }
        QVERIFY(handlers > 3);
    }

    void noKeyMeansTwoThingsEverywhere() {
        QHash<QString, QString> meanings;
        for (const ShortcutEntry& entry : shortcutsIn(*m_frame)) {
            if (entry.group != QStringLiteral("Everywhere")) {
                continue;
            }
            for (const QString& keys : entry.keys) {
                QVERIFY2(!meanings.contains(keys), qPrintable(keys + QStringLiteral(": ") + entry.what +
                                                              QStringLiteral(", ") + meanings.value(keys)));
                meanings.insert(keys, entry.what);
            }
        }
        QCOMPARE(meanings.value(QStringLiteral("F5")), QStringLiteral("Run"));
        QCOMPARE(meanings.value(QStringLiteral("Ctrl+R")), QStringLiteral("Run"));
        QVERIFY(meanings.contains(QStringLiteral("Ctrl+1")) && meanings.contains(QStringLiteral("Esc")));
    }

    void aQuestionMarkCanStillBeTyped() {
        auto* text = new QLineEdit(m_frame->centralWidget());
        text->show();
        text->setFocus();
        text->clear();
        QTest::keyClick(text, Qt::Key_Question, Qt::ShiftModifier);
        QCOMPARE(text->text(), QStringLiteral("?"));
        QVERIFY(!QApplication::activeModalWidget());
    }

    void f5RunsFromAnyPage() {
        m_frame->devices().setDevices(samples::devices());
        SetupPanel& setup = m_frame->runPage().setup();
        setup.putModel(samples::model(), true);
        setup.putData(samples::data(), true);
        setup.ladder().setSuggestion({samples::ladder(), {"given", "given", false}, {}});
        m_frame->showPage(&m_frame->experimentsPage());
        QSignalSpy runs(&m_frame->runPage(), &RunPage::requestRun);
        QTest::keyClick(m_frame->centralWidget(), Qt::Key_F5);
        QTest::keyClick(m_frame->centralWidget(), Qt::Key_F5, Qt::ShiftModifier);
        QCOMPARE(runs.count(), 2);
        QVERIFY(runs[0].first().value<RunConfig>().mode == RunMode::Routed);
        QVERIFY(runs[1].first().value<RunConfig>().mode == RunMode::Profile);
    }

    void aboutHasVersionsLicenceAndEveryDevice() {
        AboutFacts facts{QStringLiteral("1.2.3"),
                         QStringLiteral("abc123"),
                         {{QStringLiteral("Qt"), QStringLiteral("6.4.2")}},
                         samples::devices()};
        facts.devices.front().libraries = {{"LibTorch", "1.13"}};
        AboutDialog dialog(facts, m_frame.get());
        QVERIFY(
            dialog.findChild<QLabel*>(QStringLiteral("aboutName"))->text().contains(QStringLiteral("1.2.3")));
        QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("aboutLicence"))
                    ->text()
                    .contains(QStringLiteral("GPL-3.0-or-later")));
        const QString report =
            dialog.findChild<QPlainTextEdit*>(QStringLiteral("aboutReport"))->toPlainText();
        for (const char* part : {"1.2.3 (abc123)", "Qt: 6.4.2", "LibTorch: 1.13"}) {
            QVERIFY2(report.contains(QLatin1String(part)), qPrintable(report));
        }
        for (const DeviceInfo& device : facts.devices) {
            QVERIFY(report.contains(QString::fromStdString(device.id)));
            QVERIFY(report.contains(QString::fromStdString(device.reason)));
        }
        dialog.findChild<QPushButton*>(QStringLiteral("aboutCopy"))->click();
        QCOMPARE(QApplication::clipboard()->text(), reportText(facts));
    }

    void shiftF1AsksForAbout() {
        QSignalSpy wanted(m_frame.get(), &MainFrame::aboutWanted);
        QTest::keyClick(m_frame->centralWidget(), Qt::Key_F1, Qt::ShiftModifier);
        QCOMPARE(wanted.count(), 1);
    }
};

QTEST_MAIN(TestHelp)
#include "tst_help.moc"
