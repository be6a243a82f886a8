// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/settings.h"

#include "core/log.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>
#include <utility>

namespace pivot {
namespace {

using Pointer = nlohmann::json::json_pointer;

constexpr auto kVersionKey = "/version";
constexpr auto kGeometry = "/window/geometry";
constexpr auto kState = "/window/state";
constexpr auto kPage = "/window/page";
constexpr auto kSplitters = "/window/splitters";
constexpr auto kTheme = "/window/theme";
constexpr auto kModels = "/recent/models";
constexpr auto kData = "/recent/data";
constexpr auto kSetUp = "/set_up";
constexpr int kMostRecent = 10;

QString translate(const char* text) {
    return QCoreApplication::translate("Settings", text);
}

std::string base64(const QByteArray& bytes) {
    return bytes.toBase64().toStdString();
}

/// A name that nothing has yet: what is kept never takes the place of what was kept before.
QString freeName(const QString& file) {
    for (int number = 1;; ++number) {
        const QString name = QStringLiteral("%1.kept-%2").arg(file).arg(number);
        if (!QFile::exists(name)) {
            return name;
        }
    }
}

}  // namespace

Settings::Settings(QString file) : m_file(std::move(file)), m_document(nlohmann::json::object()) {
    QFile in(m_file);
    if (!in.exists()) {
        return;
    }
    if (!in.open(QIODevice::ReadOnly)) {
        m_problem =
            translate("%1 cannot be read (%2): the window starts as at first.").arg(m_file, in.errorString());
        return;
    }
    const QByteArray bytes = in.readAll();
    in.close();
    nlohmann::json read = nlohmann::json::parse(bytes.constBegin(), bytes.constEnd(), nullptr, false);
    if (!read.is_object() || !read.value(Pointer(kVersionKey), nlohmann::json()).is_number_integer()) {
        keepAside(translate("%1 is damaged").arg(m_file));
    } else if (read[Pointer(kVersionKey)].get<int>() > kVersion) {
        keepAside(translate("%1 is of a newer version of this program").arg(m_file));
    } else {
        m_document = std::move(read);
    }
}

QString Settings::defaultFile() {
    return QDir(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation))
        .filePath(QStringLiteral("window.json"));
}

void Settings::keepAside(const QString& why) {
    const QString kept = freeName(m_file);
    m_problem = QFile::rename(m_file, kept)
                    ? translate("%1: it is kept as %2, and the window starts as at first.").arg(why, kept)
                    : translate("%1: the window starts as at first.").arg(why);
}

bool Settings::save() {
    m_document[Pointer(kVersionKey)] = kVersion;
    QDir().mkpath(QFileInfo(m_file).absolutePath());
    QSaveFile out(m_file);
    const std::string text = m_document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
    const auto size = static_cast<qint64>(text.size());
    const bool written =
        out.open(QIODevice::WriteOnly) && out.write(text.data(), size) == size && out.commit();
    if (!written) {
        log::warning(translate("What the window remembers could not be written to %1: %2")
                         .arg(m_file, out.errorString())
                         .toStdString());
    }
    return written;
}

nlohmann::json Settings::at(const char* pointer) const {
    const Pointer place(pointer);
    return m_document.contains(place) ? m_document.at(place) : nlohmann::json();
}

QString Settings::text(const char* pointer) const {
    const nlohmann::json value = at(pointer);
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
}

QStringList Settings::list(const char* pointer) const {
    QStringList entries;
    for (const nlohmann::json& entry : at(pointer)) {
        if (entry.is_string() && entries.size() < kMostRecent) {
            entries << QString::fromStdString(entry.get<std::string>());
        }
    }
    return entries;
}

Settings::Window Settings::window() const {
    Window window{QByteArray::fromBase64(text(kGeometry).toLatin1()),
                  QByteArray::fromBase64(text(kState).toLatin1()),
                  text(kPage),
                  {}};
    const nlohmann::json splitters = at(kSplitters);
    for (const auto& [name, state] : splitters.items()) {
        if (state.is_string()) {
            window.splitters.insert(
                QString::fromStdString(name),
                QByteArray::fromBase64(QByteArray::fromStdString(state.get<std::string>())));
        }
    }
    return window;
}

void Settings::setWindow(const Window& window) {
    m_document[Pointer(kGeometry)] = base64(window.geometry);
    m_document[Pointer(kState)] = base64(window.state);
    m_document[Pointer(kPage)] = window.page.toStdString();
    nlohmann::json splitters = nlohmann::json::object();
    for (auto splitter = window.splitters.begin(); splitter != window.splitters.end(); ++splitter) {
        splitters[splitter.key().toStdString()] = base64(splitter.value());
    }
    m_document[Pointer(kSplitters)] = std::move(splitters);
}

ThemeSource::Choice Settings::theme() const {
    const QString name = text(kTheme);
    return name == QLatin1String("dark")    ? ThemeSource::Choice::Dark
           : name == QLatin1String("light") ? ThemeSource::Choice::Light
                                            : ThemeSource::Choice::System;
}

void Settings::setTheme(ThemeSource::Choice choice) {
    m_document[Pointer(kTheme)] = choice == ThemeSource::Choice::Dark    ? "dark"
                                  : choice == ThemeSource::Choice::Light ? "light"
                                                                         : "system";
    save();
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

void Settings::addTo(const char* pointer, const QString& entry) {
    QStringList entries = list(pointer);
    entries.removeAll(entry);
    entries.prepend(entry);
    nlohmann::json kept = nlohmann::json::array();
    for (const QString& one : entries.mid(0, kMostRecent)) {
        kept.push_back(one.toStdString());
    }
    m_document[Pointer(pointer)] = std::move(kept);
    save();
}

nlohmann::json Settings::setUp() const {
    return at(kSetUp);
}

void Settings::setSetUp(nlohmann::json setUp) {
    m_document[Pointer(kSetUp)] = std::move(setUp);
}

}  // namespace pivot
