// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/ladder_editor.h"

#include "data/dataset.h"
#include "widgets/models/ladder_changes.h"
#include "widgets/models/shortcut_list.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/theme_source.h"
#include "widgets/views/goal_row.h"
#include "widgets/views/score_box.h"
#include "widgets/views/skip_editor.h"
#include "widgets/views/threshold_slider.h"

#include <QHBoxLayout>
#include <QShortcut>
#include <QToolButton>
#include <QUndoCommand>
#include <QUndoStack>
#include <QVBoxLayout>
#include <algorithm>

namespace pivot {
namespace {

const ThresholdSource kGiven{"given", "given", false};

/// The same efforts and thresholds, with nothing left of how somebody else chose them.
LadderSuggestion asGiven(LadderSuggestion state) {
    state.source = kGiven;
    state.candidates.clear();
    state.calibrationSpec.clear();
    state.chosenFor.clear();
    return state;
}

}  // namespace

class LadderEditor::Edit : public QUndoCommand {
public:
    Edit(LadderEditor& editor, State before, State after, const QString& what)
        : QUndoCommand(what), m_editor(editor), m_before(std::move(before)), m_after(std::move(after)) {}
    void undo() override { m_editor.restore(m_before); }
    void redo() override { m_editor.restore(m_after); }

private:
    LadderEditor& m_editor;
    State m_before, m_after;
};

LadderEditor::LadderEditor(const ThemeSource& theme, QWidget* parent)
    : QWidget(parent),
      m_theme(theme),
      m_undo(new QUndoStack(this)),
      m_effortsLayout(new QVBoxLayout),
      m_thresholdsLayout(new QVBoxLayout),
      m_add(makeQuietButton(QStringLiteral("+"), QStringLiteral("addEffort"))),
      m_remove(makeQuietButton(QString(QChar(0x2212)), QStringLiteral("removeEffort"))),
      m_default(makeQuietButton(tr("Use the default for this device"), QStringLiteral("useDefault"))),
      m_goal(new GoalRow),
      m_score(new ScoreBox(QStringLiteral("score"))),
      m_scoreRow(new QWidget),
      m_estimate(new ElidedLabel) {
    m_state.ladder.efforts = {Effort{}, Effort{}};
    m_state.source = kGiven;
    m_effortsLayout->setSpacing(tokens::kGap + tokens::kGrid);
    m_thresholdsLayout->setSpacing(tokens::kGap);
    m_estimate->setProperty("role", "muted");
    m_estimate->setFont(fonts::small(font()));
    m_estimate->setObjectName(QStringLiteral("estimate"));
    m_default->setToolTip(
        tr("Put the efforts and thresholds proposed for this model and device in the place "
           "of yours; undo brings yours back"));
    m_default->hide();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(makeHeading());
    layout->addLayout(m_effortsLayout);
    layout->addWidget(m_estimate);
    layout->addSpacing(tokens::kGrid);
    layout->addWidget(m_scoreRow);
    layout->addLayout(m_thresholdsLayout);
    layout->addWidget(m_goal);
    layout->addWidget(m_default, 0, Qt::AlignLeft);

    auto* score = new QHBoxLayout(m_scoreRow);
    score->setContentsMargins(0, 0, 0, 0);
    score->setSpacing(tokens::kGrid);
    auto* scoreLabel = makeLabel(tr("easy by"), TextRole::Muted);
    scoreLabel->setBuddy(m_score);
    score->addWidget(scoreLabel);
    score->addWidget(m_score, 1);
    auto* undoKey = new QShortcut(QKeySequence::Undo, this);
    auto* redoKey = new QShortcut(QKeySequence::Redo, this);
    for (QShortcut* key : {undoKey, redoKey}) {
        key->setContext(Qt::WidgetWithChildrenShortcut);
        key->setWhatsThis(key == undoKey ? tr("Undo") : tr("Redo"));
    }
    setKeyGroup(*this, tr("Efforts"));
    connect(undoKey, &QShortcut::activated, m_undo, &QUndoStack::undo);
    connect(redoKey, &QShortcut::activated, m_undo, &QUndoStack::redo);
    connect(m_add, &QToolButton::clicked, this, &LadderEditor::addEffort);
    connect(m_remove, &QToolButton::clicked, this, &LadderEditor::removeEffort);
    connect(m_goal, &GoalRow::goalPicked, this, &LadderEditor::readGoal);
    connect(m_score, &ScoreBox::scorePicked, this, &LadderEditor::setScore);
    connect(m_default, &QToolButton::clicked, this, [this] {
        commitPending();
        push(*m_suggestion, tr("use the default"));
    });
    m_committed = m_state;
    rebuild();
}

QWidget* LadderEditor::makeHeading() {
    auto* undo = makeQuietButton(QString(QChar(0x21B6)), QStringLiteral("undo"));
    auto* redo = makeQuietButton(QString(QChar(0x21B7)), QStringLiteral("redo"));
    undo->setAccessibleName(tr("Undo"));
    redo->setAccessibleName(tr("Redo"));
    m_add->setAccessibleName(tr("Add an effort"));
    m_remove->setAccessibleName(tr("Remove an effort"));
    undo->setToolTip(tr("Undo"));
    redo->setToolTip(tr("Redo"));
    undo->setEnabled(false);
    redo->setEnabled(false);
    m_add->setToolTip(tr("Put one more effort between the lowest and the highest"));
    m_remove->setToolTip(tr("Take out the effort below the highest"));
    auto* heading = new QWidget;
    auto* row = new QHBoxLayout(heading);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(makeSection(tr("Efforts")), 1);
    for (QToolButton* button : {undo, redo, m_add, m_remove}) {
        row->addWidget(button);
    }
    connect(undo, &QToolButton::clicked, m_undo, &QUndoStack::undo);
    connect(redo, &QToolButton::clicked, m_undo, &QUndoStack::redo);
    connect(m_undo, &QUndoStack::canUndoChanged, undo, &QWidget::setEnabled);
    connect(m_undo, &QUndoStack::canRedoChanged, redo, &QWidget::setEnabled);
    connect(m_undo, &QUndoStack::undoTextChanged, undo,
            [undo](const QString& text) { undo->setToolTip(tr("Undo: %1").arg(text)); });
    connect(m_undo, &QUndoStack::redoTextChanged, redo,
            [redo](const QString& text) { redo->setToolTip(tr("Redo: %1").arg(text)); });
    return heading;
}

void LadderEditor::setModel(const ModelChoice& model) {
    const bool untouched = isUntouched();
    m_model = model;
    for (ThresholdSlider* slider : m_sliders) {
        slider->setClasses(model.classes);
    }
    const State next = fitted(m_state);
    if (next == m_state) {
        refresh();
    } else {
        push(next, tr("fit %1").arg(model.name));
        if (untouched && m_suggestion) {
            m_suggestion = m_state;
        }
        updateSources();
    }
}

void LadderEditor::setContext(const std::string& modelAndDevice, const std::string& reportedSpec) {
    m_context = modelAndDevice;
    m_reported = reportedSpec;
    updateSources();
}

void LadderEditor::setSuggestion(const LadderSuggestion& suggestion) {
    if (suggestion.ladder.efforts.empty()) {
        return;
    }
    m_suggestion = fitted(suggestion);
    m_resolved.reset();
    restore(suggestion);
    m_undo->clear();
}

void LadderEditor::suggest(const LadderSuggestion& suggestion) {
    if (suggestion.ladder.efforts.empty()) {
        return;
    }
    if (!m_suggestion && m_undo->count() == 0) {
        setSuggestion(suggestion);
        return;
    }
    const bool untouched = isUntouched();
    m_suggestion = fitted(suggestion);
    m_resolved.reset();
    if (untouched) {
        push(*m_suggestion, tr("the default for another model or device"));
    }
    updateSources();
}

void LadderEditor::showChosen(LadderSuggestion chosen) {
    for (Effort& effort : chosen.ladder.efforts) {
        effort.tuned = true;  // follows from the model here
    }
    const bool untouched = isUntouched();
    push(fitted(std::move(chosen)), tr("what the run has chosen"));
    if (untouched) {
        m_resolved = m_state;
    }
    updateSources();
}

void LadderEditor::adopt(LadderSuggestion ladder, const QString& what) {
    push(fitted(std::move(ladder)), what);
    updateSources();
}

void LadderEditor::setRerun(RerunMode rerun) {
    if (rerun != m_state.rerun) {
        m_state.rerun = rerun;
        touched();
        commit(tr("change where a re-run begins"));
    }
}

void LadderEditor::commitPending() {
    // A commit may rebuild the editors: none is touched after the list has changed under it.
    for (std::size_t i = 0; i < m_editors.size(); ++i) {
        m_editors[i]->commitPending();
    }
    for (std::size_t i = 0; i < m_sliders.size(); ++i) {
        m_sliders[i]->commitPending();
    }
    m_goal->commitPending();
}

QString LadderEditor::error() const {
    const auto wrong = std::find_if(m_editors.begin(), m_editors.end(),
                                    [](const SkipEditor* editor) { return editor->hasError(); });
    return wrong == m_editors.end() ? QString() : (*wrong)->error();
}

ThresholdSource LadderEditor::source() const {
    if (!m_state.chosenFor.empty() && m_state.chosenFor != m_context) {
        return kGiven;
    }
    ThresholdSource source = m_state.source;
    if (source != kGiven && !m_state.calibrationSpec.empty() &&
        overlaps(m_state.calibrationSpec, m_reported)) {
        source.onReportedImages = true;
    }
    return source;
}

LadderEditor::State LadderEditor::fitted(State state) const {
    for (Effort& effort : state.ladder.efforts) {
        std::vector<int> kept;
        std::copy_if(effort.skip.blocks().begin(), effort.skip.blocks().end(), std::back_inserter(kept),
                     [this](int block) { return block < m_model.depth; });
        effort.skip = SkipConfig(kept);
    }
    return state;
}

bool LadderEditor::isUntouched() const {
    return m_suggestion ? m_state == *m_suggestion || m_state == m_resolved : m_undo->count() == 0;
}

void LadderEditor::restore(const State& state) {
    const bool otherCount = state.ladder.size() != m_editors.size();
    m_state = fitted(state);
    m_committed = m_state;
    if (otherCount) {
        rebuild();
    } else {
        refresh();
    }
}

void LadderEditor::commit(const QString& what) {
    if (!(m_state == m_committed)) {
        m_undo->push(new Edit(*this, m_committed, m_state, what));
    }
}

void LadderEditor::push(const State& next, const QString& what) {
    if (!(next == m_state)) {
        m_undo->push(new Edit(*this, m_state, next, what));
    }
}

/// The person changed something that the thresholds rest on: they are what is given from now on.
void LadderEditor::touched() {
    m_state = asGiven(std::move(m_state));
    if (m_state == asGiven(m_committed)) {
        m_state = m_committed;  // a stroke that came back to where it began
    }
    updateCaptions();
    updateSources();
    Q_EMIT changed();
}

void LadderEditor::rebuild() {
    for (SkipEditor* editor : m_editors) {
        editor->deleteLater();
        editor->hide();
    }
    for (ThresholdSlider* slider : m_sliders) {
        slider->deleteLater();
        slider->hide();
    }
    m_editors.clear();
    m_sliders.clear();
    const auto count = static_cast<int>(m_state.ladder.size());
    for (int i = 0; i < count; ++i) {
        auto* editor = new SkipEditor(m_theme, this);
        editor->setDepth(m_model.depth);
        editor->setPlace(i, count);
        m_effortsLayout->addWidget(editor);
        m_editors.push_back(editor);
        connect(editor, &SkipEditor::skipChanged, this, [this, i](const SkipConfig& skip) {
            m_state.ladder.efforts[static_cast<std::size_t>(i)].skip = skip;
            touched();
        });
        connect(editor, &SkipEditor::errorChanged, this, &LadderEditor::changed);
        connect(editor, &SkipEditor::edited, this, &LadderEditor::commit);
        if (i + 1 == count) {
            continue;
        }
        auto* slider = new ThresholdSlider(this);
        slider->setPlace(i, count);
        slider->setClasses(m_model.classes);
        m_thresholdsLayout->addWidget(slider);
        m_sliders.push_back(slider);
        connect(slider, &ThresholdSlider::thresholdMoved, this,
                [this, i](double hardness) { moveThreshold(i, hardness); });
        connect(slider, &ThresholdSlider::edited, this, &LadderEditor::commit);
    }
    m_add->setEnabled(count < kMaxEfforts);
    m_remove->setEnabled(count > 1);
    m_goal->setVisible(count > 1);
    m_scoreRow->setVisible(count > 1);
    refresh();
}

void LadderEditor::refresh() {
    for (std::size_t i = 0; i < m_editors.size(); ++i) {
        m_editors[i]->setDepth(m_model.depth);
        m_editors[i]->setSkip(m_state.ladder.efforts[i].skip);
    }
    updateCaptions();
    updateSources();
    Q_EMIT changed();
}

void LadderEditor::readGoal(const std::optional<CalibrationGoal>& goal) {
    if (goal == m_state.goal) {
        return;
    }
    m_state.goal = goal;
    decideAnew(tr("change the threshold's aim"));
}

/// How thresholds are decided has changed: what is known of their source does not hold any more.
void LadderEditor::decideAnew(const QString& what) {
    m_state.source = kGiven;
    m_state.calibrationSpec.clear();
    m_state.chosenFor.clear();
    updateSources();
    commit(what);
    Q_EMIT changed();
}

void LadderEditor::setScore(ScoreKind score) {
    if (score == m_state.ladder.score) {
        return;
    }
    const auto same = m_translation && !m_state.goal ? m_translation(score) : std::nullopt;
    m_state.ladder = scoredBy(m_state.ladder, score, same);
    decideAnew(tr("change the score"));
}

void LadderEditor::moveThreshold(int index, double hardness) {
    setHardestAccepted(m_state.ladder.efforts[static_cast<std::size_t>(index)], m_state.ladder.score,
                       hardness);
    m_state.goal.reset();
    touched();
}

void LadderEditor::endMove() {
    commit(tr("move the threshold"));
}

void LadderEditor::addEffort() {
    State next = asGiven(m_state);
    if (static_cast<int>(next.ladder.size()) >= kMaxEfforts) {
        return;
    }
    next.ladder = withOneMore(next.ladder, m_model.depth, !next.goal);
    push(next, tr("add an effort"));
}

void LadderEditor::removeEffort() {
    State next = asGiven(m_state);
    auto& efforts = next.ladder.efforts;
    if (efforts.size() < 2) {
        return;
    }
    efforts.erase(efforts.end() - 2);
    push(next, tr("remove an effort"));
}

}  // namespace pivot
