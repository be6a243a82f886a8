// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/device_info.h"

#include <QList>
#include <QString>
#include <utility>
#include <vector>

namespace pivot {

/// What the program is made of and runs on.
struct AboutFacts {
    QString version;
    QString commit;                            ///< it was built from; `...-modified` where it was not clean
    QList<std::pair<QString, QString>> parts;  ///< name and version: Qt, SQLite, compiler, processor, ...
    std::vector<DeviceInfo> devices;
};

/// The libraries that the devices compute with, each once.
[[nodiscard]] QList<std::pair<QString, QString>> librariesOf(const std::vector<DeviceInfo>& devices);

/// All of it as text to paste into a report: versions, then every device, available or not with its reason.
[[nodiscard]] QString reportText(const AboutFacts& facts);

}  // namespace pivot
