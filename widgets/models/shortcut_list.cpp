// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/shortcut_list.h"

#include <QAbstractButton>
#include <QAction>
#include <QCoreApplication>
#include <QShortcut>
#include <QVariant>
#include <algorithm>

namespace pivot {
namespace {

constexpr auto kGroup = "keyGroup";
constexpr auto kKeys = "keys";  // keys and what they do, in turns

QString everywhere() {
    return QCoreApplication::translate("Shortcuts", "Everywhere");
}

QString groupOf(const QObject* object) {
    for (; object; object = object->parent()) {
        const QVariant group = object->property(kGroup);
        if (group.isValid()) {
            return group.toString();
        }
    }
    return everywhere();
}

/// A text of a menu or button without its mnemonic and dots.
QString plain(QString text) {
    text.remove(QLatin1Char('&'));
    while (text.endsWith(QLatin1Char('.')) || text.endsWith(QChar(0x2026))) {
        text.chop(1);
    }
    return text;
}

QStringList textsOf(const QList<QKeySequence>& sequences) {
    QStringList texts;
    for (const QKeySequence& sequence : sequences) {
        texts << sequence.toString(QKeySequence::NativeText);
    }
    return texts;
}

void add(QList<ShortcutEntry>& entries, const ShortcutEntry& added) {
    for (ShortcutEntry& entry : entries) {
        if (entry.group == added.group && entry.what == added.what) {
            entry.keys << added.keys;
            entry.keys.removeDuplicates();
            return;
        }
    }
    entries << added;
}

}  // namespace

void setKeyGroup(QWidget& widget, const QString& group) {
    widget.setProperty(kGroup, group);
}

void describeKeys(QWidget& widget, const QList<std::pair<QString, QString>>& keys) {
    QStringList all = widget.property(kKeys).toStringList();
    for (const auto& [key, what] : keys) {
        all << key << what;
    }
    widget.setProperty(kKeys, all);
}

QList<ShortcutEntry> shortcutsIn(const QWidget& window) {
    QList<ShortcutEntry> entries;
    for (const QObject* object : window.findChildren<QObject*>()) {
        if (const auto* action = qobject_cast<const QAction*>(object);
            action && !action->shortcuts().isEmpty()) {
            add(entries, {groupOf(object), plain(action->text()), textsOf(action->shortcuts())});
        } else if (const auto* shortcut = qobject_cast<const QShortcut*>(object)) {
            add(entries, {groupOf(object), shortcut->whatsThis(), textsOf({shortcut->key()})});
        } else if (const auto* button = qobject_cast<const QAbstractButton*>(object);
                   button && !button->shortcut().isEmpty()) {
            const QString name = button->accessibleName();
            add(entries, {groupOf(object), plain(name.isEmpty() ? button->text() : name),
                          textsOf({button->shortcut()})});
        }
        const QStringList own = object->property(kKeys).toStringList();
        for (qsizetype i = 0; i + 1 < own.size(); i += 2) {
            add(entries, {groupOf(object), own[i + 1], {own[i]}});
        }
    }
    QStringList groups{everywhere()};
    for (const ShortcutEntry& entry : entries) {
        if (!groups.contains(entry.group)) {
            groups << entry.group;
        }
    }
    std::stable_sort(entries.begin(), entries.end(), [&](const ShortcutEntry& a, const ShortcutEntry& b) {
        return groups.indexOf(a.group) < groups.indexOf(b.group);
    });
    return entries;
}

}  // namespace pivot
