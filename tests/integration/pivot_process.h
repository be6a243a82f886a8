// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace pivot::test {

/// What one start of `pivot` gave.
struct Ended {
    int code = -1;
    QByteArray out, err;
    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

inline void prepare(QProcess& process, const QStringList& arguments, const QString& home) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_DATA_HOME"), home);
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home);
    environment.remove(QStringLiteral("OPENBLAS_CORETYPE"));  // where it is set, pivot warns of it
    process.setProcessEnvironment(environment);
    process.setProgram(QStringLiteral(PIVOT_BIN_DIR "/pivot"));
    process.setArguments(arguments);
}

inline Ended pivotEnds(const QStringList& arguments, const QString& home) {
    QProcess process;
    prepare(process, arguments, home);
    process.start();
    Ended ended;
    if (process.waitForFinished(400'000) && process.exitStatus() == QProcess::NormalExit) {
        ended.code = process.exitCode();
    }
    ended.out = process.readAllStandardOutput();
    ended.err = process.readAllStandardError();
    return ended;
}

}  // namespace pivot::test
