// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/device_group.h"
#include "unit/run/fake_run.h"

#include <QTest>

using namespace pivot;
using namespace pivot::test;

/// One experiment on several devices, one after the other.
class TestDeviceGroup : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneRequestADeviceTiedByOneGroup() {
        RunRequest request;
        request.config.device = "cpu:one";
        request.thresholdSource = ThresholdSource{"train[0:9]", "edp", false};
        const auto requests = requestsForDevices(request, {"cpu:one", "sim:two"});
        QCOMPARE(requests.size(), std::size_t(2));
        QVERIFY(!requests[0].groupId.empty());
        QCOMPARE(requests[0].groupId, requests[1].groupId);
        QCOMPARE(requests[1].config.device, std::string("sim:two"));
        // A threshold that was chosen on one device was not chosen on the other.
        QVERIFY(requests[0].thresholdSource.has_value());
        QVERIFY(!requests[1].thresholdSource.has_value());
    }

    void aDeviceThatFailsTakesNothingFromTheOthers() {
        FakeRun fake;
        RunRequest request;
        request.config = fake.config;
        const auto requests = requestsForDevices(request, {"cpu:a", "cpu:broken", "cpu:c"});
        RunContext context = fake.context();
        const auto open = context.services->openSession;
        context.services->openSession = [open](const std::string& device, const ModelPtr& model,
                                               const SessionOptions& options) {
            return device == "cpu:broken" ? fail(ErrorCode::Unavailable, "cpu:broken does not open: mend it")
                                          : open(device, model, options);
        };
        std::vector<std::shared_ptr<KeepingSink>> sinks(3);
        std::vector<std::size_t> begun, ended;
        GroupSteps steps;
        steps.makeSink = [&](std::size_t i) -> Result<std::shared_ptr<OutcomeSink>> {
            return sinks[i] = std::make_shared<KeepingSink>();
        };
        steps.begins = [&](std::size_t i) { begun.push_back(i); };
        steps.ended = [&](std::size_t i, const Result<RunReport>&) { ended.push_back(i); };
        const auto results = runGroup(requests, context, steps, {});
        QVERIFY(results);
        QCOMPARE(results->size(), std::size_t(3));
        QCOMPARE(begun, (std::vector<std::size_t>{0, 1, 2}));
        QCOMPARE(ended, begun);
        QVERIFY((*results)[0] && (*results)[2]);
        QCOMPARE((*results)[1].error().message, std::string("cpu:broken does not open: mend it"));
        QCOMPARE((*results)[0]->groupId, (*results)[2]->groupId);
        QCOMPARE(sinks[2]->results.size(), std::size_t(40));
    }

    void aStopEndsTheGroupAndKeepsWhatWasDone() {
        FakeRun fake;
        RunRequest request;
        request.config = fake.config;
        const auto requests = requestsForDevices(request, {"cpu:a", "cpu:b", "cpu:c"});
        RunContext context = fake.context();
        std::stop_source stop;
        GroupSteps steps;
        steps.makeSink = [&](std::size_t i) -> Result<std::shared_ptr<OutcomeSink>> {
            auto sink = std::make_shared<KeepingSink>();
            if (i == 1) {
                sink->onAdd = [&stop](std::size_t) { stop.request_stop(); };
            }
            return sink;
        };
        RunHooks hooks;
        hooks.stop = stop.get_token();
        const auto results = runGroup(requests, context, steps, hooks);
        QVERIFY(results);
        QCOMPARE(results->size(), std::size_t(2));
        QCOMPARE((*results)[0]->status, std::string("complete"));
        QCOMPARE((*results)[1]->status, std::string("cancelled"));
    }

    void anUnknownDeviceIsSaidBeforeAnyWork() {
        FakeRun fake;
        RunRequest request;
        request.config = fake.config;
        RunContext context = fake.context();
        context.services->resolveDevice = [](const std::string& id) -> Result<DeviceInfo> {
            return id == "tpu:0" ? fail(ErrorCode::Usage, "there is no device tpu:0")
                                 : Result<DeviceInfo>(DeviceInfo{});
        };
        GroupSteps steps;
        bool asked = false;
        steps.makeSink = [&](std::size_t) -> Result<std::shared_ptr<OutcomeSink>> {
            asked = true;
            return nullptr;
        };
        const auto results = runGroup(requestsForDevices(request, {"cpu:a", "tpu:0"}), context, steps, {});
        QVERIFY(!results);
        QCOMPARE(results.error().message, std::string("there is no device tpu:0"));
        QVERIFY(!asked);
    }
};

QTEST_GUILESS_MAIN(TestDeviceGroup)
#include "tst_device_group.moc"
