// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/main_frame.h"

#include "widgets/theme/parts.h"
#include "widgets/views/attention_page.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/device_bar.h"
#include "widgets/views/devices_dock.h"
#include "widgets/views/experiments_page.h"
#include "widgets/views/frame_actions.h"
#include "widgets/views/images_page.h"
#include "widgets/views/message_bar.h"
#include "widgets/views/progress_strip.h"
#include "widgets/views/queue_dock.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QAction>
#include <QActionGroup>
#include <QButtonGroup>
#include <QDockWidget>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QMenu>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace pivot {
namespace {

constexpr int kLogLines = 5000;

QToolButton* makeThemeButton(ThemeSource& theme) {
    auto* button = makeQuietButton(MainFrame::tr("Theme"), QStringLiteral("theme"));
    button->setToolTip(MainFrame::tr("Light, dark, or as the system"));
    auto* menu = new QMenu(button);
    auto* group = new QActionGroup(menu);
    const auto add = [&](const QString& text, const char* name, ThemeSource::Choice choice) {
        QAction* action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setCheckable(true);
        action->setChecked(theme.choice() == choice);
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, &theme, [&theme, choice] { theme.setChoice(choice); });
        QObject::connect(&theme, &ThemeSource::choiceChanged, action,
                         [action, choice, &theme] { action->setChecked(theme.choice() == choice); });
    };
    add(MainFrame::tr("As the system"), "themeSystem", ThemeSource::Choice::System);
    add(MainFrame::tr("Light"), "themeLight", ThemeSource::Choice::Light);
    add(MainFrame::tr("Dark"), "themeDark", ThemeSource::Choice::Dark);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    return button;
}

}  // namespace

MainFrame::MainFrame(ThemeSource& theme, QWidget* parent)
    : QMainWindow(parent),
      m_theme(theme),
      m_pages(new QStackedWidget),
      m_tabs(new QButtonGroup(this)),
      m_run(new RunPage(theme, m_devices)),
      m_images(new ImagesPage(theme)),
      m_attention(new AttentionPage(theme)),
      m_compare(new ComparePage(theme)),
      m_experimentsPage(new ExperimentsPage(m_experiments)),
      m_message(new MessageBar(QStringLiteral("frameMessage"))),
      m_actions(new FrameActions(*this)),
      m_devicesDock(new DevicesDock(theme, m_devices)),
      m_queueDock(new QueueDock(m_queue)),
      m_progress(new ProgressBarStrip) {
    setObjectName(QStringLiteral("mainFrame"));
    setWindowTitle(tr("PIVOT Workbench"));
    setMinimumSize(1120, 720);
    resize(1440, 900);
    setMenuWidget(makeHeader());
    addPage(tr("Run"), QStringLiteral("tabRun"), m_run);
    addPage(tr("Images"), QStringLiteral("tabImages"), m_images);
    addPage(tr("Attention"), QStringLiteral("tabAttention"), m_attention);
    addPage(tr("Compare"), QStringLiteral("tabCompare"), m_compare);
    addPage(tr("Experiments"), QStringLiteral("tabExperiments"), m_experimentsPage);

    auto* centre = new QWidget;
    centre->setFocusPolicy(Qt::ClickFocus);
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_message);
    layout->addWidget(m_pages, 1);
    setCentralWidget(centre);
    makeLog();
    makeDocks();

    connect(m_actions, &FrameActions::aboutWanted, this, &MainFrame::aboutWanted);
    connect(m_progress, &ProgressBarStrip::cancelRequested, this, &MainFrame::cancelRequested);
    connect(m_progress, &ProgressBarStrip::pauseRequested, this, &MainFrame::pauseRequested);
    connect(m_devicesDock, &DevicesDock::deviceChosen, &m_run->setup(), &SetupPanel::chooseDevice);
    connect(&m_devicesDock->bar(), &DeviceBar::deviceChosen, &m_run->setup(), &SetupPanel::chooseDevice);
    connect(&m_devicesDock->bar(), &DeviceBar::reasonWanted, m_message, &MessageBar::showMessage);
    connect(&m_run->setup(), &SetupPanel::selectionChanged, this, &MainFrame::updateContext);
    connect(m_images, &ImagesPage::runPageWanted, this, [this] { showPage(m_run); });
    connect(m_compare, &ComparePage::runPageWanted, this, [this] { showPage(m_run); });
    connect(m_experimentsPage, &ExperimentsPage::runPageWanted, this, [this] { showPage(m_run); });
    showPage(m_run);
    centre->setFocus();  // no control wears the focus before somebody uses the keyboard
}

QWidget* MainFrame::makeHeader() {
    auto* header = new QWidget;
    header->setObjectName(QStringLiteral("header"));
    header->setAttribute(Qt::WA_StyledBackground);
    header->setFixedHeight(tokens::kHeaderHeight);
    m_tabs->setExclusive(true);
    m_tabLayout = new QHBoxLayout;
    m_tabLayout->setSpacing(tokens::kGrid);
    m_context = new ElidedLabel;
    m_context->setObjectName(QStringLiteral("context"));
    m_context->setProperty("role", "muted");
    m_context->setFont(fonts::small(font()));
    m_context->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* queue = makeQuietButton(tr("Queue"), QStringLiteral("toggleQueue"));
    queue->setCheckable(true);
    queue->setToolTip(tr("The experiments that wait for their turn"));
    auto* log = makeQuietButton(tr("Log"), QStringLiteral("toggleLog"));
    log->setCheckable(true);
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(tokens::kMargin, 0, tokens::kMargin, 0);
    layout->setSpacing(tokens::kGap);
    layout->addLayout(m_tabLayout);
    layout->addWidget(m_context, 1);
    layout->addSpacing(tokens::kGap);
    layout->addWidget(queue);
    layout->addWidget(log);
    layout->addWidget(makeThemeButton(m_theme));
    layout->addWidget(m_actions->helpButton());
    return header;
}

void MainFrame::makeLog() {
    m_log = new QPlainTextEdit;
    m_log->setObjectName(QStringLiteral("log"));
    m_log->setAccessibleName(tr("Log"));
    m_log->setReadOnly(true);
    m_log->setMaximumBlockCount(kLogLines);
    m_log->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_logDock = new QDockWidget(tr("Log"));
    m_logDock->setObjectName(QStringLiteral("logDock"));
    m_logDock->setFeatures(QDockWidget::DockWidgetClosable);
    m_logDock->setWidget(m_log);
    addDockWidget(Qt::BottomDockWidgetArea, m_logDock);
    m_logDock->hide();
    auto* button = findChild<QToolButton*>(QStringLiteral("toggleLog"));
    connect(m_logDock->toggleViewAction(), &QAction::toggled, button, &QAbstractButton::setChecked);
    // The dock itself receives: while the frame is taken down, hiding the dock still unchecks the button.
    connect(button, &QAbstractButton::toggled, m_logDock, &QWidget::setVisible);
}

void MainFrame::makeDocks() {
    // From the top: the queue (and the log), the devices; the progress is under every dock.
    addDockWidget(Qt::BottomDockWidgetArea, m_queueDock);
    addDockWidget(Qt::BottomDockWidgetArea, m_devicesDock);
    splitDockWidget(m_queueDock, m_devicesDock, Qt::Vertical);
    tabifyDockWidget(m_queueDock, m_logDock);  // last: what is split off a tab becomes one
    m_queueDock->hide();
    auto* button = findChild<QToolButton*>(QStringLiteral("toggleQueue"));
    connect(m_queueDock->toggleViewAction(), &QAction::toggled, button, &QAbstractButton::setChecked);
    connect(button, &QAbstractButton::toggled, m_queueDock, [this](bool on) {
        m_queueDock->setVisible(on);
        if (on) {
            m_queueDock->raise();
        }
    });
    statusBar()->setSizeGripEnabled(false);
    constexpr int kOwnSpacing = 5;  // that a status bar keeps above and below
    m_progress->setFixedHeight(tokens::kBarHeight + tokens::kGrid - kOwnSpacing);
    statusBar()->addWidget(m_progress, 1);
}

void MainFrame::addPage(const QString& title, const QString& name, QWidget* page) {
    const int index = m_pages->addWidget(page);
    auto* tab = new QToolButton;
    tab->setText(title);
    tab->setObjectName(name);
    tab->setAccessibleName(tr("Page %1").arg(title));
    tab->setProperty("role", "tab");
    tab->setCheckable(true);
    tab->setFocusPolicy(Qt::StrongFocus);
    tab->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + index)));
    m_tabs->addButton(tab, index);
    m_tabLayout->addWidget(tab);
    connect(tab, &QToolButton::toggled, this, [this, index](bool on) {
        if (on) {
            m_pages->setCurrentIndex(index);
        }
    });
}

void MainFrame::showPage(QWidget* page) {
    if (QAbstractButton* tab = m_tabs->button(m_pages->indexOf(page))) {
        tab->setChecked(true);
    }
}

void MainFrame::showPageOf(const QString& tab) {
    for (QAbstractButton* button : m_tabs->buttons()) {
        if (button->objectName() == tab) {
            button->setChecked(true);
        }
    }
}

QString MainFrame::shownTab() const {
    const QAbstractButton* tab = m_tabs->checkedButton();
    return tab ? tab->objectName() : QString();
}

void MainFrame::appendLog(const QString& line) {
    m_log->appendPlainText(line);
}

void MainFrame::showMessage(const QString& sentence) {
    m_message->addMessage(sentence);
}

QString MainFrame::message() const {
    return m_message->message();
}

void MainFrame::updateContext() {
    const SetupPanel& setup = m_run->setup();
    QStringList parts{setup.chosenModelName(), setup.chosenDataName(), setup.chosenDevice()};
    parts.removeAll(QString());
    m_devicesDock->bar().setChosen(setup.chosenDevice());
    m_context->setFullText(parts.join(QStringLiteral("  ·  ")));
}

}  // namespace pivot
