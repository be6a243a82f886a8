// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace pivot {

class PlotCard;

/// A plot in a window of its own, with the same values as before: the card itself moves there, and where it
/// was stands a note with the way back.
class PlotWindow : public QWidget {
    Q_OBJECT
public:
    /// The card stands in a layout.
    explicit PlotWindow(PlotCard& card);

    void takeCard();
    void giveBack();
    void showTitle();

Q_SIGNALS:
    void closed();  ///< or the way back was taken

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    PlotCard& m_card;
    QWidget* m_standIn = nullptr;
};

}  // namespace pivot
