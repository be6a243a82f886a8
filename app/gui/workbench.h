// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/library.h"
#include "app/gui/run_controller.h"
#include "app/gui/settings.h"
#include "app/gui/work_thread.h"
#include "run/bundled_experiment.h"
#include "widgets/views/main_frame.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>
#include <filesystem>
#include <optional>

namespace pivot {

/// Puts the window together with what computes: the pages ask, this hands their wishes to the run controller,
/// the library and the database, and hands the answers back.
class Workbench : public QObject {
    Q_OBJECT
public:
    struct Places {
        std::filesystem::path assets;  ///< holds models/, experiments/, profiles/
        std::filesystem::path database;
        DeviceRegistry::Paths devices;
        std::vector<std::filesystem::path> powerProfiles;  ///< the user's first
    };

    Workbench(Places places, ThemeSource& theme, Settings& settings, QObject* parent = nullptr);
    ~Workbench() override;

    [[nodiscard]] MainFrame& frame() { return m_frame; }
    /// Looks for devices and opens what comes with the program, after the first paint.
    void begin();
    /// A database or a model, by what it is.
    void open(const QString& file);
    /// One sentence that needs to be read.
    void showProblem(const QString& sentence);
    /// Runs what the window shows, as if Run had been pressed, as soon as it can.
    void runWhenReady();

Q_SIGNALS:
    void devicesReady();
    void modelReady();
    void runEnded();  ///< with a report or without

private:
    void connectPages();
    void showDevices(const std::vector<DeviceInfo>& devices, const QString& preferred);
    void openBundled();
    void openModel(const QString& path, bool choose);
    void openData(const QString& spec, bool choose);
    void select();
    void suggest();
    void start(const RunConfig& config);
    void pull();
    void finish(const RunReport& report);
    void fail(const QString& sentence);
    void stopShowing(const QString& idleText);
    void refreshExperiments();
    void showExperiment(const QString& id);
    void showThumbnails(const QList<qint64>& indices);
    void runIfReady();
    void log(const QString& line);

    Places m_places;
    Settings& m_settings;
    MainFrame m_frame;
    std::optional<BundledExperiment> m_bundled;
    RunRequest m_suggested;  ///< what stands behind the ladder that was proposed
    QString m_suggestedFor;  ///< model and device of it
    QHash<QString, OpenedModel> m_models;
    QHash<QString, DataSetPtr> m_data;
    DataSetPtr m_running;            ///< of the run that is shown
    std::uint64_t m_generation = 0;  ///< of the images that are shown; a late thumbnail of others is dropped
    bool m_runAsked = false;
    QElapsedTimer m_clock;
    QTimer m_pull;
    WorkThread m_library;
    RunController m_runs;
};

}  // namespace pivot
