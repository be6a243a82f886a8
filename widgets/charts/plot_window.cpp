// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_window.h"

#include "widgets/charts/plot_card.h"

#include <QCloseEvent>
#include <QLabel>
#include <QLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace pivot {

PlotWindow::PlotWindow(PlotCard& card) : QWidget(card.window(), Qt::Window), m_card(card) {
    setObjectName(QStringLiteral("plotWindow"));
    setAttribute(Qt::WA_StyledBackground);
    setAttribute(Qt::WA_QuitOnClose, false);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(tokens::kGap, tokens::kGap, tokens::kGap, tokens::kGap);
    resize(760, 480);
}

void PlotWindow::takeCard() {
    auto* standIn = new Card;
    standIn->setObjectName(QStringLiteral("plotStandIn"));
    auto* back = new QPushButton(tr("Bring it back"));
    back->setObjectName(QStringLiteral("plotBringBack"));
    back->setAccessibleName(tr("Bring the plot %1 back").arg(m_card.title()));
    QLabel* sentence =
        makeLabel(tr("%1 is shown in a window of its own").arg(m_card.title()), TextRole::Muted);
    sentence->setAlignment(Qt::AlignCenter);
    sentence->setWordWrap(true);
    auto* layout = new QVBoxLayout(standIn);
    layout->setSpacing(tokens::kGap);
    layout->addStretch();
    layout->addWidget(sentence);
    layout->addWidget(back, 0, Qt::AlignHCenter);
    layout->addStretch();
    connect(back, &QPushButton::clicked, this, &PlotWindow::closed);
    m_standIn = standIn;
    delete m_card.parentWidget()->layout()->replaceWidget(&m_card, standIn);
    standIn->show();
    this->layout()->addWidget(&m_card);
    showTitle();
    show();
    m_card.setFocus();
}

void PlotWindow::giveBack() {
    hide();
    delete m_standIn->parentWidget()->layout()->replaceWidget(m_standIn, &m_card);
    m_card.show();
    m_card.setFocus();
    m_standIn->hide();
    m_standIn->deleteLater();  // its button may be what was pressed
}

void PlotWindow::showTitle() {
    setWindowTitle(m_card.title());
}

void PlotWindow::closeEvent(QCloseEvent* event) {
    event->accept();
    Q_EMIT closed();
}

}  // namespace pivot
