// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/device_bar.h"

#include "widgets/models/device_model.h"
#include "widgets/models/device_table_model.h"
#include "widgets/theme/parts.h"

#include <QHBoxLayout>
#include <QPainter>

namespace pivot {

DeviceChip::DeviceChip(const ThemeSource& theme, const DeviceInfo& device, QWidget* parent)
    : QAbstractButton(parent), m_theme(theme) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setDevice(device);
}

void DeviceChip::setDevice(const DeviceInfo& device) {
    m_device = device;
    setObjectName(QStringLiteral("chip:") + QString::fromStdString(device.id));
    setCursor(Qt::PointingHandCursor);
    describe();
}

void DeviceChip::setChosen(bool chosen) {
    if (chosen != m_chosen) {
        m_chosen = chosen;
        describe();
    }
}

void DeviceChip::setLive(const QString& live) {
    if (live != m_live) {
        const bool resized = live.isEmpty() != m_live.isEmpty();
        m_live = live;
        if (resized) {
            updateGeometry();
        }
        update();
    }
}

void DeviceChip::describe() {
    const QString id = QString::fromStdString(m_device.id);
    const QString state = pivot::describe(m_device);
    setAccessibleName(!m_device.available ? tr("Device %1, not available").arg(id)
                      : m_chosen          ? tr("Device %1, chosen").arg(id)
                                          : tr("Device %1, available").arg(id));
    setAccessibleDescription(state);
    setToolTip(!m_device.available ? state
               : m_chosen          ? tr("%1\nThe next run takes it").arg(state)
                                   : tr("%1\nClick to run on it").arg(state));
    updateGeometry();
    update();
}

QFont DeviceChip::idFont() const {
    QFont font = fonts::small(this->font());
    font.setWeight(m_chosen ? QFont::DemiBold : QFont::Normal);
    return font;
}

QString DeviceChip::detail() const {
    if (!m_device.available) {
        // A reason reads "what is so: what to do"; the bar has room for the first, a click and the tool tip
        // say all.
        return QString::fromStdString(m_device.reason).section(QStringLiteral(": "), 0, 0);
    }
    const QString able = m_device.modelledTiming ? tr("modelled") : precisionsText(m_device);
    return m_chosen && !m_live.isEmpty() ? able + QStringLiteral(" · ") + m_live : able;
}

QSize DeviceChip::sizeHint() const {
    const QFontMetrics text(fonts::small(font()));
    // Room for the widest reading, so that nothing moves with every second.
    const int live = m_chosen && !m_live.isEmpty() ? text.horizontalAdvance(QStringLiteral("00")) : 0;
    const int width = tokens::kDot + tokens::kGap +
                      QFontMetrics(idFont()).horizontalAdvance(QString::fromStdString(m_device.id)) +
                      tokens::kGap + text.horizontalAdvance(detail()) + live + 2 * tokens::kGrid + 2;
    return {width, tokens::kControlHeight};
}

QSize DeviceChip::minimumSizeHint() const {
    const QFontMetrics text(fonts::small(font()));
    const int id = QFontMetrics(idFont()).horizontalAdvance(QString::fromStdString(m_device.id));
    const int rest = m_device.available ? text.horizontalAdvance(detail()) : 6 * text.averageCharWidth();
    return {tokens::kDot + tokens::kGap + id + tokens::kGap + rest + 2 * tokens::kGrid + 2,
            tokens::kControlHeight};
}

void DeviceChip::paintEvent(QPaintEvent* /*event*/) {
    const Theme& theme = m_theme.theme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(fonts::small(font()));
    const QRectF room = QRectF(rect()).adjusted(tokens::kGrid, 0, -tokens::kGrid, 0);
    if (underMouse()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.hover);
        painter.drawRoundedRect(QRectF(rect()), tokens::kRadius, tokens::kRadius);
    }
    if (m_chosen) {
        painter.setPen(QPen(theme.accent, tokens::kLine, Qt::SolidLine, Qt::FlatCap));
        const double under = height() - tokens::kLine / 2.0;
        painter.drawLine(QPointF(room.left(), under), QPointF(room.right(), under));
    }
    const QRectF dot(room.left() + 0.5, room.center().y() - tokens::kDot / 2.0, tokens::kDot, tokens::kDot);
    painter.setPen(QPen(m_device.available ? theme.low : theme.muted, 1.5));
    painter.setBrush(m_device.available ? theme.low : QColor(Qt::transparent));
    painter.drawEllipse(dot.adjusted(0.75, 0.75, -0.75, -0.75));
    const QString id = QString::fromStdString(m_device.id);
    double left = dot.right() + tokens::kGap;
    painter.setFont(idFont());
    const double idWidth = painter.fontMetrics().horizontalAdvance(id);
    painter.setPen(m_device.available ? theme.text : theme.muted);
    painter.drawText(QRectF(left, 0, idWidth + 1, height()), Qt::AlignVCenter | Qt::AlignLeft, id);
    left += idWidth + tokens::kGap;
    painter.setFont(fonts::small(font()));
    painter.setPen(theme.muted);
    const auto width = static_cast<int>(room.right() - left) + 1;
    painter.drawText(QRectF(left, 0, width + 1.0, height()), Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(detail(), Qt::ElideRight, width));
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), tokens::kRadius,
                                tokens::kRadius);
    }
}

DeviceBar::DeviceBar(const ThemeSource& theme, DeviceModel& devices, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_devices(devices), m_layout(new QHBoxLayout(this)) {
    setObjectName(QStringLiteral("deviceBar"));
    setAccessibleName(tr("Devices"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedHeight(tokens::kBarHeight);
    m_layout->setContentsMargins(tokens::kMargin, tokens::kHairline, tokens::kMargin, 0);
    m_layout->setSpacing(tokens::kGap);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(&m_devices, signal, this, &DeviceBar::rebuild);
    }
    connect(&m_devices, &QAbstractItemModel::dataChanged, this, &DeviceBar::rebuild);
    rebuild();
}

void DeviceBar::setChosen(const QString& id) {
    m_chosen = id;
    for (DeviceChip* chip : m_chips) {
        chip->setChosen(chip->objectName() == QStringLiteral("chip:") + id);
    }
}

void DeviceBar::setStates(const std::map<std::string, DeviceState>& states) {
    m_states = states;
    for (DeviceChip* chip : m_chips) {
        const auto found = m_states.find(chip->objectName().section(QLatin1Char(':'), 1).toStdString());
        QStringList live;
        if (found != m_states.end()) {
            const DeviceState& state = found->second;
            if (state.powerW.value) {
                live << powerText(state.powerW);
            }
            if (state.temperatureC.value) {
                live << temperatureText(state.temperatureC);
            }
            if (state.load.value) {
                live << tr("load %1").arg(loadText(state.load));
            }
        }
        chip->setLive(live.join(QStringLiteral(" · ")));
    }
}

void DeviceBar::rebuild() {
    while (QLayoutItem* item = m_layout->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->setParent(nullptr);  // out of sight and out of reach at once
            widget->deleteLater();
        }
        delete item;
    }
    m_chips.clear();
    if (m_devices.devices().empty()) {
        m_layout->addWidget(makeLabel(tr("Looking for devices…"), TextRole::Muted));
        m_layout->addStretch(1);
        return;
    }
    for (const DeviceInfo& device : m_devices.devices()) {
        auto* chip = new DeviceChip(m_theme, device, this);
        const QString id = QString::fromStdString(device.id);
        chip->setChosen(id == m_chosen);
        connect(chip, &QAbstractButton::clicked, this, [this, id, device] {
            if (device.available) {
                Q_EMIT deviceChosen(id);
            } else {
                Q_EMIT reasonWanted(
                    tr("%1 is not available: %2").arg(id, QString::fromStdString(device.reason)));
            }
        });
        m_layout->addWidget(chip);
        m_chips.push_back(chip);
    }
    m_layout->addStretch(0);
    setStates(std::map<std::string, DeviceState>(m_states));
}

}  // namespace pivot
