// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/system_scheme.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QPalette>

namespace pivot {
namespace {

constexpr auto kService = "org.freedesktop.portal.Desktop";
constexpr auto kPath = "/org/freedesktop/portal/desktop";
constexpr auto kInterface = "org.freedesktop.portal.Settings";
constexpr auto kSpace = "org.freedesktop.appearance";
constexpr auto kKey = "color-scheme";

}  // namespace

SystemScheme::SystemScheme(const QPalette& systemPalette, QObject* parent)
    : QObject(parent), m_fallback(fromPalette(systemPalette)), m_scheme(m_fallback) {
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    bus.connect(QLatin1String(kService), QLatin1String(kPath), QLatin1String(kInterface),
                QStringLiteral("SettingChanged"), this,
                SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage call = QDBusMessage::createMethodCall(QLatin1String(kService), QLatin1String(kPath),
                                                       QLatin1String(kInterface), QStringLiteral("Read"));
    call << QString::fromLatin1(kSpace) << QString::fromLatin1(kKey);
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, 2000), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QVariantList answer = watcher->reply().arguments();
        if (!watcher->isError() && !answer.isEmpty()) {
            set(fromPortal(answer.first(), m_fallback));
        }
        watcher->deleteLater();
    });
}

Scheme SystemScheme::fromPortal(const QVariant& value, Scheme fallback) {
    // `Read` answers with a variant inside a variant, `SettingChanged` with one.
    QVariant inner = value;
    while (inner.canConvert<QDBusVariant>()) {
        inner = inner.value<QDBusVariant>().variant();
    }
    bool isNumber = false;
    const uint code = inner.toUInt(&isNumber);
    if (isNumber && code == 1) {
        return Scheme::Dark;
    }
    if (isNumber && code == 2) {
        return Scheme::Light;
    }
    return fallback;
}

Scheme SystemScheme::fromPalette(const QPalette& palette) {
    const bool dark =
        palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
    return dark ? Scheme::Dark : Scheme::Light;
}

void SystemScheme::onSettingChanged(const QString& space, const QString& key, const QDBusVariant& value) {
    if (space == QLatin1String(kSpace) && key == QLatin1String(kKey)) {
        set(fromPortal(value.variant(), m_fallback));
    }
}

void SystemScheme::set(Scheme scheme) {
    if (scheme != m_scheme) {
        m_scheme = scheme;
        Q_EMIT schemeChanged();
    }
}

}  // namespace pivot
