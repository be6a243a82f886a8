// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;

namespace pivot {

/// What an empty page shows: one sentence, one button.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& sentence, const QString& action, const QString& name,
               QWidget* parent = nullptr);

    /// What else helps at a first start, small below the button.
    void setHint(const QString& hint);

Q_SIGNALS:
    void actionTriggered();

private:
    QLabel* m_hint;
};

}  // namespace pivot
