// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/path_accuracy.h"
#include "unit/run/walking_session.h"

#include <QtTest>

using namespace pivot;
using pivot::test::NumberedData;
using pivot::test::WalkingSession;

/// How right a path is by itself. Of the walking network every second image needs four attentions to be
/// answered rightly, the others five.
class TestPathAccuracy : public QObject {
    Q_OBJECT
    static constexpr double kLong = 60;

    static Result<PathAccuracy> measured(const SkipConfig& skip, const DataSetPtr& images,
                                         double seconds = kLong, const std::stop_token& stop = {}) {
        WalkingSession session(6);
        session.bias = 4.5F;
        return measurePathAccuracy(session, skip, images, seconds, stop);
    }

private Q_SLOTS:
    void everyImageCountsOnce() {
        const auto images = std::make_shared<NumberedData>(50);
        QCOMPARE(measured({}, images)->accuracy(), 1.0);
        const auto half = measured({4, 5}, images);
        QCOMPARE(half->images, std::int64_t(50));
        QCOMPARE(half->right, std::int64_t(25));
        QVERIFY(half->ci95.low < 0.5 && half->ci95.high > 0.5);
        QCOMPARE(half->split, std::string("numbers"));
        QCOMPARE(measured({3, 4, 5}, images)->accuracy(), 0.0);
    }

    void whenTimeIsUpTheBatchesSoFarCount() {
        const auto some = measured({4, 5}, std::make_shared<NumberedData>(100'000), 0.0);
        QVERIFY(some->images > 0 && some->images < 100'000);
        QCOMPARE(some->accuracy(), 0.5);
    }

    void imagesWithoutALabelDoNotCount() {
        const std::vector<std::optional<int>> labels{0, std::nullopt, 0, std::nullopt, 1};
        const auto three = measured({}, std::make_shared<NumberedData>(labels, std::vector<std::string>{}));
        QCOMPARE(three->images, std::int64_t(3));
        QCOMPARE(three->right, std::int64_t(2));
        const auto none = measured({}, std::make_shared<NumberedData>(std::vector<std::optional<int>>(4),
                                                                      std::vector<std::string>{}));
        QVERIFY(!none && none.error().message.find("label") != std::string::npos);
    }

    void aStopIsHeard() {
        std::stop_source source;
        source.request_stop();
        const auto stopped = measured({}, std::make_shared<NumberedData>(50), kLong, source.get_token());
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestPathAccuracy)
#include "tst_path_accuracy.moc"
