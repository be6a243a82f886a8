// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/prefetcher.h"

#include <QtTest>
#include <atomic>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>

using namespace pivot;

namespace {

/// Images of one pixel whose value is their index; some cannot be read, and it counts what was asked of it.
class CountingSet : public DataSet {
public:
    explicit CountingSet(std::int64_t size) : m_size(size) {}

    [[nodiscard]] std::string name() const override { return "counting"; }
    [[nodiscard]] std::string spec() const override { return "counting"; }
    [[nodiscard]] std::string range() const override { return "counting"; }
    [[nodiscard]] std::int64_t size() const override { return m_size; }
    [[nodiscard]] std::string key(std::int64_t index) const override {
        if (index == nameless) {
            throw std::runtime_error("no name");
        }
        return "image " + std::to_string(index);
    }
    [[nodiscard]] std::optional<int> label(std::int64_t) const override { return std::nullopt; }
    [[nodiscard]] const std::vector<std::string>& classNames() const override { return m_classNames; }
    [[nodiscard]] Result<RawImage> image(std::int64_t index) const override {
        ++asked;
        if (broken.contains(index)) {
            return fail(ErrorCode::BadFile, "The image " + key(index) + " is broken.");
        }
        if (index == throwing) {
            throw std::bad_alloc();
        }
        if (index == empty) {
            return RawImage{0, 0, 1, {}};
        }
        return RawImage{1, 1, 1, {static_cast<std::uint8_t>(index)}};
    }
    [[nodiscard]] const std::string& fingerprint() const override { return m_fingerprint; }

    std::set<std::int64_t> broken;
    std::int64_t throwing = -1, empty = -1, nameless = -1;
    mutable std::atomic<int> asked = 0;

private:
    std::int64_t m_size;
    std::vector<std::string> m_classNames;
    std::string m_fingerprint = "f";
};

std::vector<std::int64_t> upTo(std::int64_t count) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(count));
    std::iota(order.begin(), order.end(), std::int64_t{0});
    return order;
}

const PreprocessSpec kOnePixel{1, 1, 1, {0.0F}, {1.0F / 255.0F}};  // so that the float is the byte

}  // namespace

/// Batches are made ahead in a thread of their own, in order and with bounded memory.
class TestPrefetcher : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void batchesComeInOrderAndTheLastMayBeSmaller() {
        Prefetcher prefetcher(std::make_shared<CountingSet>(10), kOnePixel, {9, 0, 4, 2, 7}, 2);
        std::vector<std::int64_t> indices;
        std::vector<std::size_t> sizes;
        while (const auto batch = prefetcher.next()) {
            sizes.push_back(batch->indices.size());
            QCOMPARE(batch->pixels.size(), batch->indices.size());
            QVERIFY(batch->errors.empty());
            for (std::size_t i = 0; i < batch->indices.size(); ++i) {
                indices.push_back(batch->indices[i]);
                QCOMPARE(std::lround(batch->pixels[i]), static_cast<long>(batch->indices[i]));
            }
        }
        QCOMPARE(indices, (std::vector<std::int64_t>{9, 0, 4, 2, 7}));
        QCOMPARE(sizes, (std::vector<std::size_t>{2, 2, 1}));
        QVERIFY(!prefetcher.next());  // the end stays the end
    }

    void imagesThatFailAreErrorsOfTheirBatchAndTheOthersGoOn() {
        auto set = std::make_shared<CountingSet>(9);
        set->broken = {1, 3, 4, 5};
        set->throwing = 6;
        set->empty = 7;
        Prefetcher prefetcher(set, kOnePixel, upTo(9), 3);
        const auto first = prefetcher.next();
        QVERIFY(first);
        QCOMPARE(first->indices, (std::vector<std::int64_t>{0, 2}));
        QCOMPARE(first->pixels.size(), std::size_t{2});
        QCOMPARE(first->errors.size(), std::size_t{1});
        QCOMPARE(first->errors[0].index, std::int64_t{1});
        QCOMPARE(first->errors[0].key, std::string("image 1"));
        QCOMPARE(first->errors[0].message, std::string("The image image 1 is broken."));
        const auto second =
            prefetcher.next();  // nothing but failures: still a batch, or they would go unseen
        QVERIFY(second);
        QVERIFY(second->indices.empty() && second->pixels.empty());
        QCOMPARE(second->errors.size(), std::size_t{3});
        const auto third = prefetcher.next();
        QVERIFY(third);
        QCOMPARE(third->indices, std::vector<std::int64_t>{8});
        QCOMPARE(third->errors.size(), std::size_t{2});
        QVERIFY(QString::fromStdString(third->errors[1].message).contains("0x0"));
        QVERIFY(!prefetcher.next());
    }

    void anIndexBeyondTheSetIsAnErrorOfItsBatch() {
        Prefetcher prefetcher(std::make_shared<CountingSet>(2), kOnePixel, {1, 2, -1}, 4);
        const auto batch = prefetcher.next();
        QVERIFY(batch);
        QCOMPARE(batch->indices, std::vector<std::int64_t>{1});
        QCOMPARE(batch->errors.size(), std::size_t{2});
    }

    void noMoreThanDepthBatchesAreMadeAhead() {
        auto set = std::make_shared<CountingSet>(1000);
        Prefetcher prefetcher(set, kOnePixel, upTo(1000), 10, {3, 0});
        QTRY_COMPARE(set->asked.load(), 30);
        QTest::qWait(50);  // it would go on now, if it did
        QCOMPARE(set->asked.load(), 30);
        QVERIFY(prefetcher.next());
        QTRY_COMPARE(set->asked.load(), 40);
        QTest::qWait(50);
        QCOMPARE(set->asked.load(), 40);
    }

    void smallImagesAreMadeManyBatchesAtATime() {
        auto set = std::make_shared<CountingSet>(1000);
        // Ten batches of ten one-pixel images are 400 bytes.
        Prefetcher prefetcher(set, kOnePixel, upTo(1000), 10, {3, 400});
        QTRY_COMPARE(set->asked.load(), 100);
        for (int taken = 0; taken < 4; ++taken) {
            QVERIFY(prefetcher.next());
        }
        QTest::qWait(50);
        QCOMPARE(set->asked.load(), 100);  // more than half of them wait still
        QVERIFY(prefetcher.next());
        QTRY_COMPARE(set->asked.load(), 150);
    }

    void destructionStopsItWhateverItDoes() {
        auto set = std::make_shared<CountingSet>(1000);
        {
            const Prefetcher waitsForRoom(set, kOnePixel, upTo(1000), 10, {1, 0});
            QTRY_COMPARE(set->asked.load(), 10);
        }
        { const Prefetcher justStarted(set, kOnePixel, upTo(1000), 1000, {1, 0}); }
        {
            Prefetcher atTheEnd(set, kOnePixel, upTo(1), 1);
            QVERIFY(atTheEnd.next());
            QVERIFY(!atTheEnd.next());
        }
        QCOMPARE(set.use_count(), 1L);  // no thread holds it any more
    }

    void anEmptyOrderEndsAtOnce() {
        Prefetcher prefetcher(std::make_shared<CountingSet>(5), kOnePixel, {}, 4);
        QVERIFY(!prefetcher.next());
    }

    void aBatchOfZeroIsOne() {
        Prefetcher prefetcher(std::make_shared<CountingSet>(2), kOnePixel, upTo(2), 0, {0, 0});
        QVERIFY(prefetcher.next());
        QVERIFY(prefetcher.next());
        QVERIFY(!prefetcher.next());
    }

    void whateverIsThrownTheRunGoesOnWithTheNextBatch() {
        const auto data = std::make_shared<CountingSet>(6);
        data->broken = {2};
        data->nameless = 2;  // not even its error can be told by name
        Prefetcher prefetcher(data, kOnePixel, upTo(6), 2);
        std::vector<std::int64_t> prepared, failed;
        while (const auto batch = prefetcher.next()) {
            prepared.insert(prepared.end(), batch->indices.begin(), batch->indices.end());
            for (const auto& error : batch->errors) {
                failed.push_back(error.index);
                QVERIFY2(error.message.find("no name") != std::string::npos, error.message.c_str());
            }
        }
        QCOMPARE(prepared, (std::vector<std::int64_t>{0, 1, 4, 5}));
        QCOMPARE(failed, (std::vector<std::int64_t>{2, 3}));
    }
};

QTEST_GUILESS_MAIN(TestPrefetcher)
#include "tst_prefetcher.moc"
