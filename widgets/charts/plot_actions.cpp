// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_actions.h"

#include "widgets/charts/plot_card.h"
#include "widgets/charts/plot_export.h"
#include "widgets/charts/plot_window.h"
#include "widgets/charts/plot_zoom.h"
#include "widgets/models/command_line.h"
#include "widgets/models/shown_database.h"
#include "widgets/views/figure_export_dialog.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLayout>
#include <QMenu>
#include <QToolButton>
#include <utility>

namespace pivot {
namespace {

constexpr double kZoomStep = 1.25;
constexpr double kPanStep = 0.1;  // of the plot

}  // namespace

PlotActions::PlotActions(PlotCard& card)
    : QObject(&card), m_card(card), m_menu(new QMenu(&card)), m_button(new QToolButton(&card)) {
    m_menu->setObjectName(QStringLiteral("plotMenu"));
    m_button->setObjectName(QStringLiteral("plotMenuButton"));
    m_button->setProperty("role", "more");
    m_button->setFocusPolicy(Qt::TabFocus);
    m_button->setPopupMode(QToolButton::InstantPopup);
    m_button->setMenu(m_menu);

    const auto zoomBy = [this](double factor) {
        const int shown = m_card.shownReadout();
        m_card.zoom().zoomBy(factor, factor,
                             shown >= 0 ? m_card.readout(shown).place : m_card.plotArea().center());
    };
    const auto pan = [this](double x, double y) {
        const QRectF plot = m_card.plotArea();
        m_card.zoom().panBy({x * kPanStep * plot.width(), y * kPanStep * plot.height()});
    };
    m_needValues << add("plotZoomIn", tr("Zoom in"), {Qt::Key_Plus, Qt::Key_Equal}, true, [zoomBy] {
        zoomBy(kZoomStep);
    }) << add("plotZoomOut", tr("Zoom out"), {Qt::Key_Minus}, true, [zoomBy] { zoomBy(1 / kZoomStep); });
    m_reset = add("plotReset", tr("Show everything"), {Qt::Key_0}, true, [this] { m_card.zoom().reset(); });
    m_needValues
        << add("plotPanLeft", tr("Move left"), {Qt::SHIFT | Qt::Key_Left}, false, [pan] { pan(1, 0); })
        << add("plotPanRight", tr("Move right"), {Qt::SHIFT | Qt::Key_Right}, false, [pan] { pan(-1, 0); })
        << add("plotPanUp", tr("Move up"), {Qt::SHIFT | Qt::Key_Up}, false, [pan] { pan(0, 1); })
        << add("plotPanDown", tr("Move down"), {Qt::SHIFT | Qt::Key_Down}, false, [pan] { pan(0, -1); });
    m_menu->addSeparator();
    m_pause =
        add("plotPause", tr("Pause"), {Qt::Key_P}, true, [this] { m_card.setPaused(!m_card.isPaused()); });
    m_pause->setCheckable(true);
    m_own = add("plotOwnWindow", tr("Window of its own"), {Qt::Key_W}, true,
                [this] { setInOwnWindow(!isInOwnWindow()); });
    m_own->setCheckable(true);
    m_menu->addSeparator();
    m_needValues << add("plotCopy", tr("Copy picture and values"), {QKeySequence::Copy}, true, [this] {
        copy();
    }) << add("plotExport", tr("Export..."), {Qt::CTRL | Qt::Key_E}, true, [this] { askExport(); });
    m_command = add("plotCommand", tr("Copy as command line"), {Qt::CTRL | Qt::SHIFT | Qt::Key_C}, true, [this] { copyCommand(); });
    connect(&m_card, &PlotCard::stateChanged, this, &PlotActions::update);
    update();
}

QAction* PlotActions::add(const char* name, const QString& text, const QList<QKeySequence>& keys, bool inMenu,
                          std::function<void()> act) {
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setShortcuts(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, [act = std::move(act)] { act(); });
    m_card.addAction(action);
    if (inMenu) {
        m_menu->addAction(action);
    }
    return action;
}

void PlotActions::update() {
    m_button->setAccessibleName(tr("Menu of the plot %1").arg(m_card.title()));
    m_button->setToolTip(tr("Zoom, pause, copy, export"));
    for (QAction* action : m_needValues) {
        action->setEnabled(!m_card.isEmpty());
    }
    m_command->setEnabled(!m_card.experiments().isEmpty() && m_card.recipe());
    m_command->setToolTip(tr("The pivot export that draws this plot of the stored run"));
    m_reset->setEnabled(m_card.zoom().isZoomed());
    m_pause->setChecked(m_card.isPaused());
    m_own->setChecked(isInOwnWindow());
    if (m_window) {
        m_window->showTitle();
    }
}

void PlotActions::copy() {
    if (!m_card.isEmpty()) {
        QApplication::clipboard()->setMimeData(plotMimeData(m_card));
    }
}

void PlotActions::copyCommand() {
    const auto recipe = m_card.recipe();
    if (recipe) {
        const QString file = fromUtf8(figures::toString(recipe->kind)) + QStringLiteral(".pdf");
        QApplication::clipboard()->setText(
            exportLineOf(*recipe, m_card.document().spec, file, shownDatabase(&m_card)));
    }
}

void PlotActions::setInOwnWindow(bool own) {
    const QWidget* home = m_card.parentWidget();
    if (own && !m_window && home && home->layout()) {
        m_window = new PlotWindow(m_card);
        connect(m_window, &PlotWindow::closed, this, [this] { setInOwnWindow(false); });
        m_window->takeCard();
    } else if (!own && m_window) {
        PlotWindow* window = std::exchange(m_window, nullptr);
        window->giveBack();
        window->deleteLater();
    }
    update();
}

void PlotActions::askExport() {
    FigureExportDialog dialog(m_card.document(), m_card.window());
    if (const auto recipe = m_card.recipe()) {
        dialog.offerCommand(*recipe);
    }
    dialog.exec();
}

}  // namespace pivot
