// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace pivot {

/// A few choices side by side, one of them taken; with the keyboard: Tab to it, arrows to another.
class ChoiceStrip : public QWidget {
    Q_OBJECT
public:
    explicit ChoiceStrip(const QString& name, QWidget* parent = nullptr);

    /// `toolTips`: one a choice, or none.
    void setChoices(const QStringList& texts, const QStringList& toolTips = {});
    void setCurrent(int choice);
    [[nodiscard]] int current() const;
    [[nodiscard]] int count() const;

Q_SIGNALS:
    void picked(int choice);  ///< by the person

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QHBoxLayout* m_row;
    QButtonGroup* m_group;
    QStringList m_texts;
};

}  // namespace pivot
