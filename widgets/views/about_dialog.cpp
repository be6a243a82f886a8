// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/about_dialog.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace pivot {

AboutDialog::AboutDialog(const AboutFacts& facts, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("about"));
    setWindowTitle(tr("About PIVOT Workbench"));
    constexpr int kIcon = 48;
    auto* icon = new QLabel;
    icon->setPixmap(QApplication::windowIcon().pixmap(kIcon));
    QLabel* name =
        makeLabel(tr("PIVOT Workbench %1").arg(facts.version), TextRole::Plain, QStringLiteral("aboutName"));
    name->setFont(fonts::heading(font()));
    QLabel* purpose = makeLabel(
        tr("Which attentions may a vision transformer skip, for which images, and what does it save?"),
        TextRole::Muted);
    QLabel* licence =
        makeLabel(tr("Free software under the GNU General Public License, version 3 or later "
                     "(GPL-3.0-or-later). It comes without any warranty; the file LICENSE, which is "
                     "part of every copy, has the terms."),
                  TextRole::Plain, QStringLiteral("aboutLicence"));
    licence->setWordWrap(true);
    auto* names = new QVBoxLayout;
    names->setSpacing(tokens::kGrid);
    names->addWidget(name);
    names->addWidget(purpose);
    auto* head = new QHBoxLayout;
    head->setSpacing(tokens::kGroup);
    head->addWidget(icon);
    head->addLayout(names, 1);

    const QString text = reportText(facts);
    auto* report = new QPlainTextEdit(text);
    report->setObjectName(QStringLiteral("aboutReport"));
    report->setAccessibleName(tr("Versions and devices"));
    report->setReadOnly(true);
    report->setTabChangesFocus(true);
    report->setLineWrapMode(QPlainTextEdit::NoWrap);
    report->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    report->setMinimumSize(640, 240);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    auto* copy = buttons->addButton(tr("Copy report"), QDialogButtonBox::ActionRole);
    copy->setObjectName(QStringLiteral("aboutCopy"));
    connect(copy, &QPushButton::clicked, this, [text] { QApplication::clipboard()->setText(text); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kMargin, tokens::kMargin, tokens::kMargin, tokens::kMargin);
    layout->setSpacing(tokens::kGroup);
    layout->addLayout(head);
    layout->addWidget(licence);
    layout->addWidget(makeSection(tr("Versions and devices")));
    layout->addWidget(report, 1);
    layout->addWidget(buttons);
}

}  // namespace pivot
