// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/shown_database.h"

#include <QObject>
#include <QVariant>

namespace pivot {
namespace {

constexpr auto kProperty = "shownDatabase";

}  // namespace

void setShownDatabase(QObject& window, const QString& file) {
    window.setProperty(kProperty, file);
}

QString shownDatabase(const QObject* part) {
    for (; part; part = part->parent()) {  // a plot in a window of its own belongs to the window it came from
        if (const QVariant file = part->property(kProperty); file.isValid()) {
            return file.toString();
        }
    }
    return {};
}

}  // namespace pivot
