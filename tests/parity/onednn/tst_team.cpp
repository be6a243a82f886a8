// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/onednn/team.h"

#include <omp.h>

#include <QtTest>
#include <array>
#include <chrono>
#include <set>
#include <stdexcept>

using namespace pivot;

/// The threads that share the work of a session of cpu:onednn.
class TestTeam : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyLaneIsWorkedOnce_data() {
        QTest::addColumn<int>("threads");
        QTest::addColumn<int>("lanes");
        QTest::newRow("the caller alone") << 1 << 1;
        QTest::newRow("one each") << 3 << 3;
        QTest::newRow("fewer lanes than threads") << 4 << 2;
        QTest::newRow("more lanes than threads") << 2 << 7;
        QTest::newRow("no lane") << 2 << 0;
    }
    void everyLaneIsWorkedOnce() {
        QFETCH(int, threads);
        QFETCH(int, lanes);
        Team team(threads);
        constexpr int kRounds = 2000;
        std::array<std::atomic<int>, 7> times{};
        for (int round = 0; round < kRounds; ++round) {
            team.onEachThread(lanes, [&](int lane) { ++times[static_cast<std::size_t>(lane)]; });
        }
        for (std::size_t lane = 0; lane < times.size(); ++lane) {
            QCOMPARE(times[lane].load(), static_cast<int>(lane) < lanes ? kRounds : 0);
        }
    }

    void whatARoundWroteIsThereForTheNext() {
        Team team(2);
        // Plain values: each lane reads what the other wrote the round before.
        std::array<int, 2> values{};
        for (int round = 0; round < 20'000; ++round) {
            std::array<int, 2> next{};
            team.onEachThread(2, [&](int lane) {
                next[static_cast<std::size_t>(lane)] = values[static_cast<std::size_t>(1 - lane)] + 1;
            });
            values = next;
        }
        QCOMPARE(values[0], 20'000);
        QCOMPARE(values[1], 20'000);
    }

    void threadsThatFellAsleepWakeUp() {
        Team team(3);
        std::atomic<int> worked = 0;
        for (int round = 0; round < 3; ++round) {
            QTest::qSleep(20);  // much longer than they stay awake
            team.onEachThread(3, [&](int lane) {
                if (lane == 1) {
                    QTest::qSleep(20);  // the others wait for this one, and the caller falls asleep
                }
                ++worked;
            });
        }
        QCOMPARE(worked.load(), 9);
    }

    void waitingThreadsLeaveTheCoresToOthers() {
        Team team(2);
        team.onEachThread(2, [](int) {});
        std::timespec before{}, after{};
        ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
        QTest::qSleep(200);
        ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
        const double ms = static_cast<double>(after.tv_sec - before.tv_sec) * 1e3 +
                          static_cast<double>(after.tv_nsec - before.tv_nsec) * 1e-6;
        QVERIFY2(ms < 50, qPrintable(QStringLiteral("%1 ms of a core in 200 ms of waiting").arg(ms)));
    }

    void sharesCoverEverything() {
        Team team(3);
        std::mutex mutex;
        std::set<std::int64_t> seen;
        std::int64_t total = 0;
        team.inShares(3, 10, [&](std::int64_t begin, std::int64_t end, int) {
            const std::lock_guard lock(mutex);
            for (std::int64_t i = begin; i < end; ++i) {
                seen.insert(i);
                ++total;
            }
        });
        QCOMPARE(total, 10);
        QCOMPARE(seen.size(), std::size_t{10});
    }

    void anExceptionComesOutWhenAllAreDone() {
        Team team(2);
        std::atomic<int> worked = 0;
        for (const int failing : {0, 1}) {
            QVERIFY_THROWS_EXCEPTION(std::runtime_error, team.onEachThread(2, [&](int lane) {
                if (lane == failing) {
                    throw std::runtime_error("a lane failed");
                }
                QTest::qSleep(5);
                ++worked;
            }));
        }
        QCOMPARE(worked.load(), 2);
        team.onEachThread(2, [&](int) { ++worked; });  // and the team goes on
        QCOMPARE(worked.load(), 4);
    }

    void primitivesHaveNoThreadsOfTheirOwn() {
        omp_set_num_threads(3);
        {
            const PrimitivesAlone alone;
            Team team(2);
            std::array<int, 2> threads{};
            team.onEachThread(
                2, [&](int lane) { threads[static_cast<std::size_t>(lane)] = omp_get_max_threads(); });
            QCOMPARE(threads[0], 1);
            QCOMPARE(threads[1], 1);
        }
        QCOMPARE(omp_get_max_threads(), 3);
    }
};

QTEST_GUILESS_MAIN(TestTeam)
#include "tst_team.moc"
