// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/workbench.h"
#include "widgets/theme/parts.h"
#include "widgets/views/ladder_editor.h"
#include "widgets/views/run_page.h"
#include "widgets/views/setup_panel.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

namespace pivot::test {

/// The window as the program puts it together, with settings, a database and an assets folder of its own. The
/// bundled experiment has a fixed path and threshold for every device, so that no run begins with minutes of
/// choosing.
class RealWindow {
public:
    enum class Bundled { Whole, WithoutModel, Missing };

    explicit RealWindow(Bundled bundled = Bundled::Whole)
        : m_settings(m_home.filePath(QStringLiteral("window.json"))) {
        const QDir home(m_home.path());
        home.mkpath(QStringLiteral("assets/experiments"));
        home.mkpath(QStringLiteral("assets/models"));
        if (bundled == Bundled::Whole) {
            QFile::link(QStringLiteral(PIVOT_SOURCE_DIR "/assets/models/fashion-anypath"),
                        home.filePath(QStringLiteral("assets/models/fashion-anypath")));
        }
        if (bundled != Bundled::Missing) {
            write(QStringLiteral("assets/experiments/bundled.json"), R"({
                "model": "models/fashion-anypath", "dataset": "fashion-mnist", "depth": 12,
                "candidates": ["6,7,8,9,10,11"],
                "choices": {"cpu": {"low": "6,7,8,9,10,11", "threshold_nats": 0.5,
                                    "split": "train[55000:60000]", "objective": "edp,loss=0.2"},
                            "sim:zcu102": {"low": "1,3,5,7,9,11", "threshold_nats": 0.4,
                                           "split": "train[55000:60000]", "objective": "edp,loss=0.2"}}})");
        }
        Workbench::Places places;
        places.assets = m_home.filePath(QStringLiteral("assets")).toStdString();
        places.database = database().toStdString();
        places.devices = {{PIVOT_PLUGIN_DIR}, PIVOT_SOURCE_DIR "/assets/profiles"};
        places.powerProfiles = {PIVOT_SOURCE_DIR "/assets/profiles/power"};
        m_workbench = std::make_unique<Workbench>(std::move(places), m_theme, m_settings);
        frame().resize(1440, 900);
        frame().show();
    }

    /// Looks for devices and opens what comes with the program, and waits for both.
    [[nodiscard]] bool begin() {
        QSignalSpy devices(m_workbench.get(), &Workbench::devicesReady);
        m_workbench->begin();
        return QTest::qWaitFor([&] { return devices.count() > 0 && setup().problem().isEmpty(); }, 60'000);
    }
    /// Presses Run and waits for the end.
    [[nodiscard]] bool run(int images) {
        setLimit(images);
        QSignalSpy ended(m_workbench.get(), &Workbench::runEnded);
        setup().requestRun(RunMode::Routed);
        return QTest::qWaitFor([&] { return ended.count() > 0; }, 120'000);
    }
    void setLimit(int images) { find<QSpinBox>("limit")->setValue(images); }
    void close() { m_workbench.reset(); }

    void write(const QString& name, const QByteArray& content) {
        QFile file(m_home.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size()) {
            qFatal("cannot write %s", qPrintable(file.fileName()));
        }
    }
    template <class T>
    [[nodiscard]] T* find(const char* name) {
        T* found = frame().findChild<T*>(QLatin1String(name));
        if (!found) {
            qFatal("no %s", name);
        }
        return found;
    }
    [[nodiscard]] QString text(const char* name) { return find<ElidedLabel>(name)->fullText(); }
    [[nodiscard]] QString path(const char* name) const { return m_home.filePath(QLatin1String(name)); }
    [[nodiscard]] QString database() const { return path("experiments.sqlite"); }
    [[nodiscard]] Settings& settings() { return m_settings; }
    [[nodiscard]] Workbench& workbench() { return *m_workbench; }
    [[nodiscard]] MainFrame& frame() { return m_workbench->frame(); }
    [[nodiscard]] SetupPanel& setup() { return frame().runPage().setup(); }

private:
    QTemporaryDir m_home;
    Settings m_settings;
    ThemeSource m_theme;
    std::unique_ptr<Workbench> m_workbench;
};

}  // namespace pivot::test
