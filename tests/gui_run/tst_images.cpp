// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui_app/real_window.h"
#include "widgets/views/gallery_view.h"
#include "widgets/views/images_page.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QToolButton>

using namespace pivot;
using pivot::test::RealWindow;

/// The Images page in the window, with the bundled model's real answers.
class TestImages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theImagesOfARunAreShownWithTheirPixelsAndAnswers() {
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY(window.run(300));
        window.find<QToolButton>("tabImages")->click();
        auto* gallery = window.find<GalleryView>("gallery");
        QTRY_COMPARE(gallery->model()->rowCount(), 300);
        const auto* model = qobject_cast<const ImageListModel*>(gallery->model());
        QTRY_VERIFY(model->thumbnail(model->item(0).index) != nullptr);
        QCOMPARE(model->thumbnail(model->item(0).index)->size(), QSize(28, 28));

        gallery->setFocus();
        QTest::keyClick(gallery, Qt::Key_Home);
        QTest::keyClick(gallery, Qt::Key_Right);
        const qint64 index = model->item(1).index;
        QTRY_VERIFY(
            window.find<QLabel>("inspectorTitle")->text().startsWith(QStringLiteral("#%1  ").arg(index)));
        QTRY_VERIFY(window.find<QWidget>("topBars0")->isVisible());
    }

    void anExperimentThatIsOpenedBringsItsImages() {
        RealWindow window;
        QVERIFY(window.begin());
        QVERIFY(window.run(64));
        QVERIFY(window.run(96));
        window.find<QToolButton>("tabImages")->click();
        auto* gallery = window.find<GalleryView>("gallery");
        QTRY_COMPARE(gallery->model()->rowCount(), 96);
        QTRY_VERIFY(window.find<QComboBox>("otherExperiment")->count() == 2);  // the first run and none
        auto* table = window.find<QAbstractItemView>("experiments");
        QTRY_COMPARE(table->model()->rowCount(), 2);
        Q_EMIT table->activated(table->model()->index(1, 0));  // newest first
        QTRY_VERIFY(window.find<QToolButton>("tabRun")->isChecked());
        window.find<QToolButton>("tabImages")->click();
        QTRY_COMPARE(gallery->model()->rowCount(), 64);
    }

    void withoutARunThePageSaysWhatToDo() {
        RealWindow window;
        QVERIFY(window.begin());
        window.find<QToolButton>("tabImages")->click();
        QVERIFY(window.find<QAbstractButton>("emptyImagesAction")->isVisible());
        window.find<QAbstractButton>("emptyImagesAction")->click();
        QVERIFY(window.find<QToolButton>("tabRun")->isChecked());
    }
};

QTEST_MAIN(TestImages)
#include "tst_images.moc"
