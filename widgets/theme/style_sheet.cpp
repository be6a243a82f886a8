// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/contrast.h"
#include "widgets/theme/theme_source.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <array>
#include <utility>

namespace pivot {
namespace {

QPalette paletteOf(const Theme& theme) {
    QPalette palette;
    const std::array<std::pair<QPalette::ColorRole, QColor>, 17> roles{{
        {QPalette::Window, theme.window},
        {QPalette::WindowText, theme.text},
        {QPalette::Base, theme.surface},
        {QPalette::AlternateBase, theme.window},
        {QPalette::Text, theme.text},
        {QPalette::Button, theme.surface},
        {QPalette::ButtonText, theme.text},
        {QPalette::BrightText, theme.error},
        {QPalette::ToolTipBase, theme.surface},
        {QPalette::ToolTipText, theme.text},
        {QPalette::PlaceholderText, theme.muted},
        {QPalette::Highlight, theme.accent},
        {QPalette::HighlightedText, theme.onAccent},
        {QPalette::Link, theme.accent},
        {QPalette::LinkVisited, theme.accent},
        {QPalette::Mid, theme.line},
        {QPalette::Dark, theme.line},
    }};
    for (const auto& [role, color] : roles) {
        palette.setColor(role, color);
    }
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, theme.muted);
    }
    return palette;
}

// Names in @...@ are colours and lengths of the tokens.
constexpr const char* kSheet = R"css(
* { outline: 0; }
QMainWindow, QWidget#page, QScrollArea, QWidget#scrolled { background: @window@; }
QWidget#header, QWidget#setupPanel, QWidget#setupScrolled, QWidget#cardScrolled, QWidget#deviceBar, QWidget#setupFooter { background: @surface@; }
QWidget#header { border: 0; border-bottom: 1px solid @line@; }
QWidget#setupPanel { border: 0; border-right: 1px solid @line@; }
QWidget#setupFooter, QWidget#deviceBar, QWidget#progressBar { border: 0; border-top: 1px solid @line@; }
QWidget#progressBar { background: @window@; }
QScrollArea { border: 0; }
QFrame[role="card"] { background: @surface@; border: 1px solid @line@; border-radius: @radius@px; }
QFrame[role="card"]:focus { border-color: @accent@; }
QLabel { background: transparent; color: @text@; }
QLabel[role="muted"] { color: @muted@; }
QLabel[role="key"] { background: @field@; border: 1px solid @line@; border-bottom: 2px solid @line@; border-radius: @markRadius@px;
    padding: 0 5px; }
QLabel[role="error"] { color: @error@; }
QLabel[role="link"] { color: @accent@; }
QFrame[role="line"] { background: @line@; border: 0; }
QFrame#messageBar { background: @surface@; border: 1px solid @line@; border-left: 4px solid @warning@;
    border-top-right-radius: @radius@px; border-bottom-right-radius: @radius@px; }

QToolTip { background: @surface@; color: @text@; border: 1px solid @line@; padding: 4px 6px; }

QPushButton, QToolButton#plain { background: @surface@; color: @text@; border: 1px solid @line@; border-radius: @radius@px;
    padding: 0 12px; min-height: @inner@px; }
QPushButton:hover, QToolButton#plain:hover { background: @hover@; }
QPushButton:focus, QToolButton#plain:focus { border: 1px solid @accent@; }
QPushButton:disabled, QToolButton#plain:disabled { color: @muted@; background: @window@; }
QPushButton[role="compact"] { min-height: 20px; padding: 0 10px; }
QPushButton[role="primary"] { background: @accent@; color: @onAccent@; border-color: @accent@; font-weight: 600; }
QPushButton[role="primary"]:hover { background: @accentHover@; border-color: @accentHover@; }
QPushButton[role="primary"]:focus { border: 2px solid @text@; padding: 0 11px; min-height: @innerFocus@px; }
QPushButton[role="primary"]:disabled { background: @line@; border-color: @line@; color: @muted@; }

QPushButton[role="choice"] { background: @field@; padding: 0 8px; text-align: left; }
QPushButton[role="choice"]:hover { border-color: @muted@; }
QPushButton[role="choice"]::menu-indicator { image: url(:/widgets/@chevron@.svg); width: 10px; height: 10px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 6px; }
QToolButton[role="button"] { background: @surface@; color: @text@; border: 1px solid @line@; border-radius: @radius@px;
    padding: 0 8px; }
QToolButton[role="button"]:hover { background: @hover@; }
QToolButton[role="button"]:focus { border: 1px solid @accent@; }
QToolButton[role="button"]:disabled { color: @muted@; background: @window@; }
QToolButton[role="button"]::menu-button { border: 0; width: 18px; }
QToolButton[role="button"]::menu-arrow { image: url(:/widgets/@chevron@.svg); width: 10px; height: 10px; }

QToolButton[role="quiet"] { background: transparent; border: 1px solid transparent; border-radius: @markRadius@px; color: @accent@;
    padding: 0 4px; min-height: 18px; }
QToolButton[role="quiet"]:hover { background: @hover@; }
QToolButton[role="quiet"]:checked { background: @hover@; border-color: @accent@; }
QToolButton[role="quiet"]:focus { border-color: @accent@; }
QToolButton[role="quiet"]:disabled { color: @muted@; }
QToolButton[role="quiet"]::menu-indicator { image: none; width: 0; }

QToolButton[role="choice"] { background: @surface@; color: @muted@; border: 1px solid @line@; border-radius: @radius@px;
    padding: 0 12px; min-height: @inner@px; }
QToolButton[role="choice"]:hover { background: @hover@; }
QToolButton[role="choice"]:focus { border-color: @accent@; }
QToolButton[role="choice"]:checked { color: @text@; border-color: @muted@; font-weight: 600; }
QToolButton[role="segment"] { background: transparent; color: @muted@; border: 1px solid @line@; border-radius: @markRadius@px;
    padding: 0 8px; min-height: 16px; }
QToolButton[role="segment"]:hover { background: @hover@; }
QToolButton[role="segment"]:focus { border-color: @accent@; }
QToolButton[role="segment"]:checked { color: @text@; background: @hover@; font-weight: 600; }

QToolButton[role="more"] { background: transparent; border: 1px solid transparent; border-radius: @markRadius@px;
    min-width: 20px; max-width: 20px; min-height: 12px; max-height: 12px; }
QToolButton[role="more"]:hover, QToolButton[role="more"]:pressed { background: @hover@; }
QToolButton[role="more"]:focus { border-color: @accent@; }
QToolButton[role="more"]::menu-indicator { image: url(:/widgets/@more@.svg); width: 14px; height: 14px;
    subcontrol-origin: border; subcontrol-position: center; }

QToolButton[role="tab"] { background: transparent; border: 0; border-bottom: 2px solid transparent; color: @muted@;
    padding: 0 12px; min-height: 41px; }
QToolButton[role="tab"]:hover { color: @text@; }
QToolButton[role="tab"]:focus { color: @text@; background: @hover@; }
QToolButton[role="tab"]:checked { color: @text@; border-bottom-color: @accent@; font-weight: 600; }

QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit { background: @field@; color: @text@; border: 1px solid @line@;
    border-radius: @radius@px; padding: 0 8px; min-height: @inner@px; selection-background-color: @accent@;
    selection-color: @onAccent@; }
QComboBox:hover, QSpinBox:hover, QDoubleSpinBox:hover, QLineEdit:hover { border-color: @muted@; }
QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QLineEdit:focus { border-color: @accent@; }
QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QLineEdit:disabled { color: @muted@; }
QPlainTextEdit#experimentNote { background: @field@; color: @text@; border: 1px solid @line@; border-radius: @radius@px; padding: 2px 4px; }
QPlainTextEdit#experimentNote:focus { border-color: @accent@; }
QLineEdit[invalid="true"] { border-color: @error@; }
QLineEdit[role="compact"], QDoubleSpinBox[role="compact"], QSpinBox[role="compact"], QComboBox[role="compact"] { min-height: 20px; padding: 0 6px; }
QComboBox::drop-down { border: 0; width: 20px; subcontrol-position: center right; }
QComboBox::down-arrow { image: url(:/widgets/@chevron@.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: @surface@; color: @text@; border: 1px solid @line@;
    selection-background-color: @hover@; selection-color: @text@; padding: 4px; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button { width: 0; border: 0; }

QMenu { background: @surface@; color: @text@; border: 1px solid @line@; padding: 4px; }
QMenu::item { padding: 4px 20px 4px 12px; border-radius: @markRadius@px; }
QMenu::item:selected { background: @hover@; }
QMenu::item:disabled { color: @muted@; }
QMenu::separator { height: 1px; background: @line@; margin: 4px 8px; }

QProgressBar { background: @line@; border: 0; border-radius: 2px; max-height: @track@px; min-height: @track@px; }
QProgressBar::chunk { background: @accent@; border-radius: 2px; }

QSlider { min-height: 18px; }
QSlider::groove:horizontal { background: @line@; height: @track@px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @chosen@; height: @track@px; border-radius: 2px; }
QSlider::handle:horizontal { background: @surface@; border: 3px solid @chosen@; width: 10px; height: 10px; margin: -6px 0;
    border-radius: 8px; }
QSlider::handle:horizontal:hover { background: @hover@; }
QSlider::handle:horizontal:focus { border-color: @chosenInk@; background: @chosenInk@; }
QSlider::handle:horizontal:disabled { border-color: @muted@; }

QSlider#imageSize::sub-page:horizontal { background: @muted@; }
QSlider#imageSize::handle:horizontal { border-color: @muted@; }
QSlider#imageSize::handle:horizontal:focus { border-color: @accent@; background: @accent@; }

QScrollBar:vertical { background: transparent; width: 8px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 8px; margin: 0; }
QScrollBar::handle { background: @line@; border-radius: 4px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @muted@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTableView { background: @surface@; alternate-background-color: @window@; color: @text@; border: 1px solid @line@;
    border-radius: @radius@px; gridline-color: transparent; selection-background-color: @selection@; selection-color: @text@; }
QTableView[role="plain"] { border: 1px solid transparent; border-radius: 0; }
QTableView[role="plain"]:focus { border-color: @accent@; }
QTableView::item { padding: 0 8px; border: 0; }
QTableView:focus { border-color: @accent@; }
QHeaderView { background: @surface@; border: 0; }
QHeaderView::section { background: @surface@; color: @muted@; border: 0; border-bottom: 1px solid @line@; padding: 6px 11px; }
QTableCornerButton::section { background: @surface@; border: 0; }

QWidget#dockContent { background: @surface@; }
QStatusBar { background: @window@; }
QStatusBar::item { border: 0; }
QMainWindow::separator { background: @line@; width: 1px; height: 1px; }
QDockWidget { color: @muted@; titlebar-close-icon: url(:/widgets/@close@.svg); }
QDockWidget::title { background: @surface@; border-top: 1px solid @line@; padding: 4px 16px; }
QPlainTextEdit { background: @surface@; color: @text@; border: 0; border-top: 1px solid @line@; padding: 4px 12px;
    selection-background-color: @accent@; selection-color: @onAccent@; }
)css";

}  // namespace

QString styleSheet(const Theme& theme) {
    QString sheet = QString::fromUtf8(kSheet);
    const std::array<std::pair<const char*, QString>, 23> values{{
        {"window", theme.window.name()},
        {"surface", theme.surface.name()},
        {"line", theme.line.name()},
        {"text", theme.text.name()},
        {"muted", theme.muted.name()},
        {"field", theme.field.name()},
        {"hover", theme.hover.name()},
        {"accent", theme.accent.name()},
        {"accentHover", theme.accentHover.name()},
        {"onAccent", theme.onAccent.name()},
        {"warning", theme.warning.name()},
        {"error", theme.error.name()},
        {"selection", blended(theme.accent, theme.surface, 0.18).name()},
        {"radius", QString::number(tokens::kRadius)},
        {"markRadius", QString::number(tokens::kMarkRadius)},
        {"inner", QString::number(tokens::kControlHeight - 2 * tokens::kHairline)},
        {"innerFocus", QString::number(tokens::kControlHeight - 4 * tokens::kHairline)},
        {"track", QString::number(tokens::kTrackHeight)},
        {"chevron", theme.isDark() ? QStringLiteral("chevron-dark") : QStringLiteral("chevron-light")},
        {"more", theme.isDark() ? QStringLiteral("more-dark") : QStringLiteral("more-light")},
        {"close", theme.isDark() ? QStringLiteral("close-dark") : QStringLiteral("close-light")},
        {"chosen", theme.chosen.name()},
        {"chosenInk", theme.chosenInk.name()},
    }};
    for (const auto& [name, value] : values) {
        sheet.replace(QStringLiteral("@%1@").arg(QLatin1String(name)), value);
    }
    return sheet;
}

void applyPalette(QApplication& application, const Theme& theme) {
    if (application.style()->objectName() != QLatin1String("fusion") && application.styleSheet().isEmpty()) {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    }
    QApplication::setPalette(paletteOf(theme));
}

void applyTheme(QApplication& application, const Theme& theme) {
    applyPalette(application, theme);
    application.setStyleSheet(styleSheet(theme));
}

}  // namespace pivot
