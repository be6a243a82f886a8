// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cpu_threads.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>

using namespace pivot;

/// How many threads a CPU device uses: physical cores that affinity and the control group leave to the
/// process.
class TestCpuThreads : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void smtSiblingsCountOnce();
    void equalCoreNumbersOfTwoPackagesAreTwoCores();
    void onlyAllowedCpusCount();
    void cpusWithoutTopologyCountEach();
    void version2QuotaOfTheGroupOrAnyAbove();
    void version1Quota();
    void noQuota_data();
    void noQuota();
    void thisProcessHasAtLeastOneThread();
    void processorName();

private:
    void write(const QString& path, const QByteArray& text);
    void writeCpu(int cpu, int package, int core);
    std::filesystem::path root(const char* folder) const {
        return (m_folder->path() + '/' + folder).toStdString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestCpuThreads::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestCpuThreads::write(const QString& path, const QByteArray& text) {
    const QString full = m_folder->filePath(path);
    QVERIFY(QDir().mkpath(QFileInfo(full).path()));
    QFile file(full);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

void TestCpuThreads::writeCpu(int cpu, int package, int core) {
    const QString topology = QString("cpus/cpu%1/topology/").arg(cpu);
    write(topology + "physical_package_id", QByteArray::number(package) + '\n');
    write(topology + "core_id", QByteArray::number(core) + '\n');
}

void TestCpuThreads::smtSiblingsCountOnce() {
    for (int cpu = 0; cpu < 8; ++cpu)
        writeCpu(cpu, 0, cpu % 4);
    QCOMPARE(physicalCores({0, 1, 2, 3, 4, 5, 6, 7}, root("cpus")), 4);
}

void TestCpuThreads::equalCoreNumbersOfTwoPackagesAreTwoCores() {
    for (int cpu = 0; cpu < 4; ++cpu)
        writeCpu(cpu, cpu / 2, cpu % 2);
    QCOMPARE(physicalCores({0, 1, 2, 3}, root("cpus")), 4);
}

void TestCpuThreads::onlyAllowedCpusCount() {
    for (int cpu = 0; cpu < 8; ++cpu)
        writeCpu(cpu, 0, cpu % 4);
    QCOMPARE(physicalCores({0, 4, 5}, root("cpus")), 2);
}

void TestCpuThreads::cpusWithoutTopologyCountEach() {
    QCOMPARE(physicalCores({0, 1, 5}, root("none")), 3);
}

void TestCpuThreads::version2QuotaOfTheGroupOrAnyAbove() {
    write("self", "0::/user/session\n");
    write("cgroup/user/session/cpu.max", "300000 100000\n");
    QCOMPARE(cgroupCpuLimit(root("self"), root("cgroup")), std::optional(3.0));
    write("cgroup/user/cpu.max", "150000 100000\n");
    QCOMPARE(cgroupCpuLimit(root("self"), root("cgroup")), std::optional(1.5));
    write("cgroup/user/session/cpu.max", "max 100000\n");
    QCOMPARE(cgroupCpuLimit(root("self"), root("cgroup")), std::optional(1.5));
}

void TestCpuThreads::version1Quota() {
    write("self", "5:memory:/a\n4:cpu,cpuacct:/job\n");
    write("cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "200000\n");
    write("cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
    QCOMPARE(cgroupCpuLimit(root("self"), root("cgroup")), std::optional(2.0));
}

void TestCpuThreads::noQuota_data() {
    QTest::addColumn<QByteArray>("self");
    QTest::addColumn<QByteArray>("max");
    QTest::newRow("unlimited") << QByteArray("0::/a\n") << QByteArray("max 100000\n");
    QTest::newRow("no such file") << QByteArray("0::/b\n") << QByteArray("100000 100000\n");
    QTest::newRow("not a number") << QByteArray("0::/a\n") << QByteArray("much of it\n");
    QTest::newRow("no period") << QByteArray("0::/a\n") << QByteArray("100000\n");
    QTest::newRow("not a group file") << QByteArray("nonsense\n") << QByteArray("100000 100000\n");
}

void TestCpuThreads::noQuota() {
    QFETCH(QByteArray, self);
    QFETCH(QByteArray, max);
    write("self", self);
    write("cgroup/a/cpu.max", max);
    QVERIFY(!cgroupCpuLimit(root("self"), root("cgroup")).has_value());
}

void TestCpuThreads::thisProcessHasAtLeastOneThread() {
    const auto cpus = affinityCpus();
    QVERIFY(!cpus.empty());
    QVERIFY(std::ranges::is_sorted(cpus));
    QVERIFY(availablePhysicalCores() >= 1);
    QVERIFY(availablePhysicalCores() <= static_cast<int>(cpus.size()));
}

void TestCpuThreads::processorName() {
    write("cpuinfo", "processor\t: 0\nmodel name\t: AMD EPYC 7763 64-Core Processor\nmodel\t\t: 1\n");
    QCOMPARE(cpuModelName(root("cpuinfo")), std::string("AMD EPYC 7763 64-Core Processor"));
    write("cpuinfo", "processor\t: 0\nmodel name\t:\n");
    QCOMPARE(cpuModelName(root("cpuinfo")), std::string("CPU"));
    QCOMPARE(cpuModelName(root("none")), std::string("CPU"));
}

QTEST_GUILESS_MAIN(TestCpuThreads)
#include "tst_cpu_threads.moc"
