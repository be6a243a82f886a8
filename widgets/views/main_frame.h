// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/device_model.h"
#include "widgets/models/experiment_model.h"
#include "widgets/models/run_queue_model.h"
#include "widgets/theme/theme_source.h"

#include <QMainWindow>
#include <vector>

class QButtonGroup;
class QDockWidget;
class QHBoxLayout;
class QPlainTextEdit;
class QStackedWidget;

namespace pivot {

class AttentionPage;
class ComparePage;
class DevicesDock;
class ElidedLabel;
class ExperimentsPage;
class FrameActions;
class ImagesPage;
class MessageBar;
class ProgressBarStrip;
class QueueDock;
class RunPage;

/// The window: header with the pages' tabs, the pages, docks for the devices, the queue and the log (the last
/// two hidden at first), and the progress under all of them. It only composes; who owns it connects the pages
/// to what computes.
class MainFrame : public QMainWindow {
    Q_OBJECT
public:
    explicit MainFrame(ThemeSource& theme, QWidget* parent = nullptr);

    [[nodiscard]] RunPage& runPage() { return *m_run; }
    [[nodiscard]] ImagesPage& imagesPage() { return *m_images; }
    [[nodiscard]] AttentionPage& attentionPage() { return *m_attention; }
    [[nodiscard]] ComparePage& comparePage() { return *m_compare; }
    [[nodiscard]] ExperimentsPage& experimentsPage() { return *m_experimentsPage; }
    [[nodiscard]] ProgressBarStrip& progress() { return *m_progress; }
    [[nodiscard]] DeviceModel& devices() { return m_devices; }
    [[nodiscard]] RunQueueModel& queue() { return m_queue; }
    [[nodiscard]] QueueDock& queueDock() { return *m_queueDock; }
    [[nodiscard]] DevicesDock& devicesDock() { return *m_devicesDock; }
    [[nodiscard]] ExperimentModel& experiments() { return m_experiments; }

    /// Adds a page with its tab; Ctrl+1, Ctrl+2, ... switch.
    void addPage(const QString& title, const QString& name, QWidget* page);
    void showPage(QWidget* page);
    /// By the object name of its tab; nothing where there is no such page.
    void showPageOf(const QString& tab);
    [[nodiscard]] QString shownTab() const;
    void appendLog(const QString& line);
    /// One sentence that needs to be read, above whichever page is shown, until it is dismissed.
    void showMessage(const QString& sentence);
    [[nodiscard]] QString message() const;

Q_SIGNALS:
    void cancelRequested();
    void pauseRequested(bool paused);
    void aboutWanted();

private:
    [[nodiscard]] QWidget* makeHeader();
    void makeLog();
    void makeDocks();
    void updateContext();

    ThemeSource& m_theme;
    DeviceModel m_devices;
    ExperimentModel m_experiments;
    RunQueueModel m_queue;
    QStackedWidget* m_pages;
    QButtonGroup* m_tabs;
    QHBoxLayout* m_tabLayout = nullptr;
    ElidedLabel* m_context = nullptr;
    RunPage* m_run;
    ImagesPage* m_images;
    AttentionPage* m_attention;
    ComparePage* m_compare;
    ExperimentsPage* m_experimentsPage;
    MessageBar* m_message;
    FrameActions* m_actions;
    DevicesDock* m_devicesDock;
    QueueDock* m_queueDock;
    ProgressBarStrip* m_progress;
    QDockWidget* m_logDock = nullptr;
    QPlainTextEdit* m_log = nullptr;
};

}  // namespace pivot
