// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/experiment_wish.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QToolButton;

namespace pivot {

/// Which experiments are listed: a search and what can be chosen from. Says so when a person has paused
/// typing.
class ExperimentFilterBar : public QWidget {
    Q_OBJECT
public:
    explicit ExperimentFilterBar(QWidget* parent = nullptr);

    /// What there is to choose from; a choice that is gone falls back to all.
    void setChoices(const ExperimentChoices& choices);
    /// All but the order, which is the table's.
    [[nodiscard]] ExperimentFilter filter() const;
    void focusSearch();
    void clear();

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] QComboBox* addBox(const char* name, const QString& spoken, const QString& all);
    [[nodiscard]] QToolButton* addToggle(const QString& text, const char* name, const QString& tip);
    void fill(QComboBox& box, const QStringList& values);
    void tell();

    QLineEdit* m_search;
    QComboBox *m_status, *m_device, *m_tag;
    QToolButton *m_starred, *m_bin, *m_reset;
    QTimer m_typing;
    bool m_filling = false;
};

}  // namespace pivot
