// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/about.h"

#include "db/location.h"
#include "run/environment.h"

#include <QCoreApplication>
#include <QSysInfo>
#include <utility>

namespace pivot {
namespace {

QString textOf(const nlohmann::json& environment, const char* key) {
    const auto found = environment.find(key);
    return found == environment.end() || found->is_null() ? QCoreApplication::translate("About", "not known")
           : found->is_string()                           ? QString::fromStdString(found->get<std::string>())
                                                          : QString::fromStdString(found->dump());
}

}  // namespace

AboutFacts aboutFacts(std::vector<DeviceInfo> devices) {
    const nlohmann::json environment = captureEnvironment();
    AboutFacts facts;
    facts.version = textOf(environment, "program").section(QLatin1Char(' '), -1);
    facts.commit = textOf(environment, "git_commit");
    facts.parts = {
        {QStringLiteral("Build"),
         textOf(environment, "build_type") + QStringLiteral(", ") + textOf(environment, "compiler")},
        {QStringLiteral("Qt"), QString::fromLatin1(qVersion())},
        {QStringLiteral("SQLite"), QString::fromStdString(sqliteVersion())},
        {QStringLiteral("System"),
         QSysInfo::prettyProductName() + QStringLiteral(", ") + textOf(environment, "kernel")},
        {QStringLiteral("Processor"), textOf(environment, "cpu") + QStringLiteral(", ") +
                                          textOf(environment, "cores_available") + QStringLiteral(" cores")},
        {QStringLiteral("Memory"), textOf(environment, "memory_total")}};
    facts.devices = std::move(devices);
    return facts;
}

}  // namespace pivot
