// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/library.h"
#include "gui_app/real_window.h"
#include "widgets/figures/figure_writer.h"
#include "widgets/views/drop_hint.h"
#include "widgets/views/figure_window.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QDragLeaveEvent>
#include <QDropEvent>
#include <QImage>
#include <QLabel>
#include <QMimeData>
#include <QTemporaryDir>
#include <QUrl>

using namespace pivot;
using pivot::test::RealWindow;

/// Files and folders that are dropped on the window.
class TestDropping : public QObject {
    Q_OBJECT
    static QString enter(RealWindow& window, const QMimeData& data) {
        QDragEnterEvent event(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window.frame(), &event);
        auto* hint = window.find<DropHint>("dropHint");
        return event.isAccepted() && hint->isVisible() ? hint->sentence() : QString();
    }
    static void drop(RealWindow& window, const QMimeData& data) {
        QDropEvent event(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window.frame(), &event);
    }
    static std::unique_ptr<QMimeData> files(const QStringList& paths) {
        auto data = std::make_unique<QMimeData>();
        QList<QUrl> urls;
        for (const QString& path : paths) {
            urls << QUrl::fromLocalFile(path);
        }
        data->setUrls(urls);
        return data;
    }

private Q_SLOTS:
    /// A folder has no range behind its name, as the split of a data set has.
    void aFolderOfImagesKeepsItsName() {
        const QTemporaryDir home;
        QDir(home.path()).mkpath(QStringLiteral("Bäume/class"));
        QImage image(8, 8, QImage::Format_RGB32);
        image.fill(Qt::darkGreen);
        QVERIFY(image.save(home.filePath(QStringLiteral("Bäume/class/a.png"))));
        const auto opened = openDataChoice(home.filePath(QStringLiteral("Bäume")).toStdString());
        QVERIFY2(opened.has_value(), opened ? "" : opened.error().message.c_str());
        QCOMPARE(opened->choice.name, QStringLiteral("Bäume"));
    }

    void aHintSaysWhatWouldHappen() {
        RealWindow window;
        window.write(QStringLiteral("a.safetensors"), "");
        window.write(QStringLiteral("runs.sqlite"), QByteArray("SQLite format 3\0", 16));
        window.write(QStringLiteral("experiment.json"), "{}");
        window.write(QStringLiteral("notes.txt"), "hello");
        QVERIFY(QDir(window.path("")).mkpath(QStringLiteral("photos/cat")));
        const auto hint = [&](const QString& path) { return enter(window, *files({path})); };
        QCOMPARE(hint(window.path("a.safetensors")), QStringLiteral("Use the model a.safetensors"));
        QCOMPARE(hint(QStringLiteral(PIVOT_SOURCE_DIR "/assets/models/fashion-anypath")),
                 QStringLiteral("Use the model fashion-anypath"));
        QCOMPARE(hint(window.path("photos")), QStringLiteral("Use the images in photos"));
        QCOMPARE(hint(window.path("runs.sqlite")), QStringLiteral("Open the experiments of runs.sqlite"));
        QCOMPARE(hint(window.path("experiment.json")),
                 QStringLiteral("Open the experiment file experiment.json"));
        QVERIFY(
            hint(window.path("notes.txt")).startsWith(QStringLiteral("notes.txt is nothing that can be")));
        QVERIFY(enter(window, *files({window.path("a.safetensors"), window.path("notes.txt")}))
                    .contains(QStringLiteral("one file or folder")));
        QDragLeaveEvent leave;
        QCoreApplication::sendEvent(&window.frame(), &leave);
        QVERIFY(!window.find<DropHint>("dropHint")->isVisible());
        QVERIFY(window.frame().message().isEmpty());
    }

    void aModelIsOpenedAndChosen() {
        RealWindow window;
        QVERIFY(window.begin());
        const QString model = QStringLiteral(PIVOT_SOURCE_DIR "/assets/models/fashion-anypath");
        const auto data = files({model});
        QVERIFY(!enter(window, *data).isEmpty());
        drop(window, *data);
        QTRY_COMPARE(window.setup().chosenModel(), model);
        QVERIFY(!window.find<DropHint>("dropHint")->isVisible());
    }

    void aFolderWithoutImagesSaysSoAndTheChoiceStays() {
        RealWindow window;
        QVERIFY(window.begin());
        const QString chosen = window.setup().chosenData();
        QVERIFY(QDir(window.path("")).mkpath(QStringLiteral("empty")));
        const auto data = files({window.path("empty")});
        enter(window, *data);
        drop(window, *data);
        QTRY_VERIFY(window.frame().message().contains(QStringLiteral("empty")));
        QCOMPARE(window.setup().chosenData(), chosen);
    }

    void aFigureIsShownAgainWithItsOwnValues() {
        RealWindow window;
        figures::FigureDocument document;
        document.spec.experiments = {"0b5c6a1e-0000-4000-8000-000000000001"};
        figures::Series line;
        line.x = line.y = {1, 2, 3};
        document.data.panels.emplace_back();
        document.data.panels.front().series = {line};
        const auto written = figures::writeFigure(document, figures::FigureFormat::Svg);
        QVERIFY(written);
        window.write(QStringLiteral("fig.svg"), written->bytes);
        window.write(QStringLiteral("other.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        window.write(QStringLiteral("broken.png"), "figure-data-v1:AAAA.");
        QCOMPARE(enter(window, *files({window.path("fig.svg")})), QStringLiteral("Open the figure fig.svg"));
        QVERIFY(enter(window, *files({window.path("other.svg")}))
                    .startsWith(QStringLiteral("other.svg is nothing")));
        const auto data = files({window.path("fig.svg")});
        enter(window, *data);
        drop(window, *data);
        QTRY_VERIFY(window.frame().findChild<FigureWindow*>());
        auto* shown = window.frame().findChild<FigureWindow*>();
        QVERIFY(!shown->findChild<QLabel*>(QStringLiteral("figurePaper"))->pixmap().isNull());
        QVERIFY(shown->findChild<QLabel*>(QStringLiteral("figureAbout"))
                    ->text()
                    .contains(QStringLiteral("0b5c6a1e")));
        shown->close();
        const auto broken = files({window.path("broken.png")});
        enter(window, *broken);
        drop(window, *broken);
        QTRY_VERIFY2(window.frame().message().startsWith(QStringLiteral("broken.png: ")),
                     qPrintable(window.frame().message()));
    }

    void anExperimentFileThatIsNoneSaysSo() {
        RealWindow window;
        window.write(QStringLiteral("experiment.json"), "{");
        const auto data = files({window.path("experiment.json")});
        enter(window, *data);
        drop(window, *data);
        QTRY_VERIFY2(window.frame().message().contains(QStringLiteral("experiment.json")),
                     qPrintable(window.frame().message()));
    }

    void whatIsNothingSaysSoInOneSentence() {
        RealWindow window;
        window.write(QStringLiteral("notes.txt"), "hello");
        const auto data = files({window.path("notes.txt")});
        enter(window, *data);
        drop(window, *data);
        QVERIFY2(window.frame().message().startsWith(QStringLiteral("notes.txt is nothing")),
                 qPrintable(window.frame().message()));
    }

    void draggedTextIsNotOurs() {
        RealWindow window;
        QMimeData text;
        text.setText(QStringLiteral("hello"));
        QVERIFY(enter(window, text).isEmpty());
    }
};

QTEST_MAIN(TestDropping)
#include "tst_dropping.moc"
