// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;

namespace pivot {

class ExperimentModel;

/// The experiments of the database as a table that sorts by any column; newest first.
class ExperimentsPage : public QWidget {
    Q_OBJECT
public:
    explicit ExperimentsPage(ExperimentModel& experiments, QWidget* parent = nullptr);

Q_SIGNALS:
    void experimentOpened(const QString& id);    ///< to be shown on the Run page
    void resumeWanted(const QString& id);        ///< to be finished where it stopped
    void compareWanted(const QStringList& ids);  ///< the oldest first
    void runPageWanted();

protected:
    /// The table has another width.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void updateEmpty();
    void updateResume();
    void updateCompare();
    /// Ids of the selected experiments, the oldest first.
    [[nodiscard]] QStringList selected() const;
    [[nodiscard]] QWidget* makeActions();
    /// The skips take what the other columns leave, and never less than they need: the table scrolls then.
    void fitSkips();
    ExperimentModel& m_experiments;
    QStackedWidget* m_stack;
    QSortFilterProxyModel* m_sorted;
    QTableView* m_table;
    QPushButton *m_compare, *m_resume;
    int m_skipWidth = 0;
};

}  // namespace pivot
