// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/theme_source.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

class QSettings;

namespace pivot {

/// What the window remembers from one start to the next. Anything unreadable is as if it had not been there.
class Settings {
public:
    explicit Settings(QSettings& store) : m_store(store) {}

    [[nodiscard]] QByteArray geometry() const;
    [[nodiscard]] QByteArray windowState() const;
    void setWindow(const QByteArray& geometry, const QByteArray& state);

    [[nodiscard]] ThemeSource::Choice theme() const;
    void setTheme(ThemeSource::Choice choice);

    /// Models and data sets that were opened, newest first, at most ten.
    [[nodiscard]] QStringList recentModels() const;
    [[nodiscard]] QStringList recentData() const;
    void addRecentModel(const QString& path);
    void addRecentData(const QString& spec);

private:
    [[nodiscard]] QStringList list(const char* key) const;
    void addTo(const char* key, const QString& entry);

    QSettings& m_store;
};

}  // namespace pivot
