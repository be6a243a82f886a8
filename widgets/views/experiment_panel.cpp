// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/experiment_panel.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace pivot {
namespace {

constexpr int kNoteHeight = 72;
constexpr int kNameCharacters = 200;

/// `paper, table 2` as its tags.
QStringList tagsOf(const QString& text) {
    QStringList tags;
    for (const QString& part : text.split(QLatin1Char(','))) {
        const QString tag = part.simplified();
        if (!tag.isEmpty() && !tags.contains(tag, Qt::CaseInsensitive)) {
            tags << tag;
        }
    }
    return tags;
}

QStringList without(const QStringList& all, const QStringList& some) {
    QStringList left;
    for (const QString& tag : all) {
        if (!some.contains(tag, Qt::CaseInsensitive)) {
            left << tag;
        }
    }
    return left;
}

}  // namespace

ExperimentPanel::ExperimentPanel(QWidget* parent)
    : QWidget(parent),
      m_stack(new QStackedWidget),
      m_hint(makeLabel(tr("Choose an experiment to see what it was and what it found."), TextRole::Muted,
                       QStringLiteral("panelHint"))),
      m_id(makeLabel({}, TextRole::Muted, QStringLiteral("experimentId"))),
      m_name(new QLineEdit),
      m_tags(new QLineEdit),
      m_note(new QPlainTextEdit),
      m_import(makeQuietButton(tr("Import measured costs…"), QStringLiteral("importCosts"))) {
    setObjectName(QStringLiteral("experimentPanel"));
    m_hint->setWordWrap(true);
    m_hint->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_stack->addWidget(m_hint);
    m_stack->addWidget(makeFields());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
}

QWidget* ExperimentPanel::makeFields() {
    m_name->setObjectName(QStringLiteral("experimentName"));
    m_name->setAccessibleName(tr("Name of the experiment"));
    m_name->setPlaceholderText(tr("Name (F2)"));
    m_name->setMaxLength(kNameCharacters);
    m_tags->setObjectName(QStringLiteral("experimentTags"));
    m_tags->setAccessibleName(tr("Tags of the experiment, with commas between them"));
    m_tags->setPlaceholderText(tr("Tags, with commas between them"));
    m_note->setObjectName(QStringLiteral("experimentNote"));
    m_note->setAccessibleName(tr("Note about the experiment"));
    m_note->setPlaceholderText(tr("Note"));
    m_note->setTabChangesFocus(true);
    m_note->setFixedHeight(kNoteHeight);
    m_note->installEventFilter(this);
    m_id->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_import->setToolTip(
        tr("Put delays and energies that a board or a power analyser measured beside this experiment (CSV)"));

    auto* fields = new QWidget;
    auto* layout = new QVBoxLayout(fields);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(m_name);
    layout->addWidget(m_tags);
    layout->addWidget(m_note);
    auto* scrolled = new QWidget;
    scrolled->setObjectName(QStringLiteral("scrolled"));
    m_sectionPlace = new QVBoxLayout(scrolled);
    m_sectionPlace->setContentsMargins(0, 0, tokens::kGap, 0);
    m_sectionPlace->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("experimentFacts"));
    scroll->setAccessibleName(tr("Result, set-up and machine"));
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(scrolled);
    layout->addWidget(scroll, 1);
    auto* foot = new QHBoxLayout;
    foot->addWidget(m_id, 1);
    foot->addWidget(m_import);
    layout->addLayout(foot);
    connect(m_name, &QLineEdit::editingFinished, this, &ExperimentPanel::commitName);
    connect(m_tags, &QLineEdit::editingFinished, this, &ExperimentPanel::commitTags);
    connect(m_import, &QToolButton::clicked, this, [this] { Q_EMIT importWanted(m_details.id); });
    return fields;
}

void ExperimentPanel::showDetails(const ExperimentDetails& details) {
    const bool same = details.id == m_details.id;
    if (!same) {
        commit();
    }
    const ExperimentDetails before = m_details;
    m_details = details;
    // A field that is being typed in is not overwritten by a refresh of the same experiment.
    if (!same || !m_name->hasFocus()) {
        m_name->setText(details.name);
    }
    if (!same || !m_tags->hasFocus()) {
        m_tags->setText(details.tags.join(QStringLiteral(", ")));
    }
    if (!same || !m_note->hasFocus()) {
        m_note->setPlainText(details.note);
    }
    m_id->setText(details.id.left(8));
    m_id->setToolTip(details.id);
    if (!same || before.sections != details.sections) {
        showSections();
    }
    for (QWidget* field : {static_cast<QWidget*>(m_name), static_cast<QWidget*>(m_tags),
                           static_cast<QWidget*>(m_note), static_cast<QWidget*>(m_import)}) {
        field->setEnabled(!details.inBin);
    }
    m_stack->setCurrentIndex(1);
}

void ExperimentPanel::showCount(int chosen) {
    commit();
    m_details = {};
    m_hint->setText(chosen > 1
                        ? tr("%1 experiments are chosen: compare, star or delete them together.").arg(chosen)
                        : tr("Choose an experiment to see what it was and what it found."));
    m_stack->setCurrentIndex(0);
}

void ExperimentPanel::showSections() {
    delete m_sections;
    m_sections = new QWidget;
    auto* grid = new QGridLayout(m_sections);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(tokens::kGap);
    grid->setVerticalSpacing(tokens::kGrid);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const DetailSection& section : m_details.sections) {
        if (row > 0) {
            grid->setRowMinimumHeight(row++, tokens::kGap);
        }
        grid->addWidget(makeSection(section.title), row++, 0, 1, 2);
        for (const auto& [what, value] : section.facts) {
            grid->addWidget(makeLabel(what, TextRole::Muted), row, 0, Qt::AlignTop);
            QLabel* text = makeLabel(value);
            text->setWordWrap(true);
            text->setTextInteractionFlags(Qt::TextSelectableByMouse);
            text->setTextFormat(Qt::PlainText);
            text->setAccessibleName(what + QStringLiteral(": ") + value);
            grid->addWidget(text, row++, 1);
        }
    }
    m_sectionPlace->insertWidget(0, m_sections);
}

void ExperimentPanel::focusName() {
    if (m_stack->currentIndex() == 1) {
        m_name->setFocus(Qt::ShortcutFocusReason);
        m_name->selectAll();
    }
}

void ExperimentPanel::commit() {
    commitName();
    commitTags();
    commitNote();
}

void ExperimentPanel::commitName() {
    const QString name = m_name->text().simplified();
    if (!m_details.id.isEmpty() && name != m_details.name) {
        m_details.name = name;
        ExperimentWish wish;
        wish.ids = {m_details.id};
        wish.name = name;
        Q_EMIT editWanted(wish);
    }
}

void ExperimentPanel::commitTags() {
    const QStringList tags = tagsOf(m_tags->text());
    ExperimentWish wish;
    wish.ids = {m_details.id};
    wish.addTags = without(tags, m_details.tags);
    wish.removeTags = without(m_details.tags, tags);
    if (!m_details.id.isEmpty() && !(wish.addTags.isEmpty() && wish.removeTags.isEmpty())) {
        m_details.tags = tags;
        Q_EMIT editWanted(wish);
    }
}

void ExperimentPanel::commitNote() {
    const QString note = m_note->toPlainText();
    if (!m_details.id.isEmpty() && note != m_details.note) {
        m_details.note = note;
        ExperimentWish wish;
        wish.ids = {m_details.id};
        wish.note = note;
        Q_EMIT editWanted(wish);
    }
}

bool ExperimentPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_note && event->type() == QEvent::FocusOut) {
        commitNote();
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace pivot
