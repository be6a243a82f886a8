// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/sample_values.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/theme_source.h"
#include "widgets/views/block_cell.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/skip_editor.h"

#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <QToolButton>
#include <QUndoStack>
#include <QWheelEvent>
#include <cmath>

using namespace pivot;

/// The emblem of the program: blocks are toggled by mouse, keyboard and text, and every gesture can be
/// undone.
class TestLadderEditor : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    std::unique_ptr<LadderEditor> m_editor;

    template <class T>
    T* find(const QString& name, const QString& under = {}) {
        QWidget* root = under.isEmpty() ? m_editor.get() : m_editor->findChild<QWidget*>(under);
        T* found = root ? root->findChild<T*>(name) : nullptr;
        if (!found) {
            qFatal("no %s", qPrintable(name));
        }
        return found;
    }
    BlockCell* cell(int block, const char* effort = "effort0") {
        return find<BlockCell>(QStringLiteral("block%1").arg(block), QLatin1String(effort));
    }
    QString skips(std::size_t effort = 0) const {
        return QString::fromStdString(m_editor->ladder().efforts[effort].skip.toString());
    }

private Q_SLOTS:
    void init() {
        m_editor = std::make_unique<LadderEditor>(m_theme);
        m_editor->setModel(samples::model());
        m_editor->setSuggestion({samples::ladder(), {"train[55000:60000]", "edp,loss=0.2", false}, {}});
        m_editor->resize(280, 600);
        m_editor->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_editor.get()));
    }
    void cleanup() { m_editor.reset(); }

    void aClickTogglesABlock() {
        QCOMPARE(skips(), QStringLiteral("6,7,8,9,10,11"));
        QTest::mouseClick(cell(6), Qt::LeftButton);
        QCOMPARE(skips(), QStringLiteral("7,8,9,10,11"));
        QTest::mouseClick(cell(2), Qt::LeftButton);
        QCOMPARE(skips(), QStringLiteral("2,7,8,9,10,11"));
        QVERIFY(!cell(2)->isChecked());
        QCOMPARE(skips(1), QStringLiteral("none"));
    }

    void draggingBrushesWhatTheFirstCellBecame() {
        BlockCell* first = cell(1);
        QTest::mousePress(first, Qt::LeftButton);
        for (int block = 2; block <= 7; ++block) {
            const QPoint position = cell(block)->geometry().center() - first->pos();
            QTest::mouseMove(first, position);
            QMouseEvent move(QEvent::MouseMove, position, first->mapToGlobal(position), Qt::NoButton,
                             Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(first, &move);
        }
        QTest::mouseRelease(first, Qt::LeftButton);
        QCOMPARE(skips(), QStringLiteral("1,2,3,4,5,6,7,8,9,10,11"));
        // The whole stroke is one step back.
        m_editor->undoStack().undo();
        QCOMPARE(skips(), QStringLiteral("6,7,8,9,10,11"));
    }

    void arrowsAndSpaceReachEveryBlock() {
        cell(0)->setFocus();
        QTest::keyClick(cell(0), Qt::Key_Right);
        QVERIFY(cell(1)->hasFocus());
        QTest::keyClick(cell(1), Qt::Key_Space);
        QCOMPARE(skips(), QStringLiteral("1,6,7,8,9,10,11"));
        QTest::keyClick(cell(1), Qt::Key_Left);
        QVERIFY(cell(0)->hasFocus());
        QTest::keyClick(cell(0), Qt::Key_Left);
        QVERIFY(cell(0)->hasFocus());
    }

    void blocksSayWhatTheyAre() {
        QCOMPARE(cell(3)->accessibleName(), QStringLiteral("low effort, attention of block 3, active"));
        QTest::mouseClick(cell(3), Qt::LeftButton);
        QCOMPARE(cell(3)->accessibleName(), QStringLiteral("low effort, attention of block 3, skipped"));
    }

    void aScreenReaderAndEnterChangeThePathNotOnlyThePicture() {
        for (const QString& action :
             {QAccessibleActionInterface::toggleAction(), QAccessibleActionInterface::pressAction()}) {
            QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(cell(2));
            QVERIFY(accessible && accessible->actionInterface());
            const QString before = skips();
            accessible->actionInterface()->doAction(action);
            QTRY_VERIFY2(skips() != before, qPrintable(action));
            QCOMPARE(cell(2)->isChecked(), !m_editor->ladder().efforts[0].skip.isSkipped(2));
            m_editor->undoStack().undo();
            QCOMPARE(skips(), before);
        }
        QTest::keyClick(cell(2), Qt::Key_Return);
        QCOMPARE(skips(), QStringLiteral("2,6,7,8,9,10,11"));
    }

    void whatThresholdsRestOnMakesThemGivenWhenItChanges_data() {
        QTest::addColumn<QString>("edit");
        for (const char* edit : {"skip", "text", "add", "remove", "rerun", "threshold"}) {
            QTest::newRow(edit) << QString::fromLatin1(edit);
        }
    }
    void whatThresholdsRestOnMakesThemGivenWhenItChanges() {
        QFETCH(QString, edit);
        auto* text = find<QLineEdit>(QStringLiteral("skipText"), QStringLiteral("effort1"));
        if (edit == QStringLiteral("skip")) {
            QTest::mouseClick(cell(6), Qt::LeftButton);
        } else if (edit == QStringLiteral("text")) {
            text->setText(QStringLiteral("3"));
            Q_EMIT text->editingFinished();
        } else if (edit == QStringLiteral("add")) {
            find<QToolButton>(QStringLiteral("addEffort"))->click();
        } else if (edit == QStringLiteral("remove")) {
            find<QToolButton>(QStringLiteral("removeEffort"))->click();
        } else if (edit == QStringLiteral("rerun")) {
            m_editor->setRerun(RerunMode::Restart);
        } else {
            find<QDoubleSpinBox>(QStringLiteral("thresholdValue0"))->setValue(0.3);
        }
        QCOMPARE(m_editor->source().objective, std::string("given"));
        m_editor->undoStack().undo();
        QCOMPARE(m_editor->source().objective, std::string("edp,loss=0.2"));
        QVERIFY(m_editor->rerun() == RerunMode::Prefix);
    }

    void aStrokeThatComesBackChangesNothing() {
        BlockCell* first = cell(1);
        QTest::mousePress(first, Qt::LeftButton);
        QTest::mouseRelease(first, Qt::LeftButton);
        QTest::mouseClick(first, Qt::LeftButton);
        QCOMPARE(skips(), QStringLiteral("6,7,8,9,10,11"));
        m_editor->undoStack().undo();
        m_editor->undoStack().undo();
        QCOMPARE(m_editor->source().objective, std::string("edp,loss=0.2"));
    }

    void thresholdsHoldForTheModelAndDeviceTheyWereChosenFor() {
        LadderSuggestion chosen{samples::ladder(), {"train[55000:60000]", "edp,loss=0.2", false}, {}};
        chosen.chosenFor = "model\ncpu";
        chosen.calibrationSpec = "fashion-mnist#train[55000:60000]";
        m_editor->setSuggestion(chosen);
        m_editor->setContext("model\ncpu", "fashion-mnist#test");
        QCOMPARE(m_editor->source().objective, std::string("edp,loss=0.2"));
        QVERIFY(!m_editor->source().onReportedImages);
        m_editor->setContext("model\nsim:zcu102", "fashion-mnist#test");
        QCOMPARE(m_editor->source().objective, std::string("given"));
        // Reported on the images they were chosen on: said where the threshold stands.
        m_editor->setContext("model\ncpu", "fashion-mnist#train[59000:60000]");
        QVERIFY(m_editor->source().onReportedImages);
        auto* source = find<ElidedLabel>(QStringLiteral("thresholdSource"));
        QVERIFY2(source->fullText().startsWith(QStringLiteral("on the reported images")),
                 qPrintable(source->fullText()));
        QCOMPARE(source->property("role").toString(), QStringLiteral("error"));
    }

    void anotherDefaultTakesThePlaceOfTheLastOneButNotOfAPersonsWork() {
        auto* useDefault = find<QToolButton>(QStringLiteral("useDefault"));
        LadderSuggestion second{samples::ladder(), {"given", "given", false}, CalibrationGoal{}};
        second.ladder.efforts[0].skip = SkipConfig{1, 3};
        m_editor->suggest(second);
        QCOMPARE(skips(), QStringLiteral("1,3"));
        QVERIFY(useDefault->isHidden());
        m_editor->undoStack().undo();
        QCOMPARE(skips(), QStringLiteral("6,7,8,9,10,11"));

        QTest::mouseClick(cell(0), Qt::LeftButton);
        LadderSuggestion third = second;
        third.ladder.efforts[0].skip = SkipConfig{5};
        m_editor->suggest(third);
        QCOMPARE(skips(), QStringLiteral("0,6,7,8,9,10,11"));
        QVERIFY(useDefault->isVisible());
        useDefault->click();
        QCOMPARE(skips(), QStringLiteral("5"));
        QVERIFY(useDefault->isHidden());
        m_editor->undoStack().undo();
        QCOMPARE(skips(), QStringLiteral("0,6,7,8,9,10,11"));
    }

    void whatARunHasChosenIsAStepAndStillTheDefault() {
        LadderSuggestion toChoose{samples::ladder(), {"given", "given", false}, CalibrationGoal{}};
        toChoose.candidates = {SkipConfig{1, 3}};
        m_editor->setSuggestion(toChoose);
        QCOMPARE(m_editor->candidates().size(), std::size_t(1));
        LadderSuggestion chosen{samples::ladder(), {"train[55000:60000]", "edp,loss=0.2", false}, {}};
        chosen.ladder.efforts[0].skip = SkipConfig{1, 3};
        m_editor->showChosen(chosen);
        QCOMPARE(skips(), QStringLiteral("1,3"));
        QVERIFY(!m_editor->goal());
        QCOMPARE(m_editor->source().objective, std::string("edp,loss=0.2"));
        // Nobody has touched it: another device brings its own default.
        m_editor->suggest(toChoose);
        QCOMPARE(skips(), QStringLiteral("6,7,8,9,10,11"));
        m_editor->undoStack().undo();
        QCOMPARE(skips(), QStringLiteral("1,3"));
    }

    void aThresholdThatIsNotKnownReadsAsADash() {
        auto* value = find<QDoubleSpinBox>(QStringLiteral("thresholdValue0"));
        QCOMPARE(value->text(), QStringLiteral("0.235"));
        auto* goal = find<QComboBox>(QStringLiteral("goal"));
        goal->setCurrentIndex(1);
        Q_EMIT goal->activated(1);
        QCOMPARE(value->text(), QStringLiteral("–"));
        goal->setCurrentIndex(0);
        Q_EMIT goal->activated(0);
        QCOMPARE(value->text(), QStringLiteral("0.235"));
        value->setValue(0.0);
        QCOMPARE(value->text(), QStringLiteral("0.000"));
    }

    void theWheelPassesOverWhatHasNoFocus() {
        auto* slider = find<QSlider>(QStringLiteral("thresholdSlider0"));
        const auto turn = [](QWidget& widget) {
            const QPointF middle = QRectF(widget.rect()).center();
            QWheelEvent wheel(middle, widget.mapToGlobal(middle), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(&widget, &wheel);
        };
        turn(*slider);
        turn(*find<QDoubleSpinBox>(QStringLiteral("thresholdValue0")));
        turn(*find<QComboBox>(QStringLiteral("goal")));
        QCOMPARE(slider->value(), 235);
        QVERIFY(!m_editor->goal());
        slider->setFocus();
        turn(*slider);
        QVERIFY(slider->value() != 235);
    }

    void whatWasTypedCountsBeforeEnter() {
        auto* text = find<QLineEdit>(QStringLiteral("skipText"), QStringLiteral("effort0"));
        text->selectAll();
        QTest::keyClicks(text, QStringLiteral("1,3"));
        QCOMPARE(skips(), QStringLiteral("6,7,8,9,10,11"));
        m_editor->commitPending();
        QCOMPARE(skips(), QStringLiteral("1,3"));
        QVERIFY(m_editor->error().isEmpty());

        text->selectAll();
        QTest::keyClicks(text, QStringLiteral("1,30"));
        m_editor->commitPending();
        QVERIFY(m_editor->error().contains(QStringLiteral("30")));
        QCOMPARE(skips(), QStringLiteral("1,3"));
        QTest::keyClick(text, Qt::Key_Backspace);  // 1,3
        QVERIFY(m_editor->error().isEmpty());

        auto* value = find<QDoubleSpinBox>(QStringLiteral("thresholdValue0"));
        value->selectAll();
        QTest::keyClicks(value, QStringLiteral("0.4"));
        m_editor->commitPending();
        QVERIFY(std::abs(*m_editor->ladder().efforts[0].thresholdNats - 0.4 * std::log(10.0)) < 1e-12);
    }

    void textIsReadAndErrorsAreShown() {
        auto* text = find<QLineEdit>(QStringLiteral("skipText"), QStringLiteral("effort0"));
        auto* error = find<QLabel>(QStringLiteral("skipError"), QStringLiteral("effort0"));
        QCOMPARE(text->text(), QStringLiteral("6,7,8,9,10,11"));
        text->setText(QStringLiteral("1, 3,5"));
        Q_EMIT text->editingFinished();
        QCOMPARE(skips(), QStringLiteral("1,3,5"));
        QVERIFY(error->isHidden());

        text->setText(QStringLiteral("1,12"));
        Q_EMIT text->editingFinished();
        QVERIFY(!error->isHidden());
        QVERIFY2(error->text().contains(QStringLiteral("12")), qPrintable(error->text()));
        QCOMPARE(skips(), QStringLiteral("1,3,5"));

        // The next good gesture takes the message away.
        QTest::mouseClick(cell(0), Qt::LeftButton);
        QVERIFY(error->isHidden());
        QCOMPARE(text->text(), QStringLiteral("0,1,3,5"));
    }

    void presets_data() {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("expected");
        QTest::newRow("none") << "presetNone"
                              << "none";
        QTest::newRow("every second") << "presetSecond"
                                      << "1,3,5,7,9,11";
        QTest::newRow("last half") << "presetLastHalf"
                                   << "6,7,8,9,10,11";
    }
    void presets() {
        QFETCH(QString, action);
        QTest::mouseClick(cell(0), Qt::LeftButton);
        auto* button = find<QToolButton>(QStringLiteral("presets"), QStringLiteral("effort0"));
        button->menu()->findChild<QAction*>(action)->trigger();
        QTEST(skips(), "expected");
    }

    void everyGestureCanBeUndoneAndDoneAgain() {
        auto* undo = find<QToolButton>(QStringLiteral("undo"));
        auto* redo = find<QToolButton>(QStringLiteral("redo"));
        QVERIFY(!undo->isEnabled());
        QTest::mouseClick(cell(0), Qt::LeftButton);
        QTest::mouseClick(cell(1), Qt::LeftButton);
        find<QSlider>(QStringLiteral("thresholdSlider0"))->setValue(500);
        undo->click();
        QVERIFY(std::abs(*m_editor->ladder().efforts[0].thresholdNats - 0.235 * std::log(10.0)) < 1e-12);
        undo->click();
        QCOMPARE(skips(), QStringLiteral("0,6,7,8,9,10,11"));
        undo->click();
        QCOMPARE(skips(), QStringLiteral("6,7,8,9,10,11"));
        QCOMPARE(m_editor->source().objective, std::string("edp,loss=0.2"));
        QVERIFY(!undo->isEnabled());
        redo->click();
        QCOMPARE(skips(), QStringLiteral("0,6,7,8,9,10,11"));
        QVERIFY(!cell(0)->isChecked());
    }

    void theThresholdIsShownNormalizedAndKeptInNats() {
        auto* value = find<QDoubleSpinBox>(QStringLiteral("thresholdValue0"));
        auto* slider = find<QSlider>(QStringLiteral("thresholdSlider0"));
        QCOMPARE(value->value(), 0.235);
        QCOMPARE(slider->value(), 235);
        value->setValue(0.5);
        QVERIFY(std::abs(*m_editor->ladder().efforts[0].thresholdNats - 0.5 * std::log(10.0)) < 1e-12);
        QCOMPARE(slider->value(), 500);
    }

    void theThresholdSaysWhereItComesFrom() {
        auto* source = find<ElidedLabel>(QStringLiteral("thresholdSource"));
        QCOMPARE(source->fullText(), QStringLiteral("calibrated: least EDP, loss ≤ 0.2"));
        QTest::keyClick(find<QSlider>(QStringLiteral("thresholdSlider0")), Qt::Key_Right);
        QCOMPARE(source->fullText(), QStringLiteral("given"));
        auto* goal = find<QComboBox>(QStringLiteral("goal"));
        goal->setCurrentIndex(1);
        Q_EMIT goal->activated(1);
        QCOMPARE(source->fullText(), QStringLiteral("chosen on Run, on the calibration images"));
        QVERIFY(m_editor->goal().has_value());
        QCOMPARE(m_editor->goal()->kind, CalibrationGoal::Kind::Edp);
        QCOMPARE(m_editor->goal()->lossPoints, 0.2);
    }

    void aThirdEffortComesBetweenAndGoesAgain() {
        find<QToolButton>(QStringLiteral("addEffort"))->click();
        QCOMPARE(m_editor->ladder().size(), std::size_t(3));
        QCOMPARE(skips(0), QStringLiteral("6,7,8,9,10,11"));
        QCOMPARE(skips(1), QStringLiteral("9,10,11"));
        QCOMPARE(skips(2), QStringLiteral("none"));
        QVERIFY(m_editor->findChild<QSlider*>(QStringLiteral("thresholdSlider1")));
        QVERIFY(m_editor->ladder().validate(12));
        m_editor->undoStack().undo();
        QCOMPARE(m_editor->ladder().size(), std::size_t(2));
        find<QToolButton>(QStringLiteral("removeEffort"))->click();
        QCOMPARE(m_editor->ladder().size(), std::size_t(1));
        QCOMPARE(skips(0), QStringLiteral("none"));
    }

    void theCaptionSaysWhatTheEffortCosts() {
        m_editor->setPathCost([](const SkipConfig& skip, int firstBlock) {
            return PathEstimate{
                1.0 - 0.05 * static_cast<double>(skip.skippedCount()) - firstBlock / 12.0, {}, "zcu102"};
        });
        const auto caption = [this](const char* effort) {
            return find<ElidedLabel>(QStringLiteral("caption"), QLatin1String(effort))->fullText();
        };
        QCOMPARE(caption("effort0"), QStringLiteral("6 attn · 0.70 of full, zcu102"));
        QCOMPARE(caption("effort1"), QStringLiteral("from block 6 · 0.50 of full, zcu102"));
        // 1 - (1 - 0.7) / 0.5
        QCOMPARE(find<ElidedLabel>(QStringLiteral("estimate"))->fullText(),
                 QStringLiteral("zcu102: break-even 40 %"));
        m_editor->setRerun(RerunMode::Restart);
        QCOMPARE(caption("effort1"), QStringLiteral("12 attn · 1.00 of full, zcu102"));
    }

    void anUntunedPathIsSaidToBe() {
        ModelChoice model = samples::model();
        model.anyPath = false;
        model.trainedPaths = {SkipConfig{1, 3, 5}};
        m_editor->setModel(model);
        auto* caption = find<ElidedLabel>(QStringLiteral("caption"), QStringLiteral("effort0"));
        QVERIFY(caption->fullText().contains(QStringLiteral("untuned")));
        auto* text = find<QLineEdit>(QStringLiteral("skipText"), QStringLiteral("effort0"));
        text->setText(QStringLiteral("1,3,5"));
        Q_EMIT text->editingFinished();
        QVERIFY(!caption->fullText().contains(QStringLiteral("untuned")));
    }

    void anotherDepthKeepsWhatFits() {
        ModelChoice model = samples::model();
        model.depth = 8;
        m_editor->setModel(model);
        QCOMPARE(skips(), QStringLiteral("6,7"));
        model.depth = 12;
        m_editor->setModel(model);
        m_editor->undoStack().undo();  // the cut was a step
        QCOMPARE(skips(), QStringLiteral("6,7,8,9,10,11"));
        model.depth = 24;
        m_editor->setModel(model);
        QVERIFY(m_editor->findChild<BlockCell*>(QStringLiteral("block23")));
        // Deeper networks take a second row instead of cells too small to hit.
        QVERIFY(cell(16)->y() > cell(0)->y());
        QVERIFY(cell(16)->width() >= 12);
    }
};

QTEST_MAIN(TestLadderEditor)
#include "tst_ladder_editor.moc"
