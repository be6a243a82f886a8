// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

/// Installs this build below a folder of its own and uses what is there, as a package would.
class TestInstall : public QObject {
    Q_OBJECT

    QTemporaryDir m_prefix;

    [[nodiscard]] QString installed(const QString& path) const { return m_prefix.filePath(path); }

    /// The lines `key=value` of the desktop entry.
    [[nodiscard]] QString desktopValue(const QString& key) const {
        QFile file(installed("share/applications/pivot-workbench.desktop"));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const QRegularExpression line('^' + key + "=(.*)$", QRegularExpression::MultilineOption);
        return line.match(QString::fromUtf8(file.readAll())).captured(1);
    }

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_prefix.isValid());
        QProcess install;
        install.setProcessChannelMode(QProcess::MergedChannels);
        install.start(PIVOT_CMAKE, {"--install", PIVOT_BUILD_DIR, "--prefix", m_prefix.path()});
        QVERIFY(install.waitForFinished(60000));
        QVERIFY2(install.exitCode() == 0, install.readAll().constData());
    }

    void onlyWhatIsForUseIsInstalled() {
        QStringList folders{"bin", "share"};
        if (PIVOT_HAS_ONEDNN || PIVOT_HAS_ONNX || PIVOT_HAS_TORCH ||
            PIVOT_HAS_XRT)  // only plug-ins are libraries
            folders.insert(1, "lib");
        QCOMPARE(QDir(m_prefix.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), folders);
        QStringList programs{"pivot"};
        if (PIVOT_WITH_GUI)
            programs << "pivot-workbench";
        QCOMPARE(QDir(installed("bin")).entryList(QDir::Files), programs);
    }

    void profilesModelAndExperimentAreInstalled() {
        for (const char* file : {"profiles/zcu102-pivot.json", "models/fashion-anypath/config.json",
                                 "models/fashion-anypath/model.safetensors", "experiments/bundled.json"})
            QVERIFY2(QFile::exists(installed(QString("share/pivot-workbench/") + file)), file);
    }

    void theInstalledProgramFindsItsPlugIns() {
        QProcess pivot;
        pivot.start(installed("bin/pivot"), {"devices", "--json"});
        QVERIFY(pivot.waitForFinished(60000));
        QVERIFY2(pivot.exitCode() == 0, pivot.readAllStandardError().constData());
        const auto devices = QJsonDocument::fromJson(pivot.readAllStandardOutput())["devices"].toArray();
        QVERIFY(!devices.isEmpty());
        QStringList ids;
        for (const auto& value : devices) {
            const QJsonObject device = value.toObject();
            const QString id = device["id"].toString(), reason = device["reason"].toString();
            ids << id;
            // The build folder is out of the picture: nothing that is said may lead there.
            QVERIFY2(!reason.contains(PIVOT_BUILD_DIR), qPrintable(id + ": " + reason));
            if (id == u"cpu:onednn" || id == u"cpu:torch" || id == u"sim:zcu102") {
                // The simulator's logits are made by whichever CPU device there is.
                const bool expected =
                    (PIVOT_HAS_ONEDNN && id != u"cpu:torch") || (PIVOT_HAS_TORCH && id != u"cpu:onednn");
                QVERIFY2(device["available"].toBool() == expected, qPrintable(id + ": " + reason));
                QCOMPARE(reason.isEmpty(), expected);
            }
        }
        QVERIFY2(ids.contains("cpu:torch") && ids.contains("sim:zcu102"), qPrintable(ids.join(' ')));
    }

    void theDesktopEntryNamesWhatIsThere() {
        if (!PIVOT_WITH_GUI) {
            QVERIFY(!QFile::exists(installed("share/applications")));
            return;
        }
        QVERIFY(QFile::exists(installed("bin/" + desktopValue("Exec").section(' ', 0, 0))));
        QVERIFY(
            QFile::exists(installed("share/icons/hicolor/scalable/apps/" + desktopValue("Icon") + ".svg")));
        QVERIFY(QFile::exists(installed("share/metainfo/pivot-workbench.metainfo.xml")));
    }
};

QTEST_GUILESS_MAIN(TestInstall)
#include "tst_install.moc"
