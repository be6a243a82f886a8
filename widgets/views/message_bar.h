// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;

namespace pivot {

/// One sentence that needs to be read, until it is dismissed: a failure, a warning. Hidden while there is
/// none.
class MessageBar : public QFrame {
    Q_OBJECT
public:
    /// `name` is that of the sentence's label; the button's follows from it.
    explicit MessageBar(const QString& name = QStringLiteral("message"), QWidget* parent = nullptr);
    void showMessage(const QString& text);
    /// Puts one more sentence under what is still unread.
    void addMessage(const QString& text);
    [[nodiscard]] QString message() const;

private:
    QLabel* m_text;
};

}  // namespace pivot
