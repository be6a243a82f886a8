// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/device_table_model.h"

#include "widgets/models/number_format.h"
#include "widgets/theme/parts.h"

#include <QStringList>

namespace pivot {
namespace {

QString dash() {
    return QString(QChar(0x2013));
}

QString yesNo(bool yes) {
    return yes ? DeviceTableModel::tr("yes") : DeviceTableModel::tr("no");
}

QString toleranceText(const DeviceInfo& device) {
    return DeviceTableModel::tr("%1 of a logit").arg(device.logitTolerance, 0, 'g', 2);
}

QString toleranceSentence(const DeviceInfo& device) {
    QStringList parts{
        DeviceTableModel::tr("logits within %1 and entropies within %2 nats of float32's reference")
            .arg(device.logitTolerance, 0, 'g', 2)
            .arg(device.entropyToleranceNats, 0, 'g', 2)};
    for (const auto& [precision, rms] : device.relativeRmsTolerance) {
        parts << DeviceTableModel::tr("%1: logits differ by at most %2 of their spread (rms)")
                     .arg(fromUtf8(precision), formatPercent(rms));
    }
    return parts.join(QStringLiteral("; "));
}

}  // namespace

QString powerText(const LiveReading& reading) {
    return reading.value ? DeviceTableModel::tr("%1 W").arg(formatSignificant(*reading.value)) : dash();
}

QString temperatureText(const LiveReading& reading) {
    return reading.value ? DeviceTableModel::tr("%1 °C").arg(*reading.value, 0, 'f', 0) : dash();
}

QString loadText(const LiveReading& reading) {
    return reading.value ? formatPercent(*reading.value, 0) : dash();
}

QString readingSentence(const QString& name, const QString& value, const LiveReading& reading) {
    return reading.value
               ? DeviceTableModel::tr("%1 %2 (%3)").arg(name, value, QString::fromStdString(reading.source))
               : DeviceTableModel::tr("%1 not readable: %2")
                     .arg(name, reading.reason.empty() ? DeviceTableModel::tr("not asked yet")
                                                       : QString::fromStdString(reading.reason));
}

QString deviceReport(const DeviceInfo& device, const DeviceState* state) {
    QStringList lines;
    if (!device.available) {
        lines << DeviceTableModel::tr("Not available: %1").arg(QString::fromStdString(device.reason));
        return lines.join(QLatin1Char('\n'));
    }
    lines << QString::fromStdString(device.name);
    if (!device.advice.empty()) {
        lines << QString::fromStdString(device.advice);
    }
    lines << DeviceTableModel::tr("Computes in %1; attention maps: %2; times of layers: %3%4")
                 .arg(precisionsText(device), yesNo(device.attentionCapture), yesNo(device.perLayerTiming),
                      device.modelledTiming ? DeviceTableModel::tr("; delay and energy come from a model")
                                            : QString());
    lines << DeviceTableModel::tr("Tolerance: %1").arg(toleranceSentence(device));
    if (state) {
        lines << readingSentence(DeviceTableModel::tr("Power"), powerText(state->powerW), state->powerW);
        lines << readingSentence(DeviceTableModel::tr("Temperature"), temperatureText(state->temperatureC),
                                 state->temperatureC);
        lines << readingSentence(DeviceTableModel::tr("Load"), loadText(state->load), state->load);
    }
    return lines.join(QLatin1Char('\n'));
}

DeviceTableModel::DeviceTableModel(DeviceModel& devices, QObject* parent)
    : QAbstractTableModel(parent), m_devices(devices) {
    follow();
}

void DeviceTableModel::follow() {
    connect(&m_devices, &QAbstractItemModel::rowsAboutToBeInserted, this,
            [this](const QModelIndex&, int first, int last) { beginInsertRows({}, first, last); });
    connect(&m_devices, &QAbstractItemModel::rowsInserted, this, [this] { endInsertRows(); });
    connect(&m_devices, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex&, int first, int last) { beginRemoveRows({}, first, last); });
    connect(&m_devices, &QAbstractItemModel::rowsRemoved, this, [this] { endRemoveRows(); });
    connect(&m_devices, &QAbstractItemModel::dataChanged, this,
            [this](const QModelIndex& first, const QModelIndex& last) {
                Q_EMIT dataChanged(index(first.row(), 0), index(last.row(), ColumnCount - 1));
            });
}

void DeviceTableModel::setStates(const std::map<std::string, DeviceState>& states) {
    if (states != m_states) {
        m_states = states;
        if (rowCount() > 0) {
            Q_EMIT dataChanged(index(0, Power), index(rowCount() - 1, Load));
        }
    }
}

const DeviceState* DeviceTableModel::stateOf(const QString& id) const {
    const auto found = m_states.find(id.toStdString());
    return found == m_states.end() ? nullptr : &found->second;
}

int DeviceTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_devices.rowCount();
}

int DeviceTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString DeviceTableModel::text(const DeviceInfo& device, int column) const {
    const auto found = m_states.find(device.id);
    const DeviceState state = found == m_states.end() ? DeviceState{} : found->second;
    switch (column) {
        case Device:
            return fromUtf8(device.id);
        case State:
            return device.available ? tr("available") : QString::fromStdString(device.reason);
        case Power:
            return powerText(state.powerW);
        case Temperature:
            return temperatureText(state.temperatureC);
        case Load:
            return loadText(state.load);
        default:
            break;
    }
    if (!device.available) {
        return {};
    }
    switch (column) {
        case Precisions:
            return precisionsText(device);
        case Attention:
            return yesNo(device.attentionCapture);
        case Layers:
            return yesNo(device.perLayerTiming);
        case Tolerance:
            return toleranceText(device);
        default:
            return {};
    }
}

QString DeviceTableModel::toolTip(const DeviceInfo& device, int column) const {
    const auto found = m_states.find(device.id);
    const DeviceState state = found == m_states.end() ? DeviceState{} : found->second;
    if (!device.available) {
        return describe(device);
    }
    switch (column) {
        case Power:
            return readingSentence(tr("Power"), powerText(state.powerW), state.powerW);
        case Temperature:
            return readingSentence(tr("Temperature"), temperatureText(state.temperatureC),
                                   state.temperatureC);
        case Load:
            return readingSentence(tr("Load"), loadText(state.load), state.load);
        case Tolerance:
            return toleranceSentence(device);
        default:
            return describe(device);
    }
}

QVariant DeviceTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const DeviceInfo& device = m_devices.devices()[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            return text(device, index.column());
        case Qt::ToolTipRole:
            return toolTip(device, index.column());
        case Qt::TextAlignmentRole:
            return static_cast<int>(Qt::AlignVCenter |
                                    (index.column() >= Power ? Qt::AlignRight : Qt::AlignLeft));
        case IdRole:
            return QString::fromStdString(device.id);
        case AvailableRole:
            return device.available;
        default:
            return {};
    }
}

QVariant DeviceTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignVCenter | (section >= Power ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QStringList titles{tr("Device"),         tr("State"),       tr("Precisions"),
                             tr("Attention maps"), tr("Layer times"), tr("Tolerance"),
                             tr("Power"),          tr("Temperature"), tr("Load")};
    return titles.at(section);
}

}  // namespace pivot
