// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/figures/figure_data.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace pivot {

class FigurePicture;

/// Asks where and as what a figure is to be written, and shows it as it will be. The style that was chosen
/// last is proposed again by dialogs of the same window. What goes wrong is said in the dialog, which stays.
class FigureExportDialog : public QDialog {
    Q_OBJECT
public:
    /// A document that was read from a file (`reopened`) keeps its own style.
    FigureExportDialog(figures::FigureDocument document, QWidget* parent, bool reopened = false);
    /// Offers the command that draws the same of the store; of a figure of no experiment there is none.
    void offerCommand(const figures::FigureRecipe& recipe);
    void accept() override;

private:
    [[nodiscard]] QFormLayout* makeForm();
    [[nodiscard]] figures::FigureFormat format() const;
    void proposeStyle(bool reopened);
    void showStyle();
    void formatChosen();
    void widthChosen();
    void styleChanged();
    void showSize();
    void browse();
    void say(const QString& sentence);

    figures::FigureDocument m_document;
    FigurePicture* m_picture;
    QComboBox *m_format, *m_width;
    QDoubleSpinBox *m_inches, *m_font;
    QSpinBox* m_dpi;
    QCheckBox *m_grey, *m_anonymous;
    QLineEdit* m_file;
    QLabel *m_size, *m_message;
    QDialogButtonBox* m_buttons;
    QString m_replaced;  ///< the file of which it was said that it would be replaced
    bool m_filling = false;
};

}  // namespace pivot
