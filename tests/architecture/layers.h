// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QString>
#include <QStringList>
#include <vector>

namespace pivot::architecture {

/// A folder of the house and the folders that it may use. Itself is always allowed.
struct Layer {
    QString name;
    QStringList mayUse;
};

/// The arrows of the design: the only place where they are written down for the tests.
[[nodiscard]] const std::vector<Layer>& layers();

/// The layer of a path below the repository's root, e.g. `backends/devices/torch/x.cpp` -> `devices`,
/// `app/gui/main.cpp` -> `app`; empty where the path is in none.
[[nodiscard]] QString layerOfPath(const QString& path);

/// Whether `from` may include or link `to`.
[[nodiscard]] bool mayUse(const QString& from, const QString& to);

/// A library that only some folders may touch.
struct ExternalRule {
    QString what;                 ///< for the message: "LibTorch"
    QRegularExpression includes;  ///< matches the path between the quotes or brackets of an #include
    QRegularExpression links;     ///< matches a linked target or library
    QStringList allowedFolders;   ///< folders below the root; `!folder` allows all but that one
};
[[nodiscard]] const std::vector<ExternalRule>& externalRules();
[[nodiscard]] bool allows(const ExternalRule& rule, const QString& path);

}  // namespace pivot::architecture
