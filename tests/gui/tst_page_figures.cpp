// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/golden_attention.h"
#include "widgets/figures/figure_metadata.h"
#include "widgets/figures/figure_writer.h"
#include "widgets/models/image_figures.h"
#include "widgets/views/attention_page.h"
#include "widgets/views/figure_export_dialog.h"
#include "widgets/views/gallery_view.h"
#include "widgets/views/images_page.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace pivot;

namespace {

ImageSet images() {
    ImageTableBuilder builder(2, 2, {QStringLiteral("cat"), QStringLiteral("dog")});
    for (int i = 0; i < 40; ++i) {
        ImageResult image;
        image.outcome.imageIndex = 100 + i;
        image.outcome.label = i % 2;
        for (int effort = 0; effort < 2; ++effort) {
            Visit visit;
            visit.effort = effort;
            visit.entropyNats = 0.01 * i;
            visit.topIds[0] = i % 5 == 0 ? 1 - i % 2 : i % 2;
            visit.right = i % 5 != 0;
            image.visits.push_back(visit);
        }
        image.outcome.exitEffort = i % 2;
        image.outcome.predicted = image.visits[0].topIds[0];
        image.outcome.right = image.visits[0].right;
        builder.add(image);
    }
    return {QStringLiteral("0b5c6a1e-1"),
            QStringLiteral("cats and dogs"),
            builder.build(),
            {"1", "none"},
            {0.2, std::nullopt}};
}

QImage picture(qint64 index) {
    QImage image(16, 16, QImage::Format_RGB32);
    image.fill(QColor(static_cast<int>(index % 200), 80, 120));
    return image;
}

}  // namespace

/// Images, confusion matrix and attention maps, from their pages to a file.
class TestPageFigures : public QObject {
    Q_OBJECT
    ThemeSource m_theme;
    QTemporaryDir m_home;

    /// Answers the dialog that `press` opens and gives what it wrote.
    Result<figures::FigureDocument> exported(QToolButton& button, const QString& name) {
        const QString file = m_home.filePath(name);
        QTimer answer;
        connect(&answer, &QTimer::timeout, this, [file] {
            if (auto* dialog = qobject_cast<FigureExportDialog*>(QApplication::activeModalWidget())) {
                dialog->findChild<QLineEdit*>(QStringLiteral("exportFile"))->setText(file);
                dialog->findChild<QPushButton*>(QStringLiteral("exportWrite"))->click();
            }
        });
        answer.start(20);
        button.click();
        return figures::readFigureFile(file.toStdString());
    }

private Q_SLOTS:
    void selectedImagesWaitForTheirPixels() {
        ImagesPage page(m_theme);
        page.showImages(images());
        page.resize(900, 600);
        page.show();
        auto* gallery = page.findChild<GalleryView*>();
        QVERIFY(gallery);
        for (const int row : {0, 3, 5}) {
            gallery->selectionModel()->select(gallery->model()->index(row, 0), QItemSelectionModel::Select);
        }
        auto* button = page.findChild<QToolButton*>(QStringLiteral("imagesExport"));
        QSignalSpy wanted(&page, &ImagesPage::thumbnailsWanted);
        button->click();  // nothing opens: there are no pixels yet
        QVERIFY(!QApplication::activeModalWidget());
        QVERIFY(!wanted.isEmpty());
        QCOMPARE(wanted.last().first().value<QList<qint64>>(), (QList<qint64>{100, 103, 105}));
        for (int i = 0; i < 40; ++i) {
            if (i != 5) {
                page.setThumbnail(100 + i, picture(100 + i));
            }
        }
        const QString file = m_home.filePath(QStringLiteral("late.svg"));
        QTimer::singleShot(50, this, [file] {
            auto* dialog = qobject_cast<FigureExportDialog*>(QApplication::activeModalWidget());
            QVERIFY(dialog);
            dialog->findChild<QLineEdit*>(QStringLiteral("exportFile"))->setText(file);
            dialog->findChild<QPushButton*>(QStringLiteral("exportWrite"))->click();
        });
        page.setThumbnail(105, picture(105));  // the last one opens the dialog
        QVERIFY(QFile::exists(file));
    }

    void galleryAndConfusionAreWritten() {
        ImagesPage page(m_theme);
        page.showImages(images());
        page.resize(900, 600);
        page.show();
        for (int i = 0; i < 40; ++i) {
            page.setThumbnail(100 + i, picture(100 + i));
        }
        auto* button = page.findChild<QToolButton*>(QStringLiteral("imagesExport"));
        const auto gallery = exported(*button, QStringLiteral("gallery.pdf"));
        QVERIFY2(gallery, gallery ? "" : gallery.error().message.c_str());
        QCOMPARE(gallery->spec.experiments, std::vector<std::string>{"0b5c6a1e-1"});
        QVERIFY(gallery->data.grid);
        QCOMPARE(gallery->data.grid->tiles.size(), std::size_t{24});
        QVERIFY(gallery->data.grid->tiles[0].wrong && !gallery->data.grid->tiles[1].wrong);
        QCOMPARE(gallery->data.grid->tiles[1].caption, std::string("dog"));
        QVERIFY((gallery->data.grid->tiles[1].badge == figures::Ink{figures::Role::Effort, 1, 2}));
        QCOMPARE(gallery->data.grid->pixels.size(), std::size_t{24 * 16 * 16 * 3});

        page.findChild<QToolButton*>(QStringLiteral("viewConfusion"))->click();
        const auto confusion = exported(*button, QStringLiteral("confusion.pdf"));
        QVERIFY2(confusion, confusion ? "" : confusion.error().message.c_str());
        QVERIFY(confusion->data.heatMap);
        QCOMPARE(confusion->data.heatMap->rows, (std::vector<std::string>{"cat", "dog"}));
        QCOMPARE(confusion->data.heatMap->counts, (std::vector<std::int64_t>{16, 4, 4, 16}));
        QCOMPARE(confusion->data.heatMap->values, (std::vector<double>{80, 20, 20, 80}));
    }

    void attentionIsWrittenWithItsScale() {
        AttentionPage page(m_theme);
        page.resize(1200, 800);
        page.show();
        auto* button = page.findChild<QToolButton*>(QStringLiteral("attentionExport"));
        button->click();  // says that there is none
        QVERIFY(!QApplication::activeModalWidget());
        page.showMaps(samples::shared(samples::goldenMaps()));
        const auto attention = exported(*button, QStringLiteral("attention.pdf"));
        QVERIFY2(attention, attention ? "" : attention.error().message.c_str());
        const figures::ImageGrid& grid = *attention->data.grid;
        QCOMPARE(grid.columns, 4);
        QCOMPARE(grid.rowHeads.size(), std::size_t{12});  // three heads, mean, largest and rollout, twice
        QCOMPARE(grid.rowHeads.front(), std::string("low: head 0"));
        QVERIFY(grid.tiles[1].empty && !grid.tiles[0].empty);  // block 1 is skipped
        QCOMPARE(*std::max_element(grid.pixels.begin(), grid.pixels.end()), std::uint8_t{255});
        QVERIFY(grid.scale->high > 1 && grid.scale->high <= 100);
        if (const QString folder = QString::fromLocal8Bit(qgetenv("PIVOT_FIGURES")); !folder.isEmpty()) {
            QVERIFY(figures::figureImage(*attention, 200)->save(folder + QStringLiteral("/attention.png")));
        }
    }
};

QTEST_MAIN(TestPageFigures)
#include "tst_page_figures.moc"
