// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pivot/comparison.h"

#include <QFrame>
#include <vector>

class QLabel;
class QToolButton;

namespace pivot {

/// What is to be known before the numbers of a comparison are believed: what is wrong with it, always there,
/// and behind a button what is only to be known. Hidden while there is nothing.
class CompareNotes : public QFrame {
    Q_OBJECT
public:
    explicit CompareNotes(QWidget* parent = nullptr);
    void setWarnings(const std::vector<ComparisonWarning>& warnings);

private:
    void refresh();

    QLabel *m_warnings, *m_remarks;
    QToolButton* m_more;
    int m_remarkCount = 0;
};

}  // namespace pivot
