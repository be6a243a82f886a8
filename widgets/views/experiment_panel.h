// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/experiment_detail.h"
#include "widgets/models/experiment_wish.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace pivot {

/// Everything about the chosen experiment beside the list: name, tags and note to be edited in place (they
/// are kept when the field is left), and its result, set-up and machine to be read and copied.
class ExperimentPanel : public QWidget {
    Q_OBJECT
public:
    explicit ExperimentPanel(QWidget* parent = nullptr);

    void showDetails(const ExperimentDetails& details);
    /// So many are chosen; their details are not shown.
    void showCount(int chosen);
    [[nodiscard]] QString shownId() const { return m_details.id; }
    void focusName();
    /// Keeps what was typed and not yet left.
    void commit();

Q_SIGNALS:
    void editWanted(const ExperimentWish& wish);
    void importWanted(const QString& id);  ///< costs that were measured elsewhere

protected:
    /// The note is kept when its field is left.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] QWidget* makeFields();
    void showSections();
    void commitName();
    void commitTags();
    void commitNote();

    ExperimentDetails m_details;
    QStackedWidget* m_stack;
    QLabel *m_hint, *m_id;
    QLineEdit *m_name, *m_tags;
    QPlainTextEdit* m_note;
    QToolButton* m_import;
    QWidget* m_sections = nullptr;
    QVBoxLayout* m_sectionPlace = nullptr;
};

}  // namespace pivot
