// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace pivot {

/// What an empty page shows: one sentence, one button.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& sentence, const QString& action, const QString& name,
               QWidget* parent = nullptr);

Q_SIGNALS:
    void actionTriggered();
};

}  // namespace pivot
