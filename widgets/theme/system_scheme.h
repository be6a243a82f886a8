// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/tokens.h"

#include <QDBusVariant>
#include <QObject>

class QPalette;

namespace pivot {

/// Asks the desktop for its colour scheme: the freedesktop portal's `org.freedesktop.appearance
/// color-scheme`, and follows it. Without a portal the lightness of the system's palette decides. Never
/// blocks.
class SystemScheme : public QObject {
    Q_OBJECT
public:
    /// `systemPalette` is the palette before any theme of ours was set.
    explicit SystemScheme(const QPalette& systemPalette, QObject* parent = nullptr);

    [[nodiscard]] Scheme scheme() const { return m_scheme; }
    /// What the portal's value means: 1 dark, 2 light, anything else no preference (`fallback`).
    [[nodiscard]] static Scheme fromPortal(const QVariant& value, Scheme fallback);
    [[nodiscard]] static Scheme fromPalette(const QPalette& palette);

Q_SIGNALS:
    void schemeChanged();

private Q_SLOTS:
    void onSettingChanged(const QString& space, const QString& key, const QDBusVariant& value);

private:
    void set(Scheme scheme);

    Scheme m_fallback;
    Scheme m_scheme;
};

}  // namespace pivot
