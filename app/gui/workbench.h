// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/attention_controller.h"
#include "app/gui/calibration_controller.h"
#include "app/gui/compare_controller.h"
#include "app/gui/default_ladder.h"
#include "app/gui/device_monitor.h"
#include "app/gui/experiment_files.h"
#include "app/gui/experiments_controller.h"
#include "app/gui/images_controller.h"
#include "app/gui/library.h"
#include "app/gui/path_accuracy_probe.h"
#include "app/gui/run_queue.h"
#include "app/gui/run_session.h"
#include "app/gui/settings.h"
#include "app/gui/thumbnail_feed.h"
#include "app/gui/work_thread.h"
#include "run/bundled_experiment.h"
#include "widgets/views/main_frame.h"

#include <QHash>
#include <QObject>
#include <filesystem>
#include <optional>

namespace pivot {

class SetupPanel;

/// Puts the window together with what computes: the pages ask, this hands their wishes to the run session,
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
    /// Whether the set-up holds a default for what is selected.
    [[nodiscard]] bool isSetUp() const { return !m_suggestedFor.isEmpty(); }
    /// A database or a model, by what it is.
    void open(const QString& file);
    /// Takes the set-up from a file, whatever its name ends with.
    void openExperiment(const QString& file) { m_files.open(file); }
    /// One sentence that needs to be read.
    void showProblem(const QString& sentence);
    /// Runs what the window shows, as if Run had been pressed, as soon as it can.
    void runWhenReady();

Q_SIGNALS:
    void devicesReady();
    void modelReady();
    void modelFailed(const QString& sentence);    ///< the one that the window starts with did not open
    void runImpossible(const QString& sentence);  ///< what runWhenReady() waited for will not come
    void runEnded();                              ///< with a report or without

private:
    void connectPages();
    void connectComparing();
    void showDevices(const std::vector<DeviceInfo>& devices, const QString& preferred);
    void openBundled();
    void openModel(const QString& path, bool choose, const QString& configFile = {}, const QString& act = {});
    void openData(const QString& spec, bool choose);
    void offerRecent();
    void select();
    void start(const PlannedRun& plan);
    void showGroup(const std::string& groupId);
    /// Reads a profile that has just been run back, so that its thresholds can be moved.
    void makeScrubbable(const std::string& experimentId);
    void showNewest(const std::vector<ExperimentRow>& rows);
    void showOpened(const std::filesystem::path& file, const OpenedFile& opened);
    void showFigure(const std::filesystem::path& file, const Result<figures::FigureDocument>& figure);
    void showExperiment(const QString& id);
    void resumeExperiment(const QString& id);
    void runIfReady();
    void giveUpRun(const QString& sentence);
    void log(const QString& line);
    [[nodiscard]] SetupPanel& setup();

    Places m_places;
    Settings& m_settings;
    MainFrame m_frame;
    std::optional<BundledExperiment> m_bundled;
    std::string m_bundledCalibration;
    QString m_suggestedFor;  ///< what the proposed ladder was proposed for
    QHash<QString, OpenedModel> m_models;
    QHash<QString, DataSetPtr> m_data;
    std::uint64_t m_pageOwner = 0;  ///< whoever filled the Run page last; a late report of others is dropped
    bool m_devicesKnown = false, m_dataFailed = false;
    bool m_runAsked = false;
    WorkThread m_library;
    ThumbnailFeed m_thumbnails;
    RunSession m_session;
    ImagesController m_images;
    AttentionController m_attention;
    CalibrationController m_calibration;
    PathAccuracyProbe m_paths;
    CompareController m_compare;
    RunQueue m_queue;
    ExperimentFiles m_files;
    ExperimentsController m_experiments;
    DeviceMonitor m_monitor;
};

}  // namespace pivot
