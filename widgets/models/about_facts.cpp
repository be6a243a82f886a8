// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/about_facts.h"

#include "widgets/theme/parts.h"

#include <QStringList>

namespace pivot {

QList<std::pair<QString, QString>> librariesOf(const std::vector<DeviceInfo>& devices) {
    QList<std::pair<QString, QString>> libraries;
    for (const DeviceInfo& device : devices) {
        for (const auto& [name, version] : device.libraries) {
            const std::pair<QString, QString> library(fromUtf8(name), fromUtf8(version));
            if (!libraries.contains(library)) {
                libraries << library;
            }
        }
    }
    return libraries;
}

QString reportText(const AboutFacts& facts) {
    QStringList lines{QStringLiteral("PIVOT Workbench %1 (%2)").arg(facts.version, facts.commit)};
    for (const auto& [name, version] : facts.parts + librariesOf(facts.devices)) {
        lines << QStringLiteral("%1: %2").arg(name, version);
    }
    lines << QString();
    for (const DeviceInfo& device : facts.devices) {
        QStringList precisions;
        for (const Precision precision : device.precisions) {
            precisions << fromUtf8(toString(precision));
        }
        QString line =
            QStringLiteral("%1  %2  %3")
                .arg(fromUtf8(device.id),
                     device.available ? QStringLiteral("available") : QStringLiteral("not available"),
                     fromUtf8(device.name));
        if (!precisions.isEmpty()) {
            line += QStringLiteral("  (%1)").arg(precisions.join(QStringLiteral(", ")));
        }
        lines << line;
        for (const std::string& text : {device.reason, device.advice}) {
            if (!text.empty()) {
                lines << QStringLiteral("    ") + fromUtf8(text);
            }
        }
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

}  // namespace pivot
