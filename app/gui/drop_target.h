// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/library.h"

#include <QObject>
#include <QWidget>

class QDropEvent;
class QMimeData;

namespace pivot {

class DropHint;
class ThemeSource;

/// Takes files and folders that are dropped anywhere on the window, and says while they are above it what
/// would become of them.
class DropTarget : public QObject {
    Q_OBJECT
public:
    /// `window` is its parent.
    DropTarget(const ThemeSource& theme, QWidget& window);

Q_SIGNALS:
    void dropped(const QString& path);      ///< a model, images, a database, an experiment file or a figure
    void refused(const QString& sentence);  ///< what was dropped is nothing of that kind

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Offer {
        QString path;      ///< empty: nothing that can be taken
        QString sentence;  ///< what would happen, or why not
    };
    [[nodiscard]] static Offer offerOf(const QMimeData& data);

    DropHint* m_hint;
    Offer m_offer;
};

}  // namespace pivot
