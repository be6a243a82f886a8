// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/devices_dock.h"

#include "widgets/theme/parts.h"
#include "widgets/theme/tokens.h"
#include "widgets/views/device_bar.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace pivot {
namespace {

constexpr int kDetailsHeight = 220;
constexpr int kReportWidth = 360;

}  // namespace

DevicesDock::DevicesDock(const ThemeSource& theme, DeviceModel& devices, QWidget* parent)
    : QDockWidget(tr("Devices"), parent),
      m_devices(devices),
      m_table(devices),
      m_bar(new DeviceBar(theme, devices)),
      m_toggle(makeQuietButton(tr("Details"), QStringLiteral("devicesOpen"))),
      m_view(new QTableView),
      m_report(makeLabel({}, TextRole::Plain, QStringLiteral("deviceReport"))),
      m_details(makeDetails()),
      m_noTitle(new QWidget(this)) {
    setObjectName(QStringLiteral("devicesDock"));
    setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetFloatable);
    setAllowedAreas(Qt::TopDockWidgetArea | Qt::BottomDockWidgetArea);
    m_toggle->setCheckable(true);
    m_toggle->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_D));
    m_toggle->setToolTip(tr("What each device can do and how it does now (Ctrl+D)"));
    m_toggle->setAccessibleName(tr("Details of the devices"));
    m_noTitle->setMaximumHeight(0);

    auto* line = new QWidget;
    line->setObjectName(QStringLiteral("deviceBar"));
    line->setAttribute(Qt::WA_StyledBackground);
    line->setFixedHeight(tokens::kBarHeight);
    m_bar->setObjectName(QStringLiteral("deviceChips"));
    auto* lineLayout = new QHBoxLayout(line);
    lineLayout->setContentsMargins(0, tokens::kHairline, tokens::kMargin, 0);
    lineLayout->setSpacing(tokens::kGap);
    lineLayout->addWidget(m_bar, 1);
    lineLayout->addWidget(m_toggle);
    auto* content = new QWidget;
    content->setObjectName(QStringLiteral("dockContent"));
    content->setAttribute(Qt::WA_StyledBackground);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(line);
    layout->addWidget(m_details, 1);
    setWidget(content);
    connect(m_toggle, &QAbstractButton::toggled, this, &DevicesDock::setOpen);
    m_details->hide();
    setTitleBarWidget(m_noTitle);
}

QWidget* DevicesDock::makeDetails() {
    m_view->setObjectName(QStringLiteral("deviceTable"));
    m_view->setAccessibleName(tr("Devices"));
    m_view->setModel(&m_table);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->setToolTip(tr("Enter runs on the chosen device"));
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(tokens::kControlHeight);
    QHeaderView* header = m_view->horizontalHeader();
    header->setHighlightSections(false);
    const QFontMetrics text(font());
    int column = 0;
    for (const char* sample : {"xrt:0000:65:00.1", "", "fp32 bf16 int8", "Attention maps", "Layer times",
                               "0.00005 of a logit", "Power 123", "Temperature", "100.0 %"}) {
        m_view->setColumnWidth(column++,
                               text.horizontalAdvance(QString::fromUtf8(sample)) + 3 * tokens::kGap);
    }
    header->setSectionResizeMode(DeviceTableModel::State, QHeaderView::Stretch);
    m_report->setWordWrap(true);
    m_report->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_report->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_report->setMargin(tokens::kGap);
    auto* scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("deviceReportScroll"));
    scroll->setAccessibleName(tr("Report of the chosen device"));
    scroll->setWidget(m_report);
    scroll->setWidgetResizable(true);
    scroll->setFixedWidth(kReportWidth);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* details = new QWidget;
    auto* layout = new QHBoxLayout(details);
    layout->setContentsMargins(tokens::kMargin, tokens::kGrid, tokens::kMargin, tokens::kGap);
    layout->setSpacing(tokens::kGap);
    layout->addWidget(m_view, 1);
    layout->addWidget(scroll);
    details->setMinimumHeight(kDetailsHeight);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &DevicesDock::updateReport);
    connect(&m_table, &QAbstractItemModel::dataChanged, this, &DevicesDock::updateReport);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(&m_table, signal, this, &DevicesDock::spanReasons);
    }
    connect(&m_devices, &QAbstractItemModel::dataChanged, this, &DevicesDock::spanReasons);
    connect(&m_table, &QAbstractItemModel::rowsInserted, this, [this] {
        if (!m_view->currentIndex().isValid()) {
            m_view->setCurrentIndex(m_table.index(0, 0));
        }
    });
    connect(m_view, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        if (index.data(DeviceTableModel::AvailableRole).toBool()) {
            Q_EMIT deviceChosen(index.data(DeviceTableModel::IdRole).toString());
        }
    });
    return details;
}

/// Why a device is not available is a sentence, and it has nothing else to show.
void DevicesDock::spanReasons() {
    m_view->clearSpans();
    for (int row = 0; row < m_table.rowCount(); ++row) {
        if (!m_table.index(row, 0).data(DeviceTableModel::AvailableRole).toBool()) {
            m_view->setSpan(row, DeviceTableModel::State, 1,
                            DeviceTableModel::ColumnCount - DeviceTableModel::State);
        }
    }
}

void DevicesDock::setStates(const std::map<std::string, DeviceState>& states) {
    m_table.setStates(states);
    m_bar->setStates(states);
}

void DevicesDock::setOpen(bool open) {
    if (open == m_open) {
        return;
    }
    m_open = open;
    m_toggle->setChecked(open);
    m_details->setVisible(open);
    setTitleBarWidget(open ? nullptr : m_noTitle);
    m_noTitle->setVisible(!open);
    if (open && !m_view->currentIndex().isValid()) {
        m_view->setCurrentIndex(m_table.index(0, 0));
    }
}

void DevicesDock::updateReport() {
    const int row = m_view->currentIndex().row();
    if (row < 0 || row >= m_devices.rowCount()) {
        m_report->clear();
        return;
    }
    const DeviceInfo& device = m_devices.devices()[static_cast<std::size_t>(row)];
    const QString id = QString::fromStdString(device.id);
    const QString report = id + QLatin1Char('\n') + deviceReport(device, m_table.stateOf(id));
    if (report != m_report->text()) {
        m_report->setText(report);
    }
}

}  // namespace pivot
