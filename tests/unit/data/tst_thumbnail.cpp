// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/thumbnail.h"
#include "unit/data/data_files.h"

#include <QSignalSpy>
#include <QtTest>
#include <atomic>
#include <semaphore>

using namespace pivot;
using namespace data_files;

namespace {

/// One grey pixel an image; image 13 cannot be read. Decoding waits for `gate`, when there is one.
class PixelSet : public DataSet {
public:
    [[nodiscard]] std::string name() const override { return "pixels"; }
    [[nodiscard]] std::string spec() const override { return "pixels"; }
    [[nodiscard]] std::string range() const override { return "pixels"; }
    [[nodiscard]] std::int64_t size() const override { return 1000; }
    [[nodiscard]] std::string key(std::int64_t index) const override { return std::to_string(index); }
    [[nodiscard]] std::optional<int> label(std::int64_t) const override { return std::nullopt; }
    [[nodiscard]] const std::vector<std::string>& classNames() const override { return m_classNames; }
    [[nodiscard]] Result<RawImage> image(std::int64_t index) const override {
        ++started;
        if (gated) {
            gate.acquire();
        }
        if (index == 13) {
            return fail(ErrorCode::BadFile, "The image 13 is broken.");
        }
        return RawImage{1, 1, 1, {static_cast<std::uint8_t>(offset + index)}};
    }
    [[nodiscard]] const std::string& fingerprint() const override { return m_fingerprint; }

    bool gated = false;
    int offset = 0;
    mutable std::counting_semaphore<> gate{0};
    mutable std::atomic<int> started = 0;

private:
    std::vector<std::string> m_classNames;
    std::string m_fingerprint = "f";
};

QList<qint64> indicesOf(const QSignalSpy& spy) {
    QList<qint64> indices;
    for (const auto& arguments : spy) {
        indices << arguments.at(0).toLongLong();
    }
    return indices;
}

}  // namespace

/// Small pictures for the gallery: decoded in a thread of their own, kept while there is room.
class TestThumbnail : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void smallImagesAreEnlargedByWholeFactorsSoThatPixelsStayVisible() {
        const RawImage image{2, 1, 1, {10, 200}};
        const QImage thumbnail = toThumbnail(image, {7, 7});
        QCOMPARE(thumbnail.size(), QSize(6, 3));
        QCOMPARE(qGray(thumbnail.pixel(2, 2)), 10);
        QCOMPARE(qGray(thumbnail.pixel(3, 0)), 200);
    }

    void largeImagesAreReducedInProportion() {
        const RawImage image{200, 100, 3, std::vector<std::uint8_t>(60000, 77)};
        const QImage thumbnail = toThumbnail(image, {50, 50});
        QCOMPARE(thumbnail.size(), QSize(50, 25));
        QCOMPARE(thumbnail.pixel(25, 12), qRgb(77, 77, 77));
    }

    void anExtremeShapeKeepsAPixel() {
        QCOMPARE(toThumbnail({1000, 1, 1, std::vector<std::uint8_t>(1000, 5)}, {50, 50}).size(),
                 QSize(50, 1));
    }

    void nothingGivesNothing() {
        QVERIFY(toQImage({}).isNull());
        QVERIFY(toQImage({2, 2, 1, {1, 2, 3}}).isNull());  // fewer bytes than pixels
        QVERIFY(toThumbnail({1, 1, 1, {1}}, {0, 0}).isNull());
    }

    void aThumbnailIsNullFirstThenThere() {
        ThumbnailCache cache({4, 4});
        cache.setDataSet(std::make_shared<PixelSet>());
        QSignalSpy ready(&cache, &ThumbnailCache::ready);
        QVERIFY(cache.request(7).isNull());
        QVERIFY(cache.request(7).isNull());  // asked twice, loaded once
        QTRY_COMPARE(ready.count(), 1);
        QCOMPARE(ready.at(0).at(0).toLongLong(), 7);
        const QImage image = cache.request(7);
        QCOMPARE(image.size(), QSize(4, 4));
        QCOMPARE(qGray(image.pixel(0, 0)), 7);
        QCOMPARE(ready.count(), 1);
    }

    void anImageThatFailsSaysSoOnce() {
        ThumbnailCache cache;
        cache.setDataSet(std::make_shared<PixelSet>());
        QSignalSpy failed(&cache, &ThumbnailCache::failed);
        QVERIFY(cache.request(13).isNull());
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed.at(0).at(1).toString(), QStringLiteral("The image 13 is broken."));
        QCOMPARE(cache.error(13), QStringLiteral("The image 13 is broken."));
        QVERIFY(cache.request(13).isNull());  // not tried again and again while it is painted
        QTest::qWait(20);
        QCOMPARE(failed.count(), 1);
    }

    void theLatestRequestIsServedFirst() {
        auto set = std::make_shared<PixelSet>();
        set->gated = true;
        ThumbnailCache cache;
        cache.setDataSet(set);
        QSignalSpy ready(&cache, &ThumbnailCache::ready);
        (void)cache.request(0);
        QTRY_COMPARE(set->started.load(), 1);  // under way before the others come
        for (qint64 i = 1; i < 5; ++i) {
            (void)cache.request(i);
        }
        set->gate.release(5);
        QTRY_COMPARE(ready.count(), 5);
        QCOMPARE(indicesOf(ready), (QList<qint64>{0, 4, 3, 2, 1}));
    }

    void whatScrolledAwayLongAgoIsDropped() {
        auto set = std::make_shared<PixelSet>();
        set->gated = true;
        ThumbnailCache cache;
        cache.setDataSet(set);
        QSignalSpy ready(&cache, &ThumbnailCache::ready);
        (void)cache.request(100);
        QTRY_COMPARE(set->started.load(), 1);
        for (qint64 i = 101; i < 900; ++i) {
            (void)cache.request(i);
        }
        set->gate.release(1000);
        QTRY_VERIFY(indicesOf(ready).contains(899));
        QTRY_COMPARE(ready.count(), 257);  // the one that was under way and the 256 that may wait
        QVERIFY(!indicesOf(ready).contains(400));
        QVERIFY(cache.request(400).isNull());  // and comes when it is asked for again
        QTRY_VERIFY(indicesOf(ready).contains(400));
    }

    void anotherDataSetNeverShowsPicturesOfTheFormer() {
        auto former = std::make_shared<PixelSet>();
        former->gated = true;
        ThumbnailCache cache;
        cache.setDataSet(former);
        QSignalSpy ready(&cache, &ThumbnailCache::ready);
        (void)cache.request(3);
        auto next = std::make_shared<PixelSet>();
        next->offset = 100;
        cache.setDataSet(next);
        former->gate.release(1);  // what was under way arrives too late
        (void)cache.request(3);
        QTRY_COMPARE(ready.count(), 1);
        QTest::qWait(20);
        QCOMPARE(ready.count(), 1);
        QCOMPARE(qGray(cache.request(3).pixel(0, 0)), 103);
        cache.setDataSet({});
        QVERIFY(cache.request(3).isNull());
    }

    void memoryIsBounded() {
        ThumbnailCache cache({4, 4}, 3);
        cache.setDataSet(std::make_shared<PixelSet>());
        QSignalSpy ready(&cache, &ThumbnailCache::ready);
        for (qint64 i = 20; i < 26; ++i) {
            (void)cache.request(i);
            QTRY_COMPARE(ready.count(), static_cast<int>(i - 19));
        }
        QVERIFY(cache.request(20).isNull());
        QVERIFY(!cache.request(25).isNull());
    }

    void destructionDoesNotWaitForWhatIsQueued() {
        auto set = std::make_shared<PixelSet>();
        auto cache = std::make_unique<ThumbnailCache>();
        cache->setDataSet(set);
        for (qint64 i = 0; i < 200; ++i) {
            (void)cache->request(i);
        }
        cache.reset();
        QCOMPARE(set.use_count(), 1L);
    }
};

QTEST_GUILESS_MAIN(TestThumbnail)
#include "tst_thumbnail.moc"
