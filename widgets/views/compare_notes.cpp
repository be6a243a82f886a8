// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/compare_notes.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"

#include <QHBoxLayout>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace pivot {
namespace {

QString asSentence(const std::string& text) {
    QString sentence = fromUtf8(text);
    if (!sentence.isEmpty()) {
        sentence[0] = sentence[0].toUpper();
    }
    return sentence + QLatin1Char('.');
}

}  // namespace

CompareNotes::CompareNotes(QWidget* parent)
    : QFrame(parent),
      m_warnings(makeLabel({}, TextRole::Plain, QStringLiteral("compareWarnings"))),
      m_remarks(makeLabel({}, TextRole::Muted, QStringLiteral("compareRemarks"))),
      m_more(makeQuietButton({}, QStringLiteral("compareMoreNotes"))) {
    for (QLabel* label : {m_warnings, m_remarks}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setFocusPolicy(Qt::NoFocus);
    }
    m_more->setCheckable(true);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(tokens::kGrid);
    texts->addWidget(m_warnings);
    texts->addWidget(m_remarks);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(tokens::kGap + tokens::kGrid, tokens::kGrid, tokens::kGap, tokens::kGrid);
    layout->setSpacing(tokens::kGap);
    layout->addLayout(texts, 1);
    layout->addWidget(m_more, 0, Qt::AlignTop);
    connect(m_more, &QToolButton::toggled, this, &CompareNotes::refresh);
    refresh();
    hide();
}

void CompareNotes::setWarnings(const std::vector<ComparisonWarning>& warnings) {
    QStringList wrong, remarks;
    for (const ComparisonWarning& warning : warnings) {
        (warning.remark ? remarks : wrong) << asSentence(warning.sentence);
    }
    m_remarkCount = static_cast<int>(remarks.size());
    m_warnings->setText(wrong.join(QLatin1Char('\n')));
    m_remarks->setText(remarks.join(QLatin1Char('\n')));
    setAccessibleName((wrong + remarks).join(QLatin1Char(' ')));
    setVisible(!warnings.empty());
    refresh();
}

void CompareNotes::refresh() {
    const bool open = m_more->isChecked();
    // Where nothing is wrong the first remark fills the line.
    const bool onlyRemarks = m_warnings->text().isEmpty();
    m_warnings->setVisible(!onlyRemarks);
    m_remarks->setVisible(m_remarkCount > 0 && (open || (onlyRemarks && m_remarkCount == 1)));
    m_more->setVisible(m_remarkCount > (onlyRemarks ? 1 : 0));
    const QString text = open                 ? tr("Hide notes")
                         : m_remarkCount == 1 ? tr("1 note")
                                              : tr("%1 notes").arg(m_remarkCount);
    // The bar at the side is for what is wrong.
    if (const QString look = onlyRemarks ? QStringLiteral("compareNotes") : QStringLiteral("messageBar");
        look != objectName()) {
        setObjectName(look);
        style()->unpolish(this);
        style()->polish(this);
    }
    m_more->setText(text);
    m_more->setAccessibleName(text);
}

}  // namespace pivot
