// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/settings.h"

#include <QSettings>

namespace pivot {
namespace {

constexpr auto kGeometry = "window/geometry";
constexpr auto kState = "window/state";
constexpr auto kTheme = "window/theme";
constexpr auto kModels = "recent/models";
constexpr auto kData = "recent/data";
constexpr int kMostRecent = 10;

}  // namespace

QByteArray Settings::geometry() const {
    return m_store.value(QLatin1String(kGeometry)).toByteArray();
}

QByteArray Settings::windowState() const {
    return m_store.value(QLatin1String(kState)).toByteArray();
}

void Settings::setWindow(const QByteArray& geometry, const QByteArray& state) {
    m_store.setValue(QLatin1String(kGeometry), geometry);
    m_store.setValue(QLatin1String(kState), state);
}

ThemeSource::Choice Settings::theme() const {
    const QString text = m_store.value(QLatin1String(kTheme)).toString();
    return text == QLatin1String("dark")    ? ThemeSource::Choice::Dark
           : text == QLatin1String("light") ? ThemeSource::Choice::Light
                                            : ThemeSource::Choice::System;
}

void Settings::setTheme(ThemeSource::Choice choice) {
    m_store.setValue(QLatin1String(kTheme), choice == ThemeSource::Choice::Dark ? QStringLiteral("dark")
                                            : choice == ThemeSource::Choice::Light
                                                ? QStringLiteral("light")
                                                : QStringLiteral("system"));
}

QStringList Settings::recentModels() const {
    return list(kModels);
}

QStringList Settings::recentData() const {
    return list(kData);
}

void Settings::addRecentModel(const QString& path) {
    addTo(kModels, path);
}

void Settings::addRecentData(const QString& spec) {
    addTo(kData, spec);
}

QStringList Settings::list(const char* key) const {
    return m_store.value(QLatin1String(key)).toStringList().mid(0, kMostRecent);
}

void Settings::addTo(const char* key, const QString& entry) {
    QStringList entries = list(key);
    entries.removeAll(entry);
    entries.prepend(entry);
    m_store.setValue(QLatin1String(key), entries.mid(0, kMostRecent));
}

}  // namespace pivot
