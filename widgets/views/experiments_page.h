// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/experiment_detail.h"
#include "widgets/models/experiment_wish.h"

#include <QTimer>
#include <QWidget>

class QPushButton;
class QStackedWidget;
class QTableView;

namespace pivot {

class ExperimentFilterBar;
class ExperimentModel;
class ExperimentPanel;
class UndoBar;

/// The experiments of the database: a search with filters above a table that whoever has them sorts and
/// pages, and beside it everything about the chosen one. It shows and asks; nothing is read or changed here.
class ExperimentsPage : public QWidget {
    Q_OBJECT
public:
    explicit ExperimentsPage(ExperimentModel& experiments, QWidget* parent = nullptr);

    /// What is to be listed, with the order of the table.
    [[nodiscard]] ExperimentFilter filter() const;
    [[nodiscard]] QStringList selectedIds() const;
    void setChoices(const ExperimentChoices& choices);
    /// Of the experiment that detailsWanted() asked for; of another it is read over.
    void showDetails(const ExperimentDetails& details);
    /// So many went into the bin: offers to take them out again.
    void showDeleted(const QStringList& ids);

Q_SIGNALS:
    void shown();  ///< other programs may have changed the database since it was shown last
    void filterChanged();
    void detailsWanted(const QString& id);
    void editWanted(const ExperimentWish& wish);
    void experimentOpened(const QString& id);       ///< to be shown on the Run page
    void resumeWanted(const QString& id);           ///< to be finished where it stopped
    void commandLineWanted(const QString& id);      ///< what runs it again, on the clipboard
    void setUpWanted(const QString& id);            ///< its set-up is to be taken up again
    void compareRequested(const QStringList& ids);  ///< two or more, the oldest first
    void importCostsWanted(const QString& id);
    void runPageWanted();

protected:
    void showEvent(QShowEvent* event) override;
    /// The table has another width.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void setUpTable();
    void setUpKeys();
    [[nodiscard]] QWidget* makeList();
    [[nodiscard]] QWidget* makeActions();
    [[nodiscard]] QPushButton* makeAction(const QString& text, const char* name);
    void showMenu(const QPoint& place);
    void updateEmpty();
    void updateActions();
    void selectionChanged();
    void toggleStar();
    void deleteOrRestore();
    void exportTable();
    /// The skips take what the other columns leave, and never less than they need: the table scrolls then.
    void fitSkips();
    [[nodiscard]] QString currentId() const;
    [[nodiscard]] QModelIndexList selectedRows() const;

    ExperimentModel& m_experiments;
    QStackedWidget* m_stack;
    QStackedWidget* m_listOrNothing;
    QTableView* m_table;
    ExperimentFilterBar* m_filters;
    ExperimentPanel* m_panel;
    UndoBar* m_undo;
    QPushButton *m_open, *m_setUp, *m_resume, *m_compare, *m_export, *m_delete;
    QTimer m_asking;  ///< for details: as long as somebody moves on, nothing is read
    QStringList m_deleted;
    int m_sortColumn, m_skipWidth = 0;
    bool m_sortDescending = true;
};

}  // namespace pivot
