// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/ladder_editor.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/parts.h"
#include "widgets/theme/theme_source.h"
#include "widgets/views/skip_editor.h"
#include "widgets/views/threshold_slider.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QShortcut>
#include <QSignalBlocker>
#include <QToolButton>
#include <QUndoCommand>
#include <QUndoStack>
#include <QVBoxLayout>
#include <algorithm>

namespace pivot {

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
      m_estimate(new ElidedLabel) {
    m_state.ladder.efforts = {Effort{}, Effort{}};
    m_state.source = {"given", "given", false};

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
    auto* heading = new QHBoxLayout;
    heading->setSpacing(0);
    heading->addWidget(makeSection(tr("Efforts")), 1);
    for (QToolButton* button : {undo, redo, m_add, m_remove}) {
        heading->addWidget(button);
    }
    m_effortsLayout->setSpacing(tokens::kGap + tokens::kGrid);
    m_thresholdsLayout->setSpacing(tokens::kGap);
    m_estimate->setProperty("role", "muted");
    m_estimate->setFont(fonts::small(font()));
    m_estimate->setObjectName(QStringLiteral("estimate"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    layout->addLayout(heading);
    layout->addLayout(m_effortsLayout);
    layout->addWidget(m_estimate);
    layout->addSpacing(tokens::kGrid);
    layout->addLayout(m_thresholdsLayout);
    makeGoalRow(*layout);

    connect(undo, &QToolButton::clicked, m_undo, &QUndoStack::undo);
    connect(redo, &QToolButton::clicked, m_undo, &QUndoStack::redo);
    connect(m_undo, &QUndoStack::canUndoChanged, undo, &QWidget::setEnabled);
    connect(m_undo, &QUndoStack::canRedoChanged, redo, &QWidget::setEnabled);
    connect(m_undo, &QUndoStack::undoTextChanged, undo,
            [undo](const QString& text) { undo->setToolTip(tr("Undo: %1").arg(text)); });
    connect(m_undo, &QUndoStack::redoTextChanged, redo,
            [redo](const QString& text) { redo->setToolTip(tr("Redo: %1").arg(text)); });
    auto* undoKey = new QShortcut(QKeySequence::Undo, this);
    auto* redoKey = new QShortcut(QKeySequence::Redo, this);
    for (QShortcut* key : {undoKey, redoKey}) {
        key->setContext(Qt::WidgetWithChildrenShortcut);
    }
    connect(undoKey, &QShortcut::activated, m_undo, &QUndoStack::undo);
    connect(redoKey, &QShortcut::activated, m_undo, &QUndoStack::redo);
    connect(m_add, &QToolButton::clicked, this, &LadderEditor::addEffort);
    connect(m_remove, &QToolButton::clicked, this, &LadderEditor::removeEffort);
    m_committed = m_state;
    rebuild();
}

void LadderEditor::makeGoalRow(QVBoxLayout& layout) {
    m_goal = new QComboBox;
    m_goal->setObjectName(QStringLiteral("goal"));
    m_goal->setAccessibleName(tr("How the thresholds are chosen"));
    m_goal->addItem(tr("as given"), -1);
    m_goal->addItem(tr("least EDP, losing at most"), static_cast<int>(CalibrationGoal::Kind::Edp));
    m_goal->addItem(tr("losing at most"), static_cast<int>(CalibrationGoal::Kind::Loss));
    m_goal->addItem(tr("low effort for at least"), static_cast<int>(CalibrationGoal::Kind::Share));
    m_goal->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_goal->setMinimumWidth(80);
    m_goalValue = new QDoubleSpinBox;
    m_goalValue->setObjectName(QStringLiteral("goalValue"));
    m_goalValue->setAccessibleName(tr("Bound of the threshold's aim"));
    m_goalValue->setLocale(QLocale::c());
    m_goalValue->setAlignment(Qt::AlignRight);
    m_goalValue->setKeyboardTracking(false);
    m_goalValue->setFixedWidth(72);
    for (QWidget* widget : {static_cast<QWidget*>(m_goal), static_cast<QWidget*>(m_goalValue)}) {
        widget->setProperty("role", "compact");
        widget->setFont(fonts::small(font()));
    }
    m_goalRow = new QWidget;
    auto* row = new QHBoxLayout(m_goalRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(tokens::kGrid);
    auto* aim = makeLabel(tr("aim"), TextRole::Muted);
    aim->setBuddy(m_goal);
    row->addWidget(aim);
    row->addWidget(m_goal, 1);
    row->addWidget(m_goalValue);
    layout.addWidget(m_goalRow);
    connect(m_goal, &QComboBox::activated, this, &LadderEditor::readGoal);
    connect(m_goalValue, &QDoubleSpinBox::valueChanged, this, &LadderEditor::readGoal);
}

void LadderEditor::setModel(const ModelChoice& model) {
    const bool otherDepth = model.depth != m_model.depth;
    m_model = model;
    for (SkipEditor* editor : m_editors) {
        editor->setDepth(model.depth);
    }
    for (ThresholdSlider* slider : m_sliders) {
        slider->setClasses(model.classes);
    }
    for (std::size_t i = 0; i < m_state.ladder.size(); ++i) {
        m_state.ladder.efforts[i].skip = m_editors[i]->skip();
    }
    if (otherDepth) {
        m_undo->clear();
    }
    m_committed = m_state;
    refresh();
}

void LadderEditor::setSuggestion(const LadderSuggestion& suggestion) {
    if (suggestion.ladder.efforts.empty()) {
        return;
    }
    restore(suggestion);
    m_undo->clear();
}

void LadderEditor::setRerun(RerunMode rerun) {
    m_rerun = rerun;
    updateCaptions();
}

void LadderEditor::setPathCost(PathCost cost) {
    m_cost = std::move(cost);
    updateCaptions();
}

void LadderEditor::restore(const State& state) {
    const bool otherCount = state.ladder.size() != m_editors.size();
    m_state = state;
    m_committed = state;
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
            updateCaptions();
            Q_EMIT changed();
        });
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
                [this, i](double nats) { moveThreshold(i, nats); });
        connect(slider, &ThresholdSlider::edited, this, &LadderEditor::commit);
    }
    m_add->setEnabled(count < kMaxEfforts);
    m_remove->setEnabled(count > 1);
    m_goalRow->setVisible(count > 1);
    refresh();
}

void LadderEditor::refresh() {
    for (std::size_t i = 0; i < m_editors.size(); ++i) {
        m_editors[i]->setSkip(m_state.ladder.efforts[i].skip);
    }
    for (std::size_t i = 0; i < m_sliders.size(); ++i) {
        m_sliders[i]->setThresholdNats(m_state.ladder.efforts[i].thresholdNats);
    }
    updateCaptions();
    updateSources();
    Q_EMIT changed();
}

int LadderEditor::firstBlock(int index) const {
    if (index == 0 || m_rerun == RerunMode::Restart) {
        return 0;
    }
    const auto& efforts = m_state.ladder.efforts;
    const Effort& before = efforts[static_cast<std::size_t>(index - 1)];
    const Effort& effort = efforts[static_cast<std::size_t>(index)];
    return before.modelPath == effort.modelPath
               ? SkipConfig::firstDifference(before.skip, effort.skip, m_model.depth)
               : 0;
}

QString LadderEditor::caption(int index, QString& toolTip) const {
    const Effort& effort = m_state.ladder.efforts[static_cast<std::size_t>(index)];
    const int active = m_model.depth - static_cast<int>(effort.skip.skippedCount());
    QStringList parts{active == 1 ? tr("1 attention") : tr("%1 attentions").arg(active)};
    const int first = firstBlock(index);
    if (first > 0) {
        parts << (first >= m_model.depth ? tr("head only") : tr("from block %1").arg(first));
        toolTip =
            tr("A re-run starts at block %1: what is before it is kept from the effort below\n").arg(first);
    }
    if (const auto estimate = m_cost ? m_cost(effort.skip, first) : std::nullopt) {
        parts << (first > 0 ? formatShareOf(estimate->delayShare)
                            : tr("%1 of full").arg(formatShareOf(estimate->delayShare)));
        toolTip += tr("Delay modelled on %1: %2 of the full path")
                       .arg(estimate->source, formatShareOf(estimate->delayShare));
        if (estimate->energyShare) {
            toolTip += tr("; energy %1 of it").arg(formatShareOf(*estimate->energyShare));
        }
    }
    if (!m_model.isTuned(effort.skip)) {
        parts << tr("untuned");
        toolTip += (toolTip.isEmpty() ? QString() : QStringLiteral("\n")) +
                   tr("These weights were never trained for this path: expect a lower accuracy");
    }
    return parts.join(QStringLiteral(" · "));
}

void LadderEditor::updateCaptions() {
    const auto count = static_cast<int>(m_editors.size());
    for (int i = 0; i < count; ++i) {
        QString toolTip;
        const QString text = caption(i, toolTip);
        m_editors[static_cast<std::size_t>(i)]->setCaption(text, toolTip);
    }
    m_estimate->hide();
    if (count != 2 || !m_cost) {
        return;
    }
    const auto low = m_cost(m_state.ladder.efforts[0].skip, 0);
    const auto rerun = m_cost(m_state.ladder.efforts[1].skip, firstBlock(1));
    if (low && rerun && rerun->delayShare > 0) {
        // method.md: routing gains only when F > 1 - (D_full - D_low) / D_rerun; D_full is 1 here.
        const double breakEven = 1.0 - (1.0 - low->delayShare) / rerun->delayShare;
        m_estimate->setFullText(breakEven < 1.0
                                    ? tr("modelled (%1): break-even %2")
                                          .arg(low->source, formatPercent(std::max(0.0, breakEven), 0))
                                    : tr("modelled (%1): cannot gain").arg(low->source));
        m_estimate->show();
    }
}

void LadderEditor::updateSources() {
    const auto& goal = m_state.goal;
    const QSignalBlocker blockGoal(m_goal);
    const QSignalBlocker blockValue(m_goalValue);
    m_goal->setCurrentIndex(goal ? m_goal->findData(static_cast<int>(goal->kind)) : 0);
    m_goalValue->setVisible(goal.has_value());
    if (goal) {
        const bool isShare = goal->kind == CalibrationGoal::Kind::Share;
        m_goalValue->setSuffix(isShare ? tr(" %") : tr(" pt"));
        m_goalValue->setDecimals(isShare ? 0 : 1);
        m_goalValue->setSingleStep(isShare ? 5 : 0.1);
        m_goalValue->setRange(0, 100);
        m_goalValue->setValue(isShare ? 100.0 * goal->share : goal->lossPoints);
    }
    QString toolTip;
    const QString text = sourceText(toolTip);
    for (ThresholdSlider* slider : m_sliders) {
        slider->setSourceText(text, toolTip);
    }
}

QString LadderEditor::sourceText(QString& toolTip) const {
    const ThresholdSource& source = m_state.source;
    if (source.objective == "given" || source.objective.empty()) {
        return m_state.goal ? tr("to be chosen on the calibration images") : tr("given");
    }
    QString aim = fromUtf8(source.objective);
    if (const Result<CalibrationGoal> goal = parseCalibrationGoal(source.objective)) {
        const QString loss = QString::number(goal->lossPoints, 'g', 3);
        aim = goal->kind == CalibrationGoal::Kind::Share
                  ? tr("low effort ≥ %1").arg(formatPercent(goal->share, 0))
              : goal->kind == CalibrationGoal::Kind::Loss ? tr("loss ≤ %1").arg(loss)
                                                          : tr("least EDP, loss ≤ %1").arg(loss);
    }
    toolTip = tr("Chosen on %1 by the aim %2").arg(fromUtf8(source.split), fromUtf8(source.objective));
    return source.onReportedImages ? tr("on the reported images: %1").arg(aim)
                                   : tr("calibrated: %1").arg(aim);
}

void LadderEditor::readGoal() {
    const int kind = m_goal->currentData().toInt();
    std::optional<CalibrationGoal> goal;
    if (kind >= 0) {
        goal = CalibrationGoal{
            .kind = static_cast<CalibrationGoal::Kind>(kind), .share = 0.7, .lossPoints = 0.2};
        if (m_state.goal && m_state.goal->kind == goal->kind) {
            (goal->kind == CalibrationGoal::Kind::Share ? goal->share : goal->lossPoints) =
                goal->kind == CalibrationGoal::Kind::Share ? m_goalValue->value() / 100.0
                                                           : m_goalValue->value();
        }
    }
    m_state.goal = goal;
    m_state.source = {"given", "given", false};
    updateSources();
    commit(tr("change the threshold's aim"));
    Q_EMIT changed();
}

void LadderEditor::moveThreshold(int index, double nats) {
    m_state.ladder.efforts[static_cast<std::size_t>(index)].thresholdNats = nats;
    m_state.goal.reset();
    m_state.source = {"given", "given", false};
    updateSources();
    Q_EMIT changed();
}

void LadderEditor::addEffort() {
    State next = m_state;
    auto& efforts = next.ladder.efforts;
    if (static_cast<int>(efforts.size()) >= kMaxEfforts) {
        return;
    }
    // The new effort skips the later half of what its lower neighbour skips, so that it costs something in
    // between.
    const std::size_t place = efforts.size() - 1;
    Effort added = efforts[place > 0 ? place - 1 : 0];
    if (place > 0) {
        const std::vector<int>& blocks = added.skip.blocks();
        added.skip = SkipConfig(
            std::vector<int>(blocks.begin() + static_cast<std::ptrdiff_t>(blocks.size() / 2), blocks.end()));
    } else {
        std::vector<int> lastHalf;
        for (int block = m_model.depth / 2; block < m_model.depth; ++block) {
            lastHalf.push_back(block);
        }
        added.skip = SkipConfig(lastHalf);
    }
    if (!next.goal && !added.thresholdNats) {
        added.thresholdNats = 0.0;
    }
    efforts.insert(efforts.begin() + static_cast<std::ptrdiff_t>(place), added);
    m_undo->push(new Edit(*this, m_state, next, tr("add an effort")));
}

void LadderEditor::removeEffort() {
    State next = m_state;
    auto& efforts = next.ladder.efforts;
    if (efforts.size() < 2) {
        return;
    }
    efforts.erase(efforts.end() - 2);
    m_undo->push(new Edit(*this, m_state, next, tr("remove an effort")));
}

}  // namespace pivot
