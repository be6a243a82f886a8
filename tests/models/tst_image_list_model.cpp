// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/image_list_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

using namespace pivot;

namespace {

ImageTable imagesOf(int count) {
    ImageTableBuilder builder(2, 10, {"T-shirt", "Trouser"});
    for (int i = 0; i < count; ++i) {
        ImageResult image;
        image.outcome.imageIndex = 3 * i;
        image.outcome.label = 1;
        image.outcome.predicted = i % 2;
        image.outcome.right = i % 2 == 1;
        image.outcome.exitEffort = 0;
        Visit visit;
        visit.entropyNats = 0.5 * std::log(10.0);
        visit.topIds[0] = i % 2;
        image.visits.push_back(visit);
        builder.add(image);
    }
    return builder.build();
}

}  // namespace

class TestImageListModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itIsAProperModelThroughItsLife() {
        ImageListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const ImageTable table = imagesOf(100);
        model.setTable(table);
        model.setRows(table, sortedRows(table, {}), 0);
        QCOMPARE(model.rowCount(), 100);
        model.setRows(table, {5, 3}, 0);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0).data(ImageListModel::IndexRole).toLongLong(), 15);
        model.setTable({});
        QCOMPARE(model.rowCount(), 0);
    }

    void anImageIsDescribedInWords() {
        ImageListModel model;
        const ImageTable table = imagesOf(2);
        model.setRows(table, sortedRows(table, {}), 0);
        QCOMPARE(model.index(0).data().toString(),
                 QStringLiteral("#0 · Trouser, taken for T-shirt · ended at low · entropy 0.500 at low"));
        QCOMPARE(model.index(1).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("#3 · Trouser · ended at low · entropy 0.500 at low"));
    }

    void anImageIsFoundByItsIndex() {
        ImageListModel model;
        const ImageTable table = imagesOf(10);
        model.setRows(table, {9, 0, 4}, 0);
        QCOMPARE(model.rowOf(12), 2);
        QCOMPARE(model.rowOf(3), -1);   // not selected
        QCOMPARE(model.rowOf(13), -1);  // not in the experiment
    }

    void pixelsStayWithinTheirMemory() {
        ImageListModel model;
        QSignalSpy arrived(&model, &ImageListModel::thumbnailArrived);
        QImage pixels(1024, 1024, QImage::Format_RGB32);  // 4 MiB
        pixels.fill(Qt::red);
        constexpr int kMany = 2 * ImageListModel::kCacheKiB / 4096;
        for (int i = 0; i < kMany; ++i) {
            model.setThumbnail(i, pixels);
        }
        QCOMPARE(arrived.count(), kMany);
        QVERIFY(model.thumbnail(kMany - 1) != nullptr);
        QVERIFY(model.thumbnail(0) == nullptr);  // looked at longest ago
    }
};

QTEST_GUILESS_MAIN(TestImageListModel)
#include "tst_image_list_model.moc"
