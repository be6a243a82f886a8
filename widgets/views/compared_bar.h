// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/experiment_model.h"
#include "widgets/theme/theme_source.h"

#include <QStringList>
#include <QWidget>
#include <vector>

class QHBoxLayout;
class QPushButton;
class QToolButton;

namespace pivot {

/// Which experiments are compared: a button each with a menu (make it the reference, take it out, open it),
/// and one that adds another of the stored ones.
class ComparedBar : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMost = 8;  ///< that can be told apart in one plot

    explicit ComparedBar(const ThemeSource& theme, QWidget* parent = nullptr);

    /// What the store holds, in any order.
    void setExperiments(const std::vector<ExperimentRow>& rows);
    void setChosen(const QStringList& ids);
    /// Whether there is a comparison that can be copied.
    void setCompared(bool compared);
    [[nodiscard]] const QStringList& chosen() const { return m_chosen; }
    /// Finished ones, newest first, that are not chosen.
    [[nodiscard]] std::vector<const ExperimentRow*> others() const;

Q_SIGNALS:
    void changed(const QStringList& ids);  ///< by the person
    void experimentWanted(const QString& id);
    void commandLineWanted();
    void tableWanted();   ///< its text, for the clipboard
    void exportWanted();  ///< the table, to a file

private:
    void rebuild();
    void fillMenu();
    void choose(const QStringList& ids);
    [[nodiscard]] QPushButton* makeChip(int run);
    [[nodiscard]] const ExperimentRow* find(const QString& id) const;

    const ThemeSource& m_theme;
    std::vector<ExperimentRow> m_rows;
    QStringList m_chosen;
    QHBoxLayout* m_row;
    QList<QPushButton*> m_chips;
    QPushButton* m_add;
    QToolButton* m_more;
};

}  // namespace pivot
