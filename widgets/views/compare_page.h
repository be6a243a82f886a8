// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/comparison_model.h"
#include "widgets/models/experiment_model.h"
#include "widgets/theme/theme_source.h"

#include <QImage>
#include <QStringList>
#include <QWidget>
#include <vector>

class QLabel;
class QStackedWidget;
class QTableView;

namespace pivot {

class CompareDetails;
class CompareNotes;
class ComparedBar;
class ComparisonChart;
class EmptyState;
class SweepChart;

/// Stored experiments side by side: figures with intervals and what differs in their configuration, one plane
/// and one sweep for all of them, and in detail the flipped images, the classes and the blocks. It shows what
/// it is handed and asks for what it lacks.
class ComparePage : public QWidget {
    Q_OBJECT
public:
    explicit ComparePage(const ThemeSource& theme, QWidget* parent = nullptr);

    /// What the store holds, in any order. Chosen ones that it does not hold any more are taken out.
    void setExperiments(const std::vector<ExperimentRow>& rows);
    /// The first is the reference; asks for their comparison.
    void choose(const QStringList& ids);
    [[nodiscard]] QStringList chosen() const;
    /// Nothing is shown yet, and why.
    void showWaiting(const QString& sentence);
    void showComparison(const ComparisonPtr& comparison);
    [[nodiscard]] const ComparisonPtr& comparison() const { return m_comparison; }
    void setThumbnail(qint64 imageIndex, const QImage& pixels);

Q_SIGNALS:
    void shown();  ///< the page came to the front: whoever fills it may begin
    void chosenChanged(const QStringList& ids);
    void runPageWanted();
    void commandLineWanted(const QStringList& ids);                    ///< on the clipboard
    void experimentWanted(const QString& id);                          ///< to be shown on the Run page
    void thumbnailsWanted(const QList<qint64>& indices);               ///< of the reference's data set
    void imageWanted(const QString& experimentId, qint64 imageIndex);  ///< to be shown on the Images page

protected:
    void showEvent(QShowEvent* event) override;
    /// The table has another width.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    /// When something is first shown: the window starts without plots that nobody has asked for.
    void makeContent();
    void layOutTable();
    void fitColumns();
    void updateEmpty();
    void actOnEmpty();

    const ThemeSource& m_theme;
    ComparisonPtr m_comparison;
    ComparisonModel m_model;
    ComparedBar* m_bar;
    CompareNotes* m_notes;
    QStackedWidget* m_stack;
    EmptyState *m_tooFew, *m_unchosen;
    QLabel* m_waiting;
    // Null until makeContent().
    QTableView* m_table = nullptr;
    ComparisonChart* m_plane = nullptr;
    SweepChart* m_sweep = nullptr;
    CompareDetails* m_details = nullptr;
};

}  // namespace pivot
