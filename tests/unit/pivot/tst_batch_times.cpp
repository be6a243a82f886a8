// SPDX-License-Identifier: GPL-3.0-or-later
#include "pivot/batch_times.h"

#include <QTest>
#include <algorithm>

using namespace pivot;

namespace {

/// An image whose visits took so long, the first effort's first.
ImageResult image(std::int64_t index, const std::vector<std::int64_t>& delaysNs) {
    ImageResult made;
    made.outcome.imageIndex = index;
    for (const std::int64_t delayNs : delaysNs) {
        Visit visit;
        visit.effort = static_cast<int>(made.visits.size());
        visit.delayNs = delayNs;
        made.visits.push_back(visit);
    }
    return made;
}

std::vector<double> sortedMs(BatchTimes& times) {
    std::vector<double> all = times.takeMs();
    std::sort(all.begin(), all.end());
    return all;
}

constexpr std::int64_t kMs = 1'000'000;

}  // namespace

/// Batches are told by the delay that their images share.
class TestBatchTimes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Two batches of three, of which two images each go on and fill one batch of the second effort.
    void neighboursWithOneDelayWereInOneBatch() {
        BatchTimes times(4);
        times.add(image(0, {2 * kMs, 5 * kMs}), 1);
        times.add(image(1, {2 * kMs}), 1);
        times.add(image(2, {2 * kMs, 5 * kMs}), 1);
        times.add(image(3, {3 * kMs, 5 * kMs}), 1);
        times.add(image(4, {3 * kMs, 5 * kMs}), 1);
        times.add(image(5, {3 * kMs}), 1);
        QCOMPARE(sortedMs(times), (std::vector<double>{6.0, 9.0, 20.0}));
        QVERIFY(times.takeMs().empty());
    }
    void equalBatchesAreCutAtTheirSize() {
        BatchTimes times(4);
        for (std::int64_t i = 0; i < 10; ++i) {
            times.add(image(i, {kMs}), 1);
        }
        QCOMPARE(sortedMs(times), (std::vector<double>{2.0, 4.0, 4.0}));
    }
    /// Two images had waited for the second effort when the first stretch was stopped; the next began with
    /// them.
    void stretchesOfAResumedRunAreToldApart() {
        BatchTimes times(4);
        for (std::int64_t i = 0; i < 8; ++i) {
            const bool again = i == 1 || i == 2;
            times.add(image(i, {again ? 5 * kMs : (i < 4 ? 2 : 3) * kMs}), again ? 2 : 1);
        }
        QCOMPARE(sortedMs(times), (std::vector<double>{4.0, 10.0, 12.0}));
    }
    /// It could not be decoded and was in no batch.
    void anImageWithoutVisitsChangesNothing() {
        BatchTimes times(4);
        times.add(image(0, {kMs}), 1);
        times.add(image(1, {}), 1);
        times.add(image(2, {kMs}), 1);
        QCOMPARE(sortedMs(times), (std::vector<double>{2.0}));
    }
};

QTEST_APPLESS_MAIN(TestBatchTimes)
#include "tst_batch_times.moc"
