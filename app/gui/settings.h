// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/theme_source.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QStringList>
#include <nlohmann/json.hpp>

namespace pivot {

/// What the window remembers from one start to the next, in one JSON file that is replaced whole. A file that
/// is broken or of a newer version is kept under another name, and everything is as at the first start.
class Settings {
public:
    static constexpr int kVersion = 1;

    /// `file` need not be there yet.
    explicit Settings(QString file);
    /// In the user's configuration folder.
    [[nodiscard]] static QString defaultFile();

    /// One sentence where what was remembered could not be used; empty when all is well.
    [[nodiscard]] const QString& problem() const { return m_problem; }
    /// Writes the file. False, and a line of the log, where that fails; nothing is lost but this.
    bool save();

    struct Window {
        QByteArray geometry, state;
        QString page;                          ///< object name of its tab
        QHash<QString, QByteArray> splitters;  ///< by object name
    };
    [[nodiscard]] Window window() const;
    void setWindow(const Window& window);

    [[nodiscard]] ThemeSource::Choice theme() const;
    void setTheme(ThemeSource::Choice choice);

    /// Models and data sets that were opened, newest first, at most ten.
    [[nodiscard]] QStringList recentModels() const;
    [[nodiscard]] QStringList recentData() const;
    void addRecentModel(const QString& path);
    void addRecentData(const QString& spec);

    /// What was set up last; null for nothing. Its form is that of set_up_json.h.
    [[nodiscard]] nlohmann::json setUp() const;
    void setSetUp(nlohmann::json setUp);

private:
    void keepAside(const QString& why);
    [[nodiscard]] nlohmann::json at(const char* pointer) const;
    [[nodiscard]] QString text(const char* pointer) const;
    [[nodiscard]] QStringList list(const char* pointer) const;
    void addTo(const char* pointer, const QString& entry);

    QString m_file, m_problem;
    nlohmann::json m_document;
};

}  // namespace pivot
