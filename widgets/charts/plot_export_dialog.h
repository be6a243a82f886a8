// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/plot_export.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace pivot {

/// Asks where and as what a plot is to be written. What goes wrong is said in the dialog, which stays.
class PlotExportDialog : public QDialog {
    Q_OBJECT
public:
    PlotExportDialog(PlotCard& card, QWidget* parent);
    void accept() override;

private:
    [[nodiscard]] PlotFormat format() const;
    void formatChosen();
    void browse();
    void say(const QString& sentence);

    PlotCard& m_card;
    QLineEdit* m_file;
    QComboBox* m_format;
    QSpinBox* m_dpi;
    QLabel *m_size, *m_message;
    QString m_replaced;  ///< the file of which it was said that it would be replaced
};

}  // namespace pivot
