// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/image_query.h"

#include <QList>
#include <QPair>
#include <QString>
#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QHBoxLayout;
class QToolButton;

namespace pivot {

/// Which images of an experiment are shown, and in which order.
class ImageFilterBar : public QWidget {
    Q_OBJECT
public:
    explicit ImageFilterBar(QWidget* parent = nullptr);

    /// What can be chosen, of another experiment: everything is shown again, the order stays.
    void setImages(const ImageAnswers& answers);
    /// Experiments over the same images, by id and name for people, newest first.
    void setOthers(const QList<QPair<QString, QString>>& others);
    [[nodiscard]] ImageQuery query() const;
    /// Shows all images of one cell of the confusion matrix and nothing else left out.
    void selectCell(int label, int predicted);
    void clear();

Q_SIGNALS:
    void changed();
    void otherChosen(const QString& id);  ///< empty: none

private:
    [[nodiscard]] QComboBox* addBox(QHBoxLayout& row, const char* name, const QString& spoken,
                                    const QString& all);
    [[nodiscard]] QDoubleSpinBox* addBound(QHBoxLayout& row, const char* name, const QString& spoken,
                                           double value);
    [[nodiscard]] QHBoxLayout* makeChoices();
    [[nodiscard]] QHBoxLayout* makeRanges();
    void addFlips(QComboBox& box, const QString& gained, const QString& lost);
    void fillClasses(QComboBox& box, const ImageAnswers& answers, const QString& text);
    void tell();

    int m_classes = 0;
    bool m_filling = true;  ///< until every control is there
    QComboBox *m_exit, *m_verdict, *m_label, *m_predicted, *m_flips;
    QComboBox *m_other, *m_otherFlips, *m_scored, *m_sort;
    QDoubleSpinBox *m_leastEntropy, *m_mostEntropy, *m_leastMargin, *m_mostMargin;
    QToolButton *m_descending, *m_reset;
};

}  // namespace pivot
