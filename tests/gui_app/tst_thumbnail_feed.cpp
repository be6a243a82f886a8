// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/thumbnail_feed.h"
#include "app/gui/work_thread.h"

#include <QSemaphore>
#include <QSet>
#include <QSignalSpy>
#include <QTest>
#include <atomic>
#include <mutex>

using namespace pivot;

namespace {

/// Images [1000:1100) of a split, each slow to decode, that know which were.
class SlowImages : public DataSet {
public:
    std::string name() const override { return "slow"; }
    std::string spec() const override { return "slow"; }
    std::string range() const override { return "slow[1000:1100]"; }
    std::int64_t size() const override { return 100; }
    std::string key(std::int64_t index) const override { return std::to_string(index); }
    std::int64_t sourceIndex(std::int64_t index) const override { return 1000 + index; }
    std::optional<int> label(std::int64_t /*index*/) const override { return {}; }
    const std::vector<std::string>& classNames() const override { return m_names; }
    Result<RawImage> image(std::int64_t index) const override {
        m_started.release();
        m_allowed.acquire();
        const std::scoped_lock lock(m_mutex);
        m_decoded.push_back(index);
        return RawImage{1, 1, 1, {static_cast<std::uint8_t>(index)}};
    }
    const std::string& fingerprint() const override { return m_fingerprint; }

    void allow(int images) const { m_allowed.release(images); }
    void waitForOne() const { m_started.acquire(); }
    std::vector<std::int64_t> decoded() const {
        const std::scoped_lock lock(m_mutex);
        return m_decoded;
    }

private:
    std::vector<std::string> m_names;
    std::string m_fingerprint;
    mutable std::mutex m_mutex;
    mutable std::vector<std::int64_t> m_decoded;
    mutable QSemaphore m_started, m_allowed;
};

QList<qint64> between(qint64 first, qint64 end) {
    QList<qint64> indices;
    for (qint64 index = first; index < end; ++index) {
        indices << index;
    }
    return indices;
}

}  // namespace

/// Decoding for the strip keeps out of the way of what is being measured.
class TestThumbnailFeed : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theNewestComeFirstAndWhatHasLeftTheStripIsNeverDecoded() {
        const auto images = std::make_shared<SlowImages>();
        WorkThread library(QStringLiteral("library"));
        ThumbnailFeed feed(library);
        QSignalSpy ready(&feed, &ThumbnailFeed::ready);
        feed.begin(images);
        feed.setRunning(true);
        feed.ask(between(1000, 1016));
        images->waitForOne();  // the first request is under way and does not come to its end
        for (qint64 first = 1016; first < 1096; first += 16) {
            feed.ask(between(first, first + 16));
        }
        QVERIFY(images->decoded().empty());
        images->allow(100);
        feed.setRunning(false);
        QTRY_VERIFY(ready.count() > 0 && ready.last().first().toLongLong() == 1064);
        const std::vector<std::int64_t> decoded = images->decoded();
        // The one request that was under way, newest first, then the 32 that are still on show.
        QCOMPARE(decoded.front(), std::int64_t(15));
        QSet<qint64> told;
        for (const QList<QVariant>& one : ready) {
            told << one.first().toLongLong();
        }
        for (const qint64 index : between(1064, 1096)) {
            QVERIFY2(told.contains(index), qPrintable(QString::number(index)));
        }
        for (const qint64 index : between(1016, 1064)) {
            QVERIFY2(!told.contains(index), qPrintable(QString::number(index)));
        }
        library.stop();
    }

    void imagesOfAnEarlierRunAreDropped() {
        const auto images = std::make_shared<SlowImages>();
        WorkThread library(QStringLiteral("library"));
        ThumbnailFeed feed(library);
        QSignalSpy ready(&feed, &ThumbnailFeed::ready);
        feed.begin(images);
        feed.ask({1003});
        images->waitForOne();
        feed.begin(images);
        images->allow(2);
        feed.ask({1007});
        QTRY_COMPARE(ready.count(), 1);
        QCOMPARE(ready.first().first().toLongLong(), qint64(1007));
        QCOMPARE(images->decoded(), (std::vector<std::int64_t>{3, 7}));
        library.stop();
    }

    void aStoppedThreadDropsWhatWaits() {
        constexpr int kJobs = 200;
        QSemaphore started;
        std::atomic<int> done = 0;
        WorkThread thread(QStringLiteral("work"));
        for (int i = 0; i < kJobs; ++i) {
            thread.post([&] {
                started.release();
                QThread::msleep(20);
                ++done;
            });
        }
        started.acquire();
        thread.stop();
        const int ended = done;
        QVERIFY2(ended >= 1 && ended < kJobs, qPrintable(QString::number(ended)));
        thread.post([&] { ++done; });
        QCOMPARE(done.load(), ended);
    }
};

QTEST_GUILESS_MAIN(TestThumbnailFeed)
#include "tst_thumbnail_feed.moc"
