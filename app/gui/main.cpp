// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/common/places.h"
#include "app/gui/guarded_application.h"
#include "app/gui/startup_trace.h"
#include "app/gui/window_memory.h"
#include "app/gui/workbench.h"
#include "db/location.h"
#include "devices/thread_environment.h"
#include "widgets/theme/system_scheme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <string_view>

namespace {

using namespace pivot;

/// Tells once when a widget has painted itself and all in it.
class FirstPaint : public QObject {
public:
    FirstPaint(QWidget& widget, std::function<void()> tell) : QObject(&widget), m_tell(std::move(tell)) {
        widget.installEventFilter(this);
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::UpdateRequest || event->type() == QEvent::Paint) {
            watched->removeEventFilter(this);
            QTimer::singleShot(0, this, [this] { m_tell(); });
        }
        return false;
    }

private:
    std::function<void()> m_tell;
};

void addOptions(QCommandLineParser& parser) {
    parser.setApplicationDescription(QApplication::translate(
        "main", "Which attentions may a vision transformer skip, for which images, and what does it save?"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(
        QStringLiteral("file"),
        QApplication::translate("main", "A database, a model or an experiment (.json) to open."),
        QStringLiteral("[FILE]"));
    parser.addOption({QStringLiteral("db"), QApplication::translate("main", "The database to use."),
                      QStringLiteral("FILE")});
    parser.addOption({QStringLiteral("experiment"),
                      QApplication::translate("main", "Set up what a file holds, as pivot run --experiment."),
                      QStringLiteral("FILE.json")});
    parser.addOption({QStringLiteral("theme"),
                      QApplication::translate("main", "light or dark, for this start."),
                      QStringLiteral("THEME")});
    parser.addOption(
        {QStringLiteral("run"), QApplication::translate("main", "Run at once what the window shows.")});
    parser.addOption({QStringLiteral("startup-trace"),
                      QApplication::translate("main", "Print how long the start took, as JSON, and quit.")});
    QCommandLineOption screenshot(
        QStringLiteral("screenshot"),
        QStringLiteral("Save a picture of the window (after --run: of its result) and quit."),
        QStringLiteral("FILE"));
    screenshot.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOption(screenshot);
}

bool hasArgument(int argc, char** argv, std::initializer_list<std::string_view> wanted) {
    return std::any_of(argv + 1, argv + argc, [&](const char* argument) {
        return std::ranges::find(wanted, argument) != wanted.end();
    });
}

/// Help and version are for terminals too that have no display.
bool wantsTextOnly(int argc, char** argv) {
    return hasArgument(argc, argv, {"-h", "--help", "--help-all", "-v", "--version"});
}

/// Whether Qt has a display to try: without one it would end the program with a core dump.
bool hasDisplay(int argc, char** argv) {
    const auto isSet = [](const char* name) { return !qEnvironmentVariableIsEmpty(name); };
    return isSet("DISPLAY") || isSet("WAYLAND_DISPLAY") || isSet("QT_QPA_PLATFORM") ||
           hasArgument(argc, argv, {"-platform", "--platform", "-display", "--display"});
}

void saveScreenshotAndQuit(QWidget& frame, const QString& file) {
    // Late thumbnails and the last layout arrive before the picture is taken.
    QTimer::singleShot(800, &frame, [&frame, file] {
        const bool saved = frame.grab().save(file);
        if (!saved) {
            std::fprintf(stderr, "pivot-workbench: the picture %s could not be written\n", qPrintable(file));
        }
        QCoreApplication::exit(saved ? 0 : 1);
    });
}

void endWith(const QString& sentence) {
    std::fprintf(stderr, "pivot-workbench: %s\n", qPrintable(sentence));
    // A queued end: what emitted this is still on its way.
    QTimer::singleShot(0, [] { QCoreApplication::exit(1); });
}

}  // namespace

int main(int argc, char** argv) {
    prepareThreadEnvironment();
    QCoreApplication::setOrganizationName(QStringLiteral("pivot-workbench"));
    QCoreApplication::setApplicationName(QStringLiteral("pivot-workbench"));
    QCoreApplication::setApplicationVersion(QStringLiteral(PIVOT_VERSION));
    if (wantsTextOnly(argc, argv)) {
        const QCoreApplication application(argc, argv);
        QCommandLineParser parser;
        addOptions(parser);
        parser.process(application);  // prints, and ends the program
    }
    if (!hasDisplay(argc, argv)) {
        std::fputs(
            "pivot-workbench: there is no display to show a window on: set DISPLAY or WAYLAND_DISPLAY, or "
            "use the command line, pivot\n",
            stderr);
        return 1;
    }
    GuardedApplication application(argc, argv);
    QApplication::setApplicationDisplayName(QStringLiteral("PIVOT Workbench"));
    QApplication::setDesktopFileName(QStringLiteral("pivot-workbench"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/app/pivot-workbench.svg")));
    QCommandLineParser parser;
    addOptions(parser);
    parser.process(application);

    Settings settings(Settings::defaultFile());
    ThemeSource theme;
    SystemScheme system(QApplication::palette());
    theme.setSystemScheme(system.scheme());
    QObject::connect(&system, &SystemScheme::schemeChanged, &theme,
                     [&] { theme.setSystemScheme(system.scheme()); });
    theme.setChoice(settings.theme());
    const QString asked = parser.value(QStringLiteral("theme"));
    if (!asked.isEmpty()) {
        theme.setChoice(asked == QLatin1String("dark") ? ThemeSource::Choice::Dark
                                                       : ThemeSource::Choice::Light);
    } else {
        QObject::connect(&theme, &ThemeSource::choiceChanged, &application,
                         [&] { settings.setTheme(theme.choice()); });
    }
    applyPalette(application, theme.theme());
    QObject::connect(&theme, &ThemeSource::changed, &application,
                     [&] { applyTheme(application, theme.theme()); });

    Workbench::Places places;
    places.devices = DeviceRegistry::defaultPaths();
    const app::Places found = app::findPlaces();  // the same as the command line's
    places.assets = found.assets;
    places.powerProfiles = found.powerProfileFolders();
    QString problem;
    if (parser.isSet(QStringLiteral("db"))) {
        places.database = parser.value(QStringLiteral("db")).toStdString();
    } else {
        const auto file = defaultDatabaseFile(found.data);
        if (file) {
            places.database = *file;
        } else {
            problem = QString::fromStdString(file.error().message);
        }
    }

    Workbench workbench(std::move(places), theme, settings);
    MainFrame& frame = workbench.frame();
    applyTheme(application, theme.theme());
    QObject::connect(&application, &GuardedApplication::troubled, &workbench, &Workbench::showProblem);
    WindowMemory memory(workbench, settings);
    memory.restoreWindow();

    StartupTrace trace;
    const bool traced = parser.isSet(QStringLiteral("startup-trace"));
    new FirstPaint(frame, [&] {
        trace.firstPaint();
        workbench.begin();
        if (parser.isSet(QStringLiteral("experiment"))) {
            workbench.openExperiment(parser.value(QStringLiteral("experiment")));
        } else if (!parser.isSet(QStringLiteral("run")) && parser.positionalArguments().isEmpty()) {
            memory.restoreSetUp();  // otherwise what was asked for now counts
        }
        for (const QString& file : parser.positionalArguments()) {
            workbench.open(file);
        }
    });
    if (traced) {
        QObject::connect(&workbench, &Workbench::devicesReady, &trace, &StartupTrace::devicesListed);
        QObject::connect(&workbench, &Workbench::modelReady, &trace, &StartupTrace::modelReady);
        QObject::connect(&workbench, &Workbench::modelFailed, &application, &endWith);
        QObject::connect(&trace, &StartupTrace::complete, &application, &QCoreApplication::quit,
                         Qt::QueuedConnection);
    }
    for (const QString& sentence : {problem, settings.problem()}) {
        if (!sentence.isEmpty()) {
            workbench.showProblem(sentence);
        }
    }
    const QString picture = parser.value(QStringLiteral("screenshot"));
    if (parser.isSet(QStringLiteral("run"))) {
        workbench.runWhenReady();
    }
    if (!picture.isEmpty()) {
        frame.resize(1440, 900);
        const auto shoot = [&frame, picture] { saveScreenshotAndQuit(frame, picture); };
        if (parser.isSet(QStringLiteral("run"))) {
            QObject::connect(&workbench, &Workbench::runEnded, &frame, shoot);
            QObject::connect(&workbench, &Workbench::runImpossible, &application, &endWith);
        } else {
            QObject::connect(&workbench, &Workbench::devicesReady, &frame, shoot);
        }
    }
    frame.show();
    return QApplication::exec();
}
