// SPDX-License-Identifier: GPL-3.0-or-later
#include "db/lease.h"
#include "db/names.h"

#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>

using namespace pivot;

/// When a run counts as dead: only where that can be proved.
class TestLease : public QObject {
    Q_OBJECT

private:
    const ProcessIdentity m_self{"lab-3", "boot-1", 4026531836, 500, 1000};

    static Lease leaseOf(ProcessIdentity holder, double ageSeconds = 0) {
        return {"lease", std::move(holder), "2024-01-01T00:00:00.000Z", ageSeconds};
    }

private Q_SLOTS:
    void nobodyHoldsAnEmptyLease() {
        QCOMPARE(name(judgeLease(Lease{}, m_self, std::nullopt)), name(LeaseState::None));
        QVERIFY(isProvablyDead(LeaseState::None));
    }

    void onThisBootTheProcessDecides() {
        const ProcessIdentity holder{"lab-3", "boot-1", 4026531836, 400, 900};
        QCOMPARE(name(judgeLease(leaseOf(holder), m_self, 900)), name(LeaseState::Alive));
        QCOMPARE(name(judgeLease(leaseOf(holder, 3600), m_self, 900)),
                 name(LeaseState::Alive));  // stopped, not gone
        QCOMPARE(name(judgeLease(leaseOf(holder), m_self, std::nullopt)), name(LeaseState::Dead));
        QCOMPARE(name(judgeLease(leaseOf(holder), m_self, 950)),
                 name(LeaseState::Dead));  // another one has its number
    }

    void aMachineMayBeRenamedWhileItRuns() {
        const ProcessIdentity holder{"old-name", "boot-1", 4026531836, 400, 900};
        QCOMPARE(name(judgeLease(leaseOf(holder), m_self, 900)), name(LeaseState::Alive));
        QCOMPARE(name(judgeLease(leaseOf(holder), m_self, std::nullopt)), name(LeaseState::Dead));
    }

    void anotherBootOfThisHostIsDeadOnceItIsSilent() {
        const ProcessIdentity holder{"lab-3", "boot-0", 4026531836, 400, 900};
        QCOMPARE(name(judgeLease(leaseOf(holder, 60), m_self, 900)), name(LeaseState::Dead));
        // A heartbeat of this moment comes from another machine of the same name.
        QCOMPARE(name(judgeLease(leaseOf(holder, 1), m_self, std::nullopt)), name(LeaseState::Foreign));
    }

    void processNumbersOfAnotherContainerProveNothing() {
        const ProcessIdentity holder{"container", "boot-1", 4026532999, 500, 1000};
        QCOMPARE(name(judgeLease(leaseOf(holder, 5), m_self, std::nullopt)), name(LeaseState::Foreign));
        QCOMPARE(name(judgeLease(leaseOf(holder, 1000), m_self, std::nullopt)), name(LeaseState::Silent));
    }

    void anotherHostIsNeverProvablyDead() {
        const ProcessIdentity holder{"lab-4", "boot-9", 4026531836, 400, 900};
        QCOMPARE(name(judgeLease(leaseOf(holder, 5), m_self, std::nullopt)), name(LeaseState::Foreign));
        QCOMPARE(name(judgeLease(leaseOf(holder, -5), m_self, std::nullopt)),
                 name(LeaseState::Foreign));  // its clock is ahead
        QCOMPARE(name(judgeLease(leaseOf(holder, 1e6), m_self, std::nullopt)), name(LeaseState::Silent));
        QVERIFY(!isProvablyDead(LeaseState::Silent) && !isProvablyDead(LeaseState::Foreign));
    }

    void thisProcessMayHaveGivenARunUp() {
        QCOMPARE(name(judgeLease(leaseOf(m_self, 2), m_self, 1000)), name(LeaseState::Alive));
        QCOMPARE(name(judgeLease(leaseOf(m_self, 120), m_self, 1000)), name(LeaseState::Dead));
    }

    void thisProcessIsAlive() {
        const ProcessIdentity self = currentProcess();
        QCOMPARE(self.pid, std::int64_t(getpid()));
        QVERIFY(self.pidStart > 0);
        QVERIFY(!self.host.empty());
        QCOMPARE(name(judgeLease(leaseOf(self))), name(LeaseState::Alive));
        ProcessIdentity earlier = self;
        earlier.pidStart -= 1;
        QCOMPARE(name(judgeLease(leaseOf(earlier))), name(LeaseState::Dead));
    }

    void aProcessThatEndedIsDeadEvenBeforeItIsReaped() {
        const pid_t child = fork();
        if (child == 0) {
            _exit(0);
        }
        siginfo_t info{};
        QCOMPARE(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);  // ended, not reaped
        QVERIFY(!processStart(child).has_value());
        QCOMPARE(waitpid(child, nullptr, 0), child);
        QVERIFY(!processStart(child).has_value());
    }

    void aProcessMayHaveAnyName() {
        const std::string fields = " 1 1 1 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 777 1000 1";
        QCOMPARE(parseProcessStart("12 (a) R) S" + fields), std::optional<std::int64_t>(777));
        QCOMPARE(parseProcessStart("12 (pivot) Z" + fields), std::optional<std::int64_t>());
        QCOMPARE(parseProcessStart("12 (pivot) S 1 1"), std::optional<std::int64_t>());
        QCOMPARE(parseProcessStart(""), std::optional<std::int64_t>());
    }
};

QTEST_GUILESS_MAIN(TestLease)
#include "tst_lease.moc"
