// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace pivot {

/// What an empty page shows: one sentence, one button.
class EmptyState : public QWidget {
    Q_OBJECT
public:
    EmptyState(const QString& sentence, const QString& action, const QString& name,
               QWidget* parent = nullptr);
    void setSentence(const QString& sentence);
    void setActionEnabled(bool enabled);

Q_SIGNALS:
    void actionTriggered();

private:
    QLabel* m_sentence;
    QPushButton* m_button;
};

}  // namespace pivot
