// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/shortcut_sheet.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace pivot {

ShortcutSheet::ShortcutSheet(QWidget& window) : QDialog(&window), m_entries(shortcutsIn(window)) {
    setObjectName(QStringLiteral("shortcutSheet"));
    setWindowTitle(tr("Keyboard shortcuts"));
    auto* area = new QScrollArea;
    area->setObjectName(QStringLiteral("shortcutList"));
    area->setAccessibleName(windowTitle());
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QWidget* columns = makeColumns();
    area->setWidget(columns);
    area->setMinimumWidth(columns->sizeHint().width() + tokens::kGroup);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kMargin, tokens::kMargin, tokens::kMargin, tokens::kMargin);
    layout->setSpacing(tokens::kGroup);
    layout->addWidget(area, 1);
    layout->addWidget(buttons);
    resize(sizeHint().width(), qMin(columns->sizeHint().height() + 96, window.height()));
}

QWidget* ShortcutSheet::makeColumns() const {
    QStringList groups;
    for (const ShortcutEntry& entry : m_entries) {
        if (groups.isEmpty() || groups.last() != entry.group) {
            groups << entry.group;
        }
    }
    auto* all = new QWidget;
    auto* columns = new QHBoxLayout(all);
    columns->setContentsMargins(0, 0, tokens::kGap, 0);
    columns->setSpacing(3 * tokens::kGroup);
    // Two columns of about the same length.
    auto* left = new QVBoxLayout;
    auto* right = new QVBoxLayout;
    qsizetype taken = 0;
    for (const QString& group : groups) {
        QVBoxLayout* column = taken * 2 < m_entries.size() ? left : right;
        column->addWidget(makeGroup(group));
        column->addSpacing(tokens::kGroup);
        for (const ShortcutEntry& entry : m_entries) {
            taken += entry.group == group ? 1 : 0;
        }
    }
    for (QVBoxLayout* column : {left, right}) {
        column->addStretch();
        columns->addLayout(column);
    }
    return all;
}

QWidget* ShortcutSheet::makeGroup(const QString& group) const {
    auto* box = new QWidget;
    box->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(tokens::kGroup);
    grid->setVerticalSpacing(tokens::kGrid);
    grid->setColumnStretch(0, 1);
    int row = 0;
    grid->addWidget(makeSection(group), row++, 0, 1, 2);
    for (const ShortcutEntry& entry : m_entries) {
        if (entry.group != group) {
            continue;
        }
        auto* keys = new QHBoxLayout;
        keys->setSpacing(tokens::kGrid);
        keys->addStretch();
        for (const QString& key : entry.keys) {
            QLabel* cap = makeLabel(key);
            cap->setProperty("role", "key");
            keys->addWidget(cap);
        }
        grid->addWidget(makeLabel(entry.what), row, 0);
        grid->addLayout(keys, row++, 1);
    }
    return box;
}

}  // namespace pivot
